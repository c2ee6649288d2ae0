import type { RootValue } from '../doltdb/root-value.ts'
import type { IndexLayout, Schema } from '../doltdb/schema.ts'
import type { Table } from '../doltdb/table.ts'
import { DEFAULT_TARGET_ROW_SIZE } from '../prolly/adaptive.ts'
import { REFERENTIAL_ACTION, type ForeignKey } from '../serial/foreign-keys.ts'
import type { SchemaColumn } from '../serial/table-schema.ts'
import { COLLATIONS, collationName } from '../sql/types/collation.ts'
import { showTypeText } from '../sql/types/format-type.ts'
import { textOf } from '../sql/types/convert.ts'
import { parseTime } from '../sql/types/datetime.ts'
import { parseSqlType } from '../sql/types/parse-type.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { isTemporal } from '../sql/types/types.ts'
import type { Fetching } from '../store/missing.ts'
import { readTable } from '../doltdb/table.ts'
import { systemTableChecks } from './system-schemas.ts'

/** An identifier in back quotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** The text of SHOW CREATE TABLE. Source: MySQL's manual; layout and quirks as Dolt 2.3 prints them. */
export function* createTableText(root: RootValue, name: string, table: Table, temporary = false): Fetching<string> {
  const { schema } = table
  const { message } = schema
  const collation = collationName(message.collation)
  const lines = schema.columns.filter((c) => !c.hiddenSystem).map((c) => columnLine(c, collation))
  if (schema.primaryKey.length > 0) lines.push(`PRIMARY KEY (${names(schema, schema.primaryKey)})`)
  for (const index of schema.indexes) lines.push(indexLine(schema, index))
  for (const key of temporary ? [] : yield* root.foreignKeys()) {
    if (key.childTable.toLowerCase() === name.toLowerCase()) lines.push(yield* foreignKeyLine(root, schema, key))
  }
  lines.push(...checkLines([...message.checks, ...systemTableChecks(name)]))
  const next = table.message.autoIncrementValue
  const autoIncrement = schema.autoIncrement >= 0 && next > 1n ? ` AUTO_INCREMENT=${next}` : ''
  const charset = COLLATIONS.find((c) => c.name === collation)?.charset ?? 'utf8mb4'
  const comment = message.comment === '' ? '' : ` COMMENT='${escapeComment(message.comment)}'`
  const target = message.targetRowSize === DEFAULT_TARGET_ROW_SIZE ? '' : ` TARGET_ROW_SIZE=${message.targetRowSize}`
  const options = `ENGINE=InnoDB${autoIncrement} DEFAULT CHARSET=${charset} COLLATE=${collation}${comment}${target}`
  return `CREATE${temporary ? ' TEMPORARY' : ''} TABLE ${quoteName(name)} (\n  ${lines.join(',\n  ')}\n) ${options}`
}

export function checkLines(checks: readonly { readonly name: string; readonly expression: string; readonly enforced: boolean }[]): string[] {
  return checks.map(({ name, expression, enforced }) => `CONSTRAINT ${quoteName(name)} CHECK (${expression})${enforced ? '' : ' /*!80016 NOT ENFORCED */'}`)
}

/** A column as CREATE TABLE defines it. */
export function columnLine(column: SchemaColumn, tableCollation: string): string {
  const type = parseSqlType(column.sqlType)
  let line = `${quoteName(column.name)} ${showTypeText(type, tableCollation)}`
  if (!column.nullable) line += ' NOT NULL'
  if (column.autoIncrement) line += ' AUTO_INCREMENT'
  if (type.srid !== undefined) line += ` /*!80003 SRID ${type.srid} */`
  if (column.generated) line += ` GENERATED ALWAYS AS ${column.defaultValue}${column.virtual ? '' : ' STORED'}`
  else if (column.defaultValue !== '') line += ` DEFAULT ${defaultText(type, column.defaultValue)}`
  if (column.onUpdate !== '') line += ` ON UPDATE ${column.onUpdate}`
  if (column.comment !== '') line += ` COMMENT '${escapeComment(column.comment)}'`
  return line
}

/** A stored default as SHOW prints it: numbers come in quotes, members of an ENUM by their number. */
export function defaultText(type: SqlType, stored: string): string {
  if (stored.startsWith('(')) return stored
  if (type.name === 'BIT' && /^\d+$/.test(stored)) return `b'${BigInt(stored).toString(2)}'`
  if (type.name === 'ENUM' && stored.startsWith("'")) {
    const member = type.members?.indexOf(stored.slice(1, -1).replaceAll("''", "'")) ?? -1
    if (member >= 0) return `'${member + 1}'`
  }
  if (type.name === 'SET' && stored.startsWith("'")) {
    const wanted = stored.slice(1, -1).replaceAll("''", "'").split(',')
    let bits = 0n
    for (const [i, member] of (type.members ?? []).entries()) if (wanted.includes(member)) bits |= 1n << BigInt(i)
    return `'${bits}'`
  }
  if (type.name === 'TIME' && stored.startsWith("'")) return `'${textOf(type)(parseTime(stored.slice(1, -1)) ?? 0).replace(/\.0+$/, '')}'`
  if (isTemporal(type) && stored === '0') return stored
  return /^[+-]?(\d|\.\d)/.test(stored) && !stored.startsWith('0x') ? `'${stored}'` : stored
}

/** The parts of an index: columns, prefixes of them, expressions. */
export function indexColumns(schema: Schema, { message }: IndexLayout): string[] {
  return message.indexColumns.map((ordinal, i) => {
    const column = schema.columns[ordinal]
    if (column.hiddenSystem && column.generated) return column.defaultValue
    const length = message.prefixLengths[i] ?? 0
    return quoteName(column.name) + (length > 0 ? `(${length})` : '')
  })
}

function indexLine(schema: Schema, index: IndexLayout): string {
  const { message } = index
  const columns = indexColumns(schema, index)
  const kind = { ordinary: message.unique ? 'UNIQUE ' : '', spatial: 'SPATIAL ', fulltext: 'FULLTEXT ', vector: 'VECTOR ' }[index.kind]
  const comment = message.comment === '' ? '' : ` COMMENT '${message.comment}'`
  return `${kind}KEY ${quoteName(index.name)} (${columns.join(',')})${comment}`
}

function names(schema: Schema, ordinals: readonly number[]): string {
  return ordinals.map((i) => quoteName(schema.columns[i].name)).join(',')
}

/** The columns of a foreign key by name: those that its tags say, or those that its statement gave. */
export function* foreignKeyColumns(
  root: RootValue, childSchema: Schema, key: ForeignKey,
): Fetching<{ readonly child: readonly string[]; readonly parent: readonly string[] }> {
  const child = columnNames(childSchema, key.childColumns) ?? key.unresolvedChildColumns ?? []
  const found = yield* root.find(key.parentTable)
  const parentSchema = found === undefined ? undefined : (yield* readTable(root.db, found.hash)).schema
  const parent = (parentSchema && columnNames(parentSchema, key.parentColumns)) ?? key.unresolvedParentColumns ?? []
  return { child, parent }
}

function columnNames(schema: Schema, tags: readonly number[]): string[] | undefined {
  if (tags.length === 0) return undefined
  const found = tags.map((tag) => schema.columns.find((c) => c.tag === tag)?.name)
  return found.every((name) => name !== undefined) ? found : undefined
}

const ACTIONS: Readonly<Record<number, string>> = {
  [REFERENTIAL_ACTION.cascade]: 'CASCADE', [REFERENTIAL_ACTION.noAction]: 'NO ACTION', [REFERENTIAL_ACTION.restrict]: 'RESTRICT',
  [REFERENTIAL_ACTION.setNull]: 'SET NULL',
}

function* foreignKeyLine(root: RootValue, schema: Schema, key: ForeignKey): Fetching<string> {
  const { child, parent } = yield* foreignKeyColumns(root, schema, key)
  const onDelete = key.onDelete in ACTIONS ? ` ON DELETE ${ACTIONS[key.onDelete]}` : ''
  const onUpdate = key.onUpdate in ACTIONS ? ` ON UPDATE ${ACTIONS[key.onUpdate]}` : ''
  return `CONSTRAINT ${quoteName(key.name)} FOREIGN KEY (${child.map(quoteName).join(',')}) REFERENCES ${quoteName(key.parentTable)} ` +
    `(${parent.map(quoteName).join(',')})${onDelete}${onUpdate}`
}

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "''", '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\0': '\\0',
}

function escapeComment(comment: string): string {
  return comment.replace(/['\\"\n\r\0]/g, (c) => ESCAPES[c])
}
