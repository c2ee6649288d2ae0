import { expect, it } from 'vitest'
import { fixtureStore } from '../../test/support/fixture-store.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { references } from '../serial/references.ts'
import type { Hash } from '../store/hash.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import { runSync } from '../store/missing.ts'
import { chunksToCopy, LocalTarget, RemoteTarget } from './copy-chunks.ts'
import { DoltDatabase } from './database.ts'
import { fetchChunks, pushRefs } from './push-refs.ts'
import { resolveCommit } from './resolve-ref.ts'
import { writeWorkingSet, readWorkingSet } from './working-set.ts'

function memoryDatabase(): DoltDatabase {
  return new DoltDatabase(new MemoryChunkStore(nodePlatform), nodePlatform)
}

/** Fails unless everything that can be reached from the roots is there. */
function expectComplete(db: DoltDatabase, roots: readonly Hash[]): number {
  const seen = new Set<Hash>()
  const pending = [...roots]
  for (let hash = pending.pop(); hash !== undefined; hash = pending.pop()) {
    if (seen.has(hash)) continue
    seen.add(hash)
    const chunk = db.store.get(hash)
    if (chunk === undefined) throw new Error(`chunk ${hash} is missing`)
    pending.push(...references(chunk))
  }
  return seen.size
}

describeWithShared('copying what another database lacks', () => {
  const source = new DoltDatabase(fixtureStore('history'), nodePlatform)
  const refs = runSync(source.refs())
  const main = refs.get('refs/heads/main')!
  const at = (text: string) => runSync(resolveCommit(source, refs, text, main)).hash

  it('copies all of it into an empty one, each chunk behind those that it needs', async () => {
    const target = memoryDatabase()
    for await (const chunks of chunksToCopy(source, new LocalTarget(target), [main])) {
      for (const chunk of chunks) {
        for (const address of references(chunk)) expect(target.store.has(address)).toBe(true)
        target.sink.put(chunk)
      }
    }
    expectComplete(target, [main])
  })

  it('copies only what a new commit changed, and opens no more than it must', async () => {
    for (const push of [true, false]) {
      const target = memoryDatabase()
      await pushRefs(source, target, [{ ref: 'refs/heads/main', to: at('HEAD~1') }])
      const before = expectComplete(target, [at('HEAD~1')])
      let copied = 0
      let opened = 0
      const get = source.store.get.bind(source.store)
      source.store.get = (address) => {
        opened++
        return get(address)
      }
      for await (const chunks of chunksToCopy(source, push ? new RemoteTarget(target) : new LocalTarget(target), [main])) {
        copied += chunks.length
        for (const chunk of chunks) target.sink.put(chunk)
      }
      source.store.get = get
      const after = expectComplete(target, [main])
      expect(copied).toBe(after - before)
      expect(opened).toBeLessThan(4 * copied + 20)
    }
  })

  it('sets refs after their chunks, and leaves other refs alone', async () => {
    const target = memoryDatabase()
    await pushRefs(source, target, [{ ref: 'refs/heads/other', to: at('HEAD~30') }])
    await pushRefs(source, target, [{ ref: 'refs/heads/main', to: main, expect: null }])
    expect([...runSync(target.refs())]).toEqual([['refs/heads/main', main], ['refs/heads/other', at('HEAD~30')]])
    await expect(
      pushRefs(source, target, [{ ref: 'refs/heads/main', to: null, expect: null }]),
    ).rejects.toMatchObject({ code: 'REF_MOVED' })
    await pushRefs(source, target, [{ ref: 'refs/heads/other', to: null }])
    expect([...runSync(target.refs()).keys()]).toEqual(['refs/heads/main'])
  })

  it('moves a working set that a forced push of Dolt left on the remote along with its branch', async () => {
    const target = memoryDatabase()
    await pushRefs(source, target, [{ ref: 'refs/heads/main', to: at('HEAD~2') }])
    const { root } = runSync(resolveCommit(source, refs, 'HEAD~2', main))
    const stale = writeWorkingSet(
      target, { workingRoot: root, stagedRoot: root, meta: undefined, mergeState: undefined, rebaseState: undefined },
    )
    await target.updateRefs([{ ref: 'workingSets/heads/main', to: stale }])
    await pushRefs(source, target, [{ ref: 'refs/heads/main', to: main }])
    const moved = runSync(readWorkingSet(target, runSync(target.refs()).get('workingSets/heads/main')!))
    expect(moved.workingRoot).toBe(runSync(resolveCommit(source, refs, 'HEAD', main)).root)
    await pushRefs(source, target, [{ ref: 'refs/heads/main', to: null }])
    expect(runSync(target.refs()).size).toBe(0)
  })

  it('fetches tags and merges', async () => {
    const types = new DoltDatabase(fixtureStore('types'), nodePlatform)
    const target = memoryDatabase()
    const roots = [...runSync(types.refs()).values()]
    await fetchChunks(types, target, roots)
    expectComplete(target, roots)
  })
})
