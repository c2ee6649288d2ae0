import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteKeyTable } from './byte-key-table.ts'

it('gives equal keys one id, in order of arrival, and finds no others', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 400 }), fc.uint8Array({ maxLength: 6 }), (keys, other) => {
    const table = new ByteKeyTable()
    const ids = new Map<string, number>()
    for (const key of keys) {
      const text = key.join()
      // A key may stand anywhere in a larger buffer.
      const buffer = new Uint8Array(key.length + 3)
      buffer.set(key, 3)
      const id = table.findOrAdd(buffer, key.length, 3)
      if (!ids.has(text)) ids.set(text, ids.size)
      expect(id).toBe(ids.get(text))
    }
    expect(table.size).toBe(ids.size)
    expect(table.find(other, other.length)).toBe(ids.get(other.join()) ?? -1)
  }))
})

it('grows to many long keys', () => {
  const table = new ByteKeyTable()
  const key = new Uint8Array(300)
  const view = new DataView(key.buffer)
  for (let i = 0; i < 20_000; i++) {
    view.setUint32(100, i)
    expect(table.findOrAdd(key, key.length)).toBe(i)
  }
  view.setUint32(100, 777)
  expect(table.find(key, key.length)).toBe(777)
  expect(table.byteLength).toBeGreaterThan(6_000_000)
})
