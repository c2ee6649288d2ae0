import type { Value } from '../value.ts'

/** A SELECT's text with its plain literals taken out. */
export interface LiftedText {
  /** The same for texts that differ in the values of such literals only. */
  readonly key: string
  /** In the order of the text: integers and strings. */
  readonly values: readonly Value[]
  /** Where each stands, in UTF-16 units; by parameter there are no places. */
  readonly starts: readonly number[]
}

const SELECT = /^select\s/i
/** Texts longer than this are parsed each time: scanning them costs as much as parsing. */
const MAX_LENGTH = 4096
/** Longer integers are no safe numbers. */
const MAX_DIGITS = 15

/**
 * Takes the integers and strings out of one SELECT, quicker than parsing it. What it isn't sure of (comments, escapes, variables,
 * anything beyond ASCII, several statements) it leaves to the parser.
 * @returns undefined for such texts.
 */
export function liftLiterals(sql: string): LiftedText | undefined {
  if (sql.length > MAX_LENGTH || !SELECT.test(sql)) return undefined
  const values: Value[] = []
  const starts: number[] = []
  let key = ''
  let from = 0
  for (let at = 7; at < sql.length;) {
    const c = sql.charCodeAt(at)
    if (isWordStart(c)) {
      at = wordEnd(sql, at)
      // A character set or a notation before a string: x'41', _utf8'a'.
      if (sql.charCodeAt(at) === QUOTE) return undefined
    } else if (c === DOT) {
      at = wordEnd(sql, at + 1)
    } else if (isDigit(c)) {
      const end = wordEnd(sql, at)
      const isInteger = sql.charCodeAt(end) !== DOT && end - at <= MAX_DIGITS && isDigits(sql, at, end)
      if (isInteger) {
        key += `${sql.slice(from, at)}\0i`
        values.push(Number(sql.slice(at, end)))
        starts.push(at)
        from = end
      }
      at = end
    } else if (c === QUOTE || c === DOUBLE_QUOTE || c === BACKTICK) {
      const end = sql.indexOf(sql[at], at + 1)
      if (end < 0 || sql.charCodeAt(end + 1) === c) return undefined
      for (let i = at + 1; i < end; i++) if (sql.charCodeAt(i) === BACKSLASH || sql.charCodeAt(i) > ASCII) return undefined
      if (c === QUOTE) {
        key += `${sql.slice(from, at)}\0s`
        values.push(sql.slice(at + 1, end))
        starts.push(at)
        from = end + 1
      }
      at = end + 1
    } else {
      if (c > ASCII || OTHERS.has(c) || (c === MINUS && sql.charCodeAt(at + 1) === MINUS) || (c === SLASH && sql.charCodeAt(at + 1) === STAR)) return undefined
      at++
    }
  }
  return { key: key + sql.slice(from), values, starts }
}

/** The same for a statement that is run with parameters: what is kept is told apart by what kinds of values these are. */
export function liftParameters(sql: string, params: readonly Value[]): LiftedText | undefined {
  let kinds = ''
  for (const value of params) {
    if (typeof value === 'number' && Number.isSafeInteger(value)) kinds += 'i'
    else if (typeof value === 'string') kinds += 's'
    else return undefined
  }
  return { key: `${kinds}\0${sql}`, values: params, starts: [] }
}

const QUOTE = 39
const DOUBLE_QUOTE = 34
const BACKTICK = 96
const BACKSLASH = 92
const DOT = 46
const MINUS = 45
const SLASH = 47
const STAR = 42
const ASCII = 126
/** `@`, `?`, `;`, `#`. */
const OTHERS: ReadonlySet<number> = new Set([64, 63, 59, 35])

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

function isWordStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36
}

function wordEnd(sql: string, at: number): number {
  let end = at
  for (let c = sql.charCodeAt(end); isWordStart(c) || isDigit(c); c = sql.charCodeAt(++end));
  return end
}

function isDigits(sql: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(sql.charCodeAt(i))) return false
  return true
}
