import { collationKeyer, isBinaryCollation, mergeCollations } from '../types/collation.ts'
import { textOf } from '../types/convert.ts'
import { BOOLEAN } from '../types/types.ts'
import { OxbowError } from '../../error.ts'
import type { Evaluator } from '../exec/context.ts'
import { anyNullable, deterministic, scalar } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** LIKE: patterns compiled to the cheapest matcher that does. */

export type Matcher = (text: string) => boolean

interface Piece {
  /** Characters that must follow one another; undefined stands for `_`. */
  readonly characters: readonly (string | undefined)[]
}

interface Pattern {
  readonly pieces: readonly Piece[]
  /** The pattern begins (ends) with `%`. */
  readonly openStart: boolean
  readonly openEnd: boolean
}

/** Splits a pattern at its `%`. */
function parsePattern(pattern: string, escape: string): Pattern {
  const pieces: Piece[] = []
  let current: (string | undefined)[] = []
  let openStart = false
  let openEnd = false
  let first = true
  for (let i = 0; i < pattern.length; i++) {
    let c = String.fromCodePoint(pattern.codePointAt(i) as number)
    i += c.length - 1
    if (c === '%') {
      if (first) openStart = true
      if (current.length > 0) pieces.push({ characters: current })
      current = []
      openEnd = true
      first = false
      continue
    }
    first = false
    openEnd = false
    if (c === '_') {
      current.push(undefined)
      continue
    }
    if (c === escape && escape !== '' && i + 1 < pattern.length) {
      c = String.fromCodePoint(pattern.codePointAt(i + 1) as number)
      i += c.length
    }
    current.push(c)
  }
  if (current.length > 0) pieces.push({ characters: current })
  return { pieces, openStart, openEnd }
}

/** The piece as plain text, or undefined when it holds `_`. */
function literal(piece: Piece): string | undefined {
  return piece.characters.includes(undefined) ? undefined : piece.characters.join('')
}

/**
 * A matcher of a LIKE pattern. `escape` is one character, or '' for none. Under collations that aren't binary,
 * characters match that the collation counts as the same.
 */
export function likeMatcher(pattern: string, escape: string, collation: string | undefined): Matcher {
  const parsed = parsePattern(pattern, escape)
  if (!isBinaryCollation(collation)) return generalMatcher(parsed, collationKeyer(collation))
  const { pieces, openStart, openEnd } = parsed
  if (pieces.length === 0) return openStart ? () => true : (text) => text === ''
  if (pieces.length === 1) {
    const text = literal(pieces[0])
    if (text !== undefined) {
      if (!openStart && !openEnd) return (s) => s === text
      if (!openStart) return (s) => s.startsWith(text)
      if (!openEnd) return (s) => s.endsWith(text)
      return (s) => s.includes(text)
    }
  }
  const texts = pieces.map(literal)
  return texts.includes(undefined) ? generalMatcher(parsed, undefined) : textMatcher(texts as string[], openStart, openEnd)
}

/** Pieces without `_`: plain searches one behind the other. */
function textMatcher(pieces: readonly string[], openStart: boolean, openEnd: boolean): Matcher {
  const first = openStart ? 0 : 1
  const last = pieces.length - (openEnd ? 0 : 1)
  return (s) => {
    let at = 0
    if (!openStart) {
      if (!s.startsWith(pieces[0])) return false
      at = pieces[0].length
    }
    for (let i = first; i < last; i++) {
      const found = s.indexOf(pieces[i], at)
      if (found < 0) return false
      at = found + pieces[i].length
    }
    if (openEnd) return true
    const end = pieces[pieces.length - 1]
    return s.length - end.length >= at && s.endsWith(end)
  }
}

/** Greedy matching piece by piece: each piece at its first possible place, the last one at the end. */
function generalMatcher(pattern: Pattern, key: ((s: string) => string) | undefined): Matcher {
  const pieces = pattern.pieces.map((p) => p.characters.map((c) => (c === undefined || key === undefined ? c : key(c))))
  const { openStart, openEnd } = pattern
  const matchesAt = (text: readonly string[], at: number, piece: readonly (string | undefined)[]): boolean => {
    if (at + piece.length > text.length) return false
    for (let i = 0; i < piece.length; i++) if (piece[i] !== undefined && piece[i] !== text[at + i]) return false
    return true
  }
  return (s) => {
    const text = key === undefined ? [...s] : [...s].map(key)
    if (pieces.length === 0) return openStart || text.length === 0
    let at = 0
    let i = 0
    if (!openStart) {
      if (!matchesAt(text, 0, pieces[0])) return false
      at = pieces[0].length
      if (pieces.length === 1) return openEnd || at === text.length
      i = 1
    }
    const last = pieces.length - (openEnd ? 0 : 1)
    for (; i < last; i++) {
      while (at < text.length && !matchesAt(text, at, pieces[i])) at++
      if (at + pieces[i].length > text.length) return false
      at += pieces[i].length
    }
    if (openEnd) return true
    const end = pieces[pieces.length - 1]
    return text.length - end.length >= at && matchesAt(text, text.length - end.length, end)
  }
}

function bindLike(negated: boolean): (args: readonly Argument[]) => BoundFunction {
  const [yes, no] = negated ? [0, 1] : [1, 0]
  return (args) => {
    const toText = textOf(args[0].type)
    const patternText = textOf(args[1].type)
    const collation = mergeCollations(args[0].type.collation, args[1].type.collation)
    const escapeArg = args[2]
    const fixedEscape = escapeArg === undefined ? '\\' : typeof escapeArg.constant === 'string' ? checkEscape(escapeArg.constant)
      : undefined
    const pattern = args[1].constant
    return {
      type: BOOLEAN,
      nullable: anyNullable(args),
      compile: ([subject, given, escape]): Evaluator => {
        if (pattern !== undefined && fixedEscape !== undefined) {
          if (pattern === null) return () => null
          const matches = likeMatcher(patternText(pattern), fixedEscape, collation)
          return (cx) => {
            const v = subject(cx)
            return v === null ? null : matches(toText(v)) ? yes : no
          }
        }
        // The last pattern's matcher is kept: patterns seldom change from row to row.
        let lastPattern = ''
        let lastEscape = '\\'
        let matches = likeMatcher('', '\\', collation)
        return (cx) => {
          const v = subject(cx)
          const p = given(cx)
          const e = fixedEscape ?? escape(cx)
          if (v === null || p === null || e === null) return null
          const text = patternText(p)
          if (text !== lastPattern || e !== lastEscape) {
            lastEscape = checkEscape(String(e))
            matches = likeMatcher(text, lastEscape, collation)
            lastPattern = text
          }
          return matches(toText(v)) ? yes : no
        }
      },
    }
  }
}

function checkEscape(escape: string): string {
  // As Dolt, an empty escape is the character NUL.
  if (escape === '') return '\0'
  if ([...escape].length > 1) throw new OxbowError('ER_WRONG_ARGUMENTS', 'Incorrect arguments to ESCAPE', { errno: 1210 })
  return escape
}

export const LIKE: readonly ScalarFunction[] = deterministic([
  scalar('like', 2, 3, bindLike(false)),
  scalar('not like', 2, 3, bindLike(true)),
])
