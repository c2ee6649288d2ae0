import type { ColumnReference, Expression, Located } from './ast-expression.ts'
import type { OrderItem, QueryExpression, SelectItem, TableName, TableReference, With } from './ast-query.ts'

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
  readonly with?: With
  /** Dolt, as in MariaDB: the rows are answered. */
  readonly returning?: readonly SelectItem[]
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
  /** Dolt: `LIMIT n OFFSET m`. */
  readonly offset?: Expression
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
  /** Dolt: `LIMIT n OFFSET m`. */
  readonly offset?: Expression
}

/** How a file's fields and lines are told apart. */
export interface FileFormat {
  readonly charset?: string
  readonly fieldsTerminatedBy?: string
  readonly enclosedBy?: string
  readonly optionallyEnclosed: boolean
  readonly escapedBy?: string
  readonly linesStartingBy?: string
  readonly linesTerminatedBy?: string
}

export interface LoadData extends Located {
  readonly kind: 'loadData'
  readonly local: boolean
  readonly file: string
  readonly duplicates?: 'replace' | 'ignore'
  readonly table: TableName
  readonly format: FileFormat
  readonly ignoreLines: number
  /** Columns, and user variables with their `@`. */
  readonly columns: readonly string[]
  readonly set: readonly UpdateItem[]
}
