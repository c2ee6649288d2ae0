import type { Decimal } from '../prolly/decimal.ts'
import type { JsonDocument } from './types/json.ts'

/**
 * A SQL value inside the engine. Which form it takes follows from its static SqlType:
 *
 * | SQL type | form |
 * |---|---|
 * | any | `null` for NULL |
 * | TINYINT … BIGINT, signed or not; BIT; YEAR | `number` when it is a safe integer, else `bigint` (always normalised, so `===` works) |
 * | FLOAT, DOUBLE | `number` |
 * | DECIMAL | `Decimal` |
 * | DATE | `number`: year << 16 \| month << 8 \| day (0 is the zero date), the stored form |
 * | TIME | `number`: signed microseconds |
 * | DATETIME, TIMESTAMP | microseconds since 1970-01-01 00:00:00 UTC, `number` when safe, else `bigint` (`<` compares the two kinds rightly) |
 * | CHAR, VARCHAR, *TEXT | `string` |
 * | BINARY, VARBINARY, *BLOB, spatial types (SRID + WKB, as stored), VECTOR (float32 LE) | `Uint8Array` |
 * | ENUM | `number`: 1-based member, 0 for '' | 
 * | SET | `number` or `bigint`: bit mask |
 * | JSON | `JsonDocument` (so that JSON's null isn't NULL) |
 *
 * Booleans are the integers 0 and 1.
 */
export type Value = null | number | bigint | string | Uint8Array | Decimal | JsonDocument

/** An integer in its normal form: `number` when safe, else `bigint`. */
export type Int = number | bigint

/** Brings a bigint to the normal form of integers. */
export function normalInt(v: bigint): Int {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}
