import { findWord, hashStep, wordId } from './keywords.ts'

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
  /** What is no token: an unclosed string or comment, a character that stands for nothing. The text ends with it. */
  Bad: 13,
} as const

/** SQL modes that change how text is read. */
export interface LexerModes {
  readonly ansiQuotes?: boolean
  readonly pipesAsConcat?: boolean
  readonly noBackslashEscapes?: boolean
  readonly highNotPrecedence?: boolean
}

/** Version up to which versioned comments are executed. */
const MYSQL_VERSION = 80031

/** What a character may do, by its code below 128; everything above may be part of a word. */
const DIGIT = 1
const HEX_DIGIT = 2
const WORD_START = 4
const CLASS = Uint8Array.from({ length: 128 }, (_, c) => {
  const digit = c >= 48 && c <= 57
  const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90)
  const hex = digit || (letter && (c | 32) <= 102)
  return (digit ? DIGIT : 0) | (hex ? HEX_DIGIT : 0) | (letter || c === 95 || c === 36 ? WORD_START : 0)
})

const isDigit = (c: number): boolean => c >= 48 && c <= 57
const isHexDigit = (c: number): boolean => c < 128 && (CLASS[c] & HEX_DIGIT) !== 0
const isWordStart = (c: number): boolean => (c < 128 ? (CLASS[c] & WORD_START) !== 0 : c > 0xa0 && c !== 0xfeff)
const isWordPart = (c: number): boolean => (c < 128 ? (CLASS[c] & (WORD_START | DIGIT)) !== 0 : c > 0xa0 && c !== 0xfeff)

/** Numbers a token takes: its kind and word (kind + 16 · word id), its start and its end. */
const STRIDE = 3

/** The tokens of the last text, to be written over by those of the next: most texts are short, and arrays cost more to make than to fill. */
let spare: Int32Array | undefined

/** No larger array is kept. */
const LARGEST_SPARE = STRIDE * 65_536

/** Cuts a text into tokens, all at once: kinds and positions in one typed array, no object a token. */
export class Lexer {
  readonly text: string
  readonly modes: LexerModes
  count = 0
  #tokens: Int32Array

  constructor(text: string, modes: LexerModes) {
    this.text = text
    this.modes = modes
    this.#tokens = spare ?? new Int32Array(STRIDE * 1024)
    spare = undefined
    this.#scan()
  }

  /** Gives the tokens' memory to the next text; this one's can't be read any more. */
  release(): void {
    if (this.#tokens.length <= LARGEST_SPARE) spare = this.#tokens
  }

  kind(token: number): number {
    return this.#tokens[token * STRIDE] & 15
  }

  /** The id of the token's keyword or operator; 0 for other tokens. */
  word(token: number): number {
    return this.#tokens[token * STRIDE] >> 4
  }

  /** `kind` and `word` at once: kind + 16 · word. */
  code(token: number): number {
    return this.#tokens[token * STRIDE]
  }

  start(token: number): number {
    return this.#tokens[token * STRIDE + 1]
  }

  end(token: number): number {
    return this.#tokens[token * STRIDE + 2]
  }

  #push(kind: number, start: number, end: number): void {
    const at = this.count++ * STRIDE
    if (at === this.#tokens.length) this.#grow()
    this.#tokens[at] = kind
    this.#tokens[at + 1] = start
    this.#tokens[at + 2] = end
  }

  #grow(): void {
    const tokens = new Int32Array(this.#tokens.length * 2)
    tokens.set(this.#tokens)
    this.#tokens = tokens
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
          // At a statement's beginning it can't be that, and Dolt takes all of them for comments.
          if (text.charCodeAt(i + 1) === 45 && (i + 2 >= n || text.charCodeAt(i + 2) <= 32 || this.#begins())) {
            i = lineEnd(text, i)
            continue
          }
          break
        case 47: // /
          if (text.charCodeAt(i + 1) === 47) {
            i = lineEnd(text, i) // as in Dolt
            continue
          }
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
      if (length === 0) {
        i = this.#bad(i)
        continue
      }
      this.#push(Kind.Operator + 16 * operatorId(text, i, length), i, i + length)
      i += length
    }
    if (versioned > 0 && !this.#endsBadly()) this.#bad(n)
    this.#push(Kind.End, n, n)
  }

  /** Ends the tokens where none begins. */
  #bad(i: number): number {
    this.#push(Kind.Bad, i, this.text.length)
    return this.text.length
  }

  #endsBadly(): boolean {
    return this.count > 0 && this.kind(this.count - 1) === Kind.Bad
  }

  /** True before the first token of a statement. */
  #begins(): boolean {
    return this.count === 0 || this.code(this.count - 1) === SEMICOLON
  }

  /** True when what stands directly before is a name, so that a point is a qualifier: `t.1a`. */
  #afterName(i: number): boolean {
    const last = this.count - 1
    return last >= 0 && this.end(last) === i && (this.kind(last) === Kind.Word || this.kind(last) === Kind.Quoted)
  }

  #word(i: number, c: number): number {
    const { text } = this
    if (text.charCodeAt(i + 1) === 39) {
      if (c === 120 || c === 88) return this.#radix(i, Kind.Hex)
      if (c === 98 || c === 66) return this.#radix(i, Kind.Bit)
      if (c === 110 || c === 78) return this.#quoted(i + 1, Kind.String, 39) // N'text'
    }
    let end = i + 1
    let hash = hashStep(0, c)
    for (let part = text.charCodeAt(end); isWordPart(part); part = text.charCodeAt(++end)) hash = hashStep(hash, part)
    this.#push(Kind.Word + 16 * findWord(text, i, end, hash), i, end)
    return end
  }

  /** x'…' and b'…'. */
  #radix(i: number, kind: number): number {
    const close = this.text.indexOf("'", i + 2)
    if (close < 0) return this.#bad(i)
    this.#push(kind, i, close + 1)
    return close + 1
  }

  #number(i: number): number {
    const { text } = this
    if (text.charCodeAt(i) === 48) {
      const x = text.charCodeAt(i + 1)
      if (x === 120 || x === 98) {
        let end = i + 2
        if (x === 120) while (isHexDigit(text.charCodeAt(end))) end++
        else while (text.charCodeAt(end) === 48 || text.charCodeAt(end) === 49) end++
        if (end > i + 2 && !isWordPart(text.charCodeAt(end))) {
          this.#push(x === 120 ? Kind.Hex : Kind.Bit, i, end)
          return end
        }
      }
    }
    let end = i
    let kind: number = Kind.Integer
    while (isDigit(text.charCodeAt(end))) end++
    if (this.#afterPoint(i)) {
      // A name behind a qualifier: `t.1`, `t.1e5`.
      while (isWordPart(text.charCodeAt(end))) end++
      this.#push(Kind.Word, i, end)
      return end
    }
    if (text.charCodeAt(end) === 46) {
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
      while (isWordPart(text.charCodeAt(end))) end++
      kind = Kind.Word
    }
    this.#push(kind, i, end)
    return end
  }

  /** True for digits behind a qualifier's point: `db.1`. */
  #afterPoint(i: number): boolean {
    const last = this.count - 1
    return last >= 1 && this.end(last) === i && this.text.charCodeAt(i - 1) === 46 && this.kind(last) === Kind.Operator
  }

  #quoted(i: number, kind: number, quote: number): number {
    const end = this.#quoteEnd(i, quote, kind === Kind.String && !this.modes.noBackslashEscapes)
    if (end < 0) return this.#bad(i)
    this.#push(kind, i, end)
    return end
  }

  /** Behind the quote that closes the one at `i`; -1 when none does. */
  #quoteEnd(i: number, quote: number, escapes: boolean): number {
    const { text } = this
    for (let end = i + 1; end < text.length; end++) {
      const c = text.charCodeAt(end)
      if (c === 92 && escapes) end++
      else if (c === quote) {
        if (text.charCodeAt(end + 1) !== quote) return end + 1
        end++
      }
    }
    return -1
  }

  /** Skips a comment; a versioned one that is to be executed gives the negative position of its content. */
  #comment(i: number): number {
    const { text } = this
    let close = text.indexOf('*/', i + 2)
    if (text.charCodeAt(i + 2) === 33) {
      let at = i + 3
      let version = 0
      while (isDigit(text.charCodeAt(at)) && at < i + 9) version = version * 10 + text.charCodeAt(at++) - 48
      if (at < i + 8) return -(i + 3) // no version
      if (version <= MYSQL_VERSION) return -at
      // A comment that is not executed may hold others.
      for (let inner = text.indexOf('/*', at); inner >= 0 && inner < close; inner = text.indexOf('/*', inner + 2)) close = text.indexOf('*/', close + 2)
    }
    return close < 0 ? this.#bad(i) : close + 2
  }

  #variable(i: number): number {
    const { text } = this
    if (text.charCodeAt(i + 1) === 64) {
      this.#push(Kind.SystemVariable, i, i + 2)
      return i + 2
    }
    const c = text.charCodeAt(i + 1)
    if (c === 39 || c === 34 || c === 96) {
      const end = this.#quoteEnd(i + 1, c, c !== 96 && !this.modes.noBackslashEscapes)
      if (end < 0) return this.#bad(i)
      this.#push(Kind.UserVariable, i, end)
      return end
    }
    let end = i + 1
    while (isWordPart(text.charCodeAt(end)) || text.charCodeAt(end) === 46) end++
    this.#push(end === i + 1 ? Kind.Operator + 16 * AT : Kind.UserVariable, i, end)
    return end
  }
}

const SEMICOLON = Kind.Operator + 16 * wordId(';')
const AT = wordId('@')

/** Word ids of operators of one character, by its code. */
const SHORT = Uint16Array.from({ length: 128 }, (_, c) => wordId(String.fromCharCode(c)))

function operatorId(text: string, i: number, length: number): number {
  return length === 1 ? SHORT[text.charCodeAt(i)] : wordId(text.slice(i, i + length))
}

function lineEnd(text: string, i: number): number {
  const end = text.indexOf('\n', i)
  return end < 0 ? text.length : end + 1
}

/** 0 for a character that begins no operator. */
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
    default: return 0
  }
}
