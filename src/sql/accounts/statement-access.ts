import { type Access, accessDenied, globalDenied, procedureDenied, tableDenied } from '../access.ts'
import type { Account, PrivilegeTarget, Show, Statement, TableFunction, TableName, TableReference, TransactionStatement, With } from '../parser/ast.ts'
import { DATABASE_PRIVILEGES, PRIVILEGES, type Privilege, TABLE_PRIVILEGES, isPrivilege } from './privilege.ts'
import type { PrivilegeSet } from './privilege-set.ts'
import { tableReferences } from './table-references.ts'

/** An account whose statements are checked. */
type AccountBounds = Access & { readonly privileges: PrivilegeSet }

export function isAccountBounds(access: Access | undefined): access is AccountBounds {
  return access?.privileges !== undefined
}

/** Procedures of Dolt's that only an account may call to which they were granted by name, or one with SUPER. */
const ADMIN_PROCEDURES = new Set([
  'dolt_backup', 'dolt_clone', 'dolt_fetch', 'dolt_undrop', 'dolt_update_column_tag', 'dolt_purge_dropped_databases', 'dolt_gc', 'dolt_thread_dump',
  'dolt_pull', 'dolt_push', 'dolt_remote', 'dolt_assume_role',
])

/**
 * Refuses a statement that an account may not run. What stands in views, triggers and procedures runs with their makers' privileges.
 * Source: go-mysql-server sql/planbuilder/auth_default.go; MySQL's errors.
 * @param database the session's; null for none.
 * @throws OxbowError 1044, 1142, 1227, 1370.
 */
export function checkStatement(statement: Statement, access: AccountBounds, database: string | null): void {
  if (access.privileges.global.has('SUPER')) return
  new StatementCheck(access, database).check(statement)
}

class StatementCheck {
  readonly #access: AccountBounds
  readonly #privileges: PrivilegeSet
  readonly #database: string | null

  constructor(access: AccountBounds, database: string | null) {
    this.#access = access
    this.#privileges = access.privileges
    this.#database = database
  }

  check(s: Statement): void {
    switch (s.kind) {
      case 'query': return this.#reads(s.query)
      case 'insert':
        this.#table(s.table, ...(s.replace ? ['INSERT', 'DELETE'] as const : s.onDuplicate === undefined ? ['INSERT'] as const : ['INSERT', 'UPDATE'] as const))
        return this.#reads([s.rows, s.query, s.onDuplicate], s.with)
      case 'update':
        return this.#update(s)
      case 'delete': return this.#delete(s)
      case 'loadData':
        if (!s.local) this.#global('FILE')
        return this.#table(s.table, 'INSERT')
      case 'createTable':
        if (s.temporary) this.#databaseNamed(s.table.database, 'CREATE TEMPORARY TABLES')
        else this.#table(s.table, 'CREATE')
        return this.#reads([s.query, s.like])
      case 'dropTable': return s.temporary ? this.#databaseNamed(undefined, 'CREATE TEMPORARY TABLES') : this.#tables(s.tables, 'DROP')
      case 'dropView': return this.#tables(s.views, 'DROP')
      case 'truncate': return this.#table(s.table, 'DROP')
      case 'alterTable': return this.#alter(s)
      case 'renameTable':
        for (const { from, to } of s.renames) this.#rename(from, to)
        return
      case 'createIndex': case 'dropIndex': return this.#table(s.table, 'INDEX')
      case 'createView': case 'alterView':
        this.#table(s.view, 'CREATE VIEW', ...(s.kind === 'alterView' || s.orReplace ? ['DROP'] as const : []))
        return this.#reads(s.query)
      case 'createDatabase': return this.#databaseNamed(s.name, 'CREATE')
      case 'alterDatabase': return this.#databaseNamed(s.name, 'ALTER')
      case 'dropDatabase': return this.#databaseNamed(s.name, 'DROP')
      case 'createTrigger': return this.#table(s.table, 'TRIGGER')
      case 'createProcedure': return this.#databaseNamed(s.procedure.database, 'CREATE ROUTINE')
      case 'createFunction': return this.#databaseNamed(s.function.database, 'CREATE ROUTINE')
      case 'createEvent': case 'alterEvent': return this.#databaseNamed(s.event.database, 'EVENT')
      case 'dropTrigger': return this.#databaseNamed(s.routine.database, 'TRIGGER')
      case 'dropEvent': return this.#databaseNamed(s.routine.database, 'EVENT')
      case 'dropProcedure': case 'dropFunction': return this.#databaseNamed(s.routine.database, 'ALTER ROUTINE')
      case 'callProcedure': return this.#call(s.database, s.name)
      case 'analyzeTable': case 'optimizeTable': case 'repairTable': return this.#tables(s.tables, 'SELECT', 'INSERT')
      case 'checkTable': case 'checksumTable': return this.#tables(s.tables, 'SELECT')
      case 'transaction': return this.#locks(s)
      case 'use': return this.#visible(s.database)
      case 'show': return this.#show(s)
      case 'describe': return this.#visibleTable(s.table)
      case 'explain': return this.check(s.statement)
      case 'flush': return this.#global('RELOAD')
      case 'set': return this.#reads(s.items)
      default: return this.#accounts(s)
    }
  }

  /** Statements about accounts. */
  #accounts(s: Statement): void {
    switch (s.kind) {
      case 'createUser': case 'dropUser': case 'renameUser': return this.#global('CREATE USER')
      case 'createRole': return this.#anyGlobal('CREATE ROLE', 'CREATE USER')
      case 'dropRole': return this.#anyGlobal('DROP ROLE', 'CREATE USER')
      case 'alterUser':
        if (s.users.every(({ account }) => this.#isOwn(account))) return
        return this.#administersUsers()
      case 'setPassword':
        if (s.account === undefined || this.#isOwn(s.account)) return
        return this.#administersUsers()
      case 'setDefaultRole':
        if (s.to.every((account) => this.#isOwn(account))) return
        return this.#administersUsers()
      case 'grant': case 'revoke': return this.#grant(s.privileges.map(({ name }) => name), s.target)
      case 'grantRole': case 'revokeRole': return this.#anyGlobal('SUPER')
      case 'grantProxy': case 'revokeProxy': return this.#anyGlobal('SUPER')
      default:
    }
  }

  #administersUsers(): void {
    if (!this.#privileges.has('UPDATE', { database: 'mysql' })) this.#global('CREATE USER')
  }

  /** Who grants must have what is granted, and may pass it on; or may change the accounts' tables. */
  #grant(names: readonly string[], target: PrivilegeTarget | undefined): void {
    if (this.#privileges.has('UPDATE', { database: 'mysql' })) return
    if (target === undefined) return this.#global('CREATE USER')
    const all = target.kind === 'global' ? PRIVILEGES : target.kind === 'database' ? DATABASE_PRIVILEGES : TABLE_PRIVILEGES
    const wanted: readonly Privilege[] = ['GRANT OPTION', ...(names.includes('ALL') ? all : names.filter(isPrivilege))]
    switch (target.kind) {
      case 'global':
        for (const privilege of wanted) if (!this.#privileges.has(privilege)) throw this.#deniedDatabase('')
        return
      case 'database': return this.#databaseNamed(target.database, ...wanted)
      case 'table': return this.#table(target.object, ...wanted)
      default: {
        const database = this.#name(target.object.database)
        if (!this.#privileges.has('GRANT OPTION', { database, routine: target.object.name })) throw procedureDenied(this.#access, `${database}.${target.object.name}`)
      }
    }
  }

  #isOwn(account: Account): boolean {
    return account === 'current' || this.#access.user === `${account.user}@${account.host ?? '%'}`
  }

  /** All tables that a part of a statement reads, with those of its common table expressions. */
  #reads(part: unknown, outer?: With): void {
    const { tables, functions } = tableReferences(part, outer)
    for (const table of tables) this.#table(table, 'SELECT')
    for (const call of functions) this.#tableFunction(call)
  }

  /** Functions over a database's history need what they could show: a table that they name, or the database. */
  #tableFunction({ database, args }: TableFunction): void {
    const name = this.#name(database)
    const named = args.some((arg) => arg.kind === 'literal' && arg.type === 'string' && this.#privileges.has('SELECT', { database: name, table: arg.value }))
    if (!named) this.#databaseNamed(database, 'SELECT')
  }

  /** Each table of the join may be changed; what stands within it, and in the WITH before it, is read. */
  #update(s: Statement & { kind: 'update' }): void {
    const joined = joinedTables(s.tables)
    const common = new Set(s.with?.tables.map(({ name }) => name.toLowerCase()))
    for (const table of joined) if (table.database !== undefined || !common.has(table.name.toLowerCase())) this.#table(table, 'UPDATE')
    const { tables, functions } = tableReferences([s.tables, s.items, s.where], s.with)
    for (const table of tables) if (!joined.includes(table)) this.#table(table, 'SELECT')
    for (const call of functions) this.#tableFunction(call)
  }

  #delete(s: Statement & { kind: 'delete' }): void {
    const { tables } = tableReferences(s.tables, s.with)
    const isTarget = (table: TableName) => s.targets.length === 0
      || s.targets.some(({ name }) => name.toLowerCase() === (table.alias ?? table.name).toLowerCase())
    for (const table of tables) this.#table(table, isTarget(table) ? 'DELETE' : 'SELECT')
    this.#reads([s.where], s.with)
  }

  #alter({ table, actions }: Statement & { kind: 'alterTable' }): void {
    for (const action of actions) {
      if (action.kind === 'renameTable') this.#rename(table, action.to)
      else if (action.kind === 'add' && action.element.kind === 'index' || action.kind === 'dropIndex' || action.kind === 'renameIndex') this.#table(table, 'INDEX')
      else if (action.kind === 'add' && action.element.kind === 'foreignKey') {
        this.#table(table, 'ALTER')
        this.#table(action.element.references.table, 'REFERENCES')
      } else this.#table(table, 'ALTER')
    }
  }

  #rename(from: TableName, to: TableName): void {
    this.#table(from, 'ALTER', 'DROP')
    this.#table(to, 'CREATE', 'INSERT')
  }

  #locks({ locks = [] }: TransactionStatement): void {
    for (const { table } of locks) this.#table(table, 'SELECT', 'LOCK TABLES')
  }

  #call(database: string | undefined, name: string): void {
    const home = this.#name(database)
    const lower = name.toLowerCase()
    const allowed = ADMIN_PROCEDURES.has(lower)
      ? this.#privileges.ofRoutine(home, lower).has('EXECUTE') : this.#privileges.has('EXECUTE', { database: home, routine: lower })
    if (!allowed) throw procedureDenied(this.#access, home === '' ? name : `${home}.${name}`)
  }

  #show(s: Show): void {
    switch (s.what) {
      case 'grants': case 'createUser':
        if (s.account === undefined || this.#isOwn(s.account) || this.#privileges.has('SELECT', { database: 'mysql' })) return
        throw this.#deniedDatabase('mysql')
      case 'replicaStatus': case 'binaryLogs': case 'binaryLogStatus': case 'replicas': return this.#global('REPLICATION CLIENT')
      default:
    }
    if (s.table !== undefined) this.#visibleTable({ ...s.table, database: s.database ?? s.table.database })
    else if (s.database !== undefined) this.#visible(s.database)
  }

  #visible(name: string): void {
    const database = bare(name)
    if (database.toLowerCase() !== 'information_schema' && !this.#privileges.seesDatabase(database)) throw this.#deniedDatabase(database)
  }

  #visibleTable({ database, name }: Pick<TableName, 'database' | 'name'>): void {
    const home = this.#name(database)
    if (home.toLowerCase() === 'information_schema') return
    this.#visible(home)
    if (!this.#privileges.seesTable(home, name)) throw tableDenied(this.#access, 'SELECT', name)
  }

  #tables(tables: readonly TableName[], ...privileges: readonly Privilege[]): void {
    for (const table of tables) this.#table(table, ...privileges)
  }

  /** Needs all of the privileges. Without a database the statement fails by itself. */
  #table({ database, name }: Pick<TableName, 'database' | 'name'>, ...privileges: readonly Privilege[]): void {
    const home = this.#name(database)
    if (home === '' || home.toLowerCase() === 'information_schema') return
    this.#visible(home)
    for (const privilege of privileges) {
      if (!this.#privileges.has(privilege, { database: home, table: name })) throw tableDenied(this.#access, privilege, name)
    }
  }

  #databaseNamed(database: string | undefined, ...privileges: readonly Privilege[]): void {
    const home = this.#name(database)
    for (const privilege of privileges) if (!this.#privileges.has(privilege, { database: home })) throw this.#deniedDatabase(home)
  }

  #global(privilege: Privilege): void {
    this.#anyGlobal(privilege)
  }

  #anyGlobal(...privileges: readonly Privilege[]): void {
    if (!privileges.some((privilege) => this.#privileges.has(privilege))) throw globalDenied(privileges.join(', '))
  }

  #deniedDatabase(database: string) {
    return accessDenied(this.#access, database)
  }

  /** A database's name without its revision; the session's where the statement names none. */
  #name(database: string | undefined): string {
    return bare(database ?? this.#database ?? '')
  }
}

/** The tables that a join names itself, not in its derived tables. */
function joinedTables(reference: TableReference): TableName[] {
  if (reference.kind === 'join') return [...joinedTables(reference.left), ...joinedTables(reference.right)]
  return reference.kind === 'table' ? [reference] : []
}

function bare(database: string): string {
  return database.split('/', 1)[0]
}
