import type { ChunkStore } from '../store/chunk-store.ts'
import { isGhost } from '../store/ghosts.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../store/hash.ts'
import type { Platform } from '../store/platform.ts'
import { isOxbowError } from '../error.ts'
import { childrenOf } from './copy-chunks.ts'

/** Chunks that are asked for at once. */
const WAVE = 256

/** What a check found. */
export interface CheckReport {
  /** Chunks that were read, each once. */
  readonly chunks: number
  /** What is wrong, a sentence each. Empty where everything is in order. */
  readonly problems: readonly string[]
}

/**
 * Reads every chunk that the refs of a store lead to, and holds each against its address. Missing and damaged chunks are reported,
 * with the chunk that names them, and the walk goes on beside them.
 * @param progress told after each wave: chunks that were read, and those that are known to follow
 */
export async function checkChunks(store: ChunkStore, platform: Platform, progress: (done: number, waiting: number) => void = () => {}): Promise<CheckReport> {
  const problems: string[] = []
  const namedBy = new Map<Hash, Hash | undefined>([[store.root(), undefined]])
  const waiting: Hash[] = store.root() === EMPTY_HASH ? [] : [store.root()]
  let chunks = 0
  const complain = (address: Hash, what: string): void => {
    const by = namedBy.get(address)
    problems.push(`chunk ${address}${by === undefined ? ', the root,' : `, named by ${by},`} ${what}`)
  }
  while (waiting.length > 0) {
    const wave = waiting.splice(-WAVE)
    for (const address of await missingOf(store, wave, complain)) wave.splice(wave.indexOf(address), 1)
    for (const address of wave) {
      // What was fetched may be let go of after a turn: each chunk is read while it is at hand.
      const chunk = store.get(address)
      if (chunk === undefined) {
        complain(address, 'is missing')
        continue
      }
      chunks++
      const actual = hashOf(platform, chunk)
      if (actual !== address) {
        complain(address, `has the content of ${actual}`)
        continue
      }
      for (const child of childrenOf(chunk)) {
        if (namedBy.has(child) || child === EMPTY_HASH || isGhost(store, child)) continue
        namedBy.set(child, address)
        waiting.push(child)
      }
    }
    progress(chunks, waiting.length)
  }
  return { chunks, problems }
}

/** Brings chunks to hand; those that can't be had are complained of, and answered. */
async function missingOf(store: ChunkStore, wave: readonly Hash[], complain: (address: Hash, what: string) => void): Promise<Hash[]> {
  try {
    await store.fetch(wave)
    return []
  } catch (e) {
    if (!isOxbowError(e) || e.code === 'REMOTE_UNREACHABLE') throw e
  }
  const missing: Hash[] = []
  for (const address of wave) {
    try {
      await store.fetch([address])
    } catch (e) {
      if (!isOxbowError(e)) throw e
      complain(address, `can't be read: ${e.message}`)
      missing.push(address)
    }
  }
  // The others again, together: those of before may have been let go of.
  await store.fetch(wave.filter((address) => !missing.includes(address)))
  return missing
}
