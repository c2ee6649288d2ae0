import { OxbowError } from '../error.ts'
import { encodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'
import { ENVELOPE_BYTES, identifierCode, MESSAGE_KIND, printable, type FileIdentifier } from './file-identifier.ts'

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** What a table in a vector, which its builder wrote with a vtable of its own, takes at least; see `Allowance`. */
const TABLE_COST = 16

/**
 * How many bytes may still be copied out of a message. A builder never writes one string or table to be used twice,
 * but hostile bytes can refer to one long string from a million places; this bounds what that costs.
 */
class Allowance {
  private left: number

  constructor(bytes: number) {
    this.left = bytes
  }

  spend(bytes: number): void {
    this.left -= bytes
    if (this.left < 0) throw corrupt('it uses the same bytes over and over')
  }
}

/**
 * One table of a FlatBuffers message. Every access is checked against the chunk's bounds; what doesn't fit throws
 * OxbowError `MESSAGE_CORRUPT`. Slots are numbered from 0 in the order of the schema (Dolt go/serial/*.fbs).
 *
 * A table with more slots than the reader knows was written by a newer Dolt and is refused (`MESSAGE_TOO_NEW`), as
 * Dolt does: what it doesn't know may change the meaning of what it does.
 */
export class TableReader {
  readonly bytes: Uint8Array
  private readonly table: number
  private readonly vtable: number
  private readonly vtableEnd: number
  private readonly allowance: Allowance

  private constructor(bytes: Uint8Array, table: number, slots: number, allowance: Allowance) {
    if (table < ENVELOPE_BYTES || table + 4 > bytes.length) throw corrupt('a table lies outside of it')
    const vtable = table - int32(bytes, table)
    if (vtable < ENVELOPE_BYTES || vtable + 4 > bytes.length) throw corrupt('a vtable lies outside of it')
    const size = bytes[vtable] | (bytes[vtable + 1] << 8)
    if (size < 4 || (size & 1) !== 0 || vtable + size > bytes.length) throw corrupt('the size of a vtable is wrong')
    if (size > 4 + 2 * slots) {
      throw new OxbowError(
        'MESSAGE_TOO_NEW',
        `a ${printable(bytes.subarray(8, 12))} message has fields that this version does not know; a newer Dolt wrote it`,
      )
    }
    this.bytes = bytes
    this.table = table
    this.vtable = vtable
    this.vtableEnd = vtable + size
    this.allowance = allowance
  }

  /**
   * The root table of a chunk (or of an embedded message, which has the same envelope).
   * @param slots number of slots that the message's schema has.
   */
  static open(chunk: Uint8Array, identifier: FileIdentifier, slots: number): TableReader {
    const length = chunk.length
    if (length < 16 || chunk[0] !== MESSAGE_KIND) throw corrupt('its first bytes are wrong')
    if (((chunk[1] << 16) | (chunk[2] << 8) | chunk[3]) !== length - ENVELOPE_BYTES) throw corrupt('its length is wrong')
    if (int32(chunk, 8) !== identifierCode(identifier)) {
      throw corrupt(`it is ${printable(chunk.subarray(8, 12))} where ${identifier} was expected`)
    }
    const root = uint32(chunk, 4)
    return new TableReader(chunk, ENVELOPE_BYTES + root, slots, new Allowance(2 * length))
  }

  /** The root table of a message that is a file of its own, without a chunk's envelope. */
  static openBare(file: Uint8Array, slots: number): TableReader {
    if (file.length < 8) throw corrupt('it is too short')
    return new TableReader(file, uint32(file, 0), slots, new Allowance(2 * file.length))
  }

  /** False when the slot is unset, or the writer didn't know it. */
  has(slot: number): boolean {
    return this.field(slot, 1) !== 0
  }

  bool(slot: number): boolean {
    return this.u8(slot) !== 0
  }

  u8(slot: number): number {
    const at = this.field(slot, 1)
    return at === 0 ? 0 : this.bytes[at]
  }

  u16(slot: number, absent = 0): number {
    const at = this.field(slot, 2)
    return at === 0 ? absent : this.bytes[at] | (this.bytes[at + 1] << 8)
  }

  u32(slot: number): number {
    const at = this.field(slot, 4)
    return at === 0 ? 0 : uint32(this.bytes, at)
  }

  i16(slot: number): number {
    return (this.u16(slot) << 16) >> 16
  }

  f32(slot: number): number {
    const at = this.field(slot, 4)
    return at === 0 ? 0 : new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 4).getFloat32(0, true)
  }

  /** @throws OxbowError `MESSAGE_CORRUPT` for 2^53 or more, which nothing that Dolt counts reaches. */
  u64(slot: number): number {
    const at = this.field(slot, 8)
    return at === 0 ? 0 : uint64(this.bytes, at)
  }

  /** All of 64 bits, unsigned. */
  bigU64(slot: number): bigint {
    const at = this.field(slot, 8)
    return at === 0 ? 0n : (BigInt(uint32(this.bytes, at + 4)) << 32n) | BigInt(uint32(this.bytes, at))
  }

  /** @throws OxbowError `MESSAGE_CORRUPT` beyond ±2^53. */
  i64(slot: number): number {
    const at = this.field(slot, 8)
    if (at === 0) return 0
    const value = int32(this.bytes, at + 4) * 0x100000000 + uint32(this.bytes, at)
    if (!Number.isSafeInteger(value)) throw corrupt('a number in it is impossibly large')
    return value
  }

  /**
   * Position of the first item of a vector, counted from the chunk's first byte; 0 when the vector is absent.
   * Its items lie inside the chunk.
   * @param itemBytes size of one item.
   */
  vector(slot: number, itemBytes: number): number {
    const at = this.field(slot, 4)
    return at === 0 ? 0 : this.vectorAt(at, itemBytes)
  }

  /** Number of items of the vector whose first item is at `start`; 0 when it is absent. */
  vectorLength(start: number): number {
    return start === 0 ? 0 : uint32(this.bytes, start - 4)
  }

  /** A view of a byte vector, undefined when it's absent. */
  byteVector(slot: number): Uint8Array | undefined {
    const start = this.vector(slot, 1)
    return start === 0 ? undefined : this.bytes.subarray(start, start + uint32(this.bytes, start - 4))
  }

  /** A view of a byte vector that must be there. */
  requiredBytes(slot: number): Uint8Array {
    const bytes = this.byteVector(slot)
    if (bytes === undefined) throw corrupt('a required field is absent')
    return bytes
  }

  /** An address, undefined when it's absent. */
  address(slot: number): Hash | undefined {
    const start = this.vector(slot, 1)
    if (start === 0) return undefined
    const length = uint32(this.bytes, start - 4)
    if (length !== HASH_BYTES) throw corrupt(`an address in it has ${length} bytes`)
    return encodeHash(this.bytes, start)
  }

  requiredAddress(slot: number): Hash {
    const address = this.address(slot)
    if (address === undefined) throw corrupt('a required address is absent')
    return address
  }

  /** A byte vector of addresses, end to end; none when it's absent. */
  addresses(slot: number): Hash[] {
    const start = this.vector(slot, 1)
    if (start === 0) return []
    const length = uint32(this.bytes, start - 4)
    if (length % HASH_BYTES !== 0) throw corrupt(`a list of addresses in it has ${length} bytes`)
    const addresses = new Array<Hash>(length / HASH_BYTES)
    for (let i = 0; i < addresses.length; i++) addresses[i] = encodeHash(this.bytes, start + HASH_BYTES * i)
    return addresses
  }

  /** A string, undefined when it's absent. Bytes that aren't UTF-8 become U+FFFD. */
  string(slot: number): string | undefined {
    const at = this.field(slot, 4)
    return at === 0 ? undefined : this.stringAt(at)
  }

  /** A string, empty when it's absent. */
  text(slot: number): string {
    return this.string(slot) ?? ''
  }

  /** Strings, undefined when the vector is absent. */
  strings(slot: number): string[] | undefined {
    const start = this.vector(slot, 4)
    if (start === 0) return undefined
    const count = uint32(this.bytes, start - 4)
    const strings: string[] = []
    for (let i = 0; i < count; i++) {
      this.allowance.spend(4)
      strings.push(this.stringAt(start + 4 * i))
    }
    return strings
  }

  /** Numbers of 16 bits; undefined when the vector is absent. */
  u16s(slot: number): number[] | undefined {
    const start = this.vector(slot, 2)
    if (start === 0) return undefined
    const count = uint32(this.bytes, start - 4)
    this.allowance.spend(2 * count)
    const values = new Array<number>(count)
    for (let i = 0, at = start; i < count; i++, at += 2) values[i] = this.bytes[at] | (this.bytes[at + 1] << 8)
    return values
  }

  /** Numbers of 32 bits; none when the vector is absent. */
  u32s(slot: number): number[] {
    const start = this.vector(slot, 4)
    const count = this.vectorLength(start)
    this.allowance.spend(4 * count)
    return Array.from({ length: count }, (_, i) => uint32(this.bytes, start + 4 * i))
  }

  /** Numbers of 64 bits below 2^53; undefined when the vector is absent. */
  u64s(slot: number): number[] | undefined {
    const start = this.vector(slot, 8)
    if (start === 0) return undefined
    const count = uint32(this.bytes, start - 4)
    this.allowance.spend(8 * count)
    const values = new Array<number>(count)
    for (let i = 0; i < count; i++) values[i] = uint64(this.bytes, start + 8 * i)
    return values
  }

  /** A table, undefined when it's absent. @param slots number of slots that its schema has. */
  tableAt(slot: number, slots: number): TableReader | undefined {
    const at = this.field(slot, 4)
    return at === 0 ? undefined : this.follow(at, slots)
  }

  requiredTable(slot: number, slots: number): TableReader {
    const table = this.tableAt(slot, slots)
    if (table === undefined) throw corrupt('a required field is absent')
    return table
  }

  /** A vector of tables, undefined when it's absent. */
  tables(slot: number, slots: number): TableReader[] | undefined {
    const start = this.vector(slot, 4)
    if (start === 0) return undefined
    const count = uint32(this.bytes, start - 4)
    const tables: TableReader[] = []
    for (let i = 0; i < count; i++) tables.push(this.follow(start + 4 * i, slots))
    return tables
  }

  /** Position of a field's `width` bytes, 0 when it's unset. */
  private field(slot: number, width: number): number {
    const entry = this.vtable + 4 + 2 * slot
    if (entry >= this.vtableEnd) return 0
    const offset = this.bytes[entry] | (this.bytes[entry + 1] << 8)
    if (offset === 0) return 0
    const at = this.table + offset
    // The size of the object in the vtable may be that of another table with the same fields: it says nothing.
    if (offset < 4 || at + width > this.bytes.length) throw corrupt('a field lies outside of it')
    return at
  }

  /** Follows the vector reference at `at` to the vector's first item. */
  private vectorAt(at: number, itemBytes: number): number {
    const { bytes } = this
    const start = at + uint32(bytes, at) + 4
    if (start > bytes.length || start + itemBytes * uint32(bytes, start - 4) > bytes.length) throw corrupt('a vector lies outside of it')
    return start
  }

  private stringAt(at: number): string {
    const start = this.vectorAt(at, 1)
    const length = uint32(this.bytes, start - 4)
    this.allowance.spend(length)
    return utf8.decode(this.bytes.subarray(start, start + length))
  }

  private follow(at: number, slots: number): TableReader {
    this.allowance.spend(TABLE_COST)
    return new TableReader(this.bytes, at + uint32(this.bytes, at), slots, this.allowance)
  }
}

/** The error for a message whose bytes contradict themselves. */
export function corrupt(why: string): OxbowError {
  return new OxbowError('MESSAGE_CORRUPT', `a stored message is damaged: ${why}`)
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0
}

function int32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

function uint64(bytes: Uint8Array, at: number): number {
  const high = uint32(bytes, at + 4)
  if (high >= 0x200000) throw corrupt('a number in it is impossibly large')
  return high * 0x100000000 + uint32(bytes, at)
}
