import { expect, it } from 'vitest'
import { CountingObjectStore } from '../../test/support/counting-object-store.ts'
import { WrittenRemote } from '../../test/support/replica-kinds.ts'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { ReplicaHost } from './replica-host.ts'

function replicaOf(remote: MemoryObjectStore) {
  const objects = new CountingObjectStore(remote)
  const host = new ReplicaHost({ name: 'db', store: new RemoteChunkStore(objects, nodePlatform), platform: nodePlatform, skipErrors: false, version: '2.3.1' })
  const engine = new Engine(host)
  return {
    objects,
    checks: () => objects.gets.filter(({ key }) => key === 'manifest').length,
    sql: async (text: string) => {
      const session = new Session(host, nodePlatform)
      session.database = 'db'
      return (await engine.query(session, text)).rows
    },
  }
}

it('2.5 a remote without a database is an unknown database, whatever the statement needs', async () => {
  const { sql } = replicaOf(new MemoryObjectStore())
  for (const text of ['select 1', 'set @a = 1', 'select * from t']) await expect(sql(text)).rejects.toMatchObject({ errno: 1049 })
})

it('the first statement asks for the manifest once, the next that needs nothing of it not at all', async () => {
  const { sql, checks } = replicaOf((await WrittenRemote.open()).objects)
  expect(await sql('select count(*) from t')).toEqual([[1]])
  expect(checks()).toBe(1)
  await sql('select 1')
  expect(checks()).toBe(1)
  await sql('select * from t')
  expect(checks()).toBe(2)
})

it('2.6 a remote that is away keeps nobody from what needs nothing of it', async () => {
  const { objects, sql } = replicaOf((await WrittenRemote.open()).objects)
  objects.onGet = () => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'nobody there'))
  for (const text of ['select 1', 'set @a = 1', "show variables like 'read_only'"]) await sql(text)
  await expect(sql('select * from t')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
})
