import { OxbowError } from '../../error.ts'
import type { ColumnDefinition, TableDefinition } from '../catalog.ts'
import type { CreateDatabase, CreateTable, Statement, TableElement } from '../parser/ast.ts'
import { parse } from '../parser/parser.ts'
import { dropTriggersOf } from '../program/definitions.ts'
import type { QueryResult } from '../result.ts'
import { alterTable, createIndex, dropIndex } from './alter-table.ts'
import { analyzeTables } from './analyze.ts'
import { checkColumns } from './column-check.ts'
import { runInsert } from './insert.ts'
import { planQuery } from './select.ts'
import { DEFAULT_COLLATION } from '../types/types.ts'
import { type StatementContext, compute, databaseOf, done, notSupported } from './statement.ts'
import { collationOption, tableDefinition } from './table-definition.ts'

/** CREATE, DROP, ALTER, RENAME, TRUNCATE and ANALYZE. */
export async function runDdl(statement: Statement, cx: StatementContext): Promise<QueryResult> {
  const { transaction } = cx
  switch (statement.kind) {
    case 'createTable': return await createTable(statement, cx)
    case 'dropTable':
      for (const t of statement.tables) {
        const database = databaseOf(cx, t.database)
        const relation = await compute(cx, transaction.relation(database, t.name))
        await compute(cx, transaction.dropTable(database, t.name, { ...statement, together: statement.tables.map((other) => other.name) }))
        if (!(relation?.kind === 'stored' && relation.temporary)) await dropTriggersOf(database, t.name, cx)
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
      await createIndex(databaseOf(cx, statement.table.database), statement.table.name, { ...statement.index, ...(statement.ifNotExists && { ifNotExists: true }) }, cx)
      return done()
    case 'dropIndex':
      await dropIndex(databaseOf(cx, statement.table.database), statement.table.name, statement.name, statement.ifExists, cx)
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
      return await createDatabase(statement, cx)
    case 'dropDatabase':
      if (statement.ifExists && !(await compute(cx, transaction.databases())).some((name) => name.toLowerCase() === statement.name.toLowerCase())) {
        cx.session.warnings.push({ level: 'Note', code: 1008, message: `Can't drop database ${statement.name}; database doesn't exist ` })
        return done()
      }
      await transaction.dropDatabase(statement.name, { ifExists: statement.ifExists })
      if (cx.session.database?.split('/')[0].toLowerCase() === statement.name.toLowerCase()) cx.session.database = null
      return done(1)
    case 'alterDatabase': {
      const collation = collationOption(statement.options)
      if (collation !== undefined) await compute(cx, transaction.setDatabaseCollation(databaseOf(cx, statement.name), collation))
      return done(1)
    }
    case 'alterTable': return await alterTable(statement, cx)
    case 'analyzeTable': return await analyzeTables(statement, cx)
    default: throw notSupported(statement.kind.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase())
  }
}

async function createDatabase({ name, ifNotExists, options }: CreateDatabase, cx: StatementContext): Promise<QueryResult> {
  const { transaction, session } = cx
  const isThere = ifNotExists && (await compute(cx, transaction.databases())).some((other) => other.toLowerCase() === name.toLowerCase())
  // What isn't right is refused before anything is made.
  const ofServer = String(session.variable('collation_server') ?? DEFAULT_COLLATION)
  const collation = collationOption(options) ?? (ofServer === DEFAULT_COLLATION ? undefined : ofServer)
  await transaction.createDatabase(name, { ifNotExists })
  if (collation !== undefined && !isThere) await compute(cx, transaction.setDatabaseCollation(name, collation))
  if (isThere) session.warnings.push({ level: 'Note', code: 1007, message: `Can't create database ${name}; database exists ` })
  else if (options.size > 0) {
    session.warnings.push({ level: 'Warning', code: 1235, message: 'Setting CHARACTER SET, COLLATION and ENCRYPTION are not supported yet' })
  }
  return done(1)
}

/** The collation of a table that names none. */
async function collationOf(database: string, cx: StatementContext): Promise<string> {
  return await compute(cx, cx.transaction.databaseCollation(database)) ?? DEFAULT_COLLATION
}

async function createTable(statement: CreateTable, cx: StatementContext): Promise<QueryResult> {
  const { transaction } = cx
  const database = databaseOf(cx, statement.table.database)
  if (statement.like !== undefined) {
    const text = await compute(cx, transaction.createText(databaseOf(cx, statement.like.database), statement.like.name))
    const copy = parse(text)
    if (copy.kind !== 'createTable') throw new OxbowError('WRONG_OBJECT', `'${statement.like.name}' is not BASE TABLE`, { errno: 1347 })
    const options = new Map(copy.options)
    // Source: go-mysql-server's planbuilder/ddl.go, buildCreateTableLike: checks are named anew.
    for (const own of ['AUTO_INCREMENT', 'TARGET_ROW_SIZE', 'COMMENT']) options.delete(own)
    const elements = copy.elements.filter((e) => e.kind !== 'foreignKey')
      .map((e): TableElement => (e.kind === 'check' ? { kind: 'check', check: { ...e.check, name: undefined } } : e))
    const { table, ifNotExists, temporary } = statement
    return await createTable({ ...copy, table, ifNotExists, temporary, options, elements }, cx)
  }
  if (statement.query !== undefined) return await createTableAsSelect(statement, database, cx)
  await defineTable(database, tableDefinition(statement, cx.session, await collationOf(database, cx)), statement, cx)
  return done()
}

async function defineTable(
  database: string, definition: TableDefinition, { ifNotExists, temporary }: Pick<CreateTable, 'ifNotExists' | 'temporary'>, cx: StatementContext,
): Promise<void> {
  await checkColumns(definition, () => true, cx)
  await compute(cx, cx.transaction.createTable(database, definition, { ifNotExists, temporary }))
}

async function createTableAsSelect(statement: CreateTable, database: string, cx: StatementContext): Promise<QueryResult> {
  if (statement.ifNotExists && await compute(cx, cx.transaction.relation(database, statement.table.name)) !== undefined) return done()
  const plan = await compute(cx, planQuery(statement.query!, cx))
  const selected = plan.columns
    .map((c): ColumnDefinition => ({ name: c.name, type: c.type.name === 'NULL' ? { name: 'BINARY', length: 0 } : c.type, nullable: c.nullable, defaultText: c.defaultText }))
  await defineTable(database, tableDefinition(statement, cx.session, await collationOf(database, cx), selected), { ifNotExists: false, temporary: statement.temporary }, cx)
  const { start, end, duplicates } = statement
  return await runInsert({
    kind: 'insert', replace: duplicates === 'replace', ignore: duplicates === 'ignore', table: statement.table, columns: plan.columns.map((c) => c.name),
    query: statement.query, start, end,
  }, cx)
}
