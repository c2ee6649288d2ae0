import type { UserAccounts } from './accounts/user-accounts.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { Reuse } from './result.ts'
import type { SqlSession } from './session.ts'
import type { Session } from './session-state.ts'
import type { SqlType } from './types/sql-type.ts'
import type { Value } from './value.ts'
import type { VariableDefinition } from './variables.ts'

/** A column as the analyzer sees it. */
export interface ColumnInfo {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  /** Text of the default (a literal or an expression in parentheses), or undefined. */
  readonly defaultText?: string
  readonly autoIncrement?: boolean
  /** Text of the generation expression. */
  readonly generatedText?: string
  readonly virtual?: boolean
  readonly onUpdateText?: string
  readonly comment?: string
  readonly primaryKey?: boolean
}

/** Where a column's bytes are in a tree's pairs. */
export interface FieldPlace {
  readonly part: 'key' | 'value'
  /** Field's index in that tuple. */
  readonly field: number
  /** Encoding id (src/prolly/encoding.ts) of that field in that tuple. */
  readonly encoding: number
}

/** One tree of a table: its rows, or a secondary index. */
export interface TableIndex {
  /** `PRIMARY` for the table's own rows. */
  readonly name: string
  readonly unique: boolean
  /** Ordinals (in Table.columns) of the columns of the key's fields in order, the appended primary key columns included. For keyless rows: empty. */
  readonly keyColumns: readonly number[]
  /** How many of keyColumns were declared (the rest are the appended primary key). */
  readonly declared: number
  /** Prefix lengths in bytes by key field, 0 for whole; empty when none has one. */
  readonly prefixLengths: readonly number[]
  readonly keyDescriptor: TupleDescriptor
  readonly valueDescriptor: TupleDescriptor
  /** Where each of the table's columns stands in this tree; undefined where it isn't in it. */
  readonly places: readonly (FieldPlace | undefined)[]
  readonly comment?: string
  /** Spatial, fulltext and vector indexes can't answer ordinary look-ups. */
  readonly kind: 'ordinary' | 'spatial' | 'fulltext' | 'vector'
  /** Of a FULLTEXT index: the name of the table (word, rows) that says how many rows hold each word. */
  readonly wordCounts?: string
  /** The root node of the tree. */
  root(): Fetching<Node>
}

/** A table whose rows are a prolly tree. */
export interface StoredTable {
  readonly kind: 'stored'
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  readonly keyless: boolean
  readonly primary: TableIndex
  readonly indexes: readonly TableIndex[]
  readonly nodes: NodeStore
  /** Changes exactly when schema changes: plans are cached under it. */
  readonly schemaHash: string
  /** The default collation of its texts. */
  readonly collation: string
  /** The session's own. */
  readonly temporary: boolean
}

/** A table that is computed: system tables, table functions, information_schema. */
export interface VirtualTable {
  readonly kind: 'virtual'
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  /** How far results with its rows may be reused; `never` when left out. */
  readonly reuse?: Reuse
  /**
   * All rows. `equals` holds the constant values that the WHERE clause asks of columns (by lower-case name):
   * a table may use them to compute less, and may ignore them.
   */
  rows(session: SqlSession, equals: ReadonlyMap<string, Value>): Fetching<Iterable<readonly Value[]>>
}

/** A view: its text is parsed and planned in place. */
export interface View {
  readonly kind: 'view'
  readonly name: string
  /** The SELECT, without CREATE VIEW. */
  readonly select: string
  readonly columnNames?: readonly string[]
  /** The whole CREATE VIEW statement. */
  readonly createText: string
}

export type ProgramKind = 'procedure' | 'trigger' | 'event'

/** A program that a database stores, as its CREATE statement. */
export interface StoredProgram {
  readonly name: string
  /** The whole CREATE statement, as it was written. */
  readonly createText: string
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number
  readonly modifiedAt: number
  /** What SQL mode its text was written under. */
  readonly sqlMode: string
}

export type Relation = StoredTable | VirtualTable | View

/** What AS OF names: a ref expression (branch, tag, commit hash, `HEAD~2`) or a moment in microseconds UTC. */
export type AsOf = { ref: string } | { time: number }

/** What a read in one database follows from: equal identities show the same. */
export interface ViewIdentity {
  /** Of the commit, and of what a working set holds beyond it. */
  readonly commit: string
  /** Of all refs of the database, and of which of them the session is on. */
  readonly view: string
}

/**
 * The engine's only way to what is stored. One catalog is one consistent view: all of it as of one manifest
 * (and, on a master, the session's working sets).
 */
export interface Catalog {
  /** Brings chunks to hand that a computation over this catalog was missing. */
  fetch(addresses: readonly Hash[]): Promise<void>
  /** @param database `db` or `db/ref`. @throws OxbowError 1049 for an unknown database or ref. */
  identity(database: string): Fetching<ViewIdentity>
  /** Databases by name, without branches. */
  databases(): Fetching<readonly string[]>
  /**
   * Looks a table, view or system table up. `database` may be `db` or `db/ref`.
   * @returns undefined when the database has no such table. @throws OxbowError 1049 for an unknown database or ref.
   */
  relation(database: string, name: string, asOf?: AsOf): Fetching<Relation | undefined>
  /** The default collation of a database's tables; undefined for databases that are computed. @throws OxbowError 1049. */
  databaseCollation(database: string): Fetching<string | undefined>
  /** Names of the user's tables and views (not system tables). */
  relationNames(database: string, asOf?: AsOf): Fetching<readonly { name: string; kind: 'table' | 'view' }[]>
  /** The stored programs of one kind, by name; the same array as long as none of them changes. */
  programs(database: string, kind: ProgramKind, asOf?: AsOf): Fetching<readonly StoredProgram[]>
  /** `CREATE TABLE` or `CREATE VIEW` text as SHOW CREATE prints it. */
  createText(database: string, name: string, asOf?: AsOf): Fetching<string>
  /**
   * Version-control functions (`hashof`, `dolt_merge_base`, `active_branch` …) of constant arguments, found while a
   * statement is analyzed; undefined when there is none of that name.
   */
  versionFunction(session: SqlSession, database: string | null, name: string, args: readonly Value[]): Fetching<{ type: SqlType; value: Value } | undefined>
  /** A version-control function of what rows hold; undefined when there is none of that name. @param count of its arguments */
  versionCall(database: string | null, name: string, count: number): Fetching<VersionCall | undefined>
  /** Table functions such as `dolt_diff('a','b','t')`; undefined when there is none of that name. */
  tableFunction(session: Session, database: string, name: string, args: readonly Value[]): Fetching<VirtualTable | undefined>
}

/** A version-control function that is called for each row. */
export interface VersionCall {
  readonly type: SqlType
  evaluate(args: readonly Value[]): Value
}

/** A column as CREATE TABLE or ALTER TABLE writes it: `ColumnInfo` and no more; the texts are normalised SQL. */
export type ColumnDefinition = ColumnInfo

/** An index as DDL writes it. */
export interface IndexDefinition {
  readonly name?: string
  readonly columns: readonly { readonly name: string; readonly prefixLength?: number; readonly descending?: boolean }[]
  readonly unique: boolean
  readonly kind: 'ordinary' | 'spatial' | 'fulltext' | 'vector'
  readonly comment?: string
}

export type ReferentialAction = 'default' | 'cascade' | 'no action' | 'restrict' | 'set null'

export interface ForeignKeyDefinition {
  readonly name?: string
  readonly columns: readonly string[]
  readonly parentTable: string
  readonly parentColumns: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
}

/** A foreign key that a database has. */
export interface ForeignKeyInfo {
  readonly name: string
  readonly table: string
  /** Names, in any case. */
  readonly columns: readonly string[]
  readonly parentTable: string
  readonly parentColumns: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
  /** False until its parent was there for the first time. */
  readonly resolved: boolean
}

export interface CheckDefinition {
  readonly name?: string
  /** Normalised text, in parentheses. */
  readonly expression: string
  readonly enforced: boolean
}

export interface TableDefinition {
  readonly name: string
  readonly columns: readonly ColumnDefinition[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly IndexDefinition[]
  readonly foreignKeys: readonly ForeignKeyDefinition[]
  readonly checks: readonly CheckDefinition[]
  readonly collation?: string
  readonly comment?: string
  readonly autoIncrement?: number | bigint
  /** Bytes of a row above which long values move out of it. */
  readonly targetRowSize?: number
}

/** Where ALTER TABLE puts a column: before all others, or behind the one that it names. */
export type ColumnPosition = 'first' | { readonly after: string }

/** One step of ALTER TABLE. Names mean what they say in any case; those of new things are kept as they are written. */
export type TableAlteration =
  | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly position?: ColumnPosition }
  | { readonly kind: 'modifyColumn'; readonly name: string; readonly column: ColumnDefinition; readonly position?: ColumnPosition }
  | { readonly kind: 'dropColumn'; readonly name: string }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string }
  /** No text takes the default away. */
  | { readonly kind: 'setDefault'; readonly name: string; readonly text?: string }
  | { readonly kind: 'addPrimaryKey'; readonly columns: readonly string[] }
  | { readonly kind: 'dropPrimaryKey' }
  | { readonly kind: 'renameIndex'; readonly from: string; readonly to: string }
  | { readonly kind: 'addCheck'; readonly check: CheckDefinition }
  /** A CHECK, a foreign key or a unique index of that name. */
  | { readonly kind: 'dropConstraint'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'addForeignKey'; readonly key: ForeignKeyDefinition }
  | { readonly kind: 'dropForeignKey'; readonly name: string }
  | { readonly kind: 'setEnforced'; readonly name: string; readonly enforced: boolean }
  | { readonly kind: 'setCollation'; readonly collation: string }
  | { readonly kind: 'setComment'; readonly comment: string }
  | { readonly kind: 'setAutoIncrement'; readonly next: bigint }
  /** Bytes; rows that are there stay as they are. */
  | { readonly kind: 'setTargetRowSize'; readonly bytes: number }

/** What becomes of a table's columns when its rows are written anew. */
export interface RowShapes {
  readonly from: readonly ColumnInfo[]
  readonly to: readonly ColumnInfo[]
  /** For each column of `to`, the ordinal in `from` that it takes its values of; -1 for a new column. */
  readonly origins: readonly number[]
}

/** Makes what turns each row of the one shape into a row of the other. @throws OxbowError (when it runs) for values that don't fit. */
export type RowConversion = (shapes: RowShapes) => Fetching<(row: readonly Value[]) => Value[]>

/** What data changes ask of a table: a stored one, or a system table that can be changed. */
export interface EditedTable {
  readonly columns: readonly ColumnInfo[]
  readonly keyless: boolean
  readonly primary: Pick<TableIndex, 'keyColumns'>
}

/** Finds the rows of a table under change by the values of some columns, those that wait to be written among them. */
export interface RowFinder {
  /** Whether a row holds these values, none of which is NULL. */
  has(values: readonly Value[]): Fetching<boolean>
  /** All rows that do, in the order of a key; columns that aren't stored are NULL. */
  rows(values: readonly Value[]): Fetching<Value[][]>
}

/** A table under change. Rows are whole rows in column order; what was written is seen by later calls. */
export interface TableEditor {
  readonly table: EditedTable
  /** CHECK constraints, as normalised text; the engine compiles and tests them. */
  readonly checks: readonly CheckDefinition[]
  /**
   * Adds a row.
   * @throws OxbowError 1062 (23000) for a duplicate primary or unique key, before anything changed; `cause` holds the existing row (`Value[]`).
   */
  insert(row: readonly Value[]): Fetching<void>
  /** Replaces a row that stands in the table. @throws as `insert`. */
  update(old: readonly Value[], row: readonly Value[]): Fetching<void>
  delete(row: readonly Value[]): Fetching<void>
  /** What finds rows by these columns (ordinals), in that order; undefined where no key begins with them. */
  finder(columns: readonly number[]): RowFinder | undefined
  /** The next AUTO_INCREMENT value; `set` takes a value that a row brought with it. */
  nextAutoIncrement(): number | bigint
  setAutoIncrement(used: number | bigint): void
  /** Applies what is pending (chunks written, indexes kept) to the transaction's working root. */
  flush(): Fetching<void>
  /**
   * Told by the statement how tables are opened that keep to foreign keys, where what it changes is another table's rows.
   * Left out where its own rows are what keys lead to.
   */
  keepKeys?(open: (table: string, change: 'insert' | 'delete' | 'update') => Fetching<TableEditor>): void
}

/**
 * One session's transaction: a consistent view that can also be changed, where the session may write. Roots are
 * immutable, so a statement that fails is undone by restoring what `mark` returned.
 * Every writing method throws OxbowError 1290 where the server or the named ref is read-only.
 */
export interface Transaction extends Catalog {
  /** Checks that a database (perhaps `db/ref`) can be used. @throws OxbowError 1049 (42000). */
  useDatabase(session: SqlSession, database: string): Promise<void>
  mark(): unknown
  restore(mark: unknown): void
  edit(database: string, table: string): Fetching<TableEditor>
  /** All foreign keys of a table's database, in the order of their names; none for a temporary table. */
  foreignKeys(database: string, table: string): Fetching<readonly ForeignKeyInfo[]>
  /**
   * Settles what a foreign key stands on that was made before its parent.
   * @param checkRows whether the rows that are there have to keep to it
   * @throws OxbowError where it can't be settled yet
   */
  resolveForeignKey(database: string, key: ForeignKeyInfo, checkRows: boolean): Fetching<void>
  createTable(database: string, definition: TableDefinition, options: { ifNotExists: boolean; temporary?: boolean }): Fetching<void>
  /**
   * @param options.together the names of all tables that the statement drops: their foreign keys don't keep this one
   * @throws OxbowError 1051 for an unknown table unless `ifExists`, 3730.
   */
  dropTable(database: string, name: string, options: { ifExists: boolean; temporary?: boolean; together: readonly string[] }): Fetching<void>
  renameTable(database: string, from: string, to: string): Fetching<void>
  truncateTable(database: string, name: string): Fetching<number>
  /** Applies one step of ALTER TABLE. @param conversion asked for where rows have to be written anew */
  alterTable(database: string, table: string, alteration: TableAlteration, conversion: RowConversion): Fetching<void>
  /** @param conversion asked for where the index holds computed values */
  createIndex(database: string, table: string, index: IndexDefinition, conversion: RowConversion): Fetching<void>
  dropIndex(database: string, table: string, name: string): Fetching<void>
  createView(database: string, view: { name: string; select: string; createText: string }, options: { orReplace: boolean }): Fetching<void>
  dropView(database: string, name: string, options: { ifExists: boolean }): Fetching<void>
  /** Stores a program, in place of one of that name. */
  saveProgram(database: string, kind: ProgramKind, program: StoredProgram): Fetching<void>
  /** Removes a program; a name that isn't there is none of its business. */
  dropProgram(database: string, kind: ProgramKind, name: string): Fetching<void>
  createDatabase(name: string, options: { ifNotExists: boolean }): Promise<void>
  /** Changes the default collation of a database's tables to come. @throws OxbowError 1049. */
  setDatabaseCollation(database: string, collation: string): Fetching<void>
  dropDatabase(name: string, options: { ifExists: boolean }): Promise<void>
  /**
   * Runs a procedure (`dolt_commit` and its like); `database` is empty where none is selected. May wait for the network.
   * @throws OxbowError 1305 for an unknown one.
   */
  call(session: Session, database: string, name: string, args: readonly Value[]): Promise<ProcedureResult>
  /** Makes the changes durable (Dolt: moves the working sets); a no-op when there are none. */
  commit(): Promise<void>
  rollback(): void
}

export interface ProcedureResult {
  readonly columns: readonly ColumnInfo[]
  readonly rows: readonly (readonly Value[])[]
  /** Values of OUT parameters by position: a user variable given there takes its value. */
  readonly out?: ReadonlyMap<number, Value>
  /** The session's current database from now on: `dolt_checkout` leaves a ref that was named with it. */
  readonly database?: string
}

/** What an engine runs on: the master's data directory, or a replica. */
export interface EngineHost {
  /** Users and roles; undefined where the host keeps none. */
  readonly accounts?: UserAccounts | undefined
  /** A file of the host's machine, as LOAD DATA names it. @throws OxbowError 1290 where secure_file_priv forbids it; 13 when it can't be read. */
  readonly openFile?: ((path: string) => AsyncIterable<Uint8Array>) | undefined
  /**
   * Opens a transaction. A replica pulls when a statement first needs a database, so that what needs none never waits.
   * @param whole takes the snapshot of all databases at once: for a transaction that several statements share
   */
  begin(session: SqlSession, whole?: boolean): Promise<Transaction>
  /** SET GLOBAL / PERSIST of a variable that the host owns; throws 1193 for an unknown one. `null` asks for nothing. */
  setGlobal(name: string, value: Value, persist: 'no' | 'persist' | 'persist_only'): Promise<void>
  /** Current value of a host-owned global variable, undefined when it isn't one. */
  globalVariable(name: string): Value | undefined
  /** Names of the global variables that the host owns. */
  variableNames(): readonly string[]
  /** What the host's own variables are; undefined for those that aren't its. Left out where all of them are global and fixed. */
  variableDefinition?(name: string): VariableDefinition | undefined
}
