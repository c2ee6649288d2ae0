import { describe, expect, it } from 'vitest'
import { remoteFiles, remoteManifest } from '../../test/support/remote-files.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { isOxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { buildArchive } from './archive-writer.ts'
import { EMPTY_HASH, type Hash, hashOf } from './hash.ts'
import { formatManifest, parseManifest } from './manifest.ts'
import { buildTableFile } from './table-file.ts'
import { openWholeFile } from './table-source.ts'

/** Longest that a reader may take over damaged bytes, in ms; far more than any takes, as machines may be busy. */
const MOST_MS = 2000

/** The same numbers in every run, so that a failure can be had again. */
class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

const EXTREMES = [0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

/**
 * Damages a copy of a file: flips bits, sets 32-bit numbers to extreme values, copies pieces over others, cuts the file
 * short or lengthens it. Most of it strikes the last `tail` bytes, where index and footer are.
 */
function damage(file: Uint8Array, tail: number, random: Random): Uint8Array {
  let bytes = file.slice()
  const place = (): number => {
    const span = random.below(4) === 0 ? bytes.length : Math.min(bytes.length, tail)
    return bytes.length - 1 - random.below(span)
  }
  for (let n = 1 + random.below(3); n > 0 && bytes.length > 0; n--) {
    const at = place()
    switch (random.below(6)) {
      case 0:
      case 1:
        bytes[at] ^= 1 << random.below(8)
        break
      case 2:
      case 3:
        if (at + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(at, EXTREMES[random.below(EXTREMES.length)])
        break
      case 4:
        bytes.copyWithin(at, place(), place())
        break
      default: {
        const length = random.below(3) === 0 ? bytes.length + random.below(40) : at
        const cut = new Uint8Array(length)
        cut.set(bytes.subarray(0, length))
        bytes = cut
      }
    }
  }
  return bytes
}

/** Reads a damaged file as a replica would. Only errors that a user can act on may come out, and no wrong chunk. */
function read(bytes: Uint8Array, wanted: readonly Hash[]): 'refused' | 'read' {
  const started = performance.now()
  let refused = false
  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (e) {
      if (!isOxbowError(e)) throw e
      refused = true
    }
  }
  attempt(() => {
    const source = openWholeFile(nodePlatform, bytes, EMPTY_HASH)
    for (const hash of wanted) {
      attempt(() => {
        const chunk = source.get(hash)
        if (chunk === undefined) refused = true
        else expect(hashOf(nodePlatform, chunk)).toBe(hash)
      })
    }
    let listed = 0
    for (const hash of source.hashes()) if (++listed <= 20) attempt(() => source.get(hash))
  })
  expect(performance.now() - started).toBeLessThan(MOST_MS)
  return refused ? 'refused' : 'read'
}

function readMany(file: Uint8Array, tail: number, rounds: number, seed: number): void {
  const hashes = [...openWholeFile(nodePlatform, file, EMPTY_HASH).hashes()]
  const random = new Random(seed)
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const wanted = Array.from({ length: Math.min(12, hashes.length) }, () => hashes[random.below(hashes.length)])
    if (read(damage(file, tail, random), wanted) === 'refused') refused++
  }
  // Otherwise the damage was none.
  expect(refused).toBeGreaterThan(rounds / 20)
}

describe('damaged files that oxbow wrote', () => {
  const chunks = Array.from({ length: 40 }, (_, i) => new TextEncoder().encode(`chunk ${i} ${'x'.repeat(i * 13)}`))
  const pairs = chunks.map((chunk) => [hashOf(nodePlatform, chunk), chunk] as const)

  const kinds = [['a table file', buildTableFile, 28 * 40 + 20], ['an archive', buildArchive, 36 * 40 + 300]] as const
  it.each(kinds)('%s', (_, build, tail) => {
    readMany(build(nodePlatform, pairs).bytes, tail, 2000, 1)
  })

  it('any bytes before a footer', () => {
    const random = new Random(2)
    for (const file of [buildTableFile(nodePlatform, pairs).bytes, buildArchive(nodePlatform, pairs).bytes]) {
      for (let round = 0; round < 500; round++) {
        const bytes = Uint8Array.from({ length: 220 + random.below(2000) }, () => random.below(256))
        const footer = file.subarray(-220)
        bytes.set(footer, bytes.length - 220)
        read(bytes, [pairs[0][0]])
      }
    }
  })
})

describeWithShared('damaged files that Dolt wrote', () => {
  it.each(['types', 'history', 'flights'] as const)('%s', (fixture) => {
    let seed = 3
    for (const { archive, bytes } of remoteFiles(fixture)) {
      // Each case copies the file.
      if (bytes.length > 1 << 23) continue
      const rounds = fixture === 'history' ? 20 : 150
      readMany(bytes, archive ? Math.min(20_000, bytes.length >> 1) : 80, rounds, seed++)
    }
  }, 60_000)

  it('the largest archive', () => {
    for (const { bytes } of remoteFiles('flights')) if (bytes.length > 1 << 24) readMany(bytes, 630_000, 10, 4)
  }, 60_000)

  it('manifests', () => {
    const random = new Random(5)
    for (const fixture of ['types', 'history', 'flights'] as const) {
      const manifest = remoteManifest(fixture)
      for (let round = 0; round < 2000; round++) {
        const damaged = damage(manifest, manifest.length, random)
        const started = performance.now()
        try {
          const parsed = parseManifest(damaged)
          expect(parseManifest(formatManifest(parsed))).toEqual({ ...parsed, version: 5 })
        } catch (e) {
          if (!isOxbowError(e)) throw e
          expect(e.code).toMatch(/^MANIFEST_/)
        }
        expect(performance.now() - started).toBeLessThan(MOST_MS)
      }
    }
  })
})
