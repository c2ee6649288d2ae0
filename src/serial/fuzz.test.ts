import { describe, expect, it } from 'vitest'
import { rebuildMessage } from '../../test/support/rebuild-message.ts'
import { isOxbowError } from '../error.ts'
import messages from './dolt-messages.json' with { type: 'json' }
import { references } from './references.ts'
import { buildStatistic } from './statistic.ts'
import { buildTuple } from './tuple.ts'

const ROUNDS = 1500

const samples: { what: string; chunk: Uint8Array }[] = messages.map(({ what, base64 }) => ({
  what, chunk: new Uint8Array(Buffer.from(base64, 'base64')),
}))
samples.push({ what: 'STAT', chunk: buildStatistic({ root: 'pad15gt44d1p9v6j1cr285ngpmm5cgg5' }) })
samples.push({ what: 'TUPL', chunk: buildTuple({ value: new Uint8Array(20) }) })

/** Numbers in [0, n) that are the same in each run. */
function generator(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return (state >>> 0) % n
  }
}

/** A damaged copy: bytes changed, words made extreme, a piece cut off or repeated; mostly with a right envelope again. */
function damage(chunk: Uint8Array, random: (n: number) => number): Uint8Array {
  let bytes = chunk.slice()
  switch (random(8)) {
    case 0: bytes = bytes.slice(0, random(bytes.length + 1)); break
    case 1: {
      const longer = new Uint8Array(bytes.length + random(64))
      longer.set(bytes)
      longer.copyWithin(bytes.length, random(bytes.length))
      bytes = longer
      break
    }
    case 2: {
      const at = random(bytes.length)
      bytes.copyWithin(at, random(bytes.length), random(bytes.length))
      break
    }
    default:
  }
  if (bytes.length > 16) {
    // What decides about positions stands in front.
    const reach = random(2) === 0 ? Math.min(bytes.length, 96) : bytes.length
    for (let i = random(5); i >= 0; i--) {
      const at = 12 + random(reach - 12)
      const kind = random(4)
      if (kind === 0) bytes[at] = random(256)
      else if (kind === 1) bytes[at] ^= 1 << random(8)
      else bytes.fill(kind === 2 ? 255 : 0, at, at + 1 + random(4))
    }
    if (random(10) > 0) {
      const length = bytes.length - 4
      bytes[1] = length >> 16
      bytes[2] = length >> 8
      bytes[3] = length
    }
  }
  return bytes
}

describe('damaged messages end in a clear error or are read', () => {
  for (const [i, { what, chunk }] of samples.entries()) {
    it(what, () => {
      const random = generator(i + 1)
      let refused = 0
      let slowest = 0
      for (let round = 0; round < ROUNDS; round++) {
        const bytes = damage(chunk, random)
        const start = performance.now()
        for (const read of [rebuildMessage, references]) {
          try {
            read(bytes)
          } catch (e) {
            if (!isOxbowError(e)) throw new Error(`round ${round}: ${Buffer.from(bytes).toString('hex')}`, { cause: e })
            refused++
          }
        }
        slowest = Math.max(slowest, performance.now() - start)
      }
      expect(refused).toBeGreaterThan(ROUNDS / 20)
      expect(slowest).toBeLessThan(500)
    })
  }
})
