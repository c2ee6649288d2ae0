import { Decimal } from '../../prolly/decimal.ts'
import { compare as compareDecimals, fromInt, fromNumber } from './decimal-math.ts'
import type { JsonValue } from './json.ts'

/** JSON text and the order of JSON values (MySQL's manual, "The JSON Data Type"). */

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
/** Nesting that MySQL allows. */
const MAX_DEPTH = 100

/** Thrown inside the parser; carries the place. */
class JsonSyntaxError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

class Parser {
  readonly text: string
  at = 0
  #depth = 0
  constructor(text: string) {
    this.text = text
  }

  fail(message: string): never {
    throw new JsonSyntaxError(message, this.at)
  }

  space(): void {
    const { text } = this
    for (;;) {
      const c = text.charCodeAt(this.at)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return
      this.at++
    }
  }

  value(): JsonValue {
    this.space()
    const { text } = this
    switch (text[this.at]) {
      case '{': return this.object()
      case '[': return this.array()
      case '"': return this.string()
      case 't': return this.word('true', true)
      case 'f': return this.word('false', false)
      case 'n': return this.word('null', null)
      case undefined: return this.fail('The document is empty.')
      default: return this.number()
    }
  }

  word(word: string, value: JsonValue): JsonValue {
    if (!this.text.startsWith(word, this.at)) this.fail('Invalid value.')
    this.at += word.length
    return value
  }

  number(): JsonValue {
    NUMBER.lastIndex = this.at
    const m = NUMBER.exec(this.text)
    if (m === null) return this.fail('Invalid value.')
    this.at += m[0].length
    const n = Number(m[0])
    // As Dolt reads them: every number passes through a double, and whole ones of 64 bits are integers.
    if (Number.isInteger(n) && !Number.isSafeInteger(n) && n >= -9223372036854775808 && n < 9223372036854775808) return BigInt(n)
    if (!Number.isFinite(n)) this.fail('Number too big to be stored in double.')
    return n
  }

  string(): string {
    const { text } = this
    const from = this.at
    let i = from + 1
    for (;;) {
      const c = text.charCodeAt(i)
      if (c === 34) break
      if (c === 92) i++
      else if (c < 32) this.fail('Invalid encoding in string.')
      if (i >= text.length) this.fail('Missing a closing quotation mark in string.')
      i++
    }
    this.at = i + 1
    try {
      return JSON.parse(text.slice(from, i + 1)) as string
    } catch {
      this.at = from
      return this.fail('Invalid escape character in string.')
    }
  }

  array(): JsonValue[] {
    if (++this.#depth > MAX_DEPTH) this.fail('The JSON document exceeds the maximum depth.')
    const out: JsonValue[] = []
    this.at++
    this.space()
    if (this.text[this.at] === ']') this.at++
    else {
      for (;;) {
        out.push(this.value())
        this.space()
        const c = this.text[this.at++]
        if (c === ']') break
        if (c !== ',') {
          this.at--
          this.fail('Missing a comma or \']\' after an array element.')
        }
      }
    }
    this.#depth--
    return out
  }

  object(): { [key: string]: JsonValue } {
    if (++this.#depth > MAX_DEPTH) this.fail('The JSON document exceeds the maximum depth.')
    const out = newObject()
    this.at++
    this.space()
    if (this.text[this.at] === '}') this.at++
    else {
      for (;;) {
        this.space()
        if (this.text[this.at] !== '"') this.fail('Missing a name for object member.')
        const key = this.string()
        this.space()
        if (this.text[this.at] !== ':') this.fail('Missing a colon after a name of object member.')
        this.at++
        out[key] = this.value()
        this.space()
        const c = this.text[this.at++]
        if (c === '}') break
        if (c !== ',') {
          this.at--
          this.fail('Missing a comma or \'}\' after an object member.')
        }
      }
    }
    this.#depth--
    return out
  }
}

/** An object without a prototype, so that any key is just a key. */
export function newObject(): { [key: string]: JsonValue } {
  return Object.create(null) as { [key: string]: JsonValue }
}

/** What went wrong in a JSON text, and where (in characters). */
export interface JsonTextError {
  readonly message: string
  readonly position: number
}

/** Parses JSON text. Gives the error instead of throwing it: callers word it. */
export function parseJson(text: string): { value: JsonValue } | { error: JsonTextError } {
  const parser = new Parser(text)
  try {
    const value = parser.value()
    parser.space()
    if (parser.at < text.length) parser.fail('The document root must not be followed by other values.')
    return { value }
  } catch (e) {
    if (e instanceof JsonSyntaxError) return { error: { message: e.message, position: e.at } }
    throw e
  }
}

/** Orders keys by their bytes, as Dolt does. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates stand for characters above all of the basic plane.
    const sx = x >= 0xd800 && x < 0xe000
    const sy = y >= 0xd800 && y < 0xe000
    return sx === sy ? x - y : sx ? 1 : -1
  }
  return a.length - b.length
}

/** The keys of an object in Dolt's order. */
export function sortedKeys(o: { [key: string]: JsonValue }): string[] {
  const keys = Object.keys(o)
  for (let i = 1; i < keys.length; i++) if (compareKeys(keys[i - 1], keys[i]) > 0) return keys.sort(compareKeys)
  return keys
}

/** Orders keys as MySQL does: shorter ones (in bytes) first. */
function compareKeysByLength(a: string, b: string): number {
  return utf8Length(a) - utf8Length(b) || compareKeys(a, b)
}

function utf8Length(s: string): number {
  let n = s.length
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i)
    if (c >= 0x800 && (c < 0xd800 || c >= 0xe000)) n += 2
    else if (c >= 0x80) n++
  }
  return n
}

/** The keys of an object in MySQL's order, in which computed documents are printed. */
export function keysByLength(o: { [key: string]: JsonValue }): string[] {
  return Object.keys(o).sort(compareKeysByLength)
}

/** A number as Dolt prints it in JSON: the shortest digits, never an exponent. */
export function jsonNumber(n: number): string {
  if (Object.is(n, -0)) return '-0'
  const text = String(n)
  return text.includes('e') ? plainDigits(text) : text
}

/** Writes out a number's `1.5e+21` form. */
export function plainDigits(text: string): string {
  const m = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d+)$/.exec(text)
  if (m === null) return text
  const digits = m[2] + (m[3] ?? '')
  const point = m[2].length + Number(m[4])
  if (point <= 0) return `${m[1]}0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length ? m[1] + digits + '0'.repeat(point - digits.length)
    : `${m[1]}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** A string in JSON's quotes, escaping what must be. */
export function quoteJson(s: string): string {
  return JSON.stringify(s)
}

/**
 * Prints a value: `spaced` is MySQL's form with `, ` and `: ` and shorter keys first, else Dolt's stored form without
 * blanks and with keys in the order of their bytes.
 */
export function printJson(value: JsonValue, spaced = true): string {
  return spaced ? print(value, ', ', ': ', keysByLength) : print(value, ',', ':', sortedKeys)
}

function print(value: JsonValue, comma: string, colon: string, keysOf: (o: { [key: string]: JsonValue }) => string[]): string {
  switch (typeof value) {
    case 'string': return quoteJson(value)
    case 'number': return jsonNumber(value)
    case 'bigint': return value.toString()
    case 'boolean': return value ? 'true' : 'false'
    default:
      if (value === null) return 'null'
      if (value instanceof Decimal) return value.toString()
      if (Array.isArray(value)) {
        let out = '['
        for (let i = 0; i < value.length; i++) out += (i === 0 ? '' : comma) + print(value[i], comma, colon, keysOf)
        return out + ']'
      }
      let out = '{'
      for (const key of keysOf(value)) out += (out.length === 1 ? '' : comma) + quoteJson(key) + colon +
        print(value[key], comma, colon, keysOf)
      return out + '}'
  }
}

/** JSON_PRETTY's form: two blanks a level. */
export function prettyJson(value: JsonValue, indent = ''): string {
  if (value === null || typeof value !== 'object' || value instanceof Decimal) return printJson(value)
  const inner = indent + '  '
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((v) => inner + prettyJson(v, inner)).join(',\n')}\n${indent}]`
  }
  const keys = sortedKeys(value)
  if (keys.length === 0) return '{}'
  return `{\n${keys.map((k) => `${inner}${quoteJson(k)}: ${prettyJson(value[k], inner)}`).join(',\n')}\n${indent}}`
}

/**
 * JSON's order of types, low to high: NULL, numbers, strings, objects, arrays, booleans (MySQL's manual, "Comparison
 * and Ordering of JSON Values").
 */
function rank(v: JsonValue): number {
  switch (typeof v) {
    case 'number':
    case 'bigint': return 1
    case 'string': return 2
    case 'boolean': return 5
    default: return v === null ? 0 : v instanceof Decimal ? 1 : Array.isArray(v) ? 4 : 3
  }
}

/** Negative, 0 or positive; numbers compare by value whatever their kind. */
export function compareJson(a: JsonValue, b: JsonValue): number {
  const ra = rank(a)
  const rb = rank(b)
  if (ra !== rb) return ra - rb
  switch (ra) {
    case 0: return 0
    case 1: return a instanceof Decimal || b instanceof Decimal ? compareDecimals(asDecimal(a), asDecimal(b))
      : order(a as number, b as number)
    case 5: return order(a as number, b as number)
    case 2: return compareKeys(a as string, b as string)
    case 4: {
      const x = a as JsonValue[]
      const y = b as JsonValue[]
      const n = Math.min(x.length, y.length)
      for (let i = 0; i < n; i++) {
        const c = compareJson(x[i], y[i])
        if (c !== 0) return c
      }
      return x.length - y.length
    }
    default: return compareObjects(a as { [key: string]: JsonValue }, b as { [key: string]: JsonValue })
  }
}

function order(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function asDecimal(v: JsonValue): Decimal {
  return v instanceof Decimal ? v : typeof v === 'bigint' ? fromInt(v) : fromNumber(v as number)
}

function compareObjects(a: { [key: string]: JsonValue }, b: { [key: string]: JsonValue }): number {
  const x = sortedKeys(a)
  const y = sortedKeys(b)
  if (x.length !== y.length) return x.length - y.length
  for (let i = 0; i < x.length; i++) {
    const c = compareKeys(x[i], y[i]) || compareJson(a[x[i]], b[x[i]])
    if (c !== 0) return c
  }
  return 0
}
