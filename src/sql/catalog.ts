import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import type { Fetching } from '../store/missing.ts'
import type { SqlSession } from './session.ts'
import type { SqlType } from './types/sql-type.ts'
import type { Value } from './value.ts'

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
}

/** A table that is computed: system tables, table functions, information_schema. */
export interface VirtualTable {
  readonly kind: 'virtual'
  readonly name: string
  readonly columns: readonly ColumnInfo[]
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

export type Relation = StoredTable | VirtualTable | View

/** What AS OF names: a ref expression (branch, tag, commit hash, `HEAD~2`) or a moment in microseconds UTC. */
export type AsOf = { ref: string } | { time: number }

/**
 * The engine's only way to what is stored. One catalog is one consistent view: all of it as of one manifest
 * (and, on a master, the session's working sets).
 */
export interface Catalog {
  /** Databases by name, without branches. */
  databases(): Fetching<readonly string[]>
  /**
   * Looks a table, view or system table up. `database` may be `db` or `db/ref`.
   * @returns undefined when the database has no such table. @throws OxbowError 1049 for an unknown database or ref.
   */
  relation(database: string, name: string, asOf?: AsOf): Fetching<Relation | undefined>
  /** Names of the user's tables and views (not system tables). */
  relationNames(database: string, asOf?: AsOf): Fetching<readonly { name: string; kind: 'table' | 'view' }[]>
  /** `CREATE TABLE` or `CREATE VIEW` text as SHOW CREATE prints it. */
  createText(database: string, name: string, asOf?: AsOf): Fetching<string>
  /** Table functions such as `dolt_diff('a','b','t')`; undefined when there is none of that name. */
  tableFunction(database: string, name: string, args: readonly Value[]): Fetching<VirtualTable | undefined>
}
