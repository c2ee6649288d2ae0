import { DoltDatabase } from '../doltdb/database.ts'
import { createRoot, type RootValue } from '../doltdb/root-value.ts'
import { readTable } from '../doltdb/table.ts'
import type { SqlSession } from '../sql/session.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import type { Fetching } from '../store/missing.ts'
import { splitDatabaseName } from './revision.ts'
import { StoredTableView } from './stored-table.ts'

const bySession = new WeakMap<SqlSession, TemporaryTables>()

/**
 * The temporary tables of a session, which hide tables of the same name: for each database a root value of its own, in memory. They
 * last as long as the session, and transactions don't concern them.
 */
export class TemporaryTables {
  readonly #db: DoltDatabase
  #roots: ReadonlyMap<string, RootValue> = new Map()

  private constructor({ platform }: SqlSession) {
    this.#db = new DoltDatabase(new MemoryChunkStore(platform), platform)
  }

  /** Those of a session; undefined where it has none. */
  static of(session: SqlSession): TemporaryTables | undefined {
    return bySession.get(session)
  }

  /** Those of a session, to which one is added. */
  static for(session: SqlSession): TemporaryTables {
    let tables = bySession.get(session)
    if (tables === undefined) bySession.set(session, (tables = new TemporaryTables(session)))
    return tables
  }

  /** The root with a database's temporary tables. */
  root(database: string): RootValue {
    return this.#roots.get(keyOf(database)) ?? createRoot(this.#db)
  }

  setRoot(database: string, root: RootValue): void {
    this.#roots = new Map([...this.#roots, [keyOf(database), root]])
  }

  *find(database: string, name: string): Fetching<StoredTableView | undefined> {
    const root = this.#roots.get(keyOf(database))
    const found = root === undefined ? undefined : yield* root.find(name)
    return found === undefined ? undefined : new StoredTableView(found.name, yield* readTable(root!.db, found.hash), true)
  }

  /** What `restore` takes back to. */
  mark(): ReadonlyMap<string, RootValue> {
    return this.#roots
  }

  restore(mark: ReadonlyMap<string, RootValue>): void {
    this.#roots = mark
  }
}

function keyOf(database: string): string {
  return splitDatabaseName(database).base.toLowerCase()
}
