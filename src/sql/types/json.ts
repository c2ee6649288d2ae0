import { OxbowError } from '../../error.ts'
import type { Decimal } from '../../prolly/decimal.ts'
import { parseJson } from './json-text.ts'

/**
 * What JSON text means. Numbers beyond 2^53 that are integers are bigints; objects keep their keys in a Map-like plain
 * object. Decimals come from SQL's DECIMAL only, never from text.
 */
export type JsonValue = null | boolean | number | bigint | string | Decimal | JsonValue[] | { [key: string]: JsonValue }

/**
 * A JSON value in SQL. JSON's `null` is `new JsonDocument(null)`, never SQL's NULL. A document that comes from storage
 * keeps its text: it is parsed when somebody looks inside, and printed as it was stored (as Dolt does).
 */
export class JsonDocument {
  #value: JsonValue | undefined
  /** The text in storage, or undefined for a computed document. */
  readonly storedText: string | undefined
  /** JSON_TYPE of a scalar that SQL made, where the value doesn't show it: `DATE`, `DATETIME`, `TIME`, `UNSIGNED INTEGER`. */
  readonly scalarType: string | undefined

  constructor(value: JsonValue | undefined, storedText?: string, scalarType?: string) {
    this.#value = value
    this.storedText = storedText
    this.scalarType = scalarType
  }

  /** A document as it lies in storage. */
  static stored(text: string): JsonDocument {
    return new JsonDocument(undefined, text)
  }

  /** @throws OxbowError `JSON_CORRUPT` when stored text is no JSON. */
  get value(): JsonValue {
    if (this.#value === undefined) {
      const parsed = parseJson(this.storedText ?? '')
      if ('error' in parsed) throw new OxbowError('JSON_CORRUPT',
        `stored JSON is damaged at position ${parsed.error.position}: ${parsed.error.message}`)
      this.#value = parsed.value
    }
    return this.#value
  }
}
