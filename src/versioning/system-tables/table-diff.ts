import type { Commit } from '../../doltdb/commit.ts'
import { commitsOfHeads, inGroups } from '../../doltdb/commit-walk.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { keysAreComparable } from '../../doltdb/row-diff.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, together, type Fetching } from '../../store/missing.ts'
import { virtualTable } from '../column.ts'
import { diffColumns, diffTableRows, type DiffSide } from '../diff-rows.ts'
import { doltError } from '../errors.ts'
import { resolveRevision, type Revision } from '../revision.ts'

/** A table at one commit, or in the working set. */
interface TableState extends DiffSide {
  readonly hash: Hash | undefined
}

function dateOf(commit: Commit): number {
  return commit.timestampMillis * 1000
}

/** dolt_diff_<table>: every change of a row in the history, with the commits between which it happened. */
export function tableDiffTable(revision: Revision, name: string, table: Table): VirtualTable {
  const { schema } = table
  const columns = diffColumns(schema, schema)
  return virtualTable(`dolt_diff_${name}`, columns, function* (session, equals) {
    const { db } = revision.database
    const rows: Value[][] = []
    // What each commit is compared with: its child that was visited last, or the working set.
    const children = new Map<Hash, TableState>([[revision.head.hash, { name: 'WORKING', date: null, table, hash: table.hash }]])
    for (const step of inGroups(commitsOfHeads(db, [revision.head.hash]))) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      const states = yield* together(step.map((commit) => stateAt(revision, commit, name)))
      const pairs: { from: TableState; to: TableState }[] = []
      let last = false
      for (let i = 0; i < step.length && !last; i++) {
        const from = states[i]
        const to = children.get(step[i].hash)
        for (const parent of step[i].parents) children.set(parent, from)
        if (to === undefined || to.hash === from.hash) continue
        if (excluded(equals, 'to_commit', to.name) || excluded(equals, 'from_commit', from.name)) continue
        // Beyond the table's creation, or a change of its key, lies what is another table for a comparison.
        if (to.table !== undefined) pairs.push({ from, to })
        last = to.table === undefined || (from.table !== undefined && !keysAreComparable(from.table.schema, to.table.schema))
      }
      const parts = yield* together(pairs.map(({ from, to }) => diffTableRows(session, from, to, schema, schema)))
      for (const part of parts) for (const row of part) rows.push(row)
      if (last) break
    }
    return rows
  })
}

function excluded(equals: ReadonlyMap<string, Value>, column: string, name: string): boolean {
  const wanted = equals.get(column)
  return typeof wanted === 'string' && wanted !== name
}

function* stateAt(revision: Revision, commit: Commit, name: string): Fetching<TableState> {
  const { db } = revision.database
  const found = yield* (yield* readRoot(db, commit.root)).find(name)
  const table = found === undefined ? undefined : yield* readTable(db, found.hash)
  return { name: commit.hash, date: dateOf(commit), table, hash: table?.hash }
}

/** dolt_commit_diff_<table>: what differs between the two commits that the WHERE clause must name. */
export function commitDiffTable(revision: Revision, name: string, table: Table): VirtualTable {
  const full = `dolt_commit_diff_${name}`
  const { schema } = table
  return virtualTable(full, diffColumns(schema, schema), function* (session, equals) {
    const to = yield* sideOf(revision, name, equals.get('to_commit'), full, 'to_commit')
    const from = yield* sideOf(revision, name, equals.get('from_commit'), full, 'from_commit')
    return yield* diffTableRows(session, from, to, schema, schema)
  })
}

function* sideOf(revision: Revision, table: string, value: Value | undefined, full: string, column: string): Fetching<DiffSide> {
  if (typeof value !== 'string') throw doltError(
    `error querying table ${full}: dolt_commit_diff_* tables must be filtered to a single '${column}'`,
  )
  return yield* diffSide(revision, table, value)
}

/** A table at what a ref names. */
export function* diffSide(revision: Revision, table: string, ref: string): Fetching<DiffSide> {
  const at = yield* resolveRevision(revision, ref)
  const found = yield* at.root.find(table)
  const isWorking = at.branch !== undefined
  return {
    name: ref,
    date: isWorking ? null : dateOf(at.head),
    table: found === undefined ? undefined : yield* readTable(at.root.db, found.hash),
  }
}

