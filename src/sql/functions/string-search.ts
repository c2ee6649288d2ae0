import { mergeCollations, textComparer } from '../types/collation.ts'
import { type ToText, intOf, textOf } from '../types/convert.ts'
import { BIGINT, INT, LONGTEXT, isBinary, isNumeric } from '../types/types.ts'
import type { Value } from '../value.ts'
import { charCount, charsBefore, sliceChars } from './characters.ts'
import { MANY, aliases, anyNullable, binary, deterministic, lenient, scalar, strict, ternary, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { counter, joinedType } from './string.ts'

/** String functions that search, choose from lists, and compare sounds. */

/** The place (1-based, in characters) of one text in another, from a 1-based place on; 0 when it isn't there. */
function locate(needle: string, text: string, from: number, equal: ((a: string, b: string) => number) | undefined): number {
  if (from < 1) return 0
  if (equal !== undefined) {
    const a = [...text]
    const length = charCount(needle)
    for (let i = from - 1; i + length <= a.length; i++) if (equal(a.slice(i, i + length).join(''), needle) === 0) return i + 1
    return 0
  }
  const start = from === 1 ? 0 : sliceChars(text, 0, from - 1).length
  if (from > charCount(text) + 1) return 0
  const at = text.indexOf(needle, start)
  return at < 0 ? 0 : charsBefore(text, at) + 1
}

/** The comparer of a collation that isn't binary; undefined where plain search will do. */
function looseComparer(a: Argument, b: Argument): ((x: string, y: string) => number) | undefined {
  const collation = mergeCollations(a.type.collation, b.type.collation)
  return collation.endsWith('_bin') || isBinary(a.type) || isBinary(b.type) ? undefined : textComparer(collation)
}

function bindLocate(args: readonly Argument[]): BoundFunction {
  const needle = textOf(args[0].type)
  const text = textOf(args[1].type)
  const from = args.length > 2 ? counter(args[2]) : undefined
  const equal = looseComparer(args[0], args[1])
  return strict(INT, anyNullable(args), (v) => locate(needle(v[0]), text(v[1]), from === undefined ? 1 : from(v[2]), equal))
}

function bindInstr(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const needle = textOf(args[1].type)
  const equal = looseComparer(args[0], args[1])
  return binary(BIGINT, anyNullable(args), (s, n) => locate(needle(n), text(s), 1, equal))
}

function bindSubstringIndex(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const delimiter = textOf(args[1].type)
  const count = counter(args[2])
  return ternary(joinedType([args[0]]), anyNullable(args), (v, d, n) => {
    const s = text(v)
    const mark = delimiter(d)
    const times = count(n)
    if (mark === '' || times === 0) return ''
    const parts = s.split(mark)
    if (Math.abs(times) >= parts.length) return s
    return (times > 0 ? parts.slice(0, times) : parts.slice(times)).join(mark)
  })
}

function bindElt(args: readonly Argument[]): BoundFunction {
  const index = counter(args[0])
  const text = args.map((a) => textOf(a.type))
  return {
    type: LONGTEXT,
    nullable: true,
    compile: (evaluators) => (cx) => {
      const n = evaluators[0](cx)
      if (n === null) return null
      const i = index(n)
      if (i < 1 || i >= evaluators.length) return null
      const v = evaluators[i](cx)
      return v === null ? null : text[i](v)
    },
  }
}

function bindField(args: readonly Argument[]): BoundFunction {
  const allText = args.every((a) => !isNumeric(a.type))
  const text = args.map((a) => textOf(a.type))
  const number = args.map((a) => counterDouble(a))
  const collation = args.reduce<string | undefined>((c, a) => (a.type.collation === undefined
    ? c
    : mergeCollations(c, a.type.collation)), undefined)
  const compare = textComparer(collation)
  return lenient(BIGINT, false, (values) => {
    const wanted = values[0]
    if (wanted === null) return 0
    for (let i = 1; i < values.length; i++) {
      const v = values[i]
      if (v === null) continue
      if (allText ? compare(text[0](wanted), text[i](v)) === 0 : number[0](wanted) === number[i](v)) return i
    }
    return 0
  })
}

function counterDouble(arg: Argument): (v: Value) => number {
  const text = textOf(arg.type)
  return isNumeric(arg.type) ? (v) => Number(text(v)) : (v) => Number.parseFloat(text(v)) || 0
}

function bindFindInSet(args: readonly Argument[]): BoundFunction {
  const needle = textOf(args[0].type)
  const list = textOf(args[1].type)
  const compare = textComparer(mergeCollations(args[0].type.collation, args[1].type.collation))
  return binary(BIGINT, anyNullable(args), (n, l) => {
    const wanted = needle(n)
    const text = list(l)
    if (text === '' || wanted.includes(',')) return 0
    return text.split(',').findIndex((member) => compare(member, wanted) === 0) + 1
  })
}

function bindMakeSet(args: readonly Argument[]): BoundFunction {
  const bits = intOf(args[0].type)
  const text = args.map((a) => textOf(a.type))
  return lenient(LONGTEXT, args[0].nullable, (values) => {
    if (values[0] === null) return null
    const mask = BigInt(bits(values[0]))
    const out: string[] = []
    for (let i = 1; i < values.length && i <= 64; i++) {
      const v = values[i]
      if (v !== null && (mask >> BigInt(i - 1)) & 1n) out.push(text[i](v))
    }
    return out.join(',')
  })
}

function bindExportSet(args: readonly Argument[]): BoundFunction {
  const bits = intOf(args[0].type)
  const [, on, off, separator] = args.map((a): ToText => textOf(a.type))
  const count = args.length > 4 ? counter(args[4]) : undefined
  return strict(LONGTEXT, anyNullable(args), (v) => {
    const mask = BigInt.asUintN(64, BigInt(bits(v[0])))
    const n = count === undefined ? 64 : count(v[4])
    const length = n < 0 || n > 64 ? 64 : n
    const out: string[] = []
    for (let i = 0; i < length; i++) out.push((mask >> BigInt(i)) & 1n ? on(v[1]) : off(v[2]))
    return out.join(separator === undefined ? ',' : separator(v[3]))
  })
}

const SOUNDEX_CODES: Readonly<Record<string, string>> = Object.freeze(Object.fromEntries(
  [['BFPV', '1'], ['CGJKQSXZ', '2'], ['DT', '3'], ['L', '4'], ['MN', '5'],
    ['R', '6']].flatMap(([letters, code]) => [...letters].map((l) => [l, code])),
))

/** MySQL's SOUNDEX: vowels are dropped first, then repeated codes; at least four characters. */
export function soundex(text: string): string {
  let out = ''
  let last = ''
  for (const c of text.toUpperCase()) {
    if (!/\p{L}/u.test(c)) continue
    const code = SOUNDEX_CODES[c] ?? '0'
    if (out === '') {
      out = c
      last = code
    } else if (code !== '0') {
      if (code !== last) out += code
      last = code
    }
  }
  return out === '' ? '' : out.padEnd(4, '0')
}

function bindSoundex(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGTEXT, anyNullable(args), (v) => soundex(text(v)))
}

function bindSoundsLike(args: readonly Argument[]): BoundFunction {
  const [a, b] = args.map((x) => textOf(x.type))
  return binary({ name: 'TINYINT', length: 1 }, anyNullable(args), (x, y) => (soundex(a(x)) === soundex(b(y)) ? 1 : 0))
}

export const STRING_SEARCH: readonly ScalarFunction[] = deterministic([
  ...aliases(scalar('locate', 2, 3, bindLocate), 'position'),
  scalar('instr', 2, 2, bindInstr),
  scalar('substring_index', 3, 3, bindSubstringIndex),
  scalar('elt', 2, MANY, bindElt),
  scalar('field', 2, MANY, bindField),
  scalar('find_in_set', 2, 2, bindFindInSet),
  scalar('make_set', 2, MANY, bindMakeSet),
  scalar('export_set', 3, 5, bindExportSet),
  scalar('soundex', 1, 1, bindSoundex),
  scalar('sounds like', 2, 2, bindSoundsLike),
])
