import { OxbowError } from '../../error.ts'
import type { ColumnInfo, StoredTable, TableAlteration } from '../catalog.ts'
import { runQuery, workLimits } from '../exec/driver.ts'
import type { AlterAction, AlterTable, CheckClause, ColumnDefinition as ColumnNode, IndexClause } from '../parser/ast.ts'
import { formatExpression, quoteName } from '../parser/format.ts'
import { parse } from '../parser/parser.ts'
import type { QueryResult } from '../result.ts'
import { checkColumns } from './column-check.ts'
import { defaultText } from './default-text.ts'
import { primaryKeyColumns } from './key-parts.ts'
import { conversionOf } from './row-conversion.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, databaseOf, done, notSupported } from './statement.ts'
import { checkDefinition, collationOption, columnDefinition, foreignKeyDefinition, indexDefinition, targetRowSizeOption } from './table-definition.ts'

/** ALTER TABLE: its actions one after another, as Dolt takes them. The statement that fails leaves nothing behind. */
export async function alterTable(statement: AlterTable, cx: StatementContext): Promise<QueryResult> {
  const database = databaseOf(cx, statement.table.database)
  const altering = new Altering(database, statement.table.name, cx)
  checkNames(statement.actions, await altering.table())
  await altering.options(statement.actions)
  for (const action of statement.actions) await altering.apply(action)
  await altering.checkNew(statement.actions)
  await altering.checkAutoIncrement()
  return done()
}

/** CREATE INDEX and ADD INDEX. An index over a computed column is built by writing the rows anew. */
export async function createIndex(database: string, table: string, index: IndexClause, cx: StatementContext): Promise<void> {
  if (index.ifNotExists === true && index.name !== undefined) {
    const { indexes } = await storedTable(database, table, cx)
    if (indexes.some((i) => i.name.toLowerCase() === index.name!.toLowerCase())) return
  }
  await compute(cx, cx.transaction.createIndex(database, table, indexDefinition(index), conversionOf(table, cx)))
}

/** DROP INDEX, in both its places; `PRIMARY` is the primary key. */
export async function dropIndex(database: string, table: string, name: string, ifExists: boolean, cx: StatementContext): Promise<void> {
  if (name.toLowerCase() === 'primary') {
    await compute(cx, cx.transaction.alterTable(database, table, { kind: 'dropPrimaryKey' }, conversionOf(table, cx)))
    return
  }
  if (ifExists) {
    const { indexes } = await storedTable(database, table, cx)
    if (!indexes.some((i) => i.name.toLowerCase() === name.toLowerCase())) return
  }
  await compute(cx, cx.transaction.dropIndex(database, table, name))
}

/** What an ALTER TABLE changes has to be there before it, whatever its other clauses add. @throws OxbowError 1054, 1091. */
function checkNames(actions: readonly AlterAction[], { name: table, columns }: StoredTable): void {
  const known = (name: string): boolean => columns.some((c) => c.name.toLowerCase() === name.toLowerCase())
  for (const action of actions) {
    if (action.kind === 'dropColumn') {
      if (!action.ifExists && !known(action.name)) {
        throw new OxbowError('CANT_DROP_KEY', `Can't DROP '${action.name}'; check that column/key exists`, { errno: 1091, sqlState: '42000' })
      }
    } else if (action.kind === 'renameColumn' || action.kind === 'modifyColumn' || action.kind === 'setDefault') {
      const name = action.kind === 'renameColumn' ? action.from : action.name
      if (!known(name)) throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in '${table}'`, { errno: 1054, sqlState: '42S22' })
    }
  }
}

async function storedTable(database: string, name: string, cx: StatementContext): Promise<StoredTable> {
  const relation = await compute(cx, cx.transaction.relation(database, name))
  if (relation === undefined) throw new OxbowError('NO_SUCH_TABLE', `table not found: ${name}`, { errno: 1146, sqlState: '42S02' })
  if (relation.kind !== 'stored') throw new OxbowError('WRONG_OBJECT', `'${name}' is not BASE TABLE`, { errno: 1347 })
  return relation
}

class Altering {
  readonly #database: string
  readonly #cx: StatementContext
  #name: string

  constructor(database: string, name: string, cx: StatementContext) {
    this.#database = database
    this.#name = name
    this.#cx = cx
  }

  /** The table as it is by now. @throws OxbowError 1146, 1347. */
  async table(): Promise<StoredTable> {
    return await storedTable(this.#database, this.#name, this.#cx)
  }

  /** Options count together: CHARSET and COLLATE name one collation. Those that say how InnoDB stores a table have no effect. */
  async options(actions: readonly AlterAction[]): Promise<void> {
    const options = new Map(actions.flatMap((a) => (a.kind === 'option' ? [[a.name, a.value] as const] : [])))
    const collation = collationOption(options)
    if (collation !== undefined) await this.#step({ kind: 'setCollation', collation })
    const next = options.get('AUTO_INCREMENT')
    if (next !== undefined) await this.#step({ kind: 'setAutoIncrement', next: BigInt(next.split('.')[0]) })
    const bytes = targetRowSizeOption(options)
    if (bytes !== undefined) await this.#step({ kind: 'setTargetRowSize', bytes })
  }

  async apply(action: AlterAction): Promise<void> {
    switch (action.kind) {
      case 'addColumn': return await this.#addColumn(action)
      case 'modifyColumn': {
        const { collation } = await this.table()
        const column = columnDefinition(action.column, collation, this.#cx.session)
        const primaryKey = action.column.primaryKey || undefined
        await this.#step({ kind: 'modifyColumn', name: action.name, column: { ...column, primaryKey }, position: action.position })
        return await this.#columnExtras(action.column)
      }
      case 'dropColumn':
        if (action.ifExists && !(await this.#has(action.name))) return
        return await this.#step({ kind: 'dropColumn', name: action.name })
      case 'renameColumn': return await this.#step({ kind: 'renameColumn', from: action.from, to: action.to })
      case 'setDefault': return await this.#setDefault(action)
      case 'add': return await this.#add(action.element)
      case 'dropIndex': return await dropIndex(this.#database, this.#name, action.name, action.ifExists, this.#cx)
      case 'dropPrimaryKey': return await this.#step({ kind: 'dropPrimaryKey' })
      case 'dropForeignKey': return await this.#step({ kind: 'dropForeignKey', name: action.name })
      case 'dropConstraint': return await this.#step({ kind: 'dropConstraint', name: action.name, ifExists: action.ifExists })
      case 'renameIndex': return await this.#step({ kind: 'renameIndex', from: action.from, to: action.to })
      case 'alterIndex': return await this.#checkVisibility(action)
      case 'alterConstraint': return await this.#step({ kind: 'setEnforced', name: action.name, enforced: action.enforced })
      case 'renameTable':
        await compute(this.#cx, this.#cx.transaction.renameTable(this.#database, this.#name, action.to.name))
        this.#name = action.to.name
        return
      case 'option':
        // Not with the others: a table that is written anew afterwards loses it, as in Dolt.
        if (action.name === 'COMMENT') await this.#step({ kind: 'setComment', comment: action.value })
        return
      case 'partitioning':
      case 'disableKeys':
      case 'enableKeys':
      case 'force':
      case 'orderBy': return
      default: throw notSupported(`ALTER TABLE … ${action.kind.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase()}`)
    }
  }

  /** As on Dolt, every index stays visible: nothing is changed. @throws OxbowError 1176, 3522 */
  async #checkVisibility({ name, visible }: Extract<AlterAction, { kind: 'alterIndex' }>): Promise<void> {
    const isPrimary = name.toUpperCase() === 'PRIMARY'
    if (isPrimary && !visible) throw new OxbowError('INVISIBLE_PRIMARY_KEY', 'A primary key index cannot be invisible', { errno: 3522 })
    const { indexes } = await this.table()
    if (isPrimary || indexes.some((i) => i.name.toLowerCase() === name.toLowerCase())) return
    throw new OxbowError('UNKNOWN_KEY', `Key '${name}' doesn't exist in table '${this.#name}'`, { errno: 1176, sqlState: '42000' })
  }

  /** Whether the defaults of columns that were added or changed can be computed. @throws OxbowError 1054, 1067 … */
  async checkNew(actions: readonly AlterAction[]): Promise<void> {
    const names = new Set(actions.flatMap((a) =>
      (a.kind === 'addColumn' || a.kind === 'modifyColumn' ? [a.column.name.toLowerCase()] : a.kind === 'setDefault' ? [a.name.toLowerCase()] : [])))
    if (names.size > 0) await checkColumns({ ...(await this.table()), checks: [] }, (name) => names.has(name), this.#cx)
  }

  /** An AUTO_INCREMENT column has to begin a key. @throws OxbowError 1075. */
  async checkAutoIncrement(): Promise<void> {
    const { columns, primary, indexes } = await this.table()
    const auto = columns.flatMap((c, i) => (c.autoIncrement === true ? [i] : []))
    const keyed = (ordinal: number): boolean => columns[ordinal].primaryKey === true || [primary, ...indexes].some((i) => i.keyColumns[0] === ordinal)
    if (auto.length > 1 || (auto.length === 1 && !keyed(auto[0]))) {
      throw new OxbowError('WRONG_AUTO_KEY', 'Incorrect table definition; there can be only one auto column and it must be defined as a key', { errno: 1075, sqlState: '42000' })
    }
  }

  async #step(alteration: TableAlteration): Promise<void> {
    const { transaction } = this.#cx
    await compute(this.#cx, transaction.alterTable(this.#database, this.#name, alteration, conversionOf(this.#name, this.#cx)))
  }

  async #has(column: string): Promise<boolean> {
    return (await this.table()).columns.some((c) => c.name.toLowerCase() === column.toLowerCase())
  }

  async #addColumn({ column: node, position, ifNotExists }: Extract<AlterAction, { kind: 'addColumn' }>): Promise<void> {
    if (ifNotExists && await this.#has(node.name)) return
    const { collation } = await this.table()
    const definition = columnDefinition(node, collation, this.#cx.session)
    const notNull = node.primaryKey || definition.autoIncrement === true
    const column: ColumnInfo = { ...definition, nullable: definition.nullable && !notNull, primaryKey: node.primaryKey || undefined }
    await this.#step({ kind: 'addColumn', column, position })
    await this.#columnExtras(node)
  }

  /** What a column's definition says beyond the column. */
  async #columnExtras(node: ColumnNode): Promise<void> {
    if (node.unique) {
      await createIndex(this.#database, this.#name, { type: 'unique', columns: [{ name: node.name, descending: false }] }, this.#cx)
    }
    for (const check of node.checks) await this.#addCheck(check)
  }

  async #setDefault({ name, default: value }: Extract<AlterAction, { kind: 'setDefault' }>): Promise<void> {
    if (value === undefined) return await this.#step({ kind: 'setDefault', name })
    const column = (await this.table()).columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
    if (column === undefined) throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in '${this.#name}'`, { errno: 1054, sqlState: '42S22' })
    await this.#step({ kind: 'setDefault', name, text: defaultText({ name, default: value }, column.type, this.#cx.session) })
  }

  async #add(element: Extract<AlterAction, { kind: 'add' }>['element']): Promise<void> {
    switch (element.kind) {
      case 'primaryKey': return await this.#step({ kind: 'addPrimaryKey', columns: primaryKeyColumns(element.columns) })
      case 'index': return await createIndex(this.#database, this.#name, element.index, this.#cx)
      case 'check': return await this.#addCheck(element.check)
      case 'foreignKey': return await this.#step({ kind: 'addForeignKey', key: foreignKeyDefinition(element.name, element.columns, element.references) })
    }
  }

  /** @throws OxbowError 3819 for a row that doesn't keep to it. */
  async #addCheck(clause: CheckClause): Promise<void> {
    const check = checkDefinition(clause)
    const { transaction, session, limits } = this.#cx
    if (check.enforced) {
      const table = `${quoteName(this.#database)}.${quoteName(this.#name)}`
      const probe = parse(`select 1 from ${table} where not (${formatExpression(clause.expression)}) limit 1`)
      if (probe.kind !== 'query') throw notSupported('this CHECK')
      const plan = await compute(this.#cx, planQuery(probe.query, this.#cx))
      const { rows } = await runQuery(plan, session, transaction, workLimits(limits))
      if (rows.length > 0) throw new OxbowError('CHECK_VIOLATED', `Check constraint '${check.name ?? ''}' is violated.`, { errno: 3819 })
    }
    await this.#step({ kind: 'addCheck', check })
  }
}
