import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { type Hash, encodeHash, hashOf } from './hash.ts'
import { ROOT_RECORD_BYTES, chunkRecordBytes, writeChunkRecord, writeRootRecord } from './journal-record.ts'
import { type JournalScan, holdsLostData, scanJournal } from './journal-scan.ts'
import { decodeTableRecord, encodeTableRecord } from './table-record.ts'

/** What dolt 2.3.1 wrote first into a new database: `dolt init`'s root value, and the first root record. */
const DOLT_ROOT_RECORD = '00000028010104000000006b040bbd022aa0e2cf3694e08041d8cd844b861ca9f06124db99efc8d6'

interface Found {
  readonly chunks: string[]
  readonly roots: Hash[]
  readonly scan: JournalScan
}

const reader = (bytes: Uint8Array) => (offset: number, length: number): Uint8Array => bytes.subarray(offset, offset + length)

function scanned(bytes: Uint8Array): Found {
  const chunks: string[] = []
  const roots: Hash[] = []
  const scan = scanJournal(reader(bytes), bytes.length, 0, {
    chunk: (_, __, offset, length) => chunks.push(new TextDecoder().decode(decodeTableRecord(bytes.subarray(offset, offset + length)))),
    root: (root) => roots.push(root),
  })
  return { chunks, roots, scan }
}

/** A journal with a root after each group of chunks, and where each record ends. */
function journalOf(groups: readonly (readonly string[])[]): { bytes: Uint8Array; ends: number[]; roots: Hash[] } {
  const parts: Uint8Array[] = []
  const ends: number[] = []
  const roots: Hash[] = []
  const push = (bytes: Uint8Array): void => {
    parts.push(bytes)
    ends.push((ends.at(-1) ?? 0) + bytes.length)
  }
  for (const group of groups) {
    for (const text of group) {
      const chunk = new TextEncoder().encode(text)
      const payload = encodeTableRecord(chunk)
      const record = new Uint8Array(chunkRecordBytes(payload.length))
      writeChunkRecord(record, 0, hashOf(nodePlatform, chunk), payload)
      push(record)
    }
    const root = hashOf(nodePlatform, new TextEncoder().encode(group.join()))
    const record = new Uint8Array(ROOT_RECORD_BYTES)
    writeRootRecord(record, 0, root, 1_700_000_000)
    push(record)
    roots.push(root)
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), ends, roots }
}

const groups = fc.array(fc.array(fc.string({ minLength: 1, maxLength: 200 }), { maxLength: 5 }), { minLength: 1, maxLength: 6 })

describe('scanJournal', () => {
  it('reads and writes the root record that dolt wrote', () => {
    const bytes = Buffer.from(DOLT_ROOT_RECORD, 'hex')
    const found = scanned(bytes)
    expect(found.roots).toEqual([encodeHash(bytes.subarray(16, 36))])
    const written = new Uint8Array(ROOT_RECORD_BYTES)
    writeRootRecord(written, 0, found.roots[0], 0x6b040bbd)
    expect(Buffer.from(written).toString('hex')).toBe(DOLT_ROOT_RECORD)
  })

  it('reads what was written, and of a journal that was cut off anywhere the sound records', () => {
    fc.assert(fc.property(groups, fc.nat(), (texts, cut) => {
      const { bytes, ends, roots } = journalOf(texts)
      const whole = scanned(bytes)
      expect(whole.chunks).toEqual(texts.flat())
      expect(whole.roots).toEqual(roots)
      expect(whole.scan).toEqual({ end: bytes.length, damage: undefined })
      const at = cut % (bytes.length + 1)
      const { scan } = scanned(bytes.subarray(0, at))
      expect(scan.end).toBe(ends.filter((end) => end <= at).at(-1) ?? 0)
      expect(holdsLostData(reader(bytes.subarray(0, at)), at, scan.end)).toBe(false)
    }))
  })

  it('stops at zeros and garbage, and tells garbage at the end from a hole in what is durable', () => {
    const { bytes, ends } = journalOf([['a', 'b'], ['c'], ['d', 'e']])
    for (const tail of [new Uint8Array(5000), Buffer.alloc(5000, 0xff), Buffer.from('not a record at all'), nodePlatform.randomBytes(1 << 20)]) {
      const journal = Buffer.concat([bytes, tail])
      const { scan } = scanned(journal)
      expect(scan.end).toBe(bytes.length)
      expect(holdsLostData(reader(journal), journal.length, scan.end)).toBe(false)
    }
    const broken = bytes.slice()
    broken[ends[0] + 30] ^= 1
    const { scan, chunks } = scanned(broken)
    expect([scan.end, chunks]).toEqual([ends[0], ['a']])
    expect(scan.damage).toMatch(/checksum/)
    expect(holdsLostData(reader(broken), broken.length, scan.end)).toBe(true)
    // A root alone behind the damage may be the last write, cut short: nothing says that it was durable.
    const last = broken.subarray(0, ends[2])
    expect(holdsLostData(reader(last), last.length, scan.end)).toBe(false)
  })

  it('finds lost data behind megabytes of garbage', () => {
    const { bytes } = journalOf([['a'], ['b']])
    const journal = Buffer.concat([nodePlatform.randomBytes(12 << 20), bytes])
    expect(holdsLostData(reader(journal), journal.length, 0)).toBe(true)
  })

  it('never hangs, crashes or takes a changed record for a sound one', () => {
    fc.assert(fc.property(groups, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), (texts, changes) => {
      const { bytes, ends } = journalOf(texts)
      const changed = bytes.slice()
      for (const [at, value] of changes) changed[at % bytes.length] = value
      const first = changed.findIndex((byte, i) => byte !== bytes[i])
      const { scan, chunks } = scanned(changed)
      expect(scan.end).toBe(first < 0 ? bytes.length : ends.filter((end) => end <= first).at(-1) ?? 0)
      expect(texts.flat().slice(0, chunks.length)).toEqual(chunks)
    }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      try {
        const { scan } = scanned(bytes)
        expect(scan.end).toBeLessThanOrEqual(bytes.length)
      } catch (e) {
        expect(isOxbowError(e)).toBe(true)
      }
      holdsLostData(reader(bytes), bytes.length, 0)
    }))
  })
})
