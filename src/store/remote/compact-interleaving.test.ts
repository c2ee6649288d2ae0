import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pushTableFile, pushText, unreadable } from '../../../test/support/small-pushes.ts'
import { OxbowError, isOxbowError } from '../../error.ts'
import { nodePlatform } from '../../master/platform.ts'
import { compactRemote } from './compact.ts'
import { sweepRemote } from './compact-sweep.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from './object-store.ts'
import { readRemoteManifest } from './remote-manifest.ts'

/** An object store each of whose operations has to be let through, before and after. */
class GatedStore implements ObjectStore {
  readonly url = 'memory://gated'
  readonly #inner: ObjectStore
  readonly #gate: (when: 'before' | 'after', what: string) => Promise<void>

  constructor(inner: ObjectStore, gate: (when: 'before' | 'after', what: string) => Promise<void>) {
    this.#inner = inner
    this.#gate = gate
  }

  async #through<T>(what: string, work: () => Promise<T>): Promise<T> {
    await this.#gate('before', what)
    const result = await work()
    await this.#gate('after', what)
    return result
  }

  get(key: string, options?: GetOptions): Promise<GetResult | null> {
    return this.#through(`get ${key}`, () => this.#inner.get(key, options))
  }

  put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    return this.#through(`put ${key}`, () => this.#inner.put(key, body, options))
  }

  async *list(prefix?: string): AsyncIterable<{ key: string; size: number; lastModified?: Date }> {
    await this.#gate('before', 'list')
    yield* this.#inner.list(prefix)
  }

  delete(key: string): Promise<void> {
    return this.#through(`delete ${key}`, () => this.#inner.delete(key))
  }
}

const later = (): number => Date.now() + 1000
/** No grace at all: what nobody names goes at once, uploads that are about to be named too. */
const NO_GRACE = { graceMs: 0, orphanGraceMs: 0, now: later }

/** Every file that the manifest names is there. */
async function missingFiles(objects: ObjectStore): Promise<string[]> {
  const missing: string[] = []
  for (const { name } of (await readRemoteManifest(objects)).manifest?.specs ?? []) {
    if (await objects.get(name) === null && await objects.get(`${name}.darc`) === null) missing.push(name)
  }
  return missing
}

type Step = { readonly kind: 'push' | 'stock' | 'compact' | 'sweep'; readonly text: number }

const STEP: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('push', 'stock', 'stock', 'compact', 'compact', 'sweep', 'sweep'), text: fc.integer({ min: 0, max: 3 }),
})

async function take(objects: ObjectStore, { kind, text }: Step, texts: Set<string>): Promise<void> {
  try {
    if (kind === 'push') await pushText(objects, `ours ${text}`)
    if (kind === 'stock') await pushTableFile(objects, [`stock ${text}`])
    if (kind === 'push') texts.add(`ours ${text}`)
    if (kind === 'stock') texts.add(`stock ${text}`)
    if (kind === 'compact') await compactRemote(objects, nodePlatform, { files: 2 })
    if (kind === 'sweep') await sweepRemote(objects, nodePlatform, NO_GRACE)
  } catch (e) {
    // Whoever was always second gave up; that is no loss.
    if (!isOxbowError(e) || e.code !== 'PUSH_CONTENDED') throw e
  }
}

describe('whatever runs at the same time', () => {
  it('nothing that was pushed is lost, in any order of all operations, even without a grace time', { timeout: 60_000 }, async () => {
    let interleavings = 0
    await fc.assert(fc.asyncProperty(fc.array(fc.array(STEP, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }), fc.nat(), async (actors, seed) => {
      const inner = new MemoryObjectStore()
      const texts = new Set<string>()
      for (const text of ['ours 9', 'ours 8']) await take(inner, { kind: 'push', text: Number(text.slice(5)) }, texts)
      // One operation at a time, of the actor that chance picks.
      const waiting: (() => void)[] = []
      let random = seed
      const gate = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
      const objects = new GatedStore(inner, gate)
      let running = actors.length
      const all = Promise.all(actors.map(async (steps) => {
        for (const step of steps) await take(objects, step, texts)
      }).map((actor) => actor.finally(() => running--)))
      all.catch(() => undefined)
      while (running > 0) {
        await new Promise((resolve) => setImmediate(resolve))
        random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
        waiting.splice((random >>> 8) % Math.max(1, waiting.length), 1)[0]?.()
      }
      await all
      // What was named while it was being deleted is back after the next sweep at the latest.
      await sweepRemote(inner, nodePlatform, NO_GRACE)
      expect(await missingFiles(inner)).toEqual([])
      expect(await unreadable(inner, texts)).toEqual([])
      interleavings++
    }), { numRuns: 150 })
    expect(interleavings).toBe(150)
  })
})

/** Fails at one operation, before or after it took place, and at all that follow: the process is gone. */
function killedAt(inner: ObjectStore, operation: number, when: 'before' | 'after'): { objects: ObjectStore; operations: () => number } {
  let count = 0
  const objects = new GatedStore(inner, async (now) => {
    if (now === 'before') count++
    if (count > operation || (count === operation && (now === when || when === 'before'))) throw new OxbowError('REMOTE_FORBIDDEN', 'killed')
  })
  return { objects, operations: () => count }
}

async function filled(): Promise<{ objects: MemoryObjectStore; texts: string[] }> {
  const objects = new MemoryObjectStore()
  const texts = Array.from({ length: 6 }, (_, i) => `push ${i}`)
  for (const [i, text] of texts.entries()) await (i % 2 === 0 ? pushText(objects, text) : pushTableFile(objects, [text]))
  return { objects, texts }
}

describe('a process that is killed', () => {
  it.each(['before', 'after'] as const)('%s any operation of a compaction and sweep leaves nothing lost, and the next one finishes', async (when) => {
    let killed = 0
    for (let operation = 1; ; operation++) {
      const { objects: inner, texts } = await filled()
      const { objects } = killedAt(inner, operation, when)
      const died = await (async () => {
        await compactRemote(objects, nodePlatform, { files: 2 })
        await sweepRemote(objects, nodePlatform, NO_GRACE)
        return false
      })().catch((e: unknown) => {
        expect(e).toMatchObject({ code: 'REMOTE_FORBIDDEN' })
        return true
      })
      expect(await missingFiles(inner)).toEqual([])
      expect(await unreadable(inner, texts)).toEqual([])
      // Somebody names a file again that may just have been deleted.
      await pushTableFile(inner, ['push 1'])
      await compactRemote(inner, nodePlatform, { files: 2 })
      await sweepRemote(inner, nodePlatform, NO_GRACE)
      await sweepRemote(inner, nodePlatform, NO_GRACE)
      expect(await missingFiles(inner)).toEqual([])
      expect(await unreadable(inner, texts)).toEqual([])
      let files = 0
      for await (const { key } of inner.list()) files += /^[0-9a-v]{32}/.test(key) ? 1 : 0
      expect(files).toBeLessThanOrEqual(2)
      if (!died) break
      killed++
    }
    expect(killed).toBeGreaterThanOrEqual(30)
  })

  it('between a deletion and the look at the manifest leaves a copy, from which the next sweep puts back what was named meanwhile', async () => {
    const { objects: inner, texts } = await filled()
    await compactRemote(inner, nodePlatform, { files: 2 })
    let doomed = ''
    const dying = new GatedStore(inner, async (when, what) => {
      if (when === 'after' && /^delete \w+$/.test(what)) {
        doomed = what.slice('delete '.length)
        throw new OxbowError('REMOTE_FORBIDDEN', 'killed')
      }
    })
    await expect(sweepRemote(dying, nodePlatform, NO_GRACE)).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
    // It saw the file there before.
    const blind = new GatedStore(inner, () => Promise.resolve())
    blind.put = async (key, body, options) => (key === doomed ? { etag: '' } : await inner.put(key, body, options))
    for (const text of texts) await pushTableFile(blind, [text])
    expect(await missingFiles(inner)).toContain(doomed)
    expect((await sweepRemote(inner, nodePlatform, NO_GRACE)).restored).toBeGreaterThan(0)
    expect(await missingFiles(inner)).not.toContain(doomed)
  })
})
