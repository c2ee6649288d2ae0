import { OxbowError } from '../../error.ts'
import { type Right, seesOthers } from '../access.ts'
import type { Fetching } from '../../store/missing.ts'
import { bindAsOf, noSuchTable } from '../analyzer/bind-from.ts'
import { bindExpression, condition } from '../analyzer/bind-expression.ts'
import { Binder } from '../analyzer/binder.ts'
import { Block } from '../analyzer/scope.ts'
import type { AsOf, ColumnInfo, Relation, StoredTable } from '../catalog.ts'
import { compile } from '../exec/compile.ts'
import { ExecContext } from '../exec/context.ts'
import { isTrue } from '../exec/filter-kernel.ts'
import { statementTime } from '../exec/driver.ts'
import type { Describe, Show, TableName } from '../parser/ast.ts'
import { parse } from '../parser/parser.ts'
import { showPrograms } from '../program/show.ts'
import type { QueryResult, ResultColumn } from '../result.ts'
import { listedCollations } from '../types/listed-collations.ts'
import { COLLATIONS, bytesOfCharset, charsetOf } from '../types/collation.ts'
import { showTypeText } from '../types/format-type.ts'
import { DEFAULT_COLLATION, BIGINT, INT, varchar } from '../types/types.ts'
import { statusRows } from '../status.ts'
import type { Value } from '../value.ts'
import { VARIABLES } from '../variables.ts'
import { showGrants } from './grant.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, databaseOf, resultSet, textColumn } from './statement.ts'

const VARCHAR = varchar(255)
const varcharColumn = (name: string): ResultColumn => textColumn(name, VARCHAR)

/** SHOW, in all its forms. */
export async function runShow(statement: Show, cx: StatementContext): Promise<QueryResult> {
  const result = await compute(cx, show(statement, cx))
  return await compute(cx, filterRows(result, statement, cx))
}

export async function runDescribe(statement: Describe, cx: StatementContext): Promise<QueryResult> {
  const database = databaseOf(cx, statement.table.database)
  const columns = await compute(cx, columnsOf(statement.table, database, await compute(cx, asOfOf(statement, cx)), cx))
  const rows = columns.filter((c) => statement.column === undefined || c.name.toLowerCase() === statement.column.toLowerCase())
  return resultSet(COLUMN_HEADS.map(varcharColumn), rows.map((c) => c.row))
}

function* show(s: Show, cx: StatementContext): Fetching<QueryResult> {
  const { transaction, session } = cx
  switch (s.what) {
    case 'databases':
      return resultSet([textColumn('Database')], (yield* transaction.databases()).map((name) => [name]))
    case 'tables': {
      const database = databaseOf(cx, s.database)
      const names = yield* transaction.relationNames(database, yield* asOfOf(s, cx))
      const head = textColumn(`Tables_in_${database}`)
      if (!s.full) return resultSet([head], names.map((n) => [n.name]))
      return resultSet([head, textColumn('Table_type')], names.map((n) => [n.name, n.kind === 'view' ? 'VIEW' : 'BASE TABLE']))
    }
    case 'columns': {
      const database = databaseOf(cx, s.table!.database)
      const columns = yield* columnsOf(s.table!, database, yield* asOfOf(s, cx), cx)
      if (!s.full) return resultSet(COLUMN_HEADS.map(varcharColumn), columns.map((c) => c.row))
      const heads = ['Field', 'Type', 'Collation', 'Null', 'Key', 'Default', 'Extra', 'Privileges', 'Comment']
      return resultSet(heads.map(varcharColumn), columns.map((c) => {
        const [field, type, nullable, key, value, extra] = c.row
        return [field, type, c.info.type.collation ?? null, nullable, key, value, extra, '', c.info.comment ?? '']
      }))
    }
    case 'index': {
      const database = databaseOf(cx, s.table!.database)
      const relation = yield* relationOf(s.table!, database, undefined, cx)
      return resultSet(INDEX_HEADS, relation.kind === 'stored' ? indexRows(relation) : [])
    }
    case 'createTable':
    case 'createView': {
      const database = databaseOf(cx, s.table!.database)
      const asOf = yield* asOfOf(s, cx)
      const relation = yield* relationOf(s.table!, database, asOf, cx)
      const text = yield* transaction.createText(database, s.table!.name, asOf)
      if (relation.kind === 'view') {
        const heads = ['View', 'Create View', 'character_set_client', 'collation_connection']
        return resultSet(heads.map((h) => textColumn(h)), [[relation.name, text, 'utf8mb4', 'utf8mb4_0900_bin']])
      }
      if (s.what === 'createView') throw new OxbowError('WRONG_OBJECT', `'${database}.${relation.name}' is not VIEW`, { errno: 1347 })
      return resultSet([textColumn('Table'), textColumn('Create Table')], [[relation.name, text]])
    }
    case 'createDatabase': {
      const collation = (yield* cx.transaction.databaseCollation(s.database!)) ?? DEFAULT_COLLATION
      const text = `CREATE DATABASE \`${s.database}\` /*!40100 DEFAULT CHARACTER SET ${charsetOf(collation)} COLLATE ${collation} */`
      return resultSet([textColumn('Database'), textColumn('Create Database')], [[s.database!, text]])
    }
    case 'variables': {
      const names = new Set([...VARIABLES.keys(), ...cx.host.variableNames()])
      const rows = [...names].toSorted().map((name): Value[] => {
        const value = s.global ? session.globalVariable(name) : session.variable(name)
        const bool = (cx.host.variableDefinition?.(name) ?? VARIABLES.get(name))?.kind === 'bool'
        return [name, bool ? (value === 0 ? 'OFF' : 'ON') : value === null || value === undefined ? '' : String(value)]
      })
      return resultSet([varcharColumn('Variable_name'), varcharColumn('Value')], rows)
    }
    case 'status':
      return resultSet([varcharColumn('Variable_name'), varcharColumn('Value')], statusRows(cx.processes, s.global === true ? undefined : session.counts))
    case 'warnings':
    case 'errors': {
      const rows = session.warnings.filter((w) => s.what === 'warnings' || w.level === 'Error').map((w): Value[] => [w.level, w.code, w.message])
      return resultSet([textColumn('Level'), textColumn('Code', INT), textColumn('Message')], rows)
    }
    case 'processlist': {
      const heads = ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info']
      const columns = heads.map((h) => (h === 'Id' ? textColumn(h, BIGINT) : h === 'Time' ? textColumn(h, INT) : textColumn(h)))
      return resultSet(columns, processRows(cx))
    }
    case 'engines': {
      const heads = ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints']
      return resultSet(heads.map(varcharColumn), [['InnoDB', 'DEFAULT', 'Supports transactions, row-level locking, and foreign keys', 'YES', 'YES', 'YES']])
    }
    case 'collation': {
      const heads = ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen', 'Pad_attribute']
      const columns = heads.map((h) => (h === 'Id' ? textColumn(h, BIGINT) : h === 'Sortlen' ? textColumn(h, INT) : varcharColumn(h)))
      return resultSet(columns, [...listedCollations()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((c): Value[] =>
        [c.name, c.charset, c.id, c.isDefault ? 'Yes' : '', 'Yes', c.sortLength, c.pads ? 'PAD SPACE' : 'NO PAD']))
    }
    case 'charset': {
      const heads = ['Charset', 'Description', 'Default collation', 'Maxlen']
      const rows = COLLATIONS.filter((c) => c.isDefault).map((c): Value[] => [c.charset, c.charset, c.name, bytesOfCharset(c.charset)])
      return resultSet(heads.map((h) => (h === 'Maxlen' ? textColumn(h, BIGINT) : varcharColumn(h))), rows)
    }
    case 'grants': {
      const { accounts } = session
      if (accounts !== undefined && (s.account !== undefined || session.access !== undefined)) return showGrants(s.account, accounts, cx)
      const user = `\`${session.user.split('@')[0]}\`@\`%\``
      const databases = session.access === undefined ? [] : (yield* cx.transaction.databases()).filter((name) => name !== 'information_schema')
      const rows = session.access === undefined
        ? [[`GRANT ALL PRIVILEGES ON *.* TO ${user} WITH GRANT OPTION`]]
        : [[`GRANT USAGE ON *.* TO ${user}`], ...databases.map((name) => [`GRANT ${PRIVILEGES[session.access!.right]} ON \`${name}\`.* TO ${user}`])]
      return resultSet([textColumn(`Grants for ${session.user}`)], rows)
    }
    default: {
      const programs = yield* showPrograms(s, cx)
      if (programs !== undefined) return programs
      throw new OxbowError('NOT_SUPPORTED', `SHOW ${s.what.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase()} can't be answered by oxbow yet`, { errno: 1235, sqlState: '42000' })
    }
  }
}

function* asOfOf(s: Show | Describe, cx: StatementContext): Fetching<AsOf | undefined> {
  if (s.asOf === undefined) return undefined
  const binder = new Binder(cx.transaction, cx.session, cx.params)
  return yield* bindAsOf(s.asOf, { binder, block: new Block(undefined), ctes: undefined })
}

function* relationOf(table: TableName, database: string, asOf: AsOf | undefined, cx: StatementContext): Fetching<Relation> {
  const relation = yield* cx.transaction.relation(database, table.name, asOf)
  if (relation === undefined) throw noSuchTable(database, table.name)
  return relation
}

/** Rights in MySQL's words. */
const PRIVILEGES: Readonly<Record<Right, string>> = {
  read: 'SELECT, EXECUTE', write: 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, CREATE VIEW, EXECUTE', admin: 'ALL PRIVILEGES',
}

const COLUMN_HEADS = ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra']

interface DescribedColumn {
  readonly name: string
  readonly info: ColumnInfo
  readonly row: readonly Value[]
}

function* columnsOf(table: TableName, database: string, asOf: AsOf | undefined, cx: StatementContext): Fetching<DescribedColumn[]> {
  const relation = yield* relationOf(table, database, asOf, cx)
  const columns = relation.kind === 'view' ? yield* viewColumns(relation.select, database, cx) : relation.columns
  return columns.map((info, i) => {
    const key = relation.kind === 'stored' ? keyOf(relation, i) : info.primaryKey ? 'PRI' : ''
    const row = [info.name, showTypeText(info.type), info.nullable ? 'YES' : 'NO', key, shownDefault(info), extraOf(info)]
    return { name: info.name, info, row }
  })
}

function* viewColumns(select: string, database: string, cx: StatementContext): Fetching<readonly ColumnInfo[]> {
  const statement = parse(select)
  if (statement.kind !== 'query') return []
  const before = cx.session.database
  cx.session.database = database
  try {
    return (yield* planQuery(statement.query, cx)).columns
  } finally {
    cx.session.database = before
  }
}

/** PRI, UNI or MUL, as DESCRIBE shows it. */
export function keyOf(table: StoredTable, column: number): string {
  if (!table.keyless) {
    if (table.primary.keyColumns.includes(column)) return 'PRI'
  } else if (uniqueKey(table)?.keyColumns[0] === column) return 'PRI'
  let key = ''
  for (const index of table.indexes) {
    if (index.keyColumns[0] !== column) continue
    if (index.unique && index.declared === 1) return 'UNI'
    key = 'MUL'
  }
  return key
}

/** The key that stands in for the primary one that a table lacks: the first by name that is unique and holds no NULLs. Dolt marks its first column. */
function uniqueKey(table: StoredTable): StoredTable['indexes'][number] | undefined {
  const keys = table.indexes.filter((index) => index.unique && index.keyColumns.slice(0, index.declared).every((c) => !table.columns[c].nullable))
  return keys.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))[0]
}

/** A default as DESCRIBE shows it: without the quotes of a literal. */
export function shownDefault(info: ColumnInfo): string | null {
  const text = info.defaultText
  if (text === undefined || text === 'NULL') return null
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  return text
}

export function extraOf(info: ColumnInfo): string {
  if (info.autoIncrement) return 'auto_increment'
  if (info.generatedText !== undefined) return info.virtual ? 'VIRTUAL GENERATED' : 'STORED GENERATED'
  const parts: string[] = []
  if (info.defaultText !== undefined && (info.defaultText.startsWith('CURRENT_TIMESTAMP') || info.defaultText.startsWith('('))) parts.push('DEFAULT_GENERATED')
  if (info.onUpdateText) parts.push(`on update ${info.onUpdateText}`)
  return parts.join(' ')
}

const INDEX_HEADS: readonly ResultColumn[] = [
  ['Table'], ['Non_unique', INT], ['Key_name'], ['Seq_in_index', INT], ['Column_name'], ['Collation'], ['Cardinality', BIGINT], ['Sub_part', BIGINT],
  ['Packed'], ['Null'], ['Index_type'], ['Comment'], ['Index_comment'], ['Visible'], ['Expression'],
].map(([name, type]) => (type === undefined ? textColumn(name as string) : textColumn(name as string, type as typeof INT)))

function indexRows(table: StoredTable): Value[][] {
  const rows: Value[][] = []
  for (const index of table.keyless ? table.indexes : [table.primary, ...table.indexes]) {
    const primary = index === table.primary
    const count = primary ? index.keyColumns.length : index.declared
    for (let i = 0; i < count; i++) {
      const column = table.columns[index.keyColumns[i]]
      const type = index.kind === 'ordinary' ? 'BTREE' : index.kind.toUpperCase()
      rows.push([
        table.name, primary || index.unique ? 0 : 1, index.name, i + 1, column.name, null, 0, null, null, !primary && column.nullable ? 'YES' : '', type, '',
        index.comment ?? '', 'YES', null,
      ])
    }
  }
  return rows
}

/** LIKE tests a name: the first column, or that behind a database. WHERE tests any column by its name. */
function* filterRows(result: QueryResult, s: Show, cx: StatementContext): Fetching<QueryResult> {
  if (s.like === undefined && s.where === undefined) return result
  const binder = new Binder(cx.transaction, cx.session, cx.params)
  const block = new Block(undefined)
  const slot = binder.newSlot()
  result.columns.forEach((c, i) => block.columns.push({ name: c.name, table: '', expr: { kind: 'column', slot, column: i, name: c.name, type: c.type, nullable: true } }))
  const context = { binder, block, ctes: undefined, clause: 'where clause', aggregates: false, windows: false }
  const test = s.where === undefined
    ? binder.call('like', [binder.call('lower', [block.columns[result.columns[0].name === 'Db' ? 1 : 0].expr]), { kind: 'literal', value: s.like!.toLowerCase(), type: VARCHAR, nullable: false }])
    : condition(yield* bindExpression(s.where, context), binder)
  const evaluate = compile(test, binder.layouts)
  const run = new ExecContext(cx.session, 1, cx.params, statementTime(cx.session))
  const rows = result.rows.filter((row) => {
    run.rows[slot].values = row
    return isTrue(evaluate(run))
  })
  return { ...result, rows }
}

/** Other users' connections are an administrator's to see. A session of no connection (HTTP) is the only one of its kind. */
function processRows({ session, processes, sql }: StatementContext): Value[][] {
  const row = (of: StatementContext['session'], host: string, command: string, milliseconds: number, statement: string | null): Value[] =>
    [of.connectionId, of.user.split('@')[0], host, of.database, command, Math.floor(milliseconds / 1000), statement === null ? '' : 'running', statement]
  const rows: Value[][] = []
  const all = seesOthers(session.access)
  for (const process of processes) {
    if (!all && process.session.user !== session.user) continue
    rows.push(row(process.session, process.host, process.command, session.platform.now() - process.since, process.statement))
  }
  return processes.get(session.connectionId) === undefined ? [...rows, row(session, 'localhost', 'Query', 0, sql)] : rows
}
