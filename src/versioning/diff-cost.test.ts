import { expect, it } from 'vitest'
import { chunksRead, databaseOf, type WatchedStore } from '../../test/support/watched-store.ts'

/** A database with a table of so many rows, of which the last commit changed one. */
function changedOnce(rows: number): Promise<WatchedStore> {
  return databaseOf(rows, `update t set v = 'changed' where id = ${Math.trunc(rows / 2)}`, "call dolt_commit('-am', 'second')")
}

/** How many chunks a cold reader of the store reads for one statement, which answers one row. */
async function chunksOf(store: WatchedStore, sql: string): Promise<number> {
  const { chunks, rows } = await chunksRead(store, sql)
  expect(rows.length).toBe(1)
  return chunks
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
  const large = await changedOnce(336_776)
  expect(large.size).toBeGreaterThan(5 * small.size)
  for (const sql of STATEMENTS) {
    const [few, many] = [await chunksOf(small, sql), await chunksOf(large, sql)]
    // One level of the tree more, on both sides of the comparison.
    expect([sql, many - few]).toEqual([sql, expect.toSatisfy((more: number) => more <= 4)])
  }
}, 120_000)
