import { OxbowError } from '../error.ts'
import { Encoding } from './encoding-ids.ts'
import { encodeField } from './encode-field.ts'
import { buildTuple } from './tuple.ts'
import { xxh3Of128 } from './xxh3-128.ts'

/*
 * A table without a primary key stores each different row once: the key is a hash of the row, field 0 of the value
 * says how often the row occurs. Source: Dolt go/store/val/keyless_tuple.go.
 */

/** A row of a keyless table as its pair. */
export interface KeylessPair {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * @param cardinality how often the row occurs, 1 or more
 * @param fields the encoded columns in table order, adaptive ones in their final form
 */
export function keylessPair(cardinality: number | bigint, fields: readonly (Uint8Array | null)[]): KeylessPair {
  const value = buildTuple([encodeField(Encoding.Uint64, cardinality), ...fields])
  return { key: keylessKey(value), value }
}

/**
 * The key of a row with this value tuple: XXH3-128 of all behind the cardinality.
 * @throws OxbowError `FIELD_CORRUPT` when the tuple is too short to have a cardinality.
 */
export function keylessKey(value: Uint8Array): Uint8Array {
  if (value.length < 10) throw new OxbowError('FIELD_CORRUPT', 'a row of a table without primary key lacks its cardinality')
  const { low, high } = xxh3Of128(value.subarray(8))
  const key = new Uint8Array(18)
  const view = new DataView(key.buffer)
  view.setBigUint64(0, low, true)
  view.setBigUint64(8, high, true)
  key[16] = 1
  return key
}
