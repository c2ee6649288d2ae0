import { ArtifactType, conflictBase, conflictId, readArtifacts, type Artifact } from '../../doltdb/artifacts.ts'
import type { RowPlace } from '../../doltdb/row-diff.ts'
import { readRootIsh } from '../../doltdb/root-ish.ts'
import { cardinality } from '../../doltdb/rows.ts'
import type { Schema } from '../../doltdb/schema.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { lookup } from '../../prolly/seek.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import type { SqlSession } from '../../sql/session.ts'
import { BIGINT_UNSIGNED, varchar } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { nullable } from '../column.ts'
import { sideColumns } from '../diff-rows.ts'
import { RowConverter } from '../row-conversion.ts'

/** A table with the conflicts that wait in it, and the schemas that its rows have on each side. */
export interface ConflictedTable {
  readonly name: string
  readonly table: Table
  readonly base: Schema
  readonly theirs: Schema
  readonly conflicts: readonly Artifact[]
}

/**
 * All conflicts of a table show the schemas of the first of them; without any, the table's own.
 * Source: Dolt go/libraries/doltcore/doltdb/table.go, getProllyConflictSchemas.
 */
export function* readConflicts(name: string, table: Table): Fetching<ConflictedTable> {
  const conflicts = (yield* readArtifacts(table)).filter(({ type }) => type === ArtifactType.Conflict)
  if (conflicts.length === 0) return { name, table, base: table.schema, theirs: table.schema, conflicts }
  const [first] = conflicts
  const base = yield* tableAt(table, name, conflictBase(first))
  const theirs = yield* tableAt(table, name, first.from)
  return { name, table, base: (base ?? table).schema, theirs: (theirs ?? table).schema, conflicts }
}

function* tableAt({ db }: Table, name: string, rootIsh: Hash): Fetching<Table | undefined> {
  const found = yield* (yield* readRootIsh(db, rootIsh)).find(name)
  return found === undefined ? undefined : yield* readTable(db, found.hash)
}

const NAME = varchar(1023)

/** What belongs to a schema's columns, in the order that conflicts show them: the primary key's come first. */
export function keyFirst<T>({ columns, primaryKey }: Schema, items: readonly T[]): T[] {
  return [...primaryKey, ...columns.keys().filter((i) => !primaryKey.includes(i))].map((i) => items[i])
}

/** The columns of dolt_conflicts_<table>. Source: Dolt go/libraries/doltcore/sqle/dtables/conflicts_tables_prolly.go. */
export function conflictColumns({ table: { schema }, base, theirs }: ConflictedTable): ColumnInfo[] {
  return [
    nullable('from_root_ish', NAME), ...keyFirst(base, sideColumns('base_', base)),
    ...keyFirst(schema, sideColumns('our_', schema).map((c, i) => ({ ...c, nullable: schema.columns[i].nullable }))), nullable('our_diff_type', NAME),
    ...keyFirst(theirs, sideColumns('their_', theirs)), nullable('their_diff_type', NAME), nullable('dolt_conflict_id', NAME),
    ...(schema.keyless ? ['base', 'our', 'their'].map((side) => nullable(`${side}_cardinality`, BIGINT_UNSIGNED)) : []),
  ]
}

/** One side's rows, in the columns that the conflicts show. */
interface Side {
  readonly table: Table | undefined
  readonly converter: RowConverter | undefined
  readonly missing: readonly Value[]
}

/** The rows of dolt_conflicts_<table>, laid out as `conflictColumns`. */
export function* conflictRows(session: SqlSession, conflicted: ConflictedTable): Fetching<Value[][]> {
  const { name, table, conflicts } = conflicted
  const { nodes } = table.db
  const side = (of: Table | undefined, shown: Schema): Side => ({
    table: of, converter: of && new RowConverter(session, nodes, of.schema, shown), missing: shown.columns.map(() => null),
  })
  const sides = new Map<Hash, Side>()
  const sideAt = function* (rootIsh: Hash, shown: Schema): Fetching<Side> {
    let known = sides.get(rootIsh)
    if (known === undefined) sides.set(rootIsh, (known = side(yield* tableAt(table, name, rootIsh), shown)))
    return known
  }
  const ours = side(table, table.schema)
  const rows: Value[][] = []
  for (const artifact of conflicts) {
    const base = yield* readSide(yield* sideAt(conflictBase(artifact), conflicted.base), artifact)
    const our = yield* readSide(ours, artifact)
    const their = yield* readSide(yield* sideAt(artifact.from, conflicted.theirs), artifact)
    rows.push([
      artifact.from, ...keyFirst(conflicted.base, base.values), ...keyFirst(table.schema, our.values), diffType(base, our),
      ...keyFirst(conflicted.theirs, their.values), diffType(base, their), conflictId(artifact),
      ...(table.schema.keyless ? [base.times, our.times, their.times] : []),
    ])
  }
  return rows
}

interface SideRow {
  readonly there: boolean
  readonly values: readonly Value[]
  readonly times: number
}

function* readSide({ table, converter, missing }: Side, { rowKey }: Artifact): Fetching<SideRow> {
  const place = table && (yield* lookup(table.db.nodes, table.rows, table.schema.keyDescriptor, rowKey))
  if (place === undefined || converter === undefined) return { there: false, values: missing, times: 0 }
  return { there: true, values: yield* converter.read(place as RowPlace), times: table!.schema.keyless ? cardinality(place.node, place.index) : 1 }
}

function diffType(base: SideRow, other: SideRow): string {
  return !base.there ? 'added' : other.there ? 'modified' : 'removed'
}
