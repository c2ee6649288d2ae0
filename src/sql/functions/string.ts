import type { Evaluator } from '../exec/context.ts'
import { isUtf8 } from '../types/charset.ts'
import { charsetOf, mergeCollations } from '../types/collation.ts'
import { bytesOf, intOf, textOf, utf8, utf8Bytes } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, DEFAULT_COLLATION, INT, LONGBLOB, LONGTEXT, TINYINT_UNSIGNED, isBinary, isText, longText } from '../types/types.ts'
import type { Int, Value } from '../value.ts'
import { byteCount, charCount, sliceChars, substringRange } from './characters.ts'
import { MANY, aliases, anyNullable, binary, deterministic, lenient, scalar, strict, ternary, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** String functions that cut, join, search and measure. */

/** MySQL's `max_allowed_packet`: longer results are NULL. */
export const MAX_PACKET = 67108864

/** The type of a result that is a piece of the argument. */
function sameKind(arg: Argument): SqlType {
  return isText(arg.type) || isBinary(arg.type) ? arg.type : LONGTEXT
}

/** Text of the collation of the arguments, or binary when one of them is. */
export function joinedType(args: readonly Argument[]): SqlType {
  if (args.some((a) => isBinary(a.type))) return LONGBLOB
  let collation: string | undefined
  for (const a of args) if (a.type.collation !== undefined) collation = mergeCollations(collation, a.type.collation)
  return collation === undefined ? LONGTEXT : longText(collation)
}

/** A number argument that counts characters. */
export function counter(arg: Argument): (v: Value) => number {
  const toInt = intOf(arg.type)
  return (v) => Number(toInt(v))
}

function bindCase(change: (s: string) => string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const type = sameKind(args[0])
    if (isBinary(type)) return unary(type, anyNullable(args), (v) => v)
    const text = textOf(args[0].type)
    return unary(type, anyNullable(args), (v) => change(text(v)))
  }
}

function bindConcat(args: readonly Argument[]): BoundFunction {
  const type = joinedType(args)
  if (type === LONGBLOB) {
    const bytes = args.map((a) => bytesOf(a.type))
    return strict(type, anyNullable(args), (values) => joinBytes(values.map((v, i) => bytes[i](v))))
  }
  const text = args.map((a) => textOf(a.type))
  return strict(type, anyNullable(args), (values) => {
    let out = ''
    for (let i = 0; i < values.length; i++) out += text[i](values[i])
    return out
  })
}

/** Byte strings one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

function bindConcatWs(args: readonly Argument[]): BoundFunction {
  const type = joinedType(args)
  const text = args.map((a) => textOf(a.type))
  return lenient(type === LONGBLOB ? LONGTEXT : type, args[0].nullable, (values) => {
    if (values[0] === null) return null
    const separator = text[0](values[0])
    let out: string | undefined
    for (let i = 1; i < values.length; i++) {
      const v = values[i]
      if (v === null) continue
      out = out === undefined ? text[i](v) : out + separator + text[i](v)
    }
    return out ?? ''
  })
}

function bindSubstring(args: readonly Argument[]): BoundFunction {
  const type = sameKind(args[0])
  const start = counter(args[1])
  const count = args.length > 2 ? counter(args[2]) : () => MANY_CHARACTERS
  const nullable = anyNullable(args)
  if (isBinary(type)) {
    return strict(type, nullable, ([v, from, n]) => {
      const bytes = v as Uint8Array
      const range = substringRange(bytes.length, start(from), n === undefined ? MANY_CHARACTERS : count(n))
      return range === undefined ? new Uint8Array(0) : bytes.subarray(range[0], range[1])
    })
  }
  const text = textOf(args[0].type)
  return strict(type, nullable, ([v, from, n]) => {
    const s = text(v)
    const range = substringRange(charCount(s), start(from), n === undefined ? MANY_CHARACTERS : count(n))
    return range === undefined ? '' : sliceChars(s, range[0], range[1])
  })
}

const MANY_CHARACTERS = Number.MAX_SAFE_INTEGER

function bindLeft(args: readonly Argument[]): BoundFunction {
  const count = counter(args[1])
  if (isBinary(args[0].type)) {
    return binary(LONGBLOB, anyNullable(args), (v, n) => (v as Uint8Array).subarray(0, Math.max(0, count(n))))
  }
  const text = textOf(args[0].type)
  return binary(joinedType([args[0]]), anyNullable(args), (v, n) => sliceChars(text(v), 0, Math.max(0, count(n))))
}

function bindRight(args: readonly Argument[]): BoundFunction {
  const count = counter(args[1])
  if (isBinary(args[0].type)) {
    return binary(LONGBLOB, anyNullable(args), (v, n) => {
      const bytes = v as Uint8Array
      return bytes.subarray(Math.max(0, bytes.length - Math.max(0, count(n))))
    })
  }
  const text = textOf(args[0].type)
  return binary(joinedType([args[0]]), anyNullable(args), (v, n) => {
    const s = text(v)
    const length = charCount(s)
    return sliceChars(s, Math.max(0, length - Math.max(0, count(n))), length)
  })
}

function bindLength(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  if (isText(type) && isUtf8(charsetOf(type.collation ?? DEFAULT_COLLATION))) return unary(INT, anyNullable(args), (v) => byteCount(v as string))
  const bytes = bytesOf(args[0].type)
  return unary(INT, anyNullable(args), (v) => bytes(v).length)
}

function bindBitLength(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(INT, anyNullable(args), (v) => bytes(v).length * 8)
}

function bindCharLength(args: readonly Argument[]): BoundFunction {
  if (isBinary(args[0].type)) return unary(INT, anyNullable(args), (v) => (v as Uint8Array).length)
  const text = textOf(args[0].type)
  return unary(INT, anyNullable(args), (v) => charCount(text(v)))
}

function bindReplace(args: readonly Argument[]): BoundFunction {
  const [text, from, to] = args.map((a) => textOf(a.type))
  return ternary(joinedType([args[0]]), anyNullable(args), (v, f, t) => {
    const find = from(f)
    return find === '' ? text(v) : text(v).replaceAll(find, () => to(t))
  })
}

function bindReverse(args: readonly Argument[]): BoundFunction {
  const type = sameKind(args[0])
  if (isBinary(type)) return unary(type, anyNullable(args), (v) => (v as Uint8Array).slice().reverse())
  const text = textOf(args[0].type)
  return unary(type, anyNullable(args), (v) => [...text(v)].reverse().join(''))
}

function bindRepeat(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const count = counter(args[1])
  return binary(joinedType([args[0]]) === LONGBLOB ? LONGTEXT : joinedType([args[0]]), true, (v, n) => {
    const s = text(v)
    const times = Math.max(0, count(n))
    return byteCount(s) * times > MAX_PACKET ? null : s.repeat(times)
  })
}

function bindSpace(args: readonly Argument[]): BoundFunction {
  const count = counter(args[0])
  return unary(LONGTEXT, true, (n) => {
    const times = Math.max(0, count(n))
    return times > MAX_PACKET ? null : ' '.repeat(times)
  })
}

function bindPad(left: boolean): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const text = textOf(args[0].type)
    const length = counter(args[1])
    const pad = textOf(args[2]?.type ?? LONGTEXT)
    return strict(joinedType([args[0]]) === LONGBLOB ? LONGTEXT : joinedType([args[0]]), true, (v) => {
      const s = text(v[0])
      const wanted = length(v[1])
      if (wanted < 0 || wanted > MAX_PACKET) return null
      const have = charCount(s)
      if (have >= wanted) return sliceChars(s, 0, wanted)
      const filler = v.length > 2 ? pad(v[2]) : ' '
      if (filler === '') return ''
      const missing = wanted - have
      const fill = sliceChars(filler.repeat(Math.ceil(missing / charCount(filler))), 0, missing)
      return left ? fill + s : s + fill
    })
  }
}

/** Where TRIM cuts. */
export type TrimSide = 'both' | 'leading' | 'trailing'

/** Cuts every copy of `what` from the ends of a text. */
function trimText(text: string, what: string, side: TrimSide): string {
  if (what === '') return text
  let from = 0
  let to = text.length
  if (side !== 'trailing') while (to - from >= what.length && text.startsWith(what, from)) from += what.length
  if (side !== 'leading') while (to - from >= what.length && text.endsWith(what, to)) to = Math.max(from, to - what.length)
  return text.slice(from, to)
}

/** TRIM(text[, what[, side]]), with `side` a constant text. */
function bindTrim(usual: TrimSide): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const text = textOf(args[0].type)
    const what = args.length > 1 ? textOf(args[1].type) : undefined
    const side = typeof args[2]?.constant === 'string' ? (args[2].constant.toLowerCase() as TrimSide) : usual
    const type = isBinary(args[0].type) ? LONGTEXT : sameKind(args[0])
    return strict(type, anyNullable(args), (v) => trimText(text(v[0]), what === undefined ? ' ' : what(v[1]), side))
  }
}

function bindInsert(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const at = counter(args[1])
  const count = counter(args[2])
  const piece = textOf(args[3].type)
  return strict(joinedType([args[0]]), anyNullable(args), (v) => {
    const s = text(v[0])
    const length = charCount(s)
    const from = at(v[1])
    if (from < 1 || from > length) return s
    const n = count(v[2])
    const to = n < 0 || from - 1 + n > length ? length : from - 1 + n
    return sliceChars(s, 0, from - 1) + piece(v[3]) + sliceChars(s, to, length)
  })
}

function bindAscii(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(TINYINT_UNSIGNED, anyNullable(args), (v) => bytes(v)[0] ?? 0)
}

function bindOrd(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(BIGINT, anyNullable(args), (v) => {
    const b = bytes(v)
    if (b.length === 0) return 0
    const size = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : b[0] >= 0xc0 ? 2 : 1
    let n = 0
    for (let i = 0; i < size && i < b.length; i++) n = n * 256 + b[i]
    return n
  })
}

/** CHAR(n, …): bytes of the numbers; `char using` gives text. */
function bindChar(asText: boolean): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const numbers = args.map((a) => intOf(a.type))
    const type: SqlType = asText ? { name: 'VARCHAR', length: args.length * 4, collation: LONGTEXT.collation }
      : { name: 'VARBINARY', length: args.length * 4 }
    return lenient(type, false, (values) => {
      const out: number[] = []
      for (let i = 0; i < values.length; i++) {
        const v = values[i]
        if (v !== null) pushBytes(out, numbers[i](v))
      }
      const bytes = Uint8Array.from(out)
      return asText ? utf8(bytes) : bytes
    })
  }
}

function pushBytes(out: number[], v: Int): void {
  const n = Number(BigInt.asUintN(32, BigInt(v)))
  if (n > 0xffffff) out.push((n >>> 24) & 255)
  if (n > 0xffff) out.push((n >>> 16) & 255)
  if (n > 0xff) out.push((n >>> 8) & 255)
  out.push(n & 255)
}

function bindQuote(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return {
    type: LONGTEXT,
    nullable: false,
    compile: ([a]): Evaluator => (cx) => {
      const v = a(cx)
      return v === null ? 'NULL' : `'${text(v).replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0').replaceAll('\x1a', '\\Z')}'`
    },
  }
}

/** The UTF-8 bytes that a collation-less comparison of the text would see. */
function bindWeightString(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGBLOB, anyNullable(args), (v) => utf8Bytes(text(v)))
}

export const STRING: readonly ScalarFunction[] = deterministic([
  ...aliases(scalar('upper', 1, 1, bindCase((s) => s.toUpperCase())), 'ucase'),
  ...aliases(scalar('lower', 1, 1, bindCase((s) => s.toLowerCase())), 'lcase'),
  scalar('concat', 1, MANY, bindConcat),
  scalar('concat_ws', 2, MANY, bindConcatWs),
  ...aliases(scalar('substring', 2, 3, bindSubstring), 'substr', 'mid'),
  scalar('left', 2, 2, bindLeft),
  scalar('right', 2, 2, bindRight),
  ...aliases(scalar('length', 1, 1, bindLength), 'octet_length'),
  scalar('bit_length', 1, 1, bindBitLength),
  ...aliases(scalar('char_length', 1, 1, bindCharLength), 'character_length'),
  scalar('replace', 3, 3, bindReplace),
  scalar('reverse', 1, 1, bindReverse),
  scalar('repeat', 2, 2, bindRepeat),
  scalar('space', 1, 1, bindSpace),
  scalar('lpad', 2, 3, bindPad(true)),
  scalar('rpad', 2, 3, bindPad(false)),
  scalar('trim', 1, 3, bindTrim('both')),
  scalar('ltrim', 1, 1, bindTrim('leading')),
  scalar('rtrim', 1, 1, bindTrim('trailing')),
  scalar('insert', 4, 4, bindInsert),
  scalar('ascii', 1, 1, bindAscii),
  scalar('ord', 1, 1, bindOrd),
  scalar('char', 1, MANY, bindChar(false)),
  scalar('char using', 1, MANY, bindChar(true)),
  scalar('quote', 1, 1, bindQuote),
  scalar('weight_string', 1, 1, bindWeightString),
])
