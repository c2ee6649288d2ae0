import type { RootValue } from '../../doltdb/root-value.ts'
import type { IndexLayout, Schema } from '../../doltdb/schema.ts'
import type { TableDelta } from '../../doltdb/table-deltas.ts'
import type { ForeignKey } from '../../serial/foreign-keys.ts'
import type { Fetching } from '../../store/missing.ts'
import { collationName } from '../../sql/types/collation.ts'
import { columnLine, createTableText, foreignKeyColumns, indexColumns, quoteName } from '../show-create.ts'

/**
 * The statements that bring the schema of one state of a table to another: columns in the old order, then new ones, the primary
 * key, indexes, foreign keys, the collation. Source: Dolt go/libraries/doltcore/sqle/sqlfmt/schema_fmt.go.
 */
export function* schemaStatements(before: RootValue, after: RootValue, delta: TableDelta): Fetching<string[]> {
  const { from, to, fromName, toName } = delta
  if (to === undefined || toName === undefined) return [`DROP TABLE ${quoteName(fromName!)};`]
  if (from === undefined || fromName === undefined) return [`${yield* createTableText(after, toName, to)};`]
  const statements = fromName === toName ? [] : [`RENAME TABLE ${quoteName(fromName)} TO ${quoteName(toName)};`]
  const on = `ALTER TABLE ${quoteName(toName)}`
  if (from.schema.hash !== to.schema.hash) {
    statements.push(...columnStatements(on, from.schema, to.schema), ...keyStatements(on, from.schema, to.schema))
    statements.push(...indexStatements(`ALTER TABLE ${quoteName(fromName)}`, on, from.schema, to.schema))
  }
  const oldKeys = (yield* before.foreignKeys()).filter((key) => key.childTable === fromName)
  const youngKeys = (yield* after.foreignKeys()).filter((key) => key.childTable === toName)
  statements.push(...(yield* foreignKeyStatements(after, to.schema, oldKeys, youngKeys)))
  const collation = to.schema.message.collation
  if (from.schema.message.collation !== collation) statements.push(`${on} COLLATE='${collationName(collation)}';`)
  const size = to.schema.message.targetRowSize
  if (from.schema.message.targetRowSize !== size) statements.push(`${on} TARGET_ROW_SIZE=${size};`)
  return statements
}

function columnStatements(on: string, from: Schema, to: Schema): string[] {
  const statements: string[] = []
  const collation = collationName(to.message.collation)
  const young = new Map(to.columns.map((c) => [c.tag, c]))
  for (const old of from.columns) {
    const column = young.get(old.tag)
    if (old.hiddenSystem || column?.hiddenSystem === true) continue
    if (column === undefined) statements.push(`${on} DROP ${quoteName(old.name)};`)
    // What enters or leaves the key is said with the key.
    else if (column.primaryKey === old.primaryKey) {
      if (column.name !== old.name) statements.push(`${on} RENAME COLUMN ${quoteName(old.name)} TO ${quoteName(column.name)};`)
      if (column.sqlType !== old.sqlType) statements.push(`${on} MODIFY COLUMN ${columnLine(column, collation)};`)
    }
  }
  const tags = new Set(from.columns.map((c) => c.tag))
  for (const column of to.columns) {
    if (!tags.has(column.tag) && !column.hiddenSystem) statements.push(`${on} ADD ${columnLine(column, collation)};`)
  }
  return statements
}

function keyStatements(on: string, from: Schema, to: Schema): string[] {
  const key = to.primaryKey.map((i) => to.columns[i])
  const old = from.primaryKey.map((i) => from.columns[i])
  if (key.length === old.length && key.every((c, i) => c.tag === old[i].tag && c.name === old[i].name && c.sqlType === old[i].sqlType)) return []
  const drop = `${on} DROP PRIMARY KEY;`
  return key.length === 0 ? [drop] : [drop, `${on} ADD PRIMARY KEY (${key.map((c) => c.name).join(',')});`]
}

/** Indexes are the same where they have the same columns. */
function indexStatements(onOld: string, on: string, from: Schema, to: Schema): string[] {
  const statements: string[] = []
  const tags = (schema: Schema, { message }: IndexLayout): string => message.indexColumns.map((i) => schema.columns[i].tag).join()
  const add = (index: IndexLayout): string => `${on} ADD INDEX ${quoteName(index.name)}(${indexColumns(to, index).join(',')});`
  const old = new Set<string>()
  for (const index of from.indexes) {
    const columns = tags(from, index)
    old.add(columns)
    const other = to.indexes.find((i) => tags(to, i) === columns)
    if (other !== undefined && other.name === index.name && other.message.unique === index.message.unique) continue
    statements.push(`${onOld} DROP INDEX ${quoteName(index.name)};`)
    if (other !== undefined) statements.push(add(other))
  }
  for (const index of to.indexes) if (!old.has(tags(to, index))) statements.push(add(index))
  return statements
}

function* foreignKeyStatements(after: RootValue, schema: Schema, old: readonly ForeignKey[], young: readonly ForeignKey[]): Fetching<string[]> {
  const statements: string[] = []
  const add = function* (key: ForeignKey): Fetching<string> {
    const { child, parent } = yield* foreignKeyColumns(after, schema, key)
    return `ALTER TABLE ${quoteName(key.childTable)} ADD CONSTRAINT ${quoteName(key.name)} FOREIGN KEY (${child.map(quoteName).join(',')}) ` +
      `REFERENCES ${quoteName(key.parentTable)} (${parent.map(quoteName).join(',')});`
  }
  for (const key of old) {
    const other = young.find((k) => k.name === key.name)
    if (other !== undefined && JSON.stringify({ ...other, childTable: key.childTable }) === JSON.stringify(key)) continue
    statements.push(`ALTER TABLE ${quoteName(key.childTable)} DROP FOREIGN KEY ${quoteName(key.name)};`)
    if (other !== undefined) statements.push(yield* add(other))
  }
  for (const key of young) if (!old.some((k) => k.name === key.name)) statements.push(yield* add(key))
  return statements
}
