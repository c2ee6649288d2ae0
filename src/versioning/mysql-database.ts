import type { Privilege } from '../sql/accounts/privilege.ts'
import { PrivilegeSet } from '../sql/accounts/privilege-set.ts'
import type { User, UserAccounts } from '../sql/accounts/user-accounts.ts'
import type { ColumnInfo, VirtualTable } from '../sql/catalog.ts'
import { INT_UNSIGNED, JSON_TYPE, LONGTEXT, TIMESTAMP, varchar } from '../sql/types/types.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import type { Value } from '../sql/value.ts'
import { column, keyColumn, nullable, virtualTable } from './column.ts'

/** The database in which MySQL keeps accounts: it shows those that the server keeps, and is changed by statements about them only. */
export const MYSQL_DATABASE = 'mysql'

const COLLATION = 'utf8mb3_general_ci'
const HOST: SqlType = { name: 'CHAR', length: 255, collation: 'ascii_general_ci' }
const NAME: SqlType = { name: 'CHAR', length: 64, collation: 'utf8mb3_bin' }
const USER: SqlType = { name: 'CHAR', length: 32, collation: 'utf8mb3_bin' }
const YES_NO: SqlType = { name: 'ENUM', members: ['N', 'Y'], collation: COLLATION }
const [NO, YES] = [1, 2]
/** Whose password MySQL has never seen change. */
const NEVER = 1_000_000

const DATABASE_RIGHTS = [
  'Select', 'Insert', 'Update', 'Delete', 'Create', 'Drop', 'Grant', 'References', 'Index', 'Alter', 'Create_tmp_table', 'Lock_tables', 'Create_view',
  'Show_view', 'Create_routine', 'Alter_routine', 'Execute', 'Event', 'Trigger',
]
const RIGHTS = [
  'Select', 'Insert', 'Update', 'Delete', 'Create', 'Drop', 'Reload', 'Shutdown', 'Process', 'File', 'Grant', 'References', 'Index', 'Alter', 'Show_db',
  'Super', 'Create_tmp_table', 'Lock_tables', 'Execute', 'Repl_slave', 'Repl_client', 'Create_view', 'Show_view', 'Create_routine', 'Alter_routine',
  'Create_user', 'Event', 'Trigger', 'Create_tablespace',
]

function rights(names: readonly string[]): ColumnInfo[] {
  return names.map((name) => column(`${name}_priv`, YES_NO))
}

/** Privileges that columns have another name for. */
const OTHER_NAMES: Readonly<Record<string, Privilege>> = {
  GRANT: 'GRANT OPTION', 'SHOW DB': 'SHOW DATABASES', 'CREATE TMP TABLE': 'CREATE TEMPORARY TABLES', 'REPL SLAVE': 'REPLICATION SLAVE', 'REPL CLIENT': 'REPLICATION CLIENT',
}

const SSL_TYPES = ['', 'ANY', 'X509', 'SPECIFIED']
const TABLE_MEMBERS = [
  'Select', 'Insert', 'Update', 'Delete', 'Create', 'Drop', 'Grant', 'References', 'Index', 'Alter', 'Create View', 'Show view', 'Trigger',
]
const ROUTINE_MEMBERS = ['Execute', 'Alter Routine', 'Grant']
/** Of grants, whose time isn't kept: in microseconds since 1970 UTC. */
const ZERO_TIME = 1_000_000

function members(...names: readonly string[]): SqlType {
  return { name: 'SET', members: names, collation: COLLATION }
}

const USER_COLUMNS: readonly ColumnInfo[] = [
  keyColumn('Host', HOST), keyColumn('User', USER), ...rights(RIGHTS),
  column('ssl_type', { name: 'ENUM', members: SSL_TYPES, collation: COLLATION }), column('ssl_cipher', LONGTEXT),
  column('x509_issuer', LONGTEXT), column('x509_subject', LONGTEXT), column('max_questions', INT_UNSIGNED), column('max_updates', INT_UNSIGNED),
  column('max_connections', INT_UNSIGNED), column('max_user_connections', INT_UNSIGNED), column('plugin', NAME), nullable('authentication_string', LONGTEXT),
  column('password_expired', YES_NO), nullable('password_last_changed', TIMESTAMP), nullable('password_lifetime', INT_UNSIGNED), column('account_locked', YES_NO),
  column('Create_role_priv', YES_NO), column('Drop_role_priv', YES_NO), nullable('Password_reuse_history', INT_UNSIGNED),
  nullable('Password_reuse_time', INT_UNSIGNED), nullable('Password_require_current', YES_NO), nullable('User_attributes', JSON_TYPE), column('identity', LONGTEXT),
]

const OTHERS: Readonly<Record<string, readonly ColumnInfo[]>> = {
  db: [keyColumn('Host', HOST), keyColumn('Db', NAME), keyColumn('User', USER), ...rights(DATABASE_RIGHTS)],
  procs_priv: [
    keyColumn('Host', HOST), keyColumn('Db', NAME), keyColumn('User', USER), keyColumn('Routine_name', NAME),
    keyColumn('Routine_type', { name: 'ENUM', members: ['FUNCTION', 'PROCEDURE'], collation: 'utf8mb3_bin' }), column('Grantor', varchar(288)),
    column('Proc_priv', members(...ROUTINE_MEMBERS)), column('Timestamp', TIMESTAMP),
  ],
  role_edges: [
    keyColumn('FROM_HOST', HOST), keyColumn('FROM_USER', USER), keyColumn('TO_HOST', HOST), keyColumn('TO_USER', USER), column('WITH_ADMIN_OPTION', YES_NO),
  ],
  tables_priv: [
    keyColumn('Host', HOST), keyColumn('Db', NAME), keyColumn('User', USER), keyColumn('Table_name', NAME), column('Grantor', varchar(288)),
    column('Timestamp', TIMESTAMP),
    column('Table_priv', members(...TABLE_MEMBERS)),
    column('Column_priv', members('Select', 'Insert', 'Update', 'References')),
  ],
}

const ROWS: Readonly<Record<string, (accounts: UserAccounts) => readonly Value[][]>> = {
  user: (accounts) => accounts.users().map(userRow),
  db: (accounts) => accounts.users().flatMap(({ user, host, privileges }) => privileges.databases()
    .filter((database) => database.privileges.size > 0)
    .map((database) => [host, database.name, user, ...DATABASE_RIGHTS.map((right) => yesNo(database.privileges.has(privilegeOf(right))))])),
  tables_priv: (accounts) => accounts.users().flatMap(({ user, host, privileges }) => privileges.databases().flatMap((database) =>
    [...database.tables.values()].filter((table) => table.privileges.size > 0)
      .map((table) => [host, database.name, user, table.name, '', ZERO_TIME, bits(table.privileges, TABLE_MEMBERS), 0]))),
  procs_priv: (accounts) => accounts.users().flatMap(({ user, host, privileges }) => privileges.databases().flatMap((database) =>
    [...database.routines.values()].filter((routine) => routine.privileges.size > 0)
      .map((routine) => [host, database.name, user, routine.name, routine.isProcedure ? 2 : 1, '', bits(routine.privileges, ROUTINE_MEMBERS), ZERO_TIME]))),
  role_edges: (accounts) => accounts.edges().map((edge) => [edge.fromHost, edge.fromUser, edge.toHost, edge.toUser, yesNo(edge.withAdminOption)]),
}

/** A table of the database `mysql`, by name in any case. */
export function mysqlTable(name: string): VirtualTable | undefined {
  const lower = name.toLowerCase()
  const columns = lower === 'user' ? USER_COLUMNS : Object.hasOwn(OTHERS, lower) ? OTHERS[lower] : undefined
  if (columns === undefined) return undefined
  // oxlint-disable-next-line require-yield
  return virtualTable(lower, columns, function* ({ accounts, access, user }) {
    const rows = accounts === undefined ? [] : ROWS[lower](accounts)
    // Who isn't bounded is a user, too, though none that is kept.
    const [name, host] = accountParts(user)
    const isKept = accounts?.find(name, host) !== undefined
    return lower !== 'user' || access !== undefined || isKept ? rows : [...rows, userRow({ ...SELF, user: name, host })]
  })
}

export function mysqlTableNames(): readonly string[] {
  return [...Object.keys(OTHERS), 'user']
}

type ShownUser = Pick<User, 'user' | 'host' | 'plugin' | 'password' | 'locked' | 'attributes' | 'identity' | 'sslType' | 'sslCipher' | 'x509Issuer' | 'x509Subject' | 'privileges'>
  & { readonly passwordLastChanged: number | undefined }

const SELF = {
  plugin: 'mysql_native_password', password: '', locked: false, attributes: undefined, identity: '', sslType: '', sslCipher: '', x509Issuer: '', x509Subject: '',
  privileges: PrivilegeSet.all(), passwordLastChanged: undefined,
}

function userRow(user: ShownUser): Value[] {
  const { privileges, passwordLastChanged: changed } = user
  return [
    user.host, user.user, ...RIGHTS.map((right) => yesNo(privileges.global.has(privilegeOf(right)))), SSL_TYPES.indexOf(user.sslType) + 1, user.sslCipher,
    user.x509Issuer, user.x509Subject, 0, 0, 0, 0, user.plugin, user.password, NO, changed === undefined ? NEVER : changed * 1_000_000, null, yesNo(user.locked),
    yesNo(privileges.global.has('CREATE ROLE')), yesNo(privileges.global.has('DROP ROLE')), null, null, null, user.attributes ?? null, user.identity,
  ]
}

function accountParts(name: string): [user: string, host: string] {
  const at = name.lastIndexOf('@')
  return at < 0 ? [name, '%'] : [name.slice(0, at), name.slice(at + 1)]
}

function yesNo(value: boolean): number {
  return value ? YES : NO
}

/** What a column's name stands for, or a member of a SET. */
function privilegeOf(right: string): Privilege {
  const name = right.replaceAll('_', ' ').toUpperCase()
  return Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : (name as Privilege)
}

function bits(privileges: ReadonlySet<Privilege>, names: readonly string[]): number {
  return names.reduce((sum, name, i) => sum + (privileges.has(privilegeOf(name)) ? 2 ** i : 0), 0)
}
