import type { IndexLayout, Schema } from '../../doltdb/schema.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { decodeField, type FieldValue } from '../../prolly/encoding.ts'
import type { Node } from '../../prolly/node.ts'
import { OutOfBand } from '../../prolly/out-of-band.ts'
import { scanLeaves } from '../../prolly/scan.ts'
import { fieldBytes, fieldEnd, fieldStart } from '../../prolly/tuple.ts'
import type { TupleDescriptor } from '../../prolly/tuple-descriptor.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { showTypeText } from '../../sql/types/format-type.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import { BIGINT_UNSIGNED, DATETIME, TEXT } from '../../sql/types/types.ts'
import { toText } from '../../sql/types/wire.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { sameBytes } from '../changed-columns.ts'
import { column, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'
import { isSystemTableName } from '../system-schemas.ts'

const COLUMNS = [
  column('database_name', TEXT), column('table_name', TEXT), column('index_name', TEXT), column('row_count', BIGINT_UNSIGNED),
  column('distinct_count', BIGINT_UNSIGNED), column('null_count', BIGINT_UNSIGNED), column('columns', TEXT), column('types', TEXT),
  column('upper_bound', TEXT), column('upper_bound_cnt', BIGINT_UNSIGNED), column('created_at', DATETIME),
  ...['mcv1', 'mcv2', 'mcv3', 'mcv4', 'mcv_counts'].map((name) => column(name, TEXT)),
]

/** So many of the commonest values of a bucket are told. */
const COMMONEST = 3

/** The trees of a table that are ordered by columns. */
interface OrderedTree {
  readonly name: string
  readonly columns: readonly number[]
  readonly descriptor: TupleDescriptor
  readonly root: Node
}

/**
 * dolt_statistics: how the values of each index are spread, a row for each leaf. It is reckoned when it is asked for, so that it is never
 * old. Source: Dolt go/libraries/doltcore/sqle/statspro/bucket_builder.go.
 */
export function statisticsTable({ database, root }: Revision): VirtualTable {
  return virtualTable('dolt_statistics', COLUMNS, function* (session, equals) {
    const wanted = equals.get('table_name')
    const now = session.platform.now() * 1000
    const rows: Value[][] = []
    for (const [name, hash] of yield* root.tables()) {
      if (isSystemTableName(name) || (typeof wanted === 'string' && wanted.toLowerCase() !== name.toLowerCase())) continue
      const table = yield* readTable(root.db, hash)
      for (const tree of yield* orderedTrees(table)) {
        const { columns } = table.schema
        const names = tree.columns.map((i) => columns[i].name).join()
        const types = tree.columns.map((i) => showTypeText(parseSqlType(columns[i].sqlType))).join()
        for (const step of scanLeaves(root.db.nodes, tree.root)) {
          if (step instanceof Missing) yield step
          else rows.push([database.name, name, tree.name, ...bucketOf(step.node, tree, table.schema, names, types, now)])
        }
      }
    }
    return rows
  })
}

function* orderedTrees(table: Table): Fetching<OrderedTree[]> {
  const { schema } = table
  const trees: OrderedTree[] = []
  if (!schema.keyless) trees.push({ name: 'primary', columns: schema.primaryKey, descriptor: schema.keyDescriptor, root: table.rows })
  for (const index of schema.indexes) {
    if (index.kind === 'ordinary') trees.push({ ...declaredPart(index), root: yield* table.indexRoot(index.name) })
  }
  return trees
}

function declaredPart({ name, keyColumns, declared, keyDescriptor }: IndexLayout): Omit<OrderedTree, 'root'> {
  return { name, columns: keyColumns.slice(0, declared), descriptor: keyDescriptor }
}

function bucketOf(leaf: Node, { columns, descriptor }: OrderedTree, schema: Schema, names: string, types: string, now: number): Value[] {
  const field = (pair: number, i: number): Uint8Array | null => fieldBytes(leaf.bytes, leaf.keyStart(pair), leaf.keyEnd(pair), i)
  const same = (a: number, b: number): boolean => columns.every((_, i) => sameBytes(field(a, i), field(b, i)))
  const shown = (pair: number): string => {
    const [start, end] = [leaf.keyStart(pair), leaf.keyEnd(pair)]
    return columns.map((ordinal, i) => {
      const value = decodeField(descriptor.fields[i].encoding, leaf.bytes, fieldStart(leaf.bytes, start, end, i), fieldEnd(leaf.bytes, start, end, i))
      return textOf(value, schema.columns[ordinal].sqlType)
    }).join()
  }
  const runs: { readonly first: number; count: number }[] = []
  let nulls = 0
  for (let pair = 0; pair < leaf.count; pair++) {
    if (pair > 0 && same(pair, pair - 1)) runs.at(-1)!.count++
    else runs.push({ first: pair, count: 1 })
    if (columns.some((_, i) => field(pair, i) === null)) nulls++
  }
  // Those that are twice as common as others, or more.
  const common = runs.toSorted((a, b) => a.count - b.count).slice(-COMMONEST).filter(({ count }) => count >= (2 * leaf.count) / runs.length)
  const mcvs = [0, 1, 2, 3].map((i) => (i < common.length ? shown(common[i].first) : ''))
  return [
    leaf.count, runs.length, nulls, names, types, shown(leaf.count - 1), runs.at(-1)!.count, now, ...mcvs, common.map(({ count }) => count).join(),
  ]
}

/** A key's value; one that lies out of the key is left out. */
function textOf(value: FieldValue, sqlType: string): string {
  if (value === null) return 'NULL'
  if (value instanceof OutOfBand) return ''
  const text = toText(parseSqlType(sqlType), value)
  return typeof text === 'string' ? text : new TextDecoder().decode(text)
}
