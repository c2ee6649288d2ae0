import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'
import { OxbowError } from '../error.ts'
import { DoltDatabase } from '../doltdb/database.ts'
import { nodePlatform } from '../master/platform.ts'
import { Missing, runSync } from '../store/missing.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import { type StatusParts, statusOf } from './status.ts'

const remote = { name: 'origin', url: 'file:///remote', fetchSpecs: [], params: {} }

it('tells how a damaged database is replicated, and that it is damaged', async () => {
  const engine = await MemoryEngine.open()
  const root = engine.databases.get('mydb')!.db.root()
  const store = new MemoryChunkStore(nodePlatform)
  // The root's chunk, and all below it, have gone.
  store.root = () => root
  const parts: StatusParts = {
    database: 'mydb', db: new DoltDatabase(store, nodePlatform), now: 1000, assigned: { role: 'master', remote },
    settings: { text: () => '', flag: () => false, number: () => 0 }, lease: undefined, leaseError: undefined,
    pushed: new Map(), lastPush: { at: 900, lock: 'x' }, pull: undefined,
  }
  expect(runSync(statusOf(parts))).toMatchObject({
    role: 'master', lastPushAt: 900, lagMs: null, queue: [], lastError: expect.stringMatching(/^chunk [0-9a-v]{32} is not in this database/) as string,
  })
})

it('a computation that runs on what is at hand may go on without what is not', () => {
  const work = (function* () {
    try {
      yield new Missing([])
      return 'found'
    } catch (e) {
      return e instanceof OxbowError ? e.code : 'other'
    }
  })()
  expect(runSync(work)).toBe('CHUNK_NOT_FOUND')
})
