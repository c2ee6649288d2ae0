import { commitWalk } from '../../doltdb/commit-walk.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BIGINT_UNSIGNED, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { column, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [column('branch', TEXT), column('commits_ahead', BIGINT_UNSIGNED), column('commits_behind', BIGINT_UNSIGNED)]

/** dolt_branch_status('base', 'ref', …): how many commits each ref has that the base lacks, and the other way round. */
export function* branchStatusFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  if (args.length === 0) throw doltError("function 'dolt_branch_status' expected at least 1 arguments, 0 received")
  const { db } = revision.database
  const commits: Hash[] = []
  for (const ref of args) commits.push((yield* resolveCommit(db, revision.refs, ref, revision.head.hash)).hash)
  const [base, ...others] = commits
  return virtualTable('dolt_branch_status', COLUMNS, function* () {
    const rows: Value[][] = []
    for (const [i, other] of others.entries()) {
      rows.push([args[i + 1], yield* countCommits(revision, other, base), yield* countCommits(revision, base, other)])
    }
    return rows
  })
}

/** How many commits can be reached from one commit and not from another. */
export function* countCommits({ database: { db } }: Revision, from: Hash, excluded: Hash): Fetching<number> {
  let count = 0
  for (const step of commitWalk(db, [from], [excluded])) {
    if (step instanceof Missing) yield step
    else count++
  }
  return count
}
