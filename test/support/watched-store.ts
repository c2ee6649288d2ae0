import { nodePlatform } from '../../src/master/platform.ts'
import { MemoryChunkStore } from '../../src/store/memory-chunk-store.ts'
import type { Hash } from '../../src/store/hash.ts'
import type { Value } from '../../src/sql/value.ts'
import { initialise, MemoryHost } from './memory-host.ts'

/** Remembers which chunks are read. */
export class WatchedStore extends MemoryChunkStore {
  readonly read = new Set<Hash>()

  override get(address: Hash): Uint8Array | undefined {
    this.read.add(address)
    return super.get(address)
  }
}

/** A database whose table `t` has so many rows, committed; then these statements ran in it. */
export async function databaseOf(rows: number, ...statements: readonly string[]): Promise<WatchedStore> {
  const store = new WatchedStore(nodePlatform)
  const host = new MemoryHost()
  await initialise(host.add('db', store).db, 'main', 0)
  const session = host.session('db')
  await host.query(session, 'create table t (id int primary key, v varchar(40), n int, key (n))')
  for (let from = 0; from < rows; from += 5000) {
    const values = Array.from({ length: Math.min(5000, rows - from) }, (_, i) => `(${from + i}, 'value ${from + i} of the table', ${(from + i) * 7})`)
    await host.query(session, `insert into t values ${values.join(', ')}`)
  }
  await host.query(session, "call dolt_commit('-Am', 'first')")
  for (const sql of statements) await host.query(session, sql)
  return store
}

/** How many chunks a cold reader of the store reads for a statement, and what it answers. */
export async function chunksRead(store: WatchedStore, sql: string): Promise<{ readonly chunks: number; readonly rows: readonly (readonly Value[])[] }> {
  const host = new MemoryHost()
  host.add('db', store)
  const session = host.session('db')
  await host.query(session, 'set @@dolt_allow_commit_conflicts = 1')
  store.read.clear()
  const { rows } = await host.query(session, sql)
  return { chunks: store.read.size, rows }
}
