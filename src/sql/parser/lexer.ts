import { syntaxError } from './syntax-error.ts'

/** Kinds of tokens. */
export const Kind = {
  End: 0,
  /** An unquoted word: a keyword or a name. */
  Word: 1,
  /** `name`, or "name" under ANSI_QUOTES. */
  Quoted: 2,
  String: 3,
  Integer: 4,
  Decimal: 5,
  Float: 6,
  Hex: 7,
  Bit: 8,
  Parameter: 9,
  /** @name */
  UserVariable: 10,
  /** @@ */
  SystemVariable: 11,
  Operator: 12,
} as const

/** SQL modes that change how text is read. */
export interface LexerModes {
  readonly ansiQuotes?: boolean
  readonly pipesAsConcat?: boolean
  readonly noBackslashEscapes?: boolean
}

/** Version up to which versioned comments are executed. */
const MYSQL_VERSION = 80031

const isDigit = (c: number): boolean => c >= 48 && c <= 57
const isHexDigit = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)
const isWordStart = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c > 127
const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c)

/** Cuts a statement's text into tokens, all at once: kinds and positions in typed arrays, no object a token. */
export class Lexer {
  readonly text: string
  readonly modes: LexerModes
  kinds: Uint8Array
  starts: Int32Array
  ends: Int32Array
  count = 0

  constructor(text: string, modes: LexerModes) {
    this.text = text
    this.modes = modes
    const guess = (text.length >> 1) + 8
    this.kinds = new Uint8Array(guess)
    this.starts = new Int32Array(guess)
    this.ends = new Int32Array(guess)
    this.#scan()
  }

  #push(kind: number, start: number, end: number): void {
    if (this.count === this.kinds.length) this.#grow()
    this.kinds[this.count] = kind
    this.starts[this.count] = start
    this.ends[this.count++] = end
  }

  #grow(): void {
    const kinds = new Uint8Array(this.kinds.length * 2)
    kinds.set(this.kinds)
    this.kinds = kinds
    const starts = new Int32Array(kinds.length)
    starts.set(this.starts)
    this.starts = starts
    const ends = new Int32Array(kinds.length)
    ends.set(this.ends)
    this.ends = ends
  }

  #scan(): void {
    const text = this.text
    const n = text.length
    let versioned = 0
    let i = 0
    while (i < n) {
      const c = text.charCodeAt(i)
      if (c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0xfeff) {
        i++
        continue
      }
      if (isWordStart(c)) {
        i = this.#word(i, c)
        continue
      }
      if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(i + 1)) && !this.#afterName(i))) {
        i = this.#number(i)
        continue
      }
      switch (c) {
        case 39: // '
          i = this.#quoted(i, Kind.String, 39)
          continue
        case 34: // "
          i = this.#quoted(i, this.modes.ansiQuotes ? Kind.Quoted : Kind.String, 34)
          continue
        case 96: // `
          i = this.#quoted(i, Kind.Quoted, 96)
          continue
        case 35: // #
          i = lineEnd(text, i)
          continue
        case 45: // -
          // `--` begins a comment only before white space or the end; `1--1` is arithmetic.
          if (text.charCodeAt(i + 1) === 45 && (i + 2 >= n || text.charCodeAt(i + 2) <= 32)) {
            i = lineEnd(text, i)
            continue
          }
          break
        case 47: // /
          if (text.charCodeAt(i + 1) === 42) {
            const next = this.#comment(i)
            if (next < 0) {
              versioned++
              i = -next
            } else i = next
            continue
          }
          break
        case 42: // * of the end of a versioned comment
          if (versioned > 0 && text.charCodeAt(i + 1) === 47) {
            versioned--
            i += 2
            continue
          }
          break
        case 63: // ?
          this.#push(Kind.Parameter, i, i + 1)
          i++
          continue
        case 64: // @
          i = this.#variable(i)
          continue
      }
      const length = operatorLength(text, i, c)
      this.#push(Kind.Operator, i, i + length)
      i += length
    }
    this.#push(Kind.End, n, n)
  }

  /** True when what stands directly before is a name, so that a point is a qualifier: `t.1a`. */
  #afterName(i: number): boolean {
    const last = this.count - 1
    return last >= 0 && this.ends[last] === i && (this.kinds[last] === Kind.Word || this.kinds[last] === Kind.Quoted)
  }

  #word(i: number, c: number): number {
    const { text } = this
    if (text.charCodeAt(i + 1) === 39) {
      if (c === 120 || c === 88) return this.#radix(i, Kind.Hex)
      if (c === 98 || c === 66) return this.#radix(i, Kind.Bit)
      if (c === 110 || c === 78) return this.#quoted(i + 1, Kind.String, 39) // N'text'
    }
    let end = i + 1
    while (end < text.length && isWordPart(text.charCodeAt(end))) end++
    this.#push(Kind.Word, i, end)
    return end
  }

  /** x'…' and b'…'. */
  #radix(i: number, kind: number): number {
    const close = this.text.indexOf("'", i + 2)
    if (close < 0) throw syntaxError(this.text, i)
    this.#push(kind, i, close + 1)
    return close + 1
  }

  #number(i: number): number {
    const { text } = this
    if (text.charCodeAt(i) === 48) {
      const x = text.charCodeAt(i + 1)
      const digits = x === 120 ? isHexDigit : x === 98 ? (c: number): boolean => c === 48 || c === 49 : undefined
      if (digits !== undefined) {
        let end = i + 2
        while (digits(text.charCodeAt(end))) end++
        if (end > i + 2 && !isWordPart(text.charCodeAt(end))) {
          this.#push(x === 120 ? Kind.Hex : Kind.Bit, i, end)
          return end
        }
      }
    }
    let end = i
    let kind: number = Kind.Integer
    while (isDigit(text.charCodeAt(end))) end++
    if (text.charCodeAt(end) === 46 && !this.#afterPoint(i)) {
      kind = Kind.Decimal
      end++
      while (isDigit(text.charCodeAt(end))) end++
    }
    const e = text.charCodeAt(end)
    if (e === 101 || e === 69) {
      const sign = text.charCodeAt(end + 1)
      const digits = sign === 43 || sign === 45 ? end + 2 : end + 1
      if (isDigit(text.charCodeAt(digits))) {
        kind = Kind.Float
        end = digits
        while (isDigit(text.charCodeAt(end))) end++
      }
    }
    if (kind === Kind.Integer && isWordPart(text.charCodeAt(end))) {
      // Names may begin with digits: `1st`.
      while (end < text.length && isWordPart(text.charCodeAt(end))) end++
      kind = Kind.Word
    }
    this.#push(kind, i, end)
    return end
  }

  /** True for digits behind a qualifier's point: `db.1`. */
  #afterPoint(i: number): boolean {
    const last = this.count - 1
    return last >= 1 && this.ends[last] === i && this.text.charCodeAt(i - 1) === 46 && this.kinds[last] === Kind.Operator
  }

  #quoted(i: number, kind: number, quote: number): number {
    const { text } = this
    const escapes = kind === Kind.String && !this.modes.noBackslashEscapes
    let end = i + 1
    for (;;) {
      if (end >= text.length) throw syntaxError(text, i)
      const c = text.charCodeAt(end)
      if (c === 92 && escapes) end += 2
      else if (c === quote) {
        if (text.charCodeAt(end + 1) !== quote) break
        end += 2
      } else end++
    }
    this.#push(kind, i, end + 1)
    return end + 1
  }

  /** Skips a comment; a versioned one that is to be executed gives the negative position of its content. */
  #comment(i: number): number {
    const { text } = this
    if (text.charCodeAt(i + 2) === 33) {
      let at = i + 3
      let version = 0
      while (isDigit(text.charCodeAt(at)) && at < i + 9) version = version * 10 + text.charCodeAt(at++) - 48
      if (version <= MYSQL_VERSION) return -at
    }
    const close = text.indexOf('*/', i + 2)
    if (close < 0) throw syntaxError(text, i)
    return close + 2
  }

  #variable(i: number): number {
    const { text } = this
    if (text.charCodeAt(i + 1) === 64) {
      this.#push(Kind.SystemVariable, i, i + 2)
      return i + 2
    }
    const c = text.charCodeAt(i + 1)
    let end = i + 1
    if (c === 39 || c === 34 || c === 96) {
      end = text.indexOf(String.fromCharCode(c), i + 2) + 1
      if (end === 0) throw syntaxError(text, i)
    } else while (end < text.length && (isWordPart(text.charCodeAt(end)) || text.charCodeAt(end) === 46)) end++
    this.#push(Kind.UserVariable, i, end)
    return end
  }
}

function lineEnd(text: string, i: number): number {
  const end = text.indexOf('\n', i)
  return end < 0 ? text.length : end + 1
}

function operatorLength(text: string, i: number, c: number): number {
  const next = text.charCodeAt(i + 1)
  switch (c) {
    case 60: // <
      if (next === 61) return text.charCodeAt(i + 2) === 62 ? 3 : 2
      return next === 62 || next === 60 ? 2 : 1
    case 62: // >
      return next === 61 || next === 62 ? 2 : 1
    case 33: // !
      return next === 61 ? 2 : 1
    case 38: // &
      return next === 38 ? 2 : 1
    case 124: // |
      return next === 124 ? 2 : 1
    case 58: // :
      return next === 61 ? 2 : 1
    case 45: // -
      if (next === 62) return text.charCodeAt(i + 2) === 62 ? 3 : 2
      return 1
    case 40: case 41: case 42: case 43: case 44: case 46: case 47: case 59: case 61: case 37: case 94: case 126: case 123: case 125:
      return 1
    default: throw syntaxError(text, i)
  }
}
