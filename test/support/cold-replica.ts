import { nodePlatform } from '../../src/master/platform.ts'
import { DOLT_VERSION } from '../../src/master/version.ts'
import { ReplicaHost } from '../../src/replication/replica-host.ts'
import { Engine } from '../../src/sql/engine.ts'
import type { QueryResult } from '../../src/sql/result.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { ObjectStore } from '../../src/store/remote/object-store.ts'
import { RemoteChunkStore, type RemoteChunkStoreOptions } from '../../src/store/remote/remote-chunk-store.ts'
import { WaveObjectStore, type WaveRequest } from './wave-object-store.ts'

/** What the first answer of a cold replica cost: the manifest's wave and bytes are not counted. */
export interface ColdAnswer {
  readonly result: QueryResult
  /** Waves after the manifest's. */
  readonly trips: number
  /** Bytes of everything but the manifest. */
  readonly bytes: number
  readonly waves: readonly (readonly WaveRequest[])[]
  readonly store: RemoteChunkStore
}

/** A replica that has nothing yet answers one statement. */
export async function coldAnswer(inner: ObjectStore, database: string, sql: string, options: RemoteChunkStoreOptions = {}): Promise<ColdAnswer> {
  const objects = new WaveObjectStore(inner)
  const store = new RemoteChunkStore(objects, nodePlatform, options)
  const host = new ReplicaHost({ name: database, store, platform: nodePlatform, skipErrors: false, version: DOLT_VERSION })
  const session = new Session(host, nodePlatform)
  session.database = database
  const result = await new Engine(host).query(session, sql)
  const [first, ...waves] = objects.waves
  const manifest = first.find((request) => request.key === 'manifest')?.bytes ?? 0
  return { result, trips: waves.length, bytes: objects.bytes - manifest, waves: [first, ...waves], store }
}
