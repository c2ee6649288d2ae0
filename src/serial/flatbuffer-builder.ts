import { OxbowError } from '../error.ts'
import { ENVELOPE_BYTES, MAX_FLATBUFFER_BYTES, MESSAGE_KIND } from './file-identifier.ts'

/** Where something stands in a FlatBuffer under construction: its distance from the buffer's end. 0 is "nothing". */
export type Offset = number

const utf8 = new TextEncoder()

/** Memory of a builder that has ended, all zeros: most messages are small, and memory of their own costs more than they do. */
let spare: DataView<ArrayBuffer> | undefined
const MAX_SPARE_BYTES = 256 << 10

/**
 * Writes one FlatBuffers message, from its last byte to its first, as the Go builder that Dolt uses does. A chunk's
 * address is the hash of its bytes, so order, padding and shared vtables have to be that builder's exactly:
 *
 * - vectors and strings come before the table that refers to them, in the order of the calls;
 * - a table's fields lie in memory in the order of the `add…` calls, the last added first;
 * - a scalar equal to its default isn't written, a reference to 0 isn't either;
 * - a vtable with the same entries as an earlier one is shared, the newest first.
 *
 * Source: the FlatBuffers internals document and the bytes of github.com/dolthub/flatbuffers' builder.
 */
export class FlatBufferBuilder {
  private bytes: Uint8Array
  private view: DataView<ArrayBuffer>
  /** Position of the first byte written so far. */
  private head: number
  private minAlign = 1
  /** Offsets of the open table's fields by slot, 0 where unset. */
  private fields: number[] = []
  private tableEnd: Offset = 0
  private readonly vtables: Offset[] = []

  /** @param capacity bytes expected; more are made when needed. */
  constructor(capacity = 512) {
    if (spare !== undefined && spare.byteLength >= capacity) {
      this.view = spare
      spare = undefined
    } else {
      this.view = new DataView(new ArrayBuffer(Math.max(capacity, 64)))
    }
    this.bytes = new Uint8Array(this.view.buffer)
    this.head = this.bytes.length
  }

  byteVector(bytes: Uint8Array): Offset {
    this.prepare(4, bytes.length)
    this.head -= bytes.length
    this.bytes.set(bytes, this.head)
    return this.u32(bytes.length)
  }

  /** One byte vector of all `parts`, in order. */
  joinedBytes(parts: readonly Uint8Array[]): Offset {
    let length = 0
    for (let i = 0; i < parts.length; i++) length += parts[i].length
    this.prepare(4, length)
    this.head -= length
    let at = this.head
    for (let i = 0; i < parts.length; i++) {
      this.bytes.set(parts[i], at)
      at += parts[i].length
    }
    return this.u32(length)
  }

  u16Vector(values: ArrayLike<number>): Offset {
    const length = values.length
    this.prepare(4, 2 * length)
    this.head -= 2 * length
    for (let i = 0, at = this.head; i < length; i++, at += 2) this.view.setUint16(at, values[i], true)
    return this.u32(length)
  }

  /** A vector of 0 and where each item ends, 16 bits each. */
  offsetsOf(ends: Uint16Array): Offset {
    const { length } = ends
    const size = 2 * (length + 1)
    this.prepare(4, size)
    this.head -= size
    const { bytes } = this
    for (let i = 0, at = this.head + 2; i < length; i++, at += 2) {
      bytes[at] = ends[i]
      bytes[at + 1] = ends[i] >> 8
    }
    return this.u32(length + 1)
  }

  u32Vector(values: ArrayLike<number>): Offset {
    const length = values.length
    this.prepare(4, 4 * length)
    this.head -= 4 * length
    for (let i = 0, at = this.head; i < length; i++, at += 4) this.view.setUint32(at, values[i], true)
    return this.u32(length)
  }

  /** @throws OxbowError `MESSAGE_OUT_OF_RANGE` for a value that is no whole number in 0..2^53-1. */
  u64Vector(values: ArrayLike<number>): Offset {
    const length = values.length
    this.prepare(4, 8 * length)
    this.prepare(8, 8 * length)
    this.head -= 8 * length
    for (let i = 0, at = this.head; i < length; i++, at += 8) this.putU64(at, values[i])
    return this.u32(length)
  }

  /** A vector of references to tables or strings that were already written. */
  offsetVector(targets: readonly Offset[]): Offset {
    const length = targets.length
    this.prepare(4, 4 * length)
    for (let i = length - 1; i >= 0; i--) this.u32(this.written() - targets[i] + 4)
    return this.u32(length)
  }

  /** A string: UTF-8, ended by a NUL that its length doesn't count. Equal strings are written anew. */
  string(text: string): Offset {
    const bytes = utf8.encode(text)
    this.prepare(4, bytes.length + 1)
    this.bytes[--this.head] = 0
    this.head -= bytes.length
    this.bytes.set(bytes, this.head)
    return this.u32(bytes.length)
  }

  /** A vector of strings; Dolt writes the strings last to first. */
  stringVector(texts: readonly string[]): Offset {
    const targets = new Array<Offset>(texts.length)
    for (let i = texts.length - 1; i >= 0; i--) targets[i] = this.string(texts[i])
    return this.offsetVector(targets)
  }

  /** Begins a table of `slots` slots. Tables don't nest: finish what it refers to first. */
  startTable(slots: number): void {
    this.fields = new Array<number>(slots).fill(0)
    this.tableEnd = this.written()
  }

  addBool(slot: number, value: boolean): void {
    if (value) this.addU8(slot, 1)
  }

  addU8(slot: number, value: number): void {
    if (value === 0) return
    inRange(value, 0, 0xff)
    this.prepare(1, 0)
    this.bytes[--this.head] = value
    this.fields[slot] = this.written()
  }

  addU16(slot: number, value: number, absent = 0): void {
    if (value === absent) return
    inRange(value, 0, 0xffff)
    this.prepare(2, 0)
    this.head -= 2
    this.view.setUint16(this.head, value, true)
    this.fields[slot] = this.written()
  }

  addU32(slot: number, value: number): void {
    if (value === 0) return
    inRange(value, 0, 0xffffffff)
    this.prepare(4, 0)
    this.fields[slot] = this.u32(value)
  }

  addI16(slot: number, value: number): void {
    if (value === 0) return
    inRange(value, -0x8000, 0x7fff)
    this.prepare(2, 0)
    this.head -= 2
    this.view.setInt16(this.head, value, true)
    this.fields[slot] = this.written()
  }

  addF32(slot: number, value: number): void {
    if (value === 0) return
    this.prepare(4, 0)
    this.head -= 4
    this.view.setFloat32(this.head, value, true)
    this.fields[slot] = this.written()
  }

  addU64(slot: number, value: number): void {
    if (value === 0) return
    this.prepare(8, 0)
    this.head -= 8
    this.putU64(this.head, value)
    this.fields[slot] = this.written()
  }

  /** All of 64 bits, unsigned. */
  addBigU64(slot: number, value: bigint): void {
    if (value === 0n) return
    if (value < 0n || value > 0xffffffffffffffffn) throw outOfRange(value, 0, '2^64-1')
    this.prepare(8, 0)
    this.head -= 8
    this.view.setBigUint64(this.head, value, true)
    this.fields[slot] = this.written()
  }

  addI64(slot: number, value: number): void {
    if (value === 0) return
    inRange(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    this.prepare(8, 0)
    this.head -= 8
    this.view.setBigInt64(this.head, BigInt(value), true)
    this.fields[slot] = this.written()
  }

  /** A reference to a vector, string or table; nothing when `target` is 0. */
  addOffset(slot: number, target: Offset): void {
    if (target === 0) return
    this.prepare(4, 0)
    this.fields[slot] = this.u32(this.written() - target + 4)
  }

  endTable(): Offset {
    const { fields } = this
    this.prepare(4, 0)
    const table = this.u32(0)
    let count = fields.length
    while (count > 0 && fields[count - 1] === 0) count--
    const entries = new Array<number>(count)
    for (let i = 0; i < count; i++) entries[i] = fields[i] === 0 ? 0 : table - fields[i]
    const known = this.findVtable(entries)
    if (known !== 0) {
      this.view.setInt32(this.bytes.length - table, known - table, true)
      return table
    }
    this.prepare(2, 2 * count + 4)
    this.head -= 2 * count + 4
    this.view.setUint16(this.head, 2 * count + 4, true)
    this.view.setUint16(this.head + 2, table - this.tableEnd, true)
    for (let i = 0; i < count; i++) this.view.setUint16(this.head + 4 + 2 * i, entries[i], true)
    const vtable = this.written()
    this.vtables.push(vtable)
    this.view.setInt32(this.bytes.length - table, vtable - table, true)
    return table
  }

  /**
   * Ends the message and puts the chunk's envelope in front.
   * @returns the whole chunk, in memory of its own.
   * @throws OxbowError `MESSAGE_TOO_LARGE` when it doesn't fit the envelope's 24-bit length.
   */
  finish(root: Offset, identifier: string): Uint8Array {
    this.prepare(this.minAlign, 8)
    this.head -= 4
    for (let i = 0; i < 4; i++) this.bytes[this.head + i] = identifier.charCodeAt(i)
    this.prepare(this.minAlign, 4)
    this.u32(this.written() - root + 4)
    const length = this.written()
    if (length > MAX_FLATBUFFER_BYTES) {
      throw new OxbowError('MESSAGE_TOO_LARGE', `a ${identifier} message of ${length} bytes is longer than a chunk can be`)
    }
    const chunk = new Uint8Array(ENVELOPE_BYTES + length)
    chunk[0] = MESSAGE_KIND
    chunk[1] = length >> 16
    chunk[2] = length >> 8
    chunk[3] = length
    chunk.set(this.bytes.subarray(this.head), ENVELOPE_BYTES)
    if (this.bytes.length <= MAX_SPARE_BYTES) {
      this.bytes.fill(0, this.head)
      spare = this.view
    }
    return chunk
  }

  /** Ends a message that is a file of its own, without a chunk's envelope and identifier. */
  finishBare(root: Offset): Uint8Array {
    this.prepare(this.minAlign, 4)
    this.u32(this.written() - root + 4)
    return this.bytes.slice(this.head)
  }

  private written(): Offset {
    return this.bytes.length - this.head
  }

  private u32(value: number): Offset {
    this.head -= 4
    this.view.setUint32(this.head, value, true)
    return this.bytes.length - this.head
  }

  private putU64(at: number, value: number): void {
    inRange(value, 0, Number.MAX_SAFE_INTEGER)
    this.view.setUint32(at, value % 0x100000000, true)
    this.view.setUint32(at + 4, Math.floor(value / 0x100000000), true)
  }

  /** The newest vtable with these entries, or 0. The object's size isn't compared: the Go builder doesn't either. */
  private findVtable(entries: readonly number[]): Offset {
    const size = 2 * entries.length + 4
    search: for (let i = this.vtables.length - 1; i >= 0; i--) {
      const at = this.bytes.length - this.vtables[i]
      if (this.view.getUint16(at, true) !== size) continue
      for (let j = 0; j < entries.length; j++) {
        if (this.view.getUint16(at + 4 + 2 * j, true) !== entries[j]) continue search
      }
      return this.vtables[i]
    }
    return 0
  }

  /** Pads so that a value of `size` bytes is aligned once `extra` more bytes are written, and makes room for it all. */
  private prepare(size: number, extra: number): void {
    if (size > this.minAlign) this.minAlign = size
    const padding = -(this.written() + extra) & (size - 1)
    const need = padding + size + extra + 4
    if (need > this.head) this.grow(need)
    // Memory before the head was never written to, so the padding is zero already.
    this.head -= padding
  }

  private grow(need: number): void {
    const written = this.written()
    const bytes = new Uint8Array(Math.max(2 * this.bytes.length, written + need))
    bytes.set(this.bytes.subarray(this.head), bytes.length - written)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
    this.head = bytes.length - written
  }
}

function inRange(value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw outOfRange(value, low, high)
  }
}

function outOfRange(value: number | bigint, low: number, high: number | string): OxbowError {
  return new OxbowError('MESSAGE_OUT_OF_RANGE', `${value} does not fit a field that holds ${low} to ${high}`)
}
