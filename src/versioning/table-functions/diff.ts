import { tableDeltas } from '../../doltdb/table-deltas.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import type { Fetching } from '../../store/missing.ts'
import { flag, parseArguments } from '../arguments.ts'
import { virtualTable } from '../column.ts'
import { diffColumns, diffTableRows, type DiffSide } from '../diff-rows.ts'
import { tableNotFound } from '../errors.ts'
import type { MergeContext } from '../merge/row-merger.ts'
import { resolveRevision, type Revision } from '../revision.ts'
import { overridingSchema } from '../schema-override.ts'
import { refPair } from './revisions.ts'
import { pickColumns, skinnyColumns } from './skinny.ts'

const OPTIONS = [flag('skinny', 'sk'), { name: 'include-cols', short: 'ic', kind: 'list' } as const]

/**
 * dolt_diff('from', 'to', 'table') and dolt_diff('from..to', 'table'): the rows in which a table differs, also where it was renamed; both
 * sides in the columns that `dolt_override_schema` gives the table, if it is set.
 */
export function* diffFunction(revision: Revision, args: readonly string[], { session }: MergeContext): Fetching<VirtualTable> {
  const parsed = parseArguments(OPTIONS, args)
  const { from, to, rest } = yield* refPair(revision, 'dolt_diff', parsed.positional, [1])
  const [name] = rest
  const before = yield* resolveRevision(revision, from)
  const after = yield* resolveRevision(revision, to)
  const { old, young } = yield* findTables(before, after, name)
  const left = side(before, from, old)
  const right = side(after, to, young)
  const table = old ?? young
  if (table === undefined) throw tableNotFound(name)
  const override = String(session.variable('dolt_override_schema') ?? '')
  const schema = override === '' ? undefined : yield* overridingSchema(revision, name, override)
  const fromSchema = schema ?? table.schema
  const toSchema = schema ?? (young ?? table).schema
  if (!parsed.has('skinny') || old === undefined || young === undefined) return virtualTable(
    'dolt_diff', diffColumns(fromSchema, toSchema), (reader) => diffTableRows(reader, left, right, fromSchema, toSchema),
  )
  const shown = yield* skinnyColumns(old, young, parsed.list('include-cols'))
  return pickColumns(diffColumns(fromSchema, toSchema), shown, (reader) => diffTableRows(reader, left, right, fromSchema, toSchema))
}

function side(revision: Revision, name: string, table: Table | undefined): DiffSide {
  return { name, date: revision.branch === undefined ? revision.head.timestampMillis * 1000 : null, table }
}

function* findTables(before: Revision, after: Revision, name: string): Fetching<{ old: Table | undefined; young: Table | undefined }> {
  const lower = name.toLowerCase()
  for (const delta of yield* tableDeltas(before.root, after.root)) {
    if (delta.fromName?.toLowerCase() === lower || delta.toName?.toLowerCase() === lower) return { old: delta.from, young: delta.to }
  }
  const found = yield* after.root.find(name)
  const same = found === undefined ? undefined : yield* readTable(after.root.db, found.hash)
  return { old: same, young: same }
}
