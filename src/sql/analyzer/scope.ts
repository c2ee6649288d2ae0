import { OxbowError } from '../../error.ts'
import type { WindowSpecification } from '../parser/ast.ts'
import type { ColumnExpr, Expr } from '../plan/expression.ts'
import type { AggregateCall, CorrelatedSubquery, WindowCall } from '../plan/plan.ts'

/** Slots of placeholders: replaced when the block's own slots for groups and windows are known. */
export const AGGREGATE_SLOT = -1
export const WINDOW_SLOT = -2

/** A column that names can mean. */
export interface ScopeColumn {
  readonly name: string
  /** Alias of its relation, as written. */
  readonly table: string
  readonly database?: string
  readonly expr: ColumnExpr
  /** The second of two columns that USING or NATURAL has joined: found only when qualified. */
  readonly hidden?: boolean
  /** Text of the default that the table gives it: views show it for what passes through them. */
  readonly defaultText?: string
}

/** One SELECT being bound: what its expressions have gathered. */
export class Block {
  readonly parent: Block | undefined
  readonly columns: ScopeColumn[] = []
  /** Aliases of the select list, visible to HAVING, GROUP BY and ORDER BY. */
  readonly aliases = new Map<string, Expr>()
  /** Names that the select list gives to different things. */
  readonly ambiguous = new Set<string>()
  /** WINDOW w AS (…), by lower-case name. */
  readonly namedWindows = new Map<string, WindowSpecification>()
  readonly aggregates: AggregateCall[] = []
  readonly windows: WindowCall[] = []
  /** Columns of enclosing queries that this one reads. */
  readonly outer: ColumnExpr[] = []
  /** Correlated subqueries found since the last `takeSubqueries`. */
  #subqueries: CorrelatedSubquery[] = []

  constructor(parent: Block | undefined) {
    this.parent = parent
  }

  /** Whether the SELECT makes groups, of which ANY_VALUE takes a row each; without groups it is its argument. */
  isGrouped = (): boolean => true

  /** Correlated subqueries inside aggregates: they run for each row, before the grouping. */
  readonly rowSubqueries: CorrelatedSubquery[] = []

  addSubquery(subquery: CorrelatedSubquery): void {
    this.#subqueries.push(subquery)
  }

  takeSubqueries(): CorrelatedSubquery[] {
    const taken = this.#subqueries
    this.#subqueries = []
    return taken
  }

  /** Columns that `*` or `t.*` stands for. */
  star(table: string | undefined, database: string | undefined): ScopeColumn[] {
    if (table === undefined) return this.columns.filter((c) => !c.hidden)
    return this.columns.filter((c) => sameName(c.table, table) && (database === undefined || c.database === undefined || sameName(c.database, database)))
  }

  /** What a name means here or in an enclosing query; undefined when nothing. @throws OxbowError 1052 (23000). */
  resolve(name: string, table: string | undefined, database: string | undefined, clause: string): ColumnExpr | undefined {
    const found = this.#own(name, table, database, clause)
    if (found !== undefined || this.parent === undefined) return found
    const outer = this.parent.resolve(name, table, database, clause) ?? (table === undefined ? this.parent.#aliased(name) : undefined)
    if (outer !== undefined) this.outer.push(outer)
    return outer
  }

  /** The column that an alias of the select list stands for: as on Dolt, subqueries in the list see those before them. */
  #aliased(name: string): ColumnExpr | undefined {
    const expr = this.aliases.get(name.toLowerCase())
    return expr?.kind === 'column' && expr.slot >= 0 ? expr : undefined
  }

  #own(name: string, table: string | undefined, database: string | undefined, clause: string): ColumnExpr | undefined {
    let found: ScopeColumn | undefined
    const wanted = name.toLowerCase()
    for (const column of this.columns) {
      if (column.name.toLowerCase() !== wanted) continue
      if (table === undefined) {
        if (column.hidden) continue
      } else if (!sameName(column.table, table) || (database !== undefined && column.database !== undefined && !sameName(column.database, database))) continue
      if (found !== undefined && found.expr !== column.expr) {
        const text = table === undefined ? name : `${table}.${name}`
        throw new OxbowError('AMBIGUOUS_COLUMN', `Column '${text}' in ${clause} is ambiguous`, { errno: 1052, sqlState: '23000' })
      }
      found = column
    }
    return found?.expr
  }
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** `Unknown column 'x' in 'field list'`. */
export function unknownColumn(text: string, clause: string): OxbowError {
  return new OxbowError('UNKNOWN_COLUMN', `Unknown column '${text}' in '${clause}'`, { errno: 1054, sqlState: '42S22' })
}
