import { OxbowError } from '../error.ts'
import type { ChunkSource, ChunkStore } from './chunk-store.ts'
import type { Hash } from './hash.ts'

/**
 * What a generator yields when it can't go on: the addresses of *all* chunks that it knows it will need next.
 * The driver brings them to hand and resumes it where it stood; nothing already computed is done again.
 */
export class Missing {
  readonly addresses: readonly Hash[]
  constructor(addresses: readonly Hash[]) {
    this.addresses = addresses
  }
}

/** A computation over chunks that may stop for absent ones. Its `return` value is the result. */
export type Fetching<T> = Generator<Missing, T, void>

/** Reads one chunk, waiting for it if it isn't at hand. */
export function* readChunk(source: ChunkSource, address: Hash): Fetching<Uint8Array> {
  for (let tries = 0; ; tries++) {
    const chunk = source.get(address)
    if (chunk !== undefined) return chunk
    if (tries === 3) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in this database or its remote`)
    yield new Missing([address])
  }
}

/** Makes sure that all of `addresses` are at hand, asking for the absent ones together. */
export function* wantChunks(source: ChunkSource, addresses: readonly Hash[]): Fetching<void> {
  const absent = addresses.filter((a) => !source.has(a))
  if (absent.length > 0) yield new Missing(absent)
}

/** Runs a computation to its end, fetching what it misses. */
export async function run<T>(store: Pick<ChunkStore, 'fetch'>, work: Fetching<T>): Promise<T> {
  let step = work.next()
  while (!step.done) {
    try {
      await store.fetch(step.value.addresses)
    } catch (e) {
      // Give the computation its chance to clean up; what it throws itself wins over the fetch's error.
      step = work.throw(e)
      continue
    }
    step = work.next()
  }
  return step.value
}

/** Runs a computation over a store that has everything at hand (a local directory, memory). */
export function runSync<T>(work: Fetching<T>): T {
  let step = work.next()
  // As in `run`, the computation has its say about what it can't have.
  while (!step.done) step = work.throw(new OxbowError('CHUNK_NOT_FOUND', `chunk ${step.value.addresses[0]} is not in this database`))
  return step.value
}

/**
 * Runs computations side by side: each goes as far as it can, and what they miss is asked for together.
 * The results stand in the order of the computations.
 */
export function* together<T>(works: readonly Fetching<T>[]): Fetching<T[]> {
  const results = new Array<T>(works.length)
  let open = works.map((work, i) => ({ work, i }))
  while (open.length > 0) {
    const missing = new Set<Hash>()
    const waiting: typeof open = []
    for (const entry of open) {
      const step = entry.work.next()
      if (step.done) results[entry.i] = step.value
      else {
        for (const address of step.value.addresses) missing.add(address)
        waiting.push(entry)
      }
    }
    open = waiting
    // With no addresses at all, they wait for something else that the driver brings.
    if (open.length > 0) yield new Missing([...missing])
  }
  return results
}
