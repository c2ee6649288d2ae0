import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { SqliteColumn, SqliteRows, SqliteStorage } from '../store/remote/sqlite-chunk-cache.ts'

/**
 * Node's SQLite with the face of a Durable Object's. What is in it can always be fetched again, so a loss of power may take
 * the last writes with it; the file stays whole.
 */
export class SqliteFile implements SqliteStorage {
  readonly sql: SqliteStorage['sql']
  readonly #database: DatabaseSync

  /** @param path of the file, which is made where it is absent; `:memory:` for none. */
  constructor(path: string) {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    const statements = new Map<string, StatementSync>()
    this.#database = database
    const exec = <T extends Record<string, SqliteColumn>>(query: string, ...bindings: (string | number | Uint8Array)[]): SqliteRows<T> => {
      let statement = statements.get(query)
      if (statement === undefined) statements.set(query, (statement = database.prepare(query)))
      const rows: T[] = []
      if (statement.columns().length === 0) return Object.assign(rows, { rowsWritten: Number(statement.run(...bindings).changes) })
      for (const row of statement.iterate(...bindings)) rows.push(row as T)
      return Object.assign(rows, { rowsWritten: 0 })
    }
    this.sql = { exec }
  }

  transactionSync<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (e) {
      this.#database.exec('ROLLBACK')
      throw e
    }
  }

  close(): void {
    this.#database.close()
  }
}
