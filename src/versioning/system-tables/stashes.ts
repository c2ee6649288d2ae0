import { readStashes, stashName } from '../../doltdb/stashes.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { column, nullable, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [column('name', TEXT), column('stash_id', TEXT), column('branch', TEXT), column('hash', TEXT), nullable('commit_message', TEXT)]

/** dolt_stashes: what dolt_stash has put aside, the newest of each list first. */
export function stashesTable({ database: { db }, refs }: Revision): VirtualTable {
  return virtualTable('dolt_stashes', COLUMNS, function* () {
    const rows: Value[][] = []
    for (const [ref, list] of refs) {
      const name = stashName(ref)
      if (name === undefined) continue
      for (const [i, { stash }] of (yield* readStashes(db, list)).entries()) {
        rows.push([name, `stash@{${i}}`, stash.branchName.replace(/^refs\/heads\//, ''), stash.headCommit, stash.description])
      }
    }
    return rows
  })
}
