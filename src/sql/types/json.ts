/** What JSON text means. Numbers beyond 2^53 that are integers are bigints; objects keep their keys in a Map-like plain object. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue }

/** A JSON value in SQL. Holds the value; JSON's `null` is `new JsonDocument(null)`, never SQL's NULL. */
export class JsonDocument {
  readonly value: JsonValue
  constructor(value: JsonValue) {
    this.value = value
  }
}
