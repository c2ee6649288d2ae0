import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { commitWalk } from '../../doltdb/commit-walk.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import { isOxbowError } from '../../error.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { TableDefinition } from '../../sql/catalog.ts'
import { TEXT } from '../../sql/types/types.ts'
import { isHash, type Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { REBASE_TABLE } from '../ignore-patterns.ts'
import { allRows } from '../row-values.ts'
import type { WritableBranch } from '../transaction.ts'
import type { ProcedureContext } from './context.ts'

/** What may become of a commit, in the order of the table's ENUM. Source: Dolt go/libraries/doltcore/rebase/rebase.go. */
const ACTIONS = ['drop', 'pick', 'reword', 'squash', 'fixup', 'edit'] as const

export type RebaseAction = (typeof ACTIONS)[number]

/** A row of dolt_rebase. */
export interface RebaseStep {
  readonly order: number
  readonly action: RebaseAction
  readonly commit: Hash
  readonly message: string
}

const DEFINITION: TableDefinition = {
  name: REBASE_TABLE,
  columns: [
    { name: 'rebase_order', type: { name: 'DECIMAL', precision: 6, scale: 2 }, nullable: false, primaryKey: true },
    { name: 'action', type: { name: 'ENUM', members: ACTIONS, collation: 'utf8mb4_0900_bin' }, nullable: false },
    { name: 'commit_hash', type: TEXT, nullable: false },
    { name: 'commit_message', type: TEXT, nullable: false },
  ],
  primaryKey: ['rebase_order'], indexes: [], foreignKeys: [], checks: [],
}

/** The commits of the branch that the upstream hasn't, but merges, the oldest first. */
export function* commitsToRebase({ database: { db }, head }: WritableBranch, upstream: Commit): Fetching<Commit[]> {
  const commits: Commit[] = []
  for (const step of commitWalk(db, [head.hash], [upstream.hash])) {
    if (step instanceof Missing) yield step
    else if (step.parents.length === 1) commits.push(step)
  }
  return commits.toReversed()
}

/** Writes the plan that picks all commits into the table dolt_rebase. @param database `db/branch` */
export async function savePlan(cx: ProcedureContext, database: string, commits: readonly Commit[]): Promise<void> {
  await cx.run(cx.transaction.addTable(database, DEFINITION))
  const editor = await cx.run(cx.transaction.edit(database, REBASE_TABLE))
  for (const [i, commit] of commits.entries()) {
    // A whole number, which the column's two digits don't change: so Dolt stores it.
    await cx.run(editor.insert([new Decimal(BigInt(i + 1), 0), ACTIONS.indexOf('pick') + 1, commit.hash, commit.description]))
  }
  await cx.run(editor.flush())
}

/** The plan as the user has left it, by its order. @throws OxbowError in Dolt's words, where it can't be carried out. */
export function* loadPlan({ database: { db }, state: { working } }: WritableBranch): Fetching<RebaseStep[]> {
  const steps = yield* readPlan(working)
  let picked = false
  for (const { action, commit } of steps) {
    if (action === 'pick' || action === 'reword') picked = true
    if ((action === 'squash' || action === 'fixup') && !picked) {
      throw doltError('invalid rebase plan: squash and fixup actions must appear after a pick or reword action')
    }
    if (!isHash(commit)) throw doltError(`invalid commit hash: ${commit}`)
    try {
      yield* readCommit(db, commit)
    } catch (e) {
      if (isOxbowError(e)) throw doltError(`unable to resolve commit hash ${commit}: ${e.message}`)
      throw e
    }
  }
  return steps
}

function* readPlan(working: RootValue): Fetching<RebaseStep[]> {
  const found = yield* working.find(REBASE_TABLE)
  if (found === undefined) throw doltError(`unable to find ${REBASE_TABLE} table`)
  return (yield* allRows(yield* readTable(working.db, found.hash))).map(([order, action, commit, message]) => ({
    order: Number(String(order)), action: ACTIONS[Number(action) - 1], commit: String(commit), message: String(message),
  }))
}
