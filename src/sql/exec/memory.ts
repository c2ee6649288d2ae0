import { OxbowError } from '../../error.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'

/** What one operator may hold at least, as a share of the statement's memory, whatever the others hold. */
const OWN_SHARE = 8

/**
 * What a statement's operators hold in memory, in bytes, about. Operators that can do their work in parts ask for `room` and do so when
 * there is none; the others `take`, and end the statement when that is too much.
 */
export class MemoryAccount {
  readonly limit: number
  #taken = 0

  constructor(limit = Infinity) {
    this.limit = limit
  }

  /** Bytes that an operator may hold. */
  room(): number {
    return Math.max(this.limit - this.#taken, this.limit / OWN_SHARE)
  }

  /** Notes bytes that are held from now on. @throws OxbowError `QUERY_TOO_LARGE` beyond the limit. */
  take(bytes: number): void {
    this.#taken += bytes
    if (this.#taken > this.limit) throw queryTooLarge(this.limit)
  }

  /** Notes bytes of an operator that keeps to its room. */
  hold(bytes: number): void {
    this.#taken += bytes
  }

  /** Bytes that were taken or held are free again. */
  release(bytes: number): void {
    this.#taken -= bytes
  }
}

/** The error for a statement that can't do with its memory. */
export function queryTooLarge(limit: number): OxbowError {
  return new OxbowError(
    'QUERY_TOO_LARGE',
    `the statement holds more than ${Math.floor(limit)} bytes in memory; make it more selective, or raise the limit of the server (--query-memory, QUERY_MEMORY at the edge)`,
    { errno: 1038, sqlState: 'HY001' },
  )
}

/** A place in a leaf, and its share of the leaf, which stays in memory with it. */
const PLACE_BYTES = 48
const ROW_BYTES = 16
const VALUE_BYTES = 16

/** What rows take that are held. */
export function rowsBytes(rows: readonly (readonly Value[])[]): number {
  let bytes = 0
  for (const row of rows) {
    bytes += ROW_BYTES
    for (const value of row) bytes += valueBytes(value)
  }
  return bytes
}

/** What a value takes. */
export function valueBytes(value: Value): number {
  if (typeof value === 'string') return VALUE_BYTES + 2 * value.length
  return value instanceof Uint8Array ? 4 * VALUE_BYTES + value.length : VALUE_BYTES
}

/** What a batch's rows take that are held. */
export function batchBytes(batch: Batch): number {
  let bytes = 0
  for (const column of batch.columns) bytes += column.stored ? PLACE_BYTES * batch.length : rowsBytes(column.values)
  return bytes
}
