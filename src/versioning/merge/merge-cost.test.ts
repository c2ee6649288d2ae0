import { expect, it } from 'vitest'
import { chunksRead, databaseOf, type WatchedStore } from '../../../test/support/watched-store.ts'

/** Two branches that each changed one row, the same or another one; `side` waits to be merged. */
function parted(rows: number, theirs: number): Promise<WatchedStore> {
  return databaseOf(
    rows, "call dolt_branch('side')", `update t set v = 'ours', n = 1 where id = ${Math.trunc(rows / 2)}`, "call dolt_commit('-am', 'ours')",
    "call dolt_checkout('side')", `update t set v = 'theirs', n = 2 where id = ${theirs}`, "call dolt_commit('-am', 'theirs')",
  )
}

for (const [what, place, conflicts] of [['rows that go together', 0.25, 0], ['a row in conflict', 0.5, 1]] as const) {
  it(`what a merge of ${what} reads grows with the change, not with the table`, async () => {
    const read: number[] = []
    for (const rows of [1000, 336_776]) {
      const { chunks, rows: [answer] } = await chunksRead(await parted(rows, Math.trunc(rows * place)), "call dolt_merge('side')")
      expect(answer[2]).toBe(conflicts)
      read.push(chunks)
    }
    // Levels more of the tree and its index, of the base and both sides.
    expect(read[1] - read[0]).toBeLessThanOrEqual(24)
    expect(read[1]).toBeLessThanOrEqual(60)
  }, 120_000)
}
