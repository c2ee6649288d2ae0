import type { OxbowError } from '../../error.ts'
import { isReserved } from './keywords.ts'
import { Kind, Lexer, type LexerModes } from './lexer.ts'
import { syntaxError } from './syntax-error.ts'

/** Expressions and queries nest no deeper, so that no text can exhaust the stack. */
const MAX_DEPTH = 400

/** The parser's place in a statement: the current token and what may be asked of it. */
export class TokenStream {
  readonly text: string
  readonly modes: LexerModes
  /** Parameters (`?`) seen so far. */
  parameters = 0
  readonly #lexer: Lexer
  #at = 0
  #depth = 0
  /** The current token's kind, and for words and operators its text (words in upper case). */
  kind: number = Kind.End
  word = ''

  constructor(text: string, modes: LexerModes = {}) {
    this.text = text
    this.modes = modes
    this.#lexer = new Lexer(text, modes)
    this.#load()
  }

  #load(): void {
    const kind = this.#lexer.kinds[this.#at]
    this.kind = kind
    if (kind === Kind.Word) this.word = this.source().toUpperCase()
    else if (kind === Kind.Operator) this.word = this.source()
    else this.word = ''
  }

  /** Position of the current token. */
  get start(): number {
    return this.#lexer.starts[this.#at]
  }

  /** End of the token before. */
  get lastEnd(): number {
    return this.#at === 0 ? 0 : this.#lexer.ends[this.#at - 1]
  }

  /** The current token's text. */
  source(): string {
    return this.text.slice(this.#lexer.starts[this.#at], this.#lexer.ends[this.#at])
  }

  next(): void {
    this.#at++
    this.#load()
  }

  /** A place to come back to. */
  mark(): number {
    return this.#at
  }

  back(mark: number): void {
    this.#at = mark
    this.#load()
  }

  /** Upper-case word (or operator) of a token further on; '' for other kinds. */
  peek(ahead = 1): string {
    const at = Math.min(this.#at + ahead, this.#lexer.count - 1)
    const kind = this.#lexer.kinds[at]
    const source = this.text.slice(this.#lexer.starts[at], this.#lexer.ends[at])
    return kind === Kind.Word ? source.toUpperCase() : kind === Kind.Operator ? source : ''
  }

  peekKind(ahead = 1): number {
    return this.#lexer.kinds[Math.min(this.#at + ahead, this.#lexer.count - 1)]
  }

  /** True when the current token follows the last without white space. */
  get adjacent(): boolean {
    return this.#at > 0 && this.#lexer.ends[this.#at - 1] === this.#lexer.starts[this.#at]
  }

  error(): OxbowError {
    return syntaxError(this.text, this.start)
  }

  isWord(word: string): boolean {
    return this.kind === Kind.Word && this.word === word
  }

  isOp(op: string): boolean {
    return this.kind === Kind.Operator && this.word === op
  }

  /** Takes a keyword if it stands here. */
  accept(word: string): boolean {
    if (this.kind !== Kind.Word || this.word !== word) return false
    this.next()
    return true
  }

  acceptOp(op: string): boolean {
    if (this.kind !== Kind.Operator || this.word !== op) return false
    this.next()
    return true
  }

  /** Takes several keywords in a row, all or none. */
  acceptAll(...words: string[]): boolean {
    const mark = this.#at
    for (const word of words) {
      if (!this.accept(word)) {
        this.back(mark)
        return false
      }
    }
    return true
  }

  expect(word: string): void {
    if (!this.accept(word)) throw this.error()
  }

  expectOp(op: string): void {
    if (!this.acceptOp(op)) throw this.error()
  }

  /** A name: backquoted, or a word that isn't reserved. */
  name(): string {
    const name = this.tryName()
    if (name === undefined) throw this.error()
    return name
  }

  tryName(): string | undefined {
    if (this.kind === Kind.Quoted) {
      const quote = this.text[this.start]
      const name = this.source().slice(1, -1).replaceAll(quote + quote, quote)
      this.next()
      return name
    }
    if (this.kind !== Kind.Word || isReserved(this.word)) return undefined
    const name = this.source()
    this.next()
    return name
  }

  /** A name behind a point, where reserved words are names too. */
  nameAfterPoint(): string {
    if (this.kind === Kind.Word || this.kind === Kind.Integer) {
      const name = this.source()
      this.next()
      return name
    }
    return this.name()
  }

  /** Any word as it is written (character sets, collations, engines), or a string. */
  wordOrString(): string {
    if (this.kind === Kind.String) return this.string()
    if (this.kind !== Kind.Word && this.kind !== Kind.Quoted) throw this.error()
    if (this.kind === Kind.Quoted) return this.name()
    const word = this.source()
    this.next()
    return word
  }

  /** A string literal; adjacent ones are put together. */
  string(): string {
    if (this.kind !== Kind.String) throw this.error()
    let value = ''
    while (this.kind === Kind.String) {
      value += unquote(this.source(), this.modes.noBackslashEscapes === true)
      this.next()
    }
    return value
  }

  /** A whole number that fits. */
  integer(): number {
    if (this.kind !== Kind.Integer) throw this.error()
    const value = Number(this.source())
    this.next()
    return value
  }

  /** `(a, b, …)` of at least one item. */
  list<T>(item: () => T): T[] {
    this.expectOp('(')
    const items = this.commaList(item)
    this.expectOp(')')
    return items
  }

  commaList<T>(item: () => T): T[] {
    const items = [item()]
    while (this.acceptOp(',')) items.push(item())
    return items
  }

  /** Runs a nested rule; too deep a nesting is an error instead of a stack overflow. */
  nested<T>(rule: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.error()
    try {
      return rule()
    } finally {
      this.#depth--
    }
  }
}

/** The content of a quoted string. Source: MySQL manual, "String Literals". */
export function unquote(source: string, noBackslashEscapes: boolean): string {
  const quote = source[0]
  const body = source.slice(1, -1)
  if (!body.includes('\\') && !body.includes(quote)) return body
  let out = ''
  for (let i = 0; i < body.length; i++) {
    const c = body[i]
    if (c === quote) i++ // doubled
    if (c !== '\\' || noBackslashEscapes) {
      out += c
      continue
    }
    const e = body[++i]
    switch (e) {
      case '0': out += '\0'; break
      case 'b': out += '\b'; break
      case 'n': out += '\n'; break
      case 'r': out += '\r'; break
      case 't': out += '\t'; break
      case 'Z': out += '\x1a'; break
      case '%':
      case '_': out += `\\${e}`; break // stay escaped, for LIKE
      default: out += e ?? ''
    }
  }
  return out
}
