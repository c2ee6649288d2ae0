import { describe, expect, it } from 'vitest'
import { remoteFiles } from '../../test/support/remote-files.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { encodeHash } from './hash.ts'
import { TABLE_INDEX_BYTES, TableIndex, buildTableFile, parseTableFooter } from './table-file.ts'
import { openWholeFile } from './table-source.ts'
import { decodeTableRecord, encodeTableRecord } from './table-record.ts'

/**
 * Index and footer of a table file of two records (106 and 139 bytes) that dolt 2.3.1 wrote: the store root and the
 * map of refs of a push.
 */
const WRITTEN_BY_DOLT = Uint8Array.from(Buffer.from(
  'c51707d8b5dd1d5a00000000d5b3c3b7a8818a4a000000010000006a0000008b' +
  '8200977864b7feb295e2197ad961edc676f2bd3ecf651d270000000200000000000000f8ffb5d8c22463ee50', 'hex'))
const SIZE = 321

function index(tail: Uint8Array, size: number): TableIndex {
  const layout = parseTableFooter(tail, size)
  return new TableIndex(layout, tail.subarray(tail.length - 20 - TABLE_INDEX_BYTES * layout.count, -20))
}

function changed(at: number, bytes: readonly number[]): Uint8Array {
  const copy = WRITTEN_BY_DOLT.slice()
  copy.set(bytes, at)
  return copy
}

describe('table file', () => {
  it('has its parts where the footer says', () => {
    const layout = { count: 2, prefixTuples: 245, lengths: 269, suffixes: 277, footer: 301 }
    expect(parseTableFooter(WRITTEN_BY_DOLT.subarray(-20), SIZE)).toEqual(layout)
  })

  it('finds the records that Dolt indexed', () => {
    const table = index(WRITTEN_BY_DOLT, SIZE)
    const addresses = ['c51707d8b5dd1d5a8200977864b7feb295e2197a', 'd5b3c3b7a8818a4ad961edc676f2bd3ecf651d27']
      .map((hex) => encodeHash(Buffer.from(hex, 'hex')))
    expect([...table.hashes()]).toEqual(addresses)
    expect(table.find(addresses[0])).toEqual({ ordinal: 0, offset: 0, length: 106 })
    expect(table.find(addresses[1])).toEqual({ ordinal: 1, offset: 106, length: 139 })
    expect(table.find(`${addresses[0].slice(0, 31)}0`)).toBeUndefined()
  })

  it('is refused where its parts do not fit', () => {
    const refused = expect.objectContaining({ code: 'TABLE_FILE_CORRUPT' }) as Error
    expect(() => parseTableFooter(WRITTEN_BY_DOLT.subarray(-19), SIZE)).toThrow(refused)
    expect(() => parseTableFooter(WRITTEN_BY_DOLT.subarray(-20), 19)).toThrow(refused)
    // A count, a length and an ordinal as large as can be.
    expect(() => index(changed(56, [255, 255, 255, 255]), SIZE)).toThrow(refused)
    expect(() => index(changed(24, [255, 255, 255, 255]), SIZE)).toThrow(refused)
    expect(() => [...index(changed(8, [255, 255, 255, 255]), SIZE).hashes()]).toThrow(refused)
    expect(() => index(changed(27, [0x6b]), SIZE)).toThrow(refused)
  })
})

describe('record', () => {
  it('is refused where its checksum is wrong, or it is cut short', () => {
    const record = encodeTableRecord(new TextEncoder().encode('a chunk, a chunk, a chunk'))
    for (let at = 0; at < record.length; at++) {
      const damaged = record.slice()
      damaged[at] ^= 4
      expect(() => decodeTableRecord(damaged)).toThrow(expect.objectContaining({ code: 'RECORD_CORRUPT' }))
      expect(() => decodeTableRecord(record.subarray(0, at))).toThrow(expect.objectContaining({ code: 'RECORD_CORRUPT' }))
    }
  })
})

describeWithShared('table files that Dolt wrote', () => {
  it('get the same name, and the same index but for lengths, when they are written again', () => {
    let files = 0
    for (const { name, archive, bytes } of remoteFiles('history')) {
      if (archive) continue
      const layout = parseTableFooter(bytes.subarray(-20), bytes.length)
      const table = new TableIndex(layout, bytes.subarray(layout.prefixTuples, layout.footer))
      const source = openWholeFile(nodePlatform, bytes, name)
      const ordinal = (hash: string): number => table.find(hash)?.ordinal ?? -1
      const hashes = [...table.hashes()].toSorted((a, b) => ordinal(a) - ordinal(b))
      const built = buildTableFile(nodePlatform, hashes.map((hash) => [hash, source.get(hash)!] as const))
      expect(built.name).toBe(name)
      const again = parseTableFooter(built.bytes.subarray(-20), built.bytes.length)
      expect(built.bytes.subarray(again.prefixTuples, again.lengths)).toEqual(bytes.subarray(layout.prefixTuples, layout.lengths))
      expect(built.bytes.subarray(again.suffixes)).toEqual(bytes.subarray(layout.suffixes))
      files++
    }
    expect(files).toBe(41)
  })
})
