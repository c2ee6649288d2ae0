import type { FileFormat } from '../parser/ast.ts'

/** One field of a line; null for `\N`, and for a bare `NULL` where fields may be enclosed. */
export type Field = string | null

/** What a character behind the escape character stands for; any other for itself. Source: MySQL manual, "LOAD DATA Statement". */
const ESCAPES: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

/**
 * Tells the lines and fields of a file apart, as it comes.
 *
 * @example
 * const reader = new FieldReader({ optionallyEnclosed: false, fieldsTerminatedBy: ',' })
 * [...reader.feed('1,a\n2,'), ...reader.feed('b'), ...reader.end()] // [['1', 'a'], ['2', 'b']]
 */
export class FieldReader {
  readonly #between: string
  readonly #enclosure: string
  readonly #escape: string
  readonly #starting: string
  readonly #ending: string
  #text = ''

  constructor({ fieldsTerminatedBy = '\t', enclosedBy = '', escapedBy = '\\', linesStartingBy = '', linesTerminatedBy = '\n' }: FileFormat) {
    this.#between = fieldsTerminatedBy
    this.#enclosure = enclosedBy
    this.#escape = escapedBy
    this.#starting = linesStartingBy
    this.#ending = linesTerminatedBy
  }

  /** The lines that are whole by now. */
  *feed(text: string): Generator<readonly Field[]> {
    this.#text += text
    yield* this.#lines(false)
  }

  /** The last line, where nothing ends it. */
  *end(): Generator<readonly Field[]> {
    yield* this.#lines(true)
  }

  *#lines(atEnd: boolean): Generator<readonly Field[]> {
    let at = 0
    for (;;) {
      const line = this.#line(at, atEnd)
      if (line === undefined) break
      at = line.next
      if (line.fields !== undefined) yield line.fields
    }
    this.#text = this.#text.slice(at)
  }

  /** The line that begins at a place; no fields for one without the prefix, undefined for one that isn't whole yet. */
  #line(begin: number, atEnd: boolean): { readonly fields: readonly Field[] | undefined; readonly next: number } | undefined {
    const text = this.#text
    let at = begin
    if (at >= text.length) return undefined
    if (this.#starting !== '') {
      const prefix = text.indexOf(this.#starting, at)
      const end = this.#ending === '' ? -1 : text.indexOf(this.#ending, at)
      if (prefix < 0 || (end >= 0 && end < prefix)) {
        if (end < 0) return atEnd ? { fields: undefined, next: text.length } : undefined
        return { fields: undefined, next: end + this.#ending.length }
      }
      at = prefix + this.#starting.length
    }
    const fields: Field[] = []
    for (;;) {
      const field = this.#field(at, atEnd)
      if (field === undefined) return undefined
      fields.push(field.value)
      if (field.isLast) return { fields, next: field.next }
      at = field.next
    }
  }

  #field(begin: number, atEnd: boolean): { readonly value: Field; readonly next: number; readonly isLast: boolean } | undefined {
    const text = this.#text
    const enclosed = this.#enclosure !== '' && text[begin] === this.#enclosure
    let value = ''
    let wasEscaped = false
    for (let at = enclosed ? begin + 1 : begin; ; at++) {
      if (at >= text.length) {
        if (!atEnd) return undefined
        return { value: enclosed ? this.#enclosure + value : this.#value(value, wasEscaped), next: at, isLast: true }
      }
      const c = text[at]
      if (c === this.#escape && c !== this.#enclosure && this.#escape !== '') {
        if (at + 1 >= text.length) {
          if (!atEnd) return undefined
          value += c
          continue
        }
        const next = text[++at]
        if (next === 'N' && value === '' && !enclosed) wasEscaped = true
        value += ESCAPES[next] ?? next
        continue
      }
      if (enclosed) {
        if (c !== this.#enclosure) {
          value += c
          continue
        }
        if (text[at + 1] === this.#enclosure) {
          value += c
          at++
          continue
        }
        const end = this.#terminator(at + 1, atEnd)
        if (end === undefined) return undefined
        if (end === false) value += c
        else return { value, ...end }
        continue
      }
      const end = this.#terminator(at, atEnd)
      if (end === undefined) return undefined
      if (end !== false) return { value: this.#value(value, wasEscaped), ...end }
      value += c
    }
  }

  /** What ends a field at a place; false for nothing, undefined where more text has to come to tell. */
  #terminator(at: number, atEnd: boolean): { readonly next: number; readonly isLast: boolean } | false | undefined {
    const text = this.#text
    if (at >= text.length) return atEnd ? { next: at, isLast: true } : undefined
    for (const [terminator, isLast] of [[this.#ending, true], [this.#between, false]] as const) {
      if (terminator === '') continue
      if (text.startsWith(terminator, at)) return { next: at + terminator.length, isLast }
      if (!atEnd && text.length - at < terminator.length && terminator.startsWith(text.slice(at))) return undefined
    }
    return false
  }

  #value(value: string, wasEscaped: boolean): Field {
    return (wasEscaped && value === 'N') || (value === 'NULL' && this.#enclosure !== '') ? null : value
  }
}
