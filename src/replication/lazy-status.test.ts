import { expect, it } from 'vitest'
import { CountingObjectStore } from '../../test/support/counting-object-store.ts'
import { WrittenRemote } from '../../test/support/replica-kinds.ts'
import { nodePlatform } from '../master/platform.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { OxbowError } from '../error.ts'
import { runSync } from '../store/missing.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { ReplicaHost } from './replica-host.ts'

async function lazyReplica(more: object = {}) {
  const remote = await WrittenRemote.open()
  const objects = new CountingObjectStore(remote.objects)
  let time = 1_700_000_000_000
  const platform = { ...nodePlatform, now: () => time }
  const store = new RemoteChunkStore(objects, platform)
  const host = new ReplicaHost({ name: 'db', store, platform, skipErrors: true, version: '2.3.1', ...more })
  const engine = new Engine(host)
  const sql = async (text: string) => {
    const session = new Session(host, platform)
    session.database = 'db'
    return (await engine.query(session, text)).rows
  }
  const status = () => runSync(host.replicationStatus())[0]
  return { remote, objects, sql, status, wait: (ms: number) => void (time += ms), now: () => time }
}

it('2.3 a lazy replica tells how it stands to its remote without asking it', async () => {
  const { remote, objects, sql, status, wait, now } = await lazyReplica()
  expect(status()).toMatchObject({
    database: 'db', role: 'replica', url: remote.objects.url, heads: '*', lastPullAt: null, lastCheckAt: null, lagMs: null, lastError: null,
    fetched: { chunks: 0, bytes: 0, refused: 0 }, copy: null, settings: { dolt_skip_replication_errors: 1, dolt_read_replica_force_pull: 1 },
  })
  expect(objects.gets).toEqual([])
  await sql('select * from t')
  const pulledAt = now()
  wait(500)
  const asked = objects.gets.length
  expect(status()).toMatchObject({ lastPullAt: pulledAt, lastCheckAt: pulledAt, lagMs: 500, lastError: null })
  expect(objects.gets.length).toBe(asked)
  expect(status().fetched!.chunks).toBeGreaterThan(0)
  expect(status().fetched!.bytes).toBeGreaterThan(status().fetched!.chunks)
  // A check that finds nothing new is no pull.
  await sql('select * from t')
  expect(status()).toMatchObject({ lastPullAt: pulledAt, lastCheckAt: pulledAt + 500, lagMs: 0 })
})

it('2.3 the failure of a lazy replica is in its status until a check succeeds', async () => {
  const { objects, sql, status, wait } = await lazyReplica()
  await sql('select * from t')
  objects.onGet = () => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'nobody there'))
  wait(1000)
  await sql('select * from t')
  expect(status()).toMatchObject({ lagMs: 1000, lastError: 'nobody there' })
  objects.onGet = undefined
  await sql('select * from t')
  expect(status()).toMatchObject({ lagMs: 0, lastError: null })
})

it('shows its status by SQL, the copy that is under way included', async () => {
  const copy = { state: 'copying', copied: 3, known: 12, bytes: 4096 } as const
  const { sql } = await lazyReplica({ copy: () => copy, heads: { heads: 'main,rel*', allHeads: false, force: true } })
  await sql('select * from t')
  const [row] = await sql("select role, heads, lag_ms, chunks_fetched > 0, chunks_refused, copy ->> '$.state', copy ->> '$.known' from dolt_replication_status")
  expect(row.map(String)).toEqual(['replica', 'main,rel*', '0', '1', '0', 'copying', '12'])
})
