import type { OrderItem, QueryExpression } from './ast-query.ts'

/** A place in the statement's text, in UTF-16 units. */
export interface Located {
  readonly start: number
  readonly end: number
}

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
  | { readonly type: 'bytes'; readonly value: Uint8Array; readonly notation: 'hex' | 'bit'; readonly charset?: string }
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
  /** The character set of CHAR(n USING charset). */
  readonly using?: string
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
