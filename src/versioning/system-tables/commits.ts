import { commitsOfHeads } from '../../doltdb/commit-walk.ts'
import { parseRef } from '../../doltdb/refs.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { INT, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing } from '../../store/missing.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { DATETIME3 } from '../commit-columns.ts'
import type { Revision } from '../revision.ts'

const COMMIT_COLUMNS = [
  keyColumn('commit_hash', TEXT), column('committer', TEXT), column('email', TEXT), column('date', DATETIME3), column('message', TEXT),
  column('author', TEXT), column('author_email', TEXT), column('author_date', DATETIME3),
]

function branchHeads(revision: Revision): Hash[] {
  return [...revision.refs].filter(([ref]) => parseRef(ref)?.kind === 'branch').map(([, target]) => target)
}

/** dolt_commits: the commits of all branches. */
export function commitsTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_commits', COMMIT_COLUMNS, function* () {
    const rows: Value[][] = []
    for (const step of commitsOfHeads(revision.database.db, branchHeads(revision))) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      rows.push([
        step.hash, step.committerName, step.committerEmail, step.timestampMillis * 1000, step.description, step.name, step.email,
        step.userTimestampMillis * 1000,
      ])
    }
    return rows
  })
}

const ANCESTOR_COLUMNS = [
  keyColumn('commit_hash', TEXT), { ...keyColumn('parent_hash', TEXT), nullable: true }, keyColumn('parent_index', INT),
]

/** dolt_commit_ancestors: each commit of all branches with its parents; the first one with NULL. */
export function commitAncestorsTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_commit_ancestors', ANCESTOR_COLUMNS, function* () {
    const rows: Value[][] = []
    for (const step of commitsOfHeads(revision.database.db, branchHeads(revision))) {
      if (step instanceof Missing) yield step
      else if (step.parents.length === 0) rows.push([step.hash, null, 0])
      else step.parents.forEach((parent, i) => rows.push([step.hash, parent, i]))
    }
    return rows
  })
}
