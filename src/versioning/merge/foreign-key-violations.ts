import { ArtifactType, violationEdit, withArtifacts } from '../../doltdb/artifacts.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { diffRows, keysAreComparable, type RowPlace } from '../../doltdb/row-diff.ts'
import { RowEncoder } from '../../doltdb/row-encoder.ts'
import type { RowFinder } from '../../doltdb/row-finder.ts'
import { resolveRow, RowDecoder, type StoredRow } from '../../doltdb/rows.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { FieldValue } from '../../prolly/encoding.ts'
import type { Edit } from '../../prolly/mutate.ts'
import { lookup } from '../../prolly/seek.ts'
import { REFERENTIAL_ACTION, type ForeignKey } from '../../serial/foreign-keys.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { isResolved } from '../foreign-keys/stored-keys.ts'
import { goJson } from './go-json.ts'

/**
 * Records the rows that have no parent where children came or parents went since `base`: the cost follows those changes.
 * Source: Dolt go/libraries/doltcore/merge/violations_fk_prolly.go.
 * @param base without it, all rows are looked at
 * @param only lower-case names of the tables that are looked at; all, where left out
 */
export function* addForeignKeyViolations(root: RootValue, base: RootValue | undefined, theirs: Hash, only?: ReadonlySet<string>): Fetching<RootValue> {
  for (const key of yield* root.foreignKeys()) {
    if (!isResolved(key) || (only !== undefined && !only.has(key.childTable.toLowerCase()))) continue
    const found = yield* root.find(key.childTable)
    const parent = yield* tableOf(root, key.parentTable)
    if (found === undefined || parent === undefined) continue
    const child = yield* readTable(root.db, found.hash)
    const orphans = yield* orphansOf(key, child, parent, yield* tableOf(base, key.childTable), yield* tableOf(base, key.parentTable))
    if (orphans.length === 0) continue
    const edits = yield* violations(key, child, parent, orphans, theirs)
    root = yield* root.with({ tables: [[found.name, (yield* withArtifacts(child, edits)).hash]] })
  }
  return root
}

function* tableOf(root: RootValue | undefined, name: string): Fetching<Table | undefined> {
  const found = yield* root?.find(name) ?? nothing()
  return found === undefined ? undefined : yield* readTable(root!.db, found.hash)
}

// oxlint-disable-next-line require-yield
function* nothing(): Fetching<undefined> {
  return undefined
}

function* orphansOf(key: ForeignKey, child: Table, parent: Table, baseChild: Table | undefined, baseParent: Table | undefined): Fetching<StoredRow[]> {
  const childColumns = key.childColumns.map((tag) => child.schema.columns.findIndex((c) => c.tag === tag))
  const parentColumns = key.parentColumns.map((tag) => parent.schema.columns.findIndex((c) => c.tag === tag))
  const parents = (yield* TableWriter.open(parent)).finder(parentColumns)
  const children = (yield* TableWriter.open(child)).finder(childColumns)
  if (parents === undefined || children === undefined) return []
  const orphans: StoredRow[] = []
  yield* eachChange(baseChild, child, function* (_from, to) {
    if (to === undefined) return
    const row = yield* rowAt(child, to)
    const values = childColumns.map((i) => row[i])
    if (!values.includes(null) && !(yield* parents.has(values))) orphans.push(row)
  })
  if (baseParent === undefined) return orphans
  const tags = key.parentColumns.map((tag) => baseParent.schema.columns.findIndex((c) => c.tag === tag))
  yield* eachChange(baseParent, parent, function* (from) {
    if (from === undefined || tags.includes(-1)) return
    const row = yield* rowAt(baseParent, from)
    yield* addChildren(orphans, tags.map((i) => row[i]), parents, children)
  })
  return orphans
}

/** The children of a parent that went away. */
function* addChildren(orphans: StoredRow[], values: readonly FieldValue[], parents: RowFinder, children: RowFinder): Fetching<void> {
  if (values.includes(null) || (yield* parents.has(values))) return
  orphans.push(...(yield* children.rows(values)))
}

function* eachChange(from: Table | undefined, to: Table, look: (from: RowPlace | undefined, to: RowPlace | undefined) => Fetching<void>): Fetching<void> {
  for (const step of diffRows(from !== undefined && keysAreComparable(from.schema, to.schema) ? from : undefined, to)) {
    if (step instanceof Missing) yield step
    else yield* look(step.from, step.to)
  }
}

function* rowAt({ schema, db }: Table, { node, index }: RowPlace): Fetching<StoredRow> {
  return yield* resolveRow(db.nodes, schema, new RowDecoder(schema).decode(node, index))
}

const ACTIONS: Readonly<Record<number, string>> = {
  [REFERENTIAL_ACTION.cascade]: 'CASCADE', [REFERENTIAL_ACTION.noAction]: 'NO ACTION', [REFERENTIAL_ACTION.restrict]: 'RESTRICT',
  [REFERENTIAL_ACTION.setNull]: 'SET NULL',
}

function* violations(key: ForeignKey, child: Table, parent: Table, orphans: readonly StoredRow[], theirs: Hash): Fetching<Edit[]> {
  const { schema, db } = child
  const names = ({ schema: { columns } }: Table, tags: readonly number[]): string[] => tags.map((tag) => columns.find((c) => c.tag === tag)?.name ?? '')
  const info = goJson({
    Columns: names(child, key.childColumns), ForeignKey: key.name, Index: key.childIndex, OnDelete: ACTIONS[key.onDelete] ?? 'RESTRICT',
    OnUpdate: ACTIONS[key.onUpdate] ?? 'RESTRICT', ReferencedColumns: names(parent, key.parentColumns), ReferencedIndex: key.parentIndex,
    ReferencedTable: key.parentTable, Table: key.childTable,
  })
  const encoder = new RowEncoder(schema, db.nodes, db.sink)
  const edits: Edit[] = []
  for (const row of orphans) {
    const rowKey = schema.keyless ? (yield* encoder.encode(row)).key : encoder.key(row)
    const place = yield* lookup(db.nodes, child.rows, schema.keyDescriptor, rowKey)
    if (place !== undefined) edits.push(violationEdit(schema, rowKey, theirs, ArtifactType.ForeignKey, { info, value: place.node.value(place.index) }))
  }
  return edits
}
