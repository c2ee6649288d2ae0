import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import type { Schema } from '../../doltdb/schema.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import type { SqlSession } from '../../sql/session.ts'
import { BIGINT_UNSIGNED, BOOLEAN, varchar } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { sideColumns } from '../diff-rows.ts'
import type { Revision } from '../revision.ts'
import { RowConverter } from '../row-conversion.ts'

export const WORKSPACE_PREFIX = 'dolt_workspace_'

/** How many columns stand before those of the table: `id`, `staged`, `diff_type`. */
export const OWN_COLUMNS = 3

const COLUMNS = [keyColumn('id', BIGINT_UNSIGNED), column('staged', BOOLEAN), column('diff_type', varchar(1023))]

/** A table as the head, the index and the working set have it. */
export interface Workspace {
  readonly name: string
  readonly head: Table | undefined
  readonly staged: Table | undefined
  readonly working: Table | undefined
  /** The columns of the `from_` and `to_` parts. */
  readonly from: Schema
  readonly to: Schema
}

/** Undefined where no root has the table, or there is no working set. Source: Dolt go/libraries/doltcore/sqle/dtables/workspace_table.go. */
export function* readWorkspace(revision: Revision, name: string): Fetching<Workspace | undefined> {
  const { state } = revision
  if (state === undefined) return undefined
  const headRoot = yield* readRoot(revision.database.db, revision.head.root)
  const stagedDelta = yield* deltaOf(headRoot, state.staged, name)
  const workingDelta = yield* deltaOf(headRoot, state.working, name)
  const head = yield* tableIn(headRoot, name)
  const from = (stagedDelta?.from ?? workingDelta?.from ?? head?.table)?.schema
  const to = (workingDelta?.to ?? stagedDelta?.to)?.schema ?? from
  if (to === undefined) return undefined
  const staged = yield* tableIn(state.staged, name)
  const working = yield* tableIn(state.working, name)
  return {
    name: (working ?? staged ?? head)?.name ?? name, head: head?.table, staged: staged?.table, working: working?.table, from: from ?? to, to,
  }
}

function* deltaOf(from: RootValue, to: RootValue, name: string): Fetching<TableDelta | undefined> {
  const lower = name.toLowerCase()
  return (yield* tableDeltas(from, to)).find((d) => d.fromName?.toLowerCase() === lower || d.toName?.toLowerCase() === lower)
}

function* tableIn(root: RootValue, name: string): Fetching<{ name: string; table: Table } | undefined> {
  const found = yield* root.find(name)
  return found === undefined ? undefined : { name: found.name, table: yield* readTable(root.db, found.hash) }
}

export function workspaceColumns({ from, to }: Workspace): ColumnInfo[] {
  return [...COLUMNS, ...sideColumns('to_', to), ...sideColumns('from_', from)]
}

/** dolt_workspace_<table>: the rows that differ between the head and what is staged, then between that and the working set. */
export function* workspaceTable(revision: Revision, name: string): Fetching<VirtualTable> {
  const workspace = yield* readWorkspace(revision, name)
  // Dolt answers for names that no table has, too.
  // oxlint-disable-next-line require-yield
  if (workspace === undefined) return virtualTable(WORKSPACE_PREFIX + name, COLUMNS, function* () { return [] })
  return virtualTable(WORKSPACE_PREFIX + workspace.name, workspaceColumns(workspace), function* (session) {
    const { head, staged, working } = workspace
    const rows: Value[][] = []
    yield* addRows(rows, session, workspace, head, staged, 1)
    yield* addRows(rows, session, workspace, staged, working, 0)
    return rows
  })
}

function* addRows(
  rows: Value[][], session: SqlSession, workspace: Workspace, before: Table | undefined, after: Table | undefined, staged: 0 | 1,
): Fetching<void> {
  const some = after ?? before
  if (some === undefined || (before !== undefined && after !== undefined && !keysAreComparable(before.schema, after.schema))) return
  const { nodes } = some.db
  const readFrom = before === undefined ? undefined : new RowConverter(session, nodes, before.schema, workspace.from)
  const readTo = after === undefined ? undefined : new RowConverter(session, nodes, after.schema, workspace.to)
  const noFrom = workspace.from.columns.map(() => null)
  const noTo = workspace.to.columns.map(() => null)
  for (const step of diffRows(before, after)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const old = step.from === undefined || readFrom === undefined ? noFrom : yield* readFrom.read(step.from)
    const young = step.to === undefined || readTo === undefined ? noTo : yield* readTo.read(step.to)
    for (let i = 0; i < step.times; i++) rows.push([rows.length, staged, step.kind, ...young, ...old])
  }
}
