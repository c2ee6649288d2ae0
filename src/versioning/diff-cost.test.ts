import { expect, it } from 'vitest'
import { initialise, MemoryHost } from '../../test/support/memory-host.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import type { Hash } from '../store/hash.ts'

/** Remembers which chunks are read. */
class WatchedStore extends MemoryChunkStore {
  readonly read = new Set<Hash>()

  override get(address: Hash): Uint8Array | undefined {
    this.read.add(address)
    return super.get(address)
  }
}

/** A database with a table of so many rows, of which the last commit changed one. */
async function changedOnce(rows: number): Promise<WatchedStore> {
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
  await host.query(session, `update t set v = 'changed' where id = ${Math.trunc(rows / 2)}`)
  await host.query(session, "call dolt_commit('-am', 'second')")
  return store
}

/** How many chunks a cold reader of the store reads for one statement. */
async function chunksRead(store: WatchedStore, sql: string): Promise<number> {
  const host = new MemoryHost()
  host.add('db', store)
  store.read.clear()
  const { rows } = await host.query(host.session('db'), sql)
  expect(rows.length).toBe(1)
  return store.read.size
}

const STATEMENTS = [
  "select * from dolt_diff('HEAD~1', 'HEAD', 't')",
  "select * from dolt_diff('HEAD~1', 'HEAD', 't', '--skinny')",
  "select * from dolt_diff_stat('HEAD~1', 'HEAD', 't')",
  "select * from dolt_diff_summary('HEAD~1', 'HEAD')",
  "select * from dolt_patch('HEAD~1', 'HEAD')",
  "select * from dolt_commit_diff_t where from_commit = hashof('HEAD~1') and to_commit = hashof('HEAD')",
  "select * from dolt_column_diff where commit_hash = hashof('HEAD')",
]

it('what a diff reads grows with the change, not with the table', async () => {
  const small = await changedOnce(1000)
  const large = await changedOnce(30_000)
  expect(large.size).toBeGreaterThan(5 * small.size)
  for (const sql of STATEMENTS) {
    const [few, many] = [await chunksRead(small, sql), await chunksRead(large, sql)]
    // One level of the tree more, on both sides of the comparison.
    expect([sql, many - few]).toEqual([sql, expect.toSatisfy((more: number) => more <= 4)])
  }
}, 30_000)
