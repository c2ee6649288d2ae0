import type { ColumnInfo, VirtualTable } from '../sql/catalog.ts'
import { INT_UNSIGNED, JSON_TYPE, LONGTEXT, TIMESTAMP, varchar } from '../sql/types/types.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import type { Value } from '../sql/value.ts'
import { column, keyColumn, nullable, virtualTable } from './column.ts'

/** The database in which MySQL keeps accounts. Here rights are given by access tokens: it shows who is asking, and can't be changed. */
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

function members(...names: readonly string[]): SqlType {
  return { name: 'SET', members: names, collation: COLLATION }
}

const USER_COLUMNS: readonly ColumnInfo[] = [
  keyColumn('Host', HOST), keyColumn('User', USER), ...rights(RIGHTS),
  column('ssl_type', { name: 'ENUM', members: ['', 'ANY', 'X509', 'SPECIFIED'], collation: COLLATION }), column('ssl_cipher', LONGTEXT),
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
    column('Proc_priv', members('Execute', 'Alter Routine', 'Grant')), column('Timestamp', TIMESTAMP),
  ],
  role_edges: [
    keyColumn('FROM_HOST', HOST), keyColumn('FROM_USER', USER), keyColumn('TO_HOST', HOST), keyColumn('TO_USER', USER), column('WITH_ADMIN_OPTION', YES_NO),
  ],
  tables_priv: [
    keyColumn('Host', HOST), keyColumn('Db', NAME), keyColumn('User', USER), keyColumn('Table_name', NAME), column('Grantor', varchar(288)),
    column('Timestamp', TIMESTAMP),
    column('Table_priv', members(
      'Select', 'Insert', 'Update', 'Delete', 'Create', 'Drop', 'Grant', 'References', 'Index', 'Alter', 'Create View', 'Show view', 'Trigger')),
    column('Column_priv', members('Select', 'Insert', 'Update', 'References')),
  ],
}

/** A table of the database `mysql`, by name in any case. */
export function mysqlTable(name: string): VirtualTable | undefined {
  const lower = name.toLowerCase()
  // oxlint-disable-next-line require-yield
  if (lower === 'user') return virtualTable('user', USER_COLUMNS, function* (session) { return [account(session.user)] })
  // oxlint-disable-next-line require-yield
  return Object.hasOwn(OTHERS, lower) ? virtualTable(lower, OTHERS[lower], function* () { return [] }) : undefined
}

export function mysqlTableNames(): readonly string[] {
  return [...Object.keys(OTHERS), 'user']
}

/** @param name `user@host` */
function account(name: string): Value[] {
  const [user, host = '%'] = name.split('@')
  return [
    host, user, ...RIGHTS.map(() => YES), 1, '', '', '', 0, 0, 0, 0, 'mysql_native_password', '', NO, NEVER, null, NO, YES, YES, null, null, null, null, '',
  ]
}
