import type { OxbowError } from '../../error.ts'
import { WORDS, isReserved } from './keywords.ts'
import { Kind, Lexer, type LexerModes } from './lexer.ts'
import { syntaxError } from './syntax-error.ts'

/** Expressions, queries and bodies nest no deeper, so that no text can exhaust the parser's stack. */
const MAX_DEPTH = 400

/** Trees are no higher, so that none can exhaust the stack of what walks it: `1 + 1 + 1 + …` is high without nesting. */
const MAX_HEIGHT = 1000

/** The parser's place in a statement: the current token and what may be asked of it. */
export class TokenStream {
  readonly text: string
  readonly modes: LexerModes
  /** Parameters (`?`) seen so far. */
  parameters = 0
  /** How many bodies of triggers, procedures and the like are open here: their names may be those of local variables. */
  bodies = 0
  /** How high the tree is, at most, that was made since the field was last set to 0. */
  height = 0
  /** The current token's kind. */
  kind: number = Kind.End
  /** Of a keyword (in upper case) or operator, '' for any other token. A name that is no keyword has `source()` only. */
  word = ''
  /** The word's id in the table of keywords; 0 where `word` is ''. */
  id = 0
  readonly #lexer: Lexer
  #at = 0
  #depth = 0

  constructor(text: string, modes: LexerModes = {}) {
    this.text = text
    this.modes = modes
    this.#lexer = new Lexer(text, modes)
    this.#load()
  }

  #load(): void {
    const code = this.#lexer.code(this.#at)
    this.kind = code & 15
    this.id = code >> 4
    this.word = WORDS[code >> 4]
  }

  /** The stream has been read: its memory may serve the next. */
  release(): void {
    this.#lexer.release()
  }

  /** Position of the current token. */
  get start(): number {
    return this.#lexer.start(this.#at)
  }

  /** End of the token before. */
  get lastEnd(): number {
    return this.#at === 0 ? 0 : this.#lexer.end(this.#at - 1)
  }

  /** The current token's text. */
  source(): string {
    return this.text.slice(this.#lexer.start(this.#at), this.#lexer.end(this.#at))
  }

  next(): void {
    // Behind the end stands the end.
    if (this.kind !== Kind.End) this.#at++
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

  /** Keyword (upper case) or operator further on; '' for other tokens. */
  peek(ahead = 1): string {
    return WORDS[this.#lexer.word(this.#ahead(ahead))]
  }

  peekKind(ahead = 1): number {
    return this.#lexer.kind(this.#ahead(ahead))
  }

  #ahead(ahead: number): number {
    const last = this.#lexer.count - 1
    return this.#at + ahead < last ? this.#at + ahead : last
  }

  /** True when the current token follows the last without white space. */
  get adjacent(): boolean {
    return this.#at > 0 && this.#lexer.end(this.#at - 1) === this.#lexer.start(this.#at)
  }

  error(): OxbowError {
    return syntaxError(this.text, this.start)
  }

  isWord(word: string): boolean {
    return this.word === word
  }

  isOp(op: string): boolean {
    return this.word === op
  }

  /** Takes a keyword if it stands here. */
  accept(word: string): boolean {
    if (this.word !== word) return false
    this.next()
    return true
  }

  acceptOp(op: string): boolean {
    if (this.word !== op) return false
    this.next()
    return true
  }

  /** Takes two keywords in a row, both or none. */
  acceptPair(first: string, second: string): boolean {
    if (this.word !== first || this.peek() !== second) return false
    this.#at += 2
    this.#load()
    return true
  }

  /** Takes several keywords in a row, all or none. */
  acceptAll(...words: string[]): boolean {
    for (let i = 0; i < words.length; i++) if (this.peek(i) !== words[i]) return false
    this.#at += words.length
    this.#load()
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
      const { start } = this
      const quote = this.text[start]
      const name = this.text.slice(start + 1, this.#lexer.end(this.#at) - 1)
      this.next()
      return name.includes(quote) ? name.replaceAll(quote + quote, quote) : name
    }
    if (this.kind !== Kind.Word || isReserved(this.id)) return undefined
    const name = this.source()
    this.next()
    return name
  }

  /** A name behind a point, where reserved words are names too. */
  nameAfterPoint(): string {
    const digits = this.kind === Kind.Hex || this.kind === Kind.Bit ? this.text.charCodeAt(this.start) === 48 : this.kind === Kind.Integer
    if (this.kind === Kind.Word || digits) {
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

  /** Begins a nested rule, which `leave` ends; too deep a nesting is an error instead of a stack overflow. */
  enter(): void {
    if (++this.#depth > MAX_DEPTH) throw this.#tooDeep()
  }

  leave(): void {
    this.#depth--
    this.raise(1)
  }

  /** Something was put on top of the tree; too high a tree is an error. */
  raise(levels: number): void {
    this.height += levels
    if (this.height > MAX_HEIGHT) throw this.#tooDeep()
  }

  /** The right side of an operator, whose left side has just been made; the operator comes on top of both. */
  operand<T>(parse: (t: TokenStream) => T): T {
    const left = this.height
    this.height = 0
    const right = parse(this)
    this.height = Math.max(left, this.height)
    this.raise(1)
    return right
  }

  #tooDeep(): OxbowError {
    return syntaxError(this.text, this.start, 'The statement is nested too deep')
  }
}

/** The content of a quoted string. Source: MySQL manual, "String Literals". */
export function unquote(source: string, noBackslashEscapes: boolean): string {
  const quote = source[0]
  const body = source.slice(1, -1)
  if (!body.includes('\\') && !body.includes(quote)) return body
  const q = quote.charCodeAt(0)
  let out = ''
  let from = 0
  for (let i = 0; i < body.length; i++) {
    const c = body.charCodeAt(i)
    if (c === q) {
      // doubled
      out += body.slice(from, i)
      from = ++i
    } else if (c === 92 && !noBackslashEscapes) {
      out += body.slice(from, i)
      const e = body[++i]
      out += ESCAPES[e] ?? e ?? ''
      from = i + 1
    }
  }
  return out + body.slice(from)
}

/** What a backslash and a character stand for, where it isn't the character; `\%` and `\_` stay escaped, for LIKE. */
const ESCAPES: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a', '%': '\\%', _: '\\_' }
