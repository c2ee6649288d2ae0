import { OxbowError } from '../../error.ts'
import { mergeCollations } from '../types/collation.ts'
import { intOf, textOf } from '../types/convert.ts'
import { BOOLEAN, INT, LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import { charsBefore } from './characters.ts'
import { aliases, deterministic, scalar, strict } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Regular expressions: MySQL's are ICU's, which are translated into JavaScript's. */

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}', digit: '\\p{Nd}', alnum: '\\p{L}\\p{Nd}', upper: '\\p{Lu}', lower: '\\p{Ll}', space: '\\s', blank: ' \\t',
    punct: '\\p{P}\\p{S}',
  cntrl: '\\p{Cc}', xdigit: '0-9A-Fa-f', graph: '\\x21-\\x7e', print: '\\x20-\\x7e', word: '\\p{L}\\p{Nd}_',
}

/** Letters that may follow a backslash in JavaScript's Unicode patterns. */
const ESCAPES = new Set([...'dDwWsSbBfnrtv0123456789cxupPk', ...'^$\\.*+?()[]{}|/'])

/** @throws OxbowError 3685 */
function invalidPattern(pattern: string): never {
  throw new OxbowError('ER_REGEXP_ILLEGAL_ARGUMENT', `Illegal argument to a regular expression: ${pattern.slice(0, 100)}`, { errno: 3685 })
}

/** Translates a pattern of ICU's. */
function translate(pattern: string): { source: string; flags: string } {
  let source = ''
  let flags = ''
  let i = 0
  const inline = /^\(\?([imsx]+)\)/.exec(pattern)
  if (inline !== null) {
    for (const f of inline[1]) if (f !== 'x') flags += f
    i = inline[0].length
  }
  let inClass = false
  while (i < pattern.length) {
    const c = pattern[i]
    if (c === '\\') {
      const next = pattern[i + 1]
      if (next === undefined) invalidPattern(pattern)
      if (next === 'Q') {
        const end = pattern.indexOf('\\E', i + 2)
        const quoted = pattern.slice(i + 2, end < 0 ? undefined : end)
        source += quoted.replace(/[\^$\\.*+?()[\]{}|/-]/g, (m) => (m === '-' && !inClass ? '-' : `\\${m}`))
        i = end < 0 ? pattern.length : end + 2
        continue
      }
      source += escapeOf(next, inClass)
      i += 2
      continue
    }
    if (!inClass && pattern.startsWith('(?#', i)) {
      const end = pattern.indexOf(')', i)
      if (end < 0) invalidPattern(pattern)
      i = end + 1
      continue
    }
    if (inClass) {
      const posix = c === '[' ? /^\[:(\^?)(\w+):\]/.exec(pattern.slice(i)) : null
      if (posix !== null) {
        const members = POSIX_CLASSES[posix[2].toLowerCase()] ?? invalidPattern(pattern)
        if (posix[1] === '^') invalidPattern(pattern)
        source += members
        i += posix[0].length
        continue
      }
      if (c === ']') inClass = false
      source += c === '[' ? '\\[' : c
    } else if (c === '[') {
      inClass = true
      source += c
      if (pattern[i + 1] === '^') source += pattern[++i]
      // A bracket that comes first is a member.
      if (pattern[i + 1] === ']') source += `\\${pattern[++i]}`
    } else if (c === ']') {
      source += '\\]'
    } else {
      // Possessive quantifiers only give up less: greedy ones find the same or more.
      const possessive = c === '+' && /[*+?}]$/.test(source) && !/\\[*+?}]$/.test(source)
      if (!possessive) source += c
    }
    i++
  }
  return { source, flags }
}

function escapeOf(c: string, inClass: boolean): string {
  if (c === 'A') return '^'
  if (c === 'Z' || c === 'z') return '$'
  if (c === 'h') return inClass ? ' \\t' : '[ \\t]'
  if (c === 'R') return '(?:\\r\\n|[\\n\\r])'
  if (c === '-' && inClass) return '\\-'
  return ESCAPES.has(c) ? `\\${c}` : c
}

const cache = new Map<string, RegExp>()

/** The compiled pattern. `flags` may hold `i`, `m`, `s`, `g`. @throws OxbowError 3685 for a pattern that is none. */
function compilePattern(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  let compiled = cache.get(key)
  if (compiled === undefined) {
    if (pattern === '') {
      throw new OxbowError('ER_REGEXP_ILLEGAL_ARGUMENT', 'Illegal argument to a regular expression.', { errno: 3685 })
    }
    const { source, flags: inline } = translate(pattern)
    try {
      compiled = new RegExp(source, [...new Set(`${flags}${inline}u`)].join(''))
    } catch {
      return invalidPattern(pattern)
    }
    if (cache.size >= 500) cache.clear()
    cache.set(key, compiled)
  }
  return compiled
}

/** MySQL's match types: c, i, m, n, u. @throws OxbowError 1210 */
function flagsOf(matchType: string, insensitive: boolean, name: string): string {
  let i = insensitive
  let flags = ''
  for (const c of matchType) {
    if (c === 'c') i = false
    else if (c === 'i') i = true
    else if (c === 'm') flags += 'm'
    else if (c === 'n') flags += 's'
    else if (c !== 'u') throw new OxbowError('ER_WRONG_ARGUMENTS', `Incorrect arguments to ${name}`, { errno: 1210 })
  }
  return i ? `${flags}i` : flags
}

/** Reads text, pattern and match type out of the values. */
function matcherOf(args: readonly Argument[], typeAt: number, name: string): (v: readonly Value[]) => RegExp {
  const pattern = textOf(args[1].type)
  const matchType = args.length > typeAt ? textOf(args[typeAt].type) : undefined
  const insensitive = mergeCollations(args[0].type.collation, args[1].type.collation).endsWith('_ci')
  const usual = flagsOf('', insensitive, name)
  let last = ''
  let lastFlags = ''
  let compiled: RegExp | undefined
  return (v) => {
    const text = pattern(v[1])
    const flags = matchType === undefined ? usual : flagsOf(matchType(v[typeAt]), insensitive, name)
    if (compiled === undefined || text !== last || flags !== lastFlags) {
      compiled = compilePattern(text, `${flags}g`)
      last = text
      lastFlags = flags
    }
    return compiled
  }
}

function counted(args: readonly Argument[], at: number, usual: number): (v: readonly Value[]) => number {
  if (args.length <= at) return () => usual
  const toInt = intOf(args[at].type)
  return (v) => Number(toInt(v[at]))
}

/** The UTF-16 place of a 1-based character position. @throws OxbowError 3686 */
function startAt(text: string, position: number): number {
  let unit = 0
  for (let n = 1; n < position && unit < text.length; n++) unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1
  if (position < 1 || (unit >= text.length && position > 1 && text.length > 0)) {
    throw new OxbowError('ER_REGEXP_INDEX_OUTOFBOUNDS_ERROR', 'Index out of bounds in regular expression search.', { errno: 3686 })
  }
  return unit
}

/** The occurrence that is asked for; null when there are fewer. */
function occurrence(regexp: RegExp, text: string, from: number, wanted: number): RegExpExecArray | null {
  regexp.lastIndex = from
  for (let n = 1; ; n++) {
    const m = regexp.exec(text)
    if (m === null || n >= wanted) return m
    if (m[0] === '') regexp.lastIndex++
  }
}

function bindLike(negated: boolean): (args: readonly Argument[]) => BoundFunction {
  const [yes, no] = negated ? [0, 1] : [1, 0]
  return (args) => {
    const text = textOf(args[0].type)
    const matcher = matcherOf(args, 2, 'regexp_like')
    return strict(BOOLEAN, true, (v) => {
      const regexp = matcher(v)
      regexp.lastIndex = 0
      return regexp.test(text(v[0])) ? yes : no
    })
  }
}

function bindReplace(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const replacement = textOf(args[2].type)
  const position = counted(args, 3, 1)
  const which = counted(args, 4, 0)
  const matcher = matcherOf(args, 5, 'regexp_replace')
  return strict(LONGTEXT, true, (v) => {
    const s = text(v[0])
    const from = startAt(s, position(v))
    const regexp = matcher(v)
    const n = which(v)
    const template = replacement(v[2])
    let seen = 0
    regexp.lastIndex = 0
    return s.slice(0, from) + s.slice(from).replace(regexp, (...m: unknown[]) => {
      seen++
      if (n > 0 && seen !== n) return m[0] as string
      return fill(template, m)
    })
  })
}

/** Puts groups (`$1`, `\1`) into a replacement. */
function fill(template: string, groups: readonly unknown[]): string {
  return template.replace(/\$(\d)|\\(.)/gs, (_, dollar: string | undefined, escaped: string | undefined) => {
    if (dollar === undefined) return escaped as string
    const group = groups[Number(dollar)]
    return typeof group === 'string' ? group : ''
  })
}

function bindSubstr(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const position = counted(args, 2, 1)
  const which = counted(args, 3, 1)
  const matcher = matcherOf(args, 4, 'regexp_substr')
  return strict(LONGTEXT, true, (v) => {
    const s = text(v[0])
    const m = occurrence(matcher(v), s, startAt(s, position(v)), which(v))
    return m === null ? null : m[0]
  })
}

function bindInstr(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const position = counted(args, 2, 1)
  const which = counted(args, 3, 1)
  const side = counted(args, 4, 0)
  const matcher = matcherOf(args, 5, 'regexp_instr')
  return strict(INT, true, (v) => {
    const s = text(v[0])
    const m = occurrence(matcher(v), s, startAt(s, position(v)), which(v))
    if (m === null) return 0
    const unit = side(v) === 0 ? m.index : m.index + m[0].length
    return charsBefore(s, unit) + 1
  })
}

export const REGEXP: readonly ScalarFunction[] = deterministic([
  ...aliases(scalar('regexp_like', 2, 3, bindLike(false)), 'regexp', 'rlike'),
  ...aliases(scalar('not regexp', 2, 2, bindLike(true)), 'not rlike'),
  scalar('regexp_replace', 3, 6, bindReplace),
  scalar('regexp_substr', 2, 5, bindSubstr),
  scalar('regexp_instr', 2, 6, bindInstr),
])
