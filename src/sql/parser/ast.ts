/**
 * The syntax tree of MySQL's dialect and Dolt's additions: plain frozen-by-type nodes, told apart by `kind`.
 * `start` and `end` are positions in the statement's text (UTF-16 units).
 */
export interface Located {
  readonly start: number
  readonly end: number
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | Literal | ColumnReference | Star | Parameter | UserVariable | SystemVariable | Assignment | Unary | Binary | Between | InExpression | Like
  | IsTest | FunctionCall | Case | Cast | Exists | SubqueryExpression | RowExpression | Interval | Quantified | MatchAgainst | DefaultValue
  | Collate

/** A constant. Integers keep their digits as text where they are beyond 2^53; decimals and floats always do. */
export type Literal = Located & { readonly kind: 'literal' } & (
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'integer'; readonly value: number | bigint }
  | { readonly type: 'decimal'; readonly text: string }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string; readonly charset?: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array; readonly notation: 'hex' | 'bit' }
  | { readonly type: 'date' | 'time' | 'timestamp'; readonly value: string }
)

export interface ColumnReference extends Located {
  readonly kind: 'column'
  readonly database?: string
  readonly table?: string
  readonly name: string
}

/** `*` or `t.*`. */
export interface Star extends Located {
  readonly kind: 'star'
  readonly database?: string
  readonly table?: string
}

/** `?`, counted from 0. */
export interface Parameter extends Located {
  readonly kind: 'parameter'
  readonly index: number
}

export interface UserVariable extends Located {
  readonly kind: 'userVariable'
  readonly name: string
}

export interface SystemVariable extends Located {
  readonly kind: 'systemVariable'
  readonly scope?: 'global' | 'session' | 'persist' | 'persist_only'
  /** Lower case. */
  readonly name: string
}

/** `@a := 5`. */
export interface Assignment extends Located {
  readonly kind: 'assignment'
  readonly variable: string
  readonly value: Expression
}

export interface Unary extends Located {
  readonly kind: 'unary'
  readonly operator: '-' | '+' | '!' | '~' | 'not' | 'binary'
  readonly operand: Expression
}

export type BinaryOperator =
  | 'or' | 'xor' | 'and' | '=' | '<=>' | '<' | '<=' | '>' | '>=' | '<>' | '|' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | 'div' | '%' | '^'
  | '||' | '->' | '->>' | 'regexp' | 'not regexp' | 'sounds like' | 'member of'

export interface Binary extends Located {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}

export interface Between extends Located {
  readonly kind: 'between'
  readonly operand: Expression
  readonly low: Expression
  readonly high: Expression
  readonly negated: boolean
}

export interface InExpression extends Located {
  readonly kind: 'in'
  readonly operand: Expression
  readonly list?: readonly Expression[]
  readonly query?: QueryExpression
  readonly negated: boolean
}

export interface Like extends Located {
  readonly kind: 'like'
  readonly operand: Expression
  readonly pattern: Expression
  readonly escape?: Expression
  readonly negated: boolean
}

export interface IsTest extends Located {
  readonly kind: 'is'
  readonly operand: Expression
  readonly test: 'null' | 'true' | 'false' | 'unknown'
  readonly negated: boolean
}

/** Also EXTRACT, TRIM, SUBSTRING … FROM, POSITION, written as plain calls. */
export interface FunctionCall extends Located {
  readonly kind: 'call'
  /** Lower case. */
  readonly name: string
  readonly database?: string
  readonly args: readonly Expression[]
  readonly distinct?: boolean
  /** GROUP_CONCAT. */
  readonly orderBy?: readonly OrderItem[]
  readonly separator?: string
  readonly over?: WindowSpecification | string
}

export interface WindowSpecification {
  /** `OVER (w …)`: the named window that it builds on. */
  readonly base?: string
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame?: WindowFrameClause
}

export interface WindowFrameClause {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBoundClause
  readonly end: FrameBoundClause
}

export type FrameBoundClause =
  | { readonly kind: 'unboundedPreceding' | 'unboundedFollowing' | 'currentRow' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression }

export interface Case extends Located {
  readonly kind: 'case'
  readonly operand?: Expression
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise?: Expression
}

export interface Cast extends Located {
  readonly kind: 'cast'
  readonly operand: Expression
  readonly type: TypeName
  /** CONVERT(x USING charset) has this instead of a type of its own. */
  readonly using?: string
}

export interface Exists extends Located {
  readonly kind: 'exists'
  readonly query: QueryExpression
}

export interface SubqueryExpression extends Located {
  readonly kind: 'subquery'
  readonly query: QueryExpression
}

export interface RowExpression extends Located {
  readonly kind: 'row'
  readonly items: readonly Expression[]
}

/** `INTERVAL 1 DAY`, an argument of date arithmetic. */
export interface Interval extends Located {
  readonly kind: 'interval'
  readonly value: Expression
  /** Lower case, e.g. `day`, `minute_second`. */
  readonly unit: string
}

export interface Quantified extends Located {
  readonly kind: 'quantified'
  readonly operator: BinaryOperator
  readonly quantifier: 'any' | 'all'
  readonly left: Expression
  readonly query: QueryExpression
}

export interface MatchAgainst extends Located {
  readonly kind: 'match'
  readonly columns: readonly Expression[]
  readonly against: Expression
  readonly mode: 'natural' | 'boolean' | 'expansion'
}

/** DEFAULT, or DEFAULT(column). */
export interface DefaultValue extends Located {
  readonly kind: 'default'
  readonly column?: string
}

export interface Collate extends Located {
  readonly kind: 'collate'
  readonly operand: Expression
  readonly collation: string
}

/** A type as written; `text` is its source. */
export interface TypeName extends Located {
  /** Upper case: `INT`, `VARCHAR`, `SIGNED` … */
  readonly name: string
  readonly numbers: readonly number[]
  readonly unsigned: boolean
  readonly zerofill: boolean
  readonly members?: readonly string[]
  readonly charset?: string
  readonly collation?: string
  readonly srid?: number
}

// -------------------------------------------------------------------- queries

export interface OrderItem {
  readonly expression: Expression
  readonly descending: boolean
}

export interface SelectItem extends Located {
  readonly expression: Expression
  readonly alias?: string
  /** The expression's source: the column's name when there is no alias. */
  readonly text: string
}

export interface CommonTable {
  readonly name: string
  readonly columns?: readonly string[]
  readonly query: QueryExpression
}

export interface With {
  readonly recursive: boolean
  readonly tables: readonly CommonTable[]
}

/** What ends a query: ORDER BY and LIMIT belong to the whole of a set operation. */
export interface QueryTail {
  readonly with?: With
  readonly orderBy: readonly OrderItem[]
  readonly limit?: Expression
  readonly offset?: Expression
}

export type QueryExpression = Select | SetOperation | ValuesQuery

export interface Select extends Located, QueryTail {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly SelectItem[]
  readonly from?: TableReference
  readonly where?: Expression
  readonly groupBy: readonly Expression[]
  readonly rollup: boolean
  readonly having?: Expression
  readonly windows: readonly { readonly name: string; readonly specification: WindowSpecification }[]
  readonly into?: readonly string[]
  readonly calcFoundRows: boolean
}

export interface SetOperation extends Located, QueryTail {
  readonly kind: 'setOperation'
  readonly operation: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: QueryExpression
  readonly right: QueryExpression
}

/** `VALUES ROW(1, 2), ROW(3, 4)`. */
export interface ValuesQuery extends Located, QueryTail {
  readonly kind: 'values'
  readonly rows: readonly (readonly Expression[])[]
}

export type TableReference = TableName | DerivedTable | JoinedTable | TableFunction | JsonTable

export interface TableName extends Located {
  readonly kind: 'table'
  readonly database?: string
  readonly name: string
  readonly alias?: string
  readonly asOf?: Expression
}

export interface DerivedTable extends Located {
  readonly kind: 'derived'
  readonly query: QueryExpression
  readonly alias: string
  readonly columns?: readonly string[]
  readonly lateral: boolean
}

export interface JoinedTable extends Located {
  readonly kind: 'join'
  readonly join: 'inner' | 'left' | 'right' | 'full'
  readonly natural: boolean
  readonly straight: boolean
  readonly left: TableReference
  readonly right: TableReference
  readonly on?: Expression
  readonly using?: readonly string[]
}

/** A function in FROM, e.g. `dolt_diff('a', 'b', 't')`. */
export interface TableFunction extends Located {
  readonly kind: 'tableFunction'
  readonly database?: string
  readonly name: string
  readonly args: readonly Expression[]
  readonly alias?: string
}

export type JsonTableColumn =
  | { readonly kind: 'ordinality'; readonly name: string }
  | {
      readonly kind: 'path'; readonly name: string; readonly type: TypeName; readonly path: string; readonly exists: boolean
      readonly onEmpty?: JsonTableAction; readonly onError?: JsonTableAction
    }
  | { readonly kind: 'nested'; readonly path: string; readonly columns: readonly JsonTableColumn[] }

export type JsonTableAction = { readonly action: 'null' | 'error' } | { readonly action: 'default'; readonly value: string }

export interface JsonTable extends Located {
  readonly kind: 'jsonTable'
  readonly document: Expression
  readonly path: string
  readonly columns: readonly JsonTableColumn[]
  readonly alias: string
}

// ----------------------------------------------------------------- statements

export type Statement =
  | QueryStatement | Insert | Update | Delete | CreateTable | DropTable | AlterTable | RenameTable | Truncate | CreateIndex | DropIndex
  | CreateView | DropView | CreateDatabase | DropDatabase | Use | Show | Describe | Explain | SetStatement | Call | TransactionStatement
  | Prepare | Execute | Deallocate | Kill | Unsupported

export interface QueryStatement extends Located {
  readonly kind: 'query'
  readonly query: QueryExpression
}

export interface Insert extends Located {
  readonly kind: 'insert'
  readonly replace: boolean
  readonly ignore: boolean
  readonly table: TableName
  readonly columns?: readonly string[]
  readonly rows?: readonly (readonly Expression[])[]
  readonly query?: QueryExpression
  readonly rowAlias?: string
  readonly columnAliases?: readonly string[]
  readonly onDuplicate?: readonly UpdateItem[]
}

export interface UpdateItem {
  readonly column: ColumnReference
  readonly value: Expression
}

export interface Update extends Located {
  readonly kind: 'update'
  readonly with?: With
  readonly ignore: boolean
  readonly tables: TableReference
  readonly items: readonly UpdateItem[]
  readonly where?: Expression
  readonly orderBy: readonly OrderItem[]
  readonly limit?: Expression
}

export interface Delete extends Located {
  readonly kind: 'delete'
  readonly with?: With
  readonly ignore: boolean
  /** Tables to delete from, by name or alias; empty for the single-table form. */
  readonly targets: readonly TableName[]
  readonly tables: TableReference
  readonly where?: Expression
  readonly orderBy: readonly OrderItem[]
  readonly limit?: Expression
}

export interface ColumnDefinition extends Located {
  readonly name: string
  readonly type: TypeName
  readonly nullable?: boolean
  readonly default?: Expression
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
}

export interface DropTable extends Located {
  readonly kind: 'dropTable'
  readonly ifExists: boolean
  readonly tables: readonly TableName[]
}

export type Position = 'first' | { readonly after: string }

export type AlterAction =
  | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly position?: Position }
  | { readonly kind: 'dropColumn'; readonly name: string }
  | { readonly kind: 'modifyColumn'; readonly name: string; readonly column: ColumnDefinition; readonly position?: Position }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string }
  | { readonly kind: 'setDefault'; readonly name: string; readonly default?: Expression }
  | { readonly kind: 'add'; readonly element: Exclude<TableElement, { kind: 'column' }> }
  | { readonly kind: 'dropIndex' | 'dropForeignKey' | 'dropConstraint'; readonly name: string }
  | { readonly kind: 'dropPrimaryKey' | 'disableKeys' | 'enableKeys' }
  | { readonly kind: 'renameIndex'; readonly from: string; readonly to: string }
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
  readonly table: TableName
  readonly index: IndexClause
}

export interface DropIndex extends Located {
  readonly kind: 'dropIndex'
  readonly table: TableName
  readonly name: string
}

export interface CreateView extends Located {
  readonly kind: 'createView'
  readonly orReplace: boolean
  readonly view: TableName
  readonly columns?: readonly string[]
  readonly query: QueryExpression
  /** The SELECT's source. */
  readonly selectText: string
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
}

export interface DropDatabase extends Located {
  readonly kind: 'dropDatabase'
  readonly ifExists: boolean
  readonly name: string
}

export interface Use extends Located {
  readonly kind: 'use'
  readonly database: string
}

export interface Show extends Located {
  readonly kind: 'show'
  readonly what:
    | 'tables' | 'databases' | 'columns' | 'index' | 'createTable' | 'createView' | 'createDatabase' | 'variables' | 'status' | 'warnings'
    | 'errors' | 'processlist' | 'engines' | 'collation' | 'charset' | 'grants' | 'tableStatus' | 'triggers' | 'createTrigger'
    | 'procedureStatus' | 'functionStatus' | 'createProcedure' | 'events' | 'plugins' | 'privileges'
  readonly full: boolean
  readonly global: boolean
  readonly table?: TableName
  readonly database?: string
  readonly like?: string
  readonly where?: Expression
  readonly asOf?: Expression
}

/** DESCRIBE t: SHOW COLUMNS of one table. */
export interface Describe extends Located {
  readonly kind: 'describe'
  readonly table: TableName
  readonly column?: string
}

export interface Explain extends Located {
  readonly kind: 'explain'
  readonly analyze: boolean
  readonly format?: string
  readonly statement: Statement
}

export type SetItem =
  | { readonly kind: 'system'; readonly scope: 'global' | 'session' | 'persist' | 'persist_only'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'user'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'names'; readonly charset: string; readonly collation?: string }
  | { readonly kind: 'transaction'; readonly scope: 'global' | 'session'; readonly characteristics: readonly string[] }

export interface SetStatement extends Located {
  readonly kind: 'set'
  readonly items: readonly SetItem[]
}

export interface Call extends Located {
  readonly kind: 'callProcedure'
  readonly database?: string
  readonly name: string
  readonly args: readonly Expression[]
}

export interface TransactionStatement extends Located {
  readonly kind: 'transaction'
  readonly action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'rollbackTo' | 'release' | 'lockTables' | 'unlockTables'
  readonly readOnly: boolean
  readonly name?: string
}

export interface Prepare extends Located {
  readonly kind: 'prepare'
  readonly name: string
  readonly source: { readonly text: string } | { readonly variable: string }
}

export interface Execute extends Located {
  readonly kind: 'execute'
  readonly name: string
  readonly using: readonly string[]
}

export interface Deallocate extends Located {
  readonly kind: 'deallocate'
  readonly name: string
}

export interface Kill extends Located {
  readonly kind: 'kill'
  readonly query: boolean
  readonly id: number
}

/** A statement of MySQL's that parses no further than its first words; the engine says that it can't run it. */
export interface Unsupported extends Located {
  readonly kind: 'unsupported'
  /** E.g. `CREATE TRIGGER`. */
  readonly words: string
}
