import { OxbowError } from '../../error.ts'
import { sqlTypeOf } from '../analyzer/type-name.ts'
import type { CheckDefinition, ColumnDefinition, ForeignKeyDefinition, IndexDefinition, ReferentialAction, TableDefinition } from '../catalog.ts'
import type { AlterTable, CheckClause, ColumnDefinition as ColumnNode, CreateTable, IndexClause, ReferencesClause, Statement } from '../parser/ast.ts'
import { parse } from '../parser/parser.ts'
import { formatExpression } from '../parser/format.ts'
import { dropTriggersOf } from '../program/definitions.ts'
import type { QueryResult } from '../result.ts'
import type { Session } from '../session-state.ts'
import { collation, defaultCollation } from '../types/collation.ts'
import { DEFAULT_COLLATION } from '../types/types.ts'
import { defaultText } from './default-text.ts'
import { runInsert } from './insert.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, databaseOf, done, notSupported } from './statement.ts'

/** CREATE, DROP, ALTER, RENAME and TRUNCATE. */
export async function runDdl(statement: Statement, cx: StatementContext): Promise<QueryResult> {
  const { transaction } = cx
  switch (statement.kind) {
    case 'createTable': return await createTable(statement, cx)
    case 'dropTable':
      for (const t of statement.tables) {
        await compute(cx, transaction.dropTable(databaseOf(cx, t.database), t.name, { ifExists: statement.ifExists }))
        await dropTriggersOf(databaseOf(cx, t.database), t.name, cx)
      }
      return done()
    case 'renameTable':
      for (const { from, to } of statement.renames) await compute(cx, transaction.renameTable(databaseOf(cx, from.database), from.name, to.name))
      return done()
    case 'truncate': {
      const { table } = statement
      return done(await compute(cx, transaction.truncateTable(databaseOf(cx, table.database), table.name)))
    }
    case 'createIndex':
      if (statement.ifNotExists) throw notSupported('CREATE INDEX IF NOT EXISTS')
      await compute(cx, transaction.createIndex(databaseOf(cx, statement.table.database), statement.table.name, indexDefinition(statement.index)))
      return done()
    case 'dropIndex':
      if (statement.ifExists) throw notSupported('DROP INDEX IF EXISTS')
      await compute(cx, transaction.dropIndex(databaseOf(cx, statement.table.database), statement.table.name, statement.name))
      return done()
    case 'createView': {
      const { view } = statement
      await compute(cx, planQuery(statement.query, cx)) // a view that can't run is refused
      // Kept as it was typed, comments too: so does Dolt.
      const createText = cx.sql.replace(/[;\s]+$/, '').trimStart()
      await compute(cx, transaction.createView(databaseOf(cx, view.database), { name: view.name, select: statement.selectText, createText }, { orReplace: statement.orReplace }))
      return done()
    }
    case 'dropView':
      for (const v of statement.views) await compute(cx, transaction.dropView(databaseOf(cx, v.database), v.name, { ifExists: statement.ifExists }))
      return done()
    case 'createDatabase':
      await transaction.createDatabase(statement.name, { ifNotExists: statement.ifNotExists })
      return done(1)
    case 'dropDatabase':
      await transaction.dropDatabase(statement.name, { ifExists: statement.ifExists })
      if (cx.session.database?.split('/')[0].toLowerCase() === statement.name.toLowerCase()) cx.session.database = null
      return done()
    case 'alterTable': return await alterTable(statement, cx)
    default: throw notSupported(statement.kind.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase())
  }
}

async function createTable(statement: CreateTable, cx: StatementContext): Promise<QueryResult> {
  const { transaction } = cx
  const database = databaseOf(cx, statement.table.database)
  if (statement.temporary) throw new OxbowError('NOT_SUPPORTED', "temporary tables can't be made by oxbow yet", { errno: 1235, sqlState: '42000' })
  if (statement.like !== undefined) {
    const text = await compute(cx, transaction.createText(databaseOf(cx, statement.like.database), statement.like.name))
    const copy = parse(text)
    if (copy.kind !== 'createTable') throw new OxbowError('WRONG_OBJECT', `'${statement.like.name}' is not BASE TABLE`, { errno: 1347 })
    const options = new Map(copy.options)
    options.delete('AUTO_INCREMENT')
    const elements = copy.elements.filter((e) => e.kind !== 'foreignKey')
    return await createTable({ ...copy, table: statement.table, ifNotExists: statement.ifNotExists, options, elements }, cx)
  }
  if (statement.query !== undefined) return await createTableAsSelect(statement, database, cx)
  await compute(cx, transaction.createTable(database, tableDefinition(statement, cx.session), { ifNotExists: statement.ifNotExists }))
  return done()
}

async function createTableAsSelect(statement: CreateTable, database: string, cx: StatementContext): Promise<QueryResult> {
  const plan = await compute(cx, planQuery(statement.query!, cx))
  const own = tableDefinition(statement, cx.session)
  const selected = plan.columns
    .filter((c) => !own.columns.some((o) => o.name.toLowerCase() === c.name.toLowerCase()))
    .map((c): ColumnDefinition => ({ name: c.name, type: c.type.name === 'NULL' ? { name: 'BINARY', length: 0 } : c.type, nullable: c.nullable }))
  await compute(cx, cx.transaction.createTable(database, { ...own, columns: [...own.columns, ...selected] }, { ifNotExists: statement.ifNotExists }))
  const { start, end } = statement
  return await runInsert({
    kind: 'insert', replace: false, ignore: false, table: statement.table, columns: plan.columns.map((c) => c.name), query: statement.query, start, end,
  }, cx)
}

/** The table that a CREATE TABLE describes. @throws OxbowError for what can't be a table. */
export function tableDefinition(statement: CreateTable, session: Session): TableDefinition {
  const { options } = statement
  const charset = options.get('CHARSET')
  const named = options.get('COLLATE')
  const tableCollation = named !== undefined ? collation(named.toLowerCase()).name
    : charset !== undefined && charset.toLowerCase() !== 'utf8mb4' ? defaultCollation(charset.toLowerCase()).name : DEFAULT_COLLATION
  const columns: ColumnDefinition[] = []
  const indexes: IndexDefinition[] = []
  const foreignKeys: ForeignKeyDefinition[] = []
  const checks: CheckDefinition[] = []
  let primaryKey: string[] = []
  const setPrimaryKey = (names: string[]): void => {
    if (primaryKey.length > 0) throw new OxbowError('MULTIPLE_PRI_KEY', 'Multiple primary key defined', { errno: 1068, sqlState: '42000' })
    primaryKey = names
  }
  for (const element of statement.elements) {
    switch (element.kind) {
      case 'column': {
        const { column } = element
        if (columns.some((c) => c.name.toLowerCase() === column.name.toLowerCase())) {
          throw new OxbowError('DUP_FIELDNAME', `Duplicate column name '${column.name}'`, { errno: 1060, sqlState: '42S21' })
        }
        columns.push(columnDefinition(column, tableCollation, session))
        if (column.primaryKey) setPrimaryKey([column.name])
        if (column.unique) indexes.push({ columns: [{ name: column.name }], unique: true, kind: 'ordinary' })
        for (const check of column.checks) checks.push(checkDefinition(check))
        if (column.references !== undefined) foreignKeys.push(foreignKey(undefined, [column.name], column.references))
        break
      }
      case 'primaryKey':
        setPrimaryKey(element.columns.map((c) => c.name ?? ''))
        break
      case 'index':
        indexes.push(indexDefinition(element.index))
        break
      case 'foreignKey':
        foreignKeys.push(foreignKey(element.name, element.columns, element.references))
        break
      case 'check':
        checks.push(checkDefinition(element.check))
    }
  }
  // Columns of the primary key can't be NULL, whatever they say; and the key's names are the columns' own.
  const find = (name: string): ColumnDefinition => {
    const found = columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw new OxbowError('KEY_COLUMN_DOES_NOT_EXIST', `Key column '${name}' doesn't exist in table`, { errno: 1072, sqlState: '42000' })
    return found
  }
  const keyed = new Set(primaryKey.map((name) => find(name).name))
  for (const index of indexes) for (const c of index.columns) find(c.name)
  const auto = columns.find((c) => c.autoIncrement)
  if (auto !== undefined && !keyed.has(auto.name) && !indexes.some((i) => i.columns[0].name.toLowerCase() === auto.name.toLowerCase())) {
    throw new OxbowError('WRONG_AUTO_KEY', 'Incorrect table definition; there can be only one auto column and it must be defined as a key', { errno: 1075, sqlState: '42000' })
  }
  const start = options.get('AUTO_INCREMENT')
  return {
    name: statement.table.name,
    columns: columns.map((c) => (keyed.has(c.name) ? { ...c, nullable: false, primaryKey: true } : c)),
    primaryKey: [...keyed], indexes, foreignKeys, checks, collation: tableCollation, comment: options.get('COMMENT'),
    autoIncrement: start === undefined ? undefined : Number(start),
  }
}

function columnDefinition(column: ColumnNode, tableCollation: string, session: Session): ColumnDefinition {
  const type = sqlTypeOf(column.type, false, tableCollation)
  return {
    name: column.name, type, nullable: column.nullable ?? true,
    defaultText: defaultText(column, type, session),
    autoIncrement: column.autoIncrement || undefined,
    generatedText: column.generated === undefined ? undefined : `(${formatExpression(column.generated.expression)})`,
    virtual: column.generated === undefined ? undefined : !column.generated.stored,
    onUpdateText: column.onUpdate === undefined ? undefined : formatExpression(column.onUpdate),
    comment: column.comment,
  }
}

function checkDefinition(check: CheckClause): CheckDefinition {
  return { name: check.name, expression: formatExpression(check.expression), enforced: check.enforced }
}

function indexDefinition(index: IndexClause): IndexDefinition {
  return {
    name: index.name,
    columns: index.columns.map((c) => {
      if (c.name === undefined) throw new OxbowError('NOT_SUPPORTED', "indexes on expressions can't be made by oxbow yet", { errno: 1235, sqlState: '42000' })
      return { name: c.name, prefixLength: c.length, descending: c.descending }
    }),
    unique: index.type === 'unique',
    kind: index.type === 'fulltext' || index.type === 'spatial' || index.type === 'vector' ? index.type : 'ordinary',
    comment: index.comment,
  }
}

function foreignKey(name: string | undefined, columns: readonly string[], references: ReferencesClause): ForeignKeyDefinition {
  const action = (option: ReferencesClause['onDelete']): ReferentialAction => {
    if (option === 'set default') throw new OxbowError('NOT_SUPPORTED', '"SET DEFAULT" is not supported', { errno: 1235, sqlState: '42000' })
    return option ?? 'default'
  }
  return {
    name, columns, parentTable: references.table.name, parentColumns: references.columns, onDelete: action(references.onDelete), onUpdate: action(references.onUpdate),
  }
}

/** Indexes and names can be altered; what rewrites columns comes with the next piece of work. */
async function alterTable(statement: AlterTable, cx: StatementContext): Promise<QueryResult> {
  const { transaction } = cx
  const database = databaseOf(cx, statement.table.database)
  let { name } = statement.table
  for (const action of statement.actions) {
    if (action.kind === 'renameTable') {
      await compute(cx, transaction.renameTable(database, name, action.to.name))
      name = action.to.name
    } else if (action.kind === 'add' && action.element.kind === 'index' && action.element.index.ifNotExists === undefined) {
      await compute(cx, transaction.createIndex(database, name, indexDefinition(action.element.index)))
    } else if (action.kind === 'dropIndex' && !action.ifExists) await compute(cx, transaction.dropIndex(database, name, action.name))
    else if (action.kind !== 'disableKeys' && action.kind !== 'enableKeys' && action.kind !== 'partitioning') {
      throw new OxbowError('NOT_SUPPORTED', `ALTER TABLE … ${action.kind.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase()} can't be run by oxbow yet`, { errno: 1235, sqlState: '42000' })
    }
  }
  return done()
}
