import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { isOxbowError, OxbowError } from '../../error.ts'
import { Binder } from '../../sql/analyzer/binder.ts'
import { bindQuery } from '../../sql/analyzer/bind-query.ts'
import { parse } from '../../sql/parser/parser.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import type { SqlSession } from '../../sql/session.ts'
import { Session } from '../../sql/session-state.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import { splitDatabaseName } from '../revision.ts'
import { quoteName } from '../show-create.ts'
import { isSystemTableName } from '../system-schemas.ts'
import { readViews } from '../views.ts'

/** Text columns of information_schema. */
export function infoText(length: number): SqlType {
  return { name: 'VARCHAR', length, collation: 'utf8mb3_general_ci' }
}

export const NAME = infoText(64)

/** ENUM columns of information_schema; their values are 1-based places in `members`. */
export function infoEnum(...members: readonly string[]): SqlType {
  return { name: 'ENUM', members, collation: 'utf8mb3_general_ci' }
}

/** A user's table that information_schema describes. */
export interface DescribedTable {
  readonly database: string
  readonly name: string
  readonly table: Table
  readonly root: RootValue
}

/** The databases that the WHERE clause asks for, with what each shows. */
export function* describedDatabases(
  catalog: DoltCatalog, equals: ReadonlyMap<string, Value>,
): Fetching<{ readonly name: string; readonly root: RootValue }[]> {
  const wanted = equals.get('table_schema') ?? equals.get('constraint_schema') ?? equals.get('schema_name')
  // `db/branch` isn't listed, but who asks for it by name finds it.
  if (typeof wanted === 'string' && splitDatabaseName(wanted).ref !== undefined && catalog.hasDatabase(wanted)) {
    const root = yield* rootOf(catalog, wanted)
    return root === undefined ? [] : [{ name: wanted, root }]
  }
  const found: { name: string; root: RootValue }[] = []
  for (const database of catalog.visibleDatabases()) {
    if (typeof wanted === 'string' && wanted.toLowerCase() !== database.name.toLowerCase()) continue
    // A branch that the session has checked out may be gone: then the default branch is shown.
    const root = (yield* rootOf(catalog, database.name)) ?? (yield* rootOf(catalog, `${database.name}/${database.defaultBranch}`))
    if (root !== undefined) found.push({ name: database.name, root })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a database or a revision of one shows; undefined where its branch is gone. */
function* rootOf(catalog: DoltCatalog, name: string): Fetching<RootValue | undefined> {
  try {
    return (yield* catalog.revision(name)).root
  } catch (e) {
    if (isOxbowError(e) && e.errno === 1049) return undefined
    throw e
  }
}

/** The user's tables that the WHERE clause asks for, by database and name. */
export function* describedTables(catalog: DoltCatalog, equals: ReadonlyMap<string, Value>): Fetching<DescribedTable[]> {
  const wanted = equals.get('table_name')
  const tables: DescribedTable[] = []
  for (const { name: database, root } of yield* describedDatabases(catalog, equals)) {
    for (const [name, hash] of yield* root.tables()) {
      if (isSystemTableName(name) || (typeof wanted === 'string' && wanted.toLowerCase() !== name.toLowerCase())) continue
      tables.push({ database, name, table: yield* readTable(root.db, hash), root })
    }
  }
  return tables
}

/** A view with the columns that it has as it would run now. */
export interface DescribedView {
  readonly database: string
  readonly name: string
  readonly columns: readonly ColumnInfo[]
}

/** The views that the WHERE clause asks for; one that can't run has no columns. */
export function* describedViews(catalog: DoltCatalog, session: SqlSession, equals: ReadonlyMap<string, Value>): Fetching<DescribedView[]> {
  const wanted = equals.get('table_name')
  const views: DescribedView[] = []
  if (!(session instanceof Session)) return views
  for (const { name: database, root } of yield* describedDatabases(catalog, equals)) {
    for (const { name } of yield* readViews(root)) {
      if (typeof wanted === 'string' && wanted.toLowerCase() !== name.toLowerCase()) continue
      views.push({ database, name, columns: yield* columnsOfView(catalog, session, `${quoteName(database)}.${quoteName(name)}`) })
    }
  }
  return views
}

function* columnsOfView(catalog: DoltCatalog, session: Session, view: string): Fetching<readonly ColumnInfo[]> {
  const statement = parse(`select * from ${view}`)
  if (statement.kind !== 'query') return []
  try {
    return (yield* bindQuery(statement.query, new Binder(catalog, session, []), undefined, undefined, [])).columns
  } catch (e) {
    if (e instanceof OxbowError) return []
    throw e
  }
}
