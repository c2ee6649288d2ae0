import { OTHER_VARIABLES } from './system-variables.ts'
import { type Value, normalInt } from './value.ts'

/** A system variable: its default, and where it may be set. Source: MySQL 8.0 manual, Server System Variables. */
export interface VariableDefinition {
  readonly default: Value
  readonly scope: 'global' | 'session' | 'both'
  readonly readOnly?: boolean
  /** BOOL variables take ON, OFF, TRUE, FALSE, 0 and 1. */
  readonly kind: 'string' | 'int' | 'bool'
  /** Whether the variable takes a value of its kind; `given` is what it was converted from. Left out: any. */
  readonly accepts?: (value: Value, given: Value) => boolean
  /** The form in which a value that is taken is kept. */
  readonly normal?: (value: Value) => Value
}

const both = (value: Value, kind: VariableDefinition['kind'] = kindOf(value)): VariableDefinition => ({ default: value, scope: 'both', kind })
const fixed = (value: Value): VariableDefinition => ({ default: value, scope: 'global', readOnly: true, kind: kindOf(value) })
const global = (value: Value, kind: VariableDefinition['kind'] = kindOf(value)): VariableDefinition => ({ default: value, scope: 'global', kind })
const session = (value: Value): VariableDefinition => ({ default: value, scope: 'session', kind: kindOf(value) })
const bool = (value: 0 | 1): VariableDefinition => both(value, 'bool')

function kindOf(value: Value): VariableDefinition['kind'] {
  return typeof value === 'number' ? 'int' : 'string'
}

/** The SQL mode of a new session; Dolt's own default. */
export const DEFAULT_SQL_MODE = 'NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES'

/** The modes by their bits, from the lowest. Source: MySQL 8.0 manual, Server SQL Modes; sql/system_variables.h. */
const SQL_MODES = [
  'REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE', 'NOT_USED', 'ONLY_FULL_GROUP_BY', 'NO_UNSIGNED_SUBTRACTION', 'NO_DIR_IN_CREATE',
  'ANSI', 'NO_AUTO_VALUE_ON_ZERO', 'NO_BACKSLASH_ESCAPES', 'STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES', 'NO_ZERO_IN_DATE', 'NO_ZERO_DATE',
  'ALLOW_INVALID_DATES', 'ERROR_FOR_DIVISION_BY_ZERO', 'TRADITIONAL', 'HIGH_NOT_PRECEDENCE', 'NO_ENGINE_SUBSTITUTION', 'PAD_CHAR_TO_FULL_LENGTH',
  'TIME_TRUNCATE_FRACTIONAL',
]

function modesIn(value: Value): string[] {
  const text = String(value)
  if (/^\d+$/.test(text)) return SQL_MODES.filter((_, bit) => Math.floor(Number(text) / 2 ** bit) % 2 === 1)
  return [...new Set(text.toUpperCase().split(',').map((mode) => mode.trim()).filter((mode) => mode !== ''))]
}

function isSqlMode(value: Value): boolean {
  return modesIn(value).every((mode) => SQL_MODES.includes(mode) || OLD_MODES.has(mode))
}

/** Modes that dumps of older servers set. */
const OLD_MODES: ReadonlySet<string> = new Set(['NO_AUTO_CREATE_USER', 'NO_FIELD_OPTIONS', 'NO_KEY_OPTIONS', 'NO_TABLE_OPTIONS', 'DB2', 'MAXDB', 'MSSQL', 'MYSQL323', 'MYSQL40', 'ORACLE', 'POSTGRESQL'])

function normalSqlMode(value: Value): Value {
  return modesIn(value).toSorted().join(',')
}

/** System variables by lower-case name. Replication's own are the host's (EngineHost.globalVariable). */
export const VARIABLES: ReadonlyMap<string, VariableDefinition> = new Map([...otherVariables(), ...Object.entries({
  autocommit: bool(1),
  auto_increment_increment: both(1),
  auto_increment_offset: both(1),
  big_tables: bool(0),
  character_set_client: both('utf8mb4'),
  character_set_connection: both('utf8mb4'),
  character_set_database: both('utf8mb4'),
  character_set_filesystem: both('binary'),
  character_set_results: both('utf8mb4'),
  character_set_server: both('utf8mb4'),
  character_set_system: fixed('utf8mb3'),
  collation_connection: both('utf8mb4_0900_bin'),
  collation_database: both('utf8mb4_0900_bin'),
  collation_server: both('utf8mb4_0900_bin'),
  cte_max_recursion_depth: both(1000),
  default_storage_engine: both('InnoDB'),
  div_precision_increment: both(4),
  dolt_allow_commit_conflicts: bool(0),
  dolt_commit_verification_groups: global(''),
  dolt_author_date: session(''),
  dolt_author_email: session(''),
  dolt_author_name: session(''),
  dolt_committer_date: session(''),
  dolt_committer_email: session(''),
  dolt_committer_name: session(''),
  dolt_dont_merge_json: bool(0),
  dolt_force_transaction_commit: bool(0),
  dolt_transaction_commit: bool(0),
  dolt_transaction_commit_message: both(''),
  dolt_override_schema: both(''),
  dolt_show_branch_databases: bool(0),
  dolt_show_system_tables: bool(0),
  dolt_transactions_disabled: bool(0),
  dolt_optimize_json: bool(1),
  event_scheduler: global('ON'),
  explicit_defaults_for_timestamp: bool(1),
  foreign_key_checks: bool(1),
  group_concat_max_len: both(1024),
  hostname: fixed('localhost'),
  init_connect: global(''),
  innodb_autoinc_lock_mode: fixed(2),
  innodb_lock_wait_timeout: both(50),
  interactive_timeout: both(28800),
  license: fixed('Apache-2.0'),
  lower_case_table_names: fixed(0),
  max_allowed_packet: both(1073741824),
  max_connections: global(1000),
  max_execution_time: both(0),
  net_buffer_length: both(16384),
  net_read_timeout: both(60),
  net_write_timeout: both(60),
  performance_schema: fixed(0),
  port: fixed(3306),
  protocol_version: fixed(10),
  read_only: global(0, 'bool'),
  secure_file_priv: fixed(''),
  sql_auto_is_null: bool(0),
  sql_big_selects: bool(1),
  sql_mode: { ...both(DEFAULT_SQL_MODE), accepts: isSqlMode, normal: normalSqlMode },
  sql_notes: bool(1),
  sql_quote_show_create: bool(1),
  sql_safe_updates: bool(0),
  sql_select_limit: both(2147483647),
  sql_warnings: bool(0),
  super_read_only: global(0, 'bool'),
  system_time_zone: fixed('UTC'),
  time_zone: both('SYSTEM'),
  transaction_isolation: both('REPEATABLE-READ'),
  transaction_read_only: bool(0),
  tx_isolation: both('REPEATABLE-READ'),
  tx_read_only: bool(0),
  unique_checks: bool(1),
  version: fixed('8.0.31'),
  version_comment: fixed('Dolt'),
  version_compile_machine: fixed(''),
  version_compile_os: fixed(''),
  wait_timeout: both(28800),
  windowing_use_high_precision: bool(1),
})])

function* otherVariables(): Generator<[string, VariableDefinition]> {
  for (const line of OTHER_VARIABLES.trim().split('\n')) {
    const [name, scope, kind, ...rest] = line.split(' ')
    const text = rest.join(' ')
    yield [name, {
      default: kind === 'string' ? text : normalInt(BigInt(text)), scope: scope.replace('!', '') as VariableDefinition['scope'],
      kind: kind as VariableDefinition['kind'], readOnly: scope.endsWith('!'),
    }]
  }
}

