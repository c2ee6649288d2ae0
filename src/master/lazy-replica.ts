import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HeadSelection } from '../replication/head-selection.ts'
import { ReplicaHost } from '../replication/replica-host.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { SqliteChunkCache } from '../store/remote/sqlite-chunk-cache.ts'
import { nodePlatform } from './platform.ts'
import { openRemoteObjects } from './remote-objects.ts'
import { SqliteFile } from './sqlite-file.ts'
import { DOLT_VERSION } from './version.ts'

export interface LazyReplicaOptions {
  /** What clients call the database. */
  readonly name: string
  /** The remote's URL. */
  readonly url: string
  /** Where chunks are kept; made where it is absent. */
  readonly cacheDirectory: string
  /** Bytes of chunks kept there. */
  readonly cacheBytes: number
  /** Bytes of chunks kept in memory. */
  readonly memoryBytes: number
  /** Serves what is here when the remote fails. */
  readonly skipErrors: boolean
  /** Which heads there are; all branches and tags when left out. */
  readonly heads?: HeadSelection
  /** How new reads are that don't say it; see `parseFreshness`. */
  readonly freshness?: string
}

/** The edge's replica in a Node process: pulls chunk by chunk, and keeps what it pulled in a file of SQLite. */
export class LazyReplica {
  readonly host: ReplicaHost
  readonly #file: SqliteFile

  private constructor(host: ReplicaHost, file: SqliteFile) {
    this.host = host
    this.#file = file
  }

  /** @throws OxbowError of the remote's URL. Nothing is asked of the remote yet. */
  static async open({ name, url, cacheDirectory, cacheBytes, memoryBytes, ...rest }: LazyReplicaOptions): Promise<LazyReplica> {
    const objects = await openRemoteObjects(url)
    mkdirSync(cacheDirectory, { recursive: true })
    const file = new SqliteFile(join(cacheDirectory, `${name}.sqlite`))
    const store = new RemoteChunkStore(objects, nodePlatform, { memoryBytes, starter: true, cache: new SqliteChunkCache(file, { maxBytes: cacheBytes }) })
    return new LazyReplica(new ReplicaHost({ name, store, platform: nodePlatform, version: DOLT_VERSION, ...rest }), file)
  }

  close(): void {
    this.#file.close()
  }
}
