import type { Account } from './ast-account.ts'
import type { Expression, Located, TypeName } from './ast-expression.ts'
import type { OrderItem, QueryExpression, TableName } from './ast-query.ts'

export interface ColumnDefinition extends Located {
  readonly name: string
  readonly type: TypeName
  readonly nullable?: boolean
  readonly default?: Expression
  /** `DEFAULT (1)`: an expression even where it is a constant. */
  readonly defaultInParentheses?: true
  readonly invisible?: true
  readonly onUpdate?: Expression
  readonly autoIncrement: boolean
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly comment?: string
  readonly generated?: { readonly expression: Expression; readonly stored: boolean }
  readonly checks: readonly CheckClause[]
  readonly references?: ReferencesClause
}

export interface CheckClause {
  readonly name?: string
  readonly expression: Expression
  readonly enforced: boolean
}

export interface ReferencesClause {
  readonly table: TableName
  readonly columns: readonly string[]
  readonly onDelete?: ReferenceOption
  readonly onUpdate?: ReferenceOption
}

export type ReferenceOption = 'cascade' | 'no action' | 'restrict' | 'set null' | 'set default'

export interface IndexColumn {
  readonly name?: string
  readonly expression?: Expression
  readonly length?: number
  readonly descending: boolean
}

export interface IndexClause {
  readonly name?: string
  readonly type: 'index' | 'unique' | 'fulltext' | 'spatial' | 'vector'
  readonly columns: readonly IndexColumn[]
  readonly comment?: string
  readonly ifNotExists?: true
  readonly invisible?: true
  /** FULLTEXT: WITH PARSER. */
  readonly parser?: string
}

export type TableElement =
  | { readonly kind: 'column'; readonly column: ColumnDefinition }
  | { readonly kind: 'primaryKey'; readonly columns: readonly IndexColumn[] }
  | { readonly kind: 'index'; readonly index: IndexClause }
  | { readonly kind: 'foreignKey'; readonly name?: string; readonly columns: readonly string[]; readonly references: ReferencesClause }
  | { readonly kind: 'check'; readonly check: CheckClause }

export interface CreateTable extends Located {
  readonly kind: 'createTable'
  readonly temporary: boolean
  readonly ifNotExists: boolean
  readonly table: TableName
  readonly elements: readonly TableElement[]
  /** By upper-case name: `ENGINE`, `COMMENT`, `COLLATE`, `CHARSET`, `AUTO_INCREMENT` … */
  readonly options: ReadonlyMap<string, string>
  readonly like?: TableName
  readonly query?: QueryExpression
  /** What becomes of the query's rows whose keys are there already. */
  readonly duplicates?: 'ignore' | 'replace'
  readonly partitioning?: Partitioning
}

/** `PARTITION BY RANGE (a) …`: by an expression, or by columns. */
export interface Partitioning {
  readonly method: 'hash' | 'key' | 'range' | 'list'
  readonly linear: boolean
  readonly expression?: Expression
  readonly columns?: readonly string[]
  readonly count?: number
  readonly sub?: Omit<Partitioning, 'sub' | 'partitions'>
  readonly partitions?: readonly PartitionDefinition[]
}

export interface PartitionDefinition {
  readonly name: string
  /** VALUES LESS THAN: one value a column. */
  readonly lessThan?: readonly (Expression | 'maxvalue')[]
  /** VALUES IN. */
  readonly values?: readonly Expression[]
  /** As of a table. */
  readonly options: ReadonlyMap<string, string>
  readonly subpartitions?: readonly { readonly name: string; readonly options: ReadonlyMap<string, string> }[]
}

export interface DropTable extends Located {
  readonly kind: 'dropTable'
  readonly temporary: boolean
  readonly ifExists: boolean
  readonly tables: readonly TableName[]
}

export type Position = 'first' | { readonly after: string }

export type AlterAction =
  | { readonly kind: 'addColumn'; readonly ifNotExists: boolean; readonly column: ColumnDefinition; readonly position?: Position }
  | { readonly kind: 'dropColumn'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'modifyColumn'; readonly name: string; readonly column: ColumnDefinition; readonly position?: Position }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string }
  | { readonly kind: 'setDefault'; readonly name: string; readonly default?: Expression }
  | { readonly kind: 'setVisible'; readonly name: string; readonly visible: boolean }
  | { readonly kind: 'add'; readonly element: Exclude<TableElement, { kind: 'column' }> }
  | { readonly kind: 'dropIndex' | 'dropForeignKey' | 'dropConstraint'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'dropPrimaryKey' | 'disableKeys' | 'enableKeys' | 'force' | 'discardTablespace' | 'importTablespace' }
  | { readonly kind: 'renameIndex' | 'renameConstraint' | 'renameForeignKey' | 'renameCheck'; readonly from: string; readonly to: string }
  | { readonly kind: 'alterIndex'; readonly name: string; readonly visible: boolean }
  | { readonly kind: 'alterConstraint'; readonly name: string; readonly enforced: boolean }
  | { readonly kind: 'orderBy'; readonly items: readonly OrderItem[] }
  /** ADD PARTITION and the like, by its words in upper case; partitions have no effect. */
  | { readonly kind: 'partitioning'; readonly words: string }
  | { readonly kind: 'renameTable'; readonly to: TableName }
  | { readonly kind: 'option'; readonly name: string; readonly value: string }

export interface AlterTable extends Located {
  readonly kind: 'alterTable'
  readonly table: TableName
  readonly actions: readonly AlterAction[]
}

export interface RenameTable extends Located {
  readonly kind: 'renameTable'
  readonly renames: readonly { readonly from: TableName; readonly to: TableName }[]
}

export interface Truncate extends Located {
  readonly kind: 'truncate'
  readonly table: TableName
}

export interface CreateIndex extends Located {
  readonly kind: 'createIndex'
  readonly ifNotExists: boolean
  readonly table: TableName
  readonly index: IndexClause
}

export interface DropIndex extends Located {
  readonly kind: 'dropIndex'
  readonly ifExists: boolean
  readonly table: TableName
  readonly name: string
}

export interface CreateView extends Located {
  readonly kind: 'createView'
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly view: TableName
  readonly columns?: readonly string[]
  readonly query: QueryExpression
  /** The SELECT's source. */
  readonly selectText: string
  readonly algorithm?: 'undefined' | 'merge' | 'temptable'
  readonly definer?: Account
  readonly security?: 'definer' | 'invoker'
  readonly checkOption?: 'local' | 'cascaded'
}

/** As CREATE OR REPLACE VIEW, of a view that exists. */
export interface AlterView extends Omit<CreateView, 'kind' | 'orReplace' | 'ifNotExists'> {
  readonly kind: 'alterView'
}

export interface DropView extends Located {
  readonly kind: 'dropView'
  readonly ifExists: boolean
  readonly views: readonly TableName[]
}

export interface CreateDatabase extends Located {
  readonly kind: 'createDatabase'
  readonly ifNotExists: boolean
  readonly name: string
  /** By their name in upper case, as of ALTER DATABASE. */
  readonly options: ReadonlyMap<string, string>
}

/** Options by their name in upper case: `CHARSET`, `COLLATE`, `ENCRYPTION`, `READ ONLY`. */
export interface AlterDatabase extends Located {
  readonly kind: 'alterDatabase'
  /** Absent: the current database. */
  readonly name?: string
  readonly options: ReadonlyMap<string, string>
}

export interface CreateSpatialReferenceSystem extends Located {
  readonly kind: 'createSpatialReferenceSystem'
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly srid: number
  readonly name?: string
  readonly definition?: string
  readonly description?: string
  readonly organization?: { readonly name: string; readonly id: number }
}

export interface DropSpatialReferenceSystem extends Located {
  readonly kind: 'dropSpatialReferenceSystem'
  readonly ifExists: boolean
  readonly srid: number
}

export interface DropDatabase extends Located {
  readonly kind: 'dropDatabase'
  readonly ifExists: boolean
  readonly name: string
}
