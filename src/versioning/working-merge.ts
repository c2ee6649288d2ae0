import { readRoot, type RootValue } from '../doltdb/root-value.ts'
import { mergeRows } from '../doltdb/row-merge.ts'
import { readTable } from '../doltdb/table.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { VersionedDatabase } from './environment.ts'
import { headOfBranch, readBranchState, type BranchState } from './revision.ts'

/**
 * Joins a transaction's changes with what another session has committed to the branch's working set meanwhile: tables
 * that only one side changed are taken from it, rows of those that both changed are joined. Undefined where both
 * changed the same row, a schema, or what is staged.
 */
export function* mergeWorkingRoots(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string, ours: BranchState,
): Fetching<BranchState | undefined> {
  const { db } = database
  const head = yield* headOfBranch(database, refs, branch)
  if (head === undefined) return undefined
  const theirs = yield* readBranchState(database, refs, branch, head)
  const base = yield* readRoot(db, ours.storedWorking)
  const working = yield* mergeRoots(base, ours.working, theirs.working)
  if (working === undefined) return undefined
  let { staged } = theirs
  if (ours.staged.hash !== ours.storedStaged) {
    if (theirs.staged.hash !== ours.storedStaged && theirs.staged.hash !== ours.staged.hash) return undefined
    staged = ours.staged
  }
  return { ...theirs, working, staged }
}

function* mergeRoots(base: RootValue, ours: RootValue, theirs: RootValue): Fetching<RootValue | undefined> {
  if (theirs.hash === base.hash) return ours
  if (ours.hash === base.hash || ours.hash === theirs.hash) return theirs
  if (ours.message.foreignKeys !== base.message.foreignKeys) return undefined
  const before = yield* base.tables()
  const mine = yield* ours.tables()
  const other = yield* theirs.tables()
  const edits: [string, Hash | null][] = []
  for (const name of new Set([...before.keys(), ...mine.keys()])) {
    const was = before.get(name)
    const is = mine.get(name)
    const their = other.get(name)
    if (is === was || is === their) continue
    if (their === was) edits.push([name, is ?? null])
    else if (was === undefined || is === undefined || their === undefined) return undefined
    else {
      const { db } = base
      const merged = yield* mergeRows(yield* readTable(db, was), yield* readTable(db, is), yield* readTable(db, their))
      if (merged === undefined) return undefined
      edits.push([name, merged.hash])
    }
  }
  return yield* theirs.with({ tables: edits })
}
