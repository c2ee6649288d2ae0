import type { Statement, TransactionStatement } from './parser/ast.ts'
import { NUMBERS, SESSION_NUMBERS, TEXTS } from './status-variables.ts'
import type { Value } from './value.ts'

/** The `Com_…` variable that counts a kind of statement. Source: MySQL manual, "Server Status Variables", Com_xxx. */
const COMMANDS: Readonly<Partial<Record<Statement['kind'], string>>> = {
  query: 'Com_select', update: 'Com_update', delete: 'Com_delete', set: 'Com_set_option', use: 'Com_change_db', callProcedure: 'Com_call_procedure',
  createTable: 'Com_create_table', dropTable: 'Com_drop_table', alterTable: 'Com_alter_table', renameTable: 'Com_rename_table', truncate: 'Com_truncate',
  createIndex: 'Com_create_index', dropIndex: 'Com_drop_index', createDatabase: 'Com_create_db', dropDatabase: 'Com_drop_db', alterDatabase: 'Com_alter_db',
  createView: 'Com_create_view', dropView: 'Com_drop_view', createTrigger: 'Com_create_trigger', dropTrigger: 'Com_drop_trigger',
  createProcedure: 'Com_create_procedure', dropProcedure: 'Com_drop_procedure', createEvent: 'Com_create_event', alterEvent: 'Com_alter_event',
  dropEvent: 'Com_drop_event', createUser: 'Com_create_user', alterUser: 'Com_alter_user', dropUser: 'Com_drop_user', renameUser: 'Com_rename_user',
  createRole: 'Com_create_role', dropRole: 'Com_drop_role', grant: 'Com_grant', grantRole: 'Com_grant_roles', revoke: 'Com_revoke', revokeRole: 'Com_revoke_roles',
  flush: 'Com_flush', kill: 'Com_kill', prepare: 'Com_prepare_sql', execute: 'Com_execute_sql', deallocate: 'Com_dealloc_sql', loadData: 'Com_load',
  analyzeTable: 'Com_analyze', explain: 'Com_explain_other',
}

/** What `transaction` statements count as, by what they do. */
const TRANSACTIONS: Readonly<Record<TransactionStatement['action'], string>> = {
  begin: 'Com_begin', commit: 'Com_commit', rollback: 'Com_rollback', savepoint: 'Com_savepoint', rollbackTo: 'Com_rollback_to_savepoint',
  release: 'Com_release_savepoint', lockTables: 'Com_lock_tables', unlockTables: 'Com_unlock_tables',
}

/** Counts the statements of a session, or of a whole server. */
export class StatementCounts {
  readonly #counts = new Map<string, number>()

  /** A statement that is to run. */
  note(statement: Statement): void {
    this.#add('Questions')
    const name = statement.kind === 'insert' ? (statement.replace ? 'Com_replace' : 'Com_insert')
      : statement.kind === 'transaction' ? TRANSACTIONS[statement.action] : COMMANDS[statement.kind]
    if (name !== undefined) this.#add(name)
  }

  /** A query that runs by a kept plan. */
  noteQuery(): void {
    this.#add('Questions')
    this.#add('Com_select')
  }

  get(name: string): number | undefined {
    return this.#counts.get(name)
  }

  #add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }
}

const words = (text: string): string[] => text.trim().split(/\s+/)

/** What is counted of a server's connections. */
interface Connections {
  readonly counts: StatementCounts
  /** Those that are open. */
  readonly size: number
  /** Those there ever were. */
  readonly connected: number
}

/** The rows of SHOW STATUS. @param own counts of the session; none for GLOBAL */
export function statusRows(server: Connections, own: StatementCounts | undefined): Value[][] {
  const counts = own ?? server.counts
  const gauges: Readonly<Record<string, number | undefined>> = {
    Threads_connected: server.size, Connections: server.connected, Threads_running: 1, Queries: server.counts.get('Questions'),
  }
  const rows = [...words(NUMBERS), ...own === undefined ? [] : words(SESSION_NUMBERS)].map((name): Value[] => [name, String(gauges[name] ?? counts.get(name) ?? 0)])
  for (const name of words(TEXTS)) rows.push([name, ''])
  return rows.toSorted(([a], [b]) => (String(a).toLowerCase() < String(b).toLowerCase() ? -1 : 1))
}
