import type { FileFormat } from './ast-dml.ts'
import type { Expression, Located, TypeName, WindowSpecification } from './ast-expression.ts'

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

export interface With extends Located {
  readonly recursive: boolean
  readonly tables: readonly CommonTable[]
}

/** What ends a query: ORDER BY and LIMIT belong to the whole of a set operation. */
export interface QueryTail {
  readonly with?: With
  readonly orderBy: readonly OrderItem[]
  readonly limit?: Expression
  readonly offset?: Expression
  readonly locking?: readonly LockingClause[]
}

/** `FOR UPDATE OF t SKIP LOCKED`. */
export interface LockingClause {
  readonly strength: 'update' | 'share'
  readonly of?: readonly string[]
  readonly wait?: 'nowait' | 'skip locked'
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
  /** Local variables, and user variables with their `@`. */
  readonly into?: readonly string[]
  /** INTO OUTFILE and INTO DUMPFILE. */
  readonly intoFile?: { readonly path: string; readonly dump: boolean; readonly format: FileFormat }
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
  readonly partitions?: readonly string[]
  readonly indexHints?: readonly IndexHint[]
}

/** `FORCE INDEX FOR ORDER BY (i, j)`; the primary key is `PRIMARY`. */
export interface IndexHint {
  readonly action: 'use' | 'force' | 'ignore'
  readonly for?: 'join' | 'order by' | 'group by'
  readonly indexes: readonly string[]
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
