import { describe, expect, it } from 'vitest'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

describe('FlatBufferBuilder', () => {
  it('reads back every kind of field', () => {
    const builder = new FlatBufferBuilder()
    const inner = builder.string('grüße 🦬')
    builder.startTable(1)
    builder.addOffset(0, inner)
    const table = builder.endTable()
    const tables = builder.offsetVector([table, table])
    const strings = builder.stringVector(['a', '', 'bc'])
    const u16s = builder.u16Vector([0, 65535, 7])
    const u64s = builder.u64Vector([0, Number.MAX_SAFE_INTEGER])
    const empty = builder.byteVector(new Uint8Array(0))
    builder.startTable(13)
    builder.addU8(0, 255)
    builder.addBool(1, true)
    builder.addU16(2, 65535)
    builder.addI16(3, -32768)
    builder.addF32(4, 1.5)
    builder.addU64(5, Number.MAX_SAFE_INTEGER)
    builder.addI64(6, -1)
    builder.addOffset(7, tables)
    builder.addOffset(8, strings)
    builder.addOffset(9, u16s)
    builder.addOffset(10, u64s)
    builder.addOffset(11, empty)
    builder.addBigU64(12, 0xffffffffffffffffn)
    const reader = TableReader.open(builder.finish(builder.endTable(), 'TUPL'), 'TUPL', 13)
    expect(reader.u8(0)).toBe(255)
    expect(reader.bool(1)).toBe(true)
    expect(reader.u16(2)).toBe(65535)
    expect(reader.i16(3)).toBe(-32768)
    expect(reader.f32(4)).toBe(1.5)
    expect(reader.u64(5)).toBe(Number.MAX_SAFE_INTEGER)
    expect(reader.i64(6)).toBe(-1)
    expect(reader.tables(7, 1)?.map((t) => t.text(0))).toEqual(['grüße 🦬', 'grüße 🦬'])
    expect(reader.strings(8)).toEqual(['a', '', 'bc'])
    expect(reader.u16s(9)).toEqual([0, 65535, 7])
    expect(reader.u64s(10)).toEqual([0, Number.MAX_SAFE_INTEGER])
    expect(reader.byteVector(11)).toHaveLength(0)
    expect(reader.bigU64(12)).toBe(0xffffffffffffffffn)
  })

  it('tells absent fields from empty ones', () => {
    const builder = new FlatBufferBuilder()
    const empty = builder.byteVector(new Uint8Array(0))
    builder.startTable(4)
    builder.addOffset(0, empty)
    builder.addU16(1, 2048, 2048)
    const reader = TableReader.open(builder.finish(builder.endTable(), 'TUPL'), 'TUPL', 4)
    expect(reader.has(0)).toBe(true)
    expect(reader.byteVector(0)).toHaveLength(0)
    expect(reader.u16(1, 2048)).toBe(2048)
    expect(reader.byteVector(3)).toBeUndefined()
    expect(reader.strings(3)).toBeUndefined()
    expect(reader.tableAt(3, 1)).toBeUndefined()
  })

  it('shares the vtables of tables that have the same fields', () => {
    const size = (different: boolean): number => {
      const builder = new FlatBufferBuilder()
      for (let i = 0; i < 10; i++) {
        builder.startTable(3)
        builder.addU8(different ? i % 3 : 1, 9)
        builder.endTable()
      }
      builder.startTable(0)
      return builder.finish(builder.endTable(), 'TUPL').length
    }
    // Three vtables of 6, 8 and 10 bytes, aligned, where one of 8 stood.
    expect(size(true) - size(false)).toBe(24)
  })

  it('grows', () => {
    const builder = new FlatBufferBuilder(1)
    const big = builder.byteVector(new Uint8Array(100_000).fill(7))
    builder.startTable(1)
    builder.addOffset(0, big)
    const chunk = builder.finish(builder.endTable(), 'TUPL')
    expect(TableReader.open(chunk, 'TUPL', 1).byteVector(0)).toEqual(new Uint8Array(100_000).fill(7))
  })

  it('refuses what does not fit', () => {
    const builder = new FlatBufferBuilder()
    builder.startTable(1)
    for (const bad of [-1, 256, 1.5, Number.NaN]) expect(() => builder.addU8(0, bad)).toThrow('does not fit')
    for (const bad of [-1, 2 ** 53, 0.5, Number.NaN]) expect(() => builder.addU64(0, bad)).toThrow('does not fit')
    expect(() => builder.addU16(0, 65536)).toThrow('does not fit')
    expect(() => builder.addI16(0, 32768)).toThrow('does not fit')
    expect(() => builder.addI64(0, 2 ** 53)).toThrow('does not fit')
    expect(() => builder.addBigU64(0, 2n ** 64n)).toThrow('does not fit')
    expect(() => builder.addBigU64(0, -1n)).toThrow('does not fit')
  })

  it('refuses a message longer than the envelope can say', () => {
    const builder = new FlatBufferBuilder()
    const big = builder.byteVector(new Uint8Array(2 ** 24))
    builder.startTable(1)
    builder.addOffset(0, big)
    const table = builder.endTable()
    expect(() => builder.finish(table, 'TUPL')).toThrow('longer than a chunk can be')
  })
})
