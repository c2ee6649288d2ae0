import type { Account } from './ast-account.ts'
import type { Expression, Located, TypeName } from './ast-expression.ts'
import type { QueryExpression, TableName } from './ast-query.ts'
import type { Statement } from './ast-statement.ts'

/** A name that may be qualified by its database. */
export interface QualifiedName {
  readonly database?: string
  readonly name: string
}

export interface CreateTrigger extends Located {
  readonly kind: 'createTrigger'
  readonly definer?: Account
  readonly ifNotExists: boolean
  readonly trigger: QualifiedName
  readonly time: 'before' | 'after'
  readonly event: 'insert' | 'update' | 'delete'
  readonly table: TableName
  readonly order?: { readonly relation: 'follows' | 'precedes'; readonly trigger: string }
  readonly body: Statement
  /** The body's source. */
  readonly bodyText: string
}

export interface RoutineParameter {
  readonly mode: 'in' | 'out' | 'inout'
  readonly name: string
  readonly type: TypeName
}

/** What stands between a routine's parameters and its body. */
export interface RoutineCharacteristics {
  readonly comment?: string
  readonly deterministic?: boolean
  readonly data?: 'contains sql' | 'no sql' | 'reads sql data' | 'modifies sql data'
  readonly security?: 'definer' | 'invoker'
}

export interface CreateProcedure extends Located {
  readonly kind: 'createProcedure'
  readonly definer?: Account
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly procedure: QualifiedName
  readonly parameters: readonly RoutineParameter[]
  readonly characteristics: RoutineCharacteristics
  readonly body: Statement
  /** The body's source. */
  readonly bodyText: string
}

export interface CreateFunction extends Located {
  readonly kind: 'createFunction'
  readonly definer?: Account
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly function: QualifiedName
  readonly parameters: readonly RoutineParameter[]
  readonly returns: TypeName
  readonly characteristics: RoutineCharacteristics
  readonly body: Statement
  /** The body's source. */
  readonly bodyText: string
}

export interface AlterRoutine extends Located {
  readonly kind: 'alterProcedure' | 'alterFunction'
  readonly routine: QualifiedName
  readonly characteristics: RoutineCharacteristics
}

export type EventSchedule =
  | { readonly kind: 'at'; readonly at: Expression }
  | { readonly kind: 'every'; readonly interval: Expression; readonly unit: string; readonly starts?: Expression; readonly ends?: Expression }

/** What CREATE EVENT and ALTER EVENT share. */
export interface EventOptions {
  readonly schedule?: EventSchedule
  readonly preserve?: boolean
  readonly status?: 'enable' | 'disable' | 'disable on replica'
  readonly comment?: string
  readonly body?: Statement
  /** The body's source. */
  readonly bodyText?: string
}

export interface CreateEvent extends Located, EventOptions {
  readonly kind: 'createEvent'
  readonly definer?: Account
  readonly ifNotExists: boolean
  readonly event: QualifiedName
  readonly schedule: EventSchedule
  readonly body: Statement
  readonly bodyText: string
}

export interface AlterEvent extends Located, EventOptions {
  readonly kind: 'alterEvent'
  readonly definer?: Account
  readonly event: QualifiedName
  readonly renameTo?: QualifiedName
}

export interface DropRoutine extends Located {
  readonly kind: 'dropTrigger' | 'dropProcedure' | 'dropFunction' | 'dropEvent'
  readonly ifExists: boolean
  readonly routine: QualifiedName
}

/** Statements that stand in bodies only. Source: MySQL manual, "Compound Statement Syntax". */
export type CompoundStatement =
  | Block | DeclareVariables | DeclareCondition | DeclareCursor | DeclareHandler | If | CaseStatement | Loop | While | Repeat | Leave | Iterate
  | CursorStatement | FetchCursor | Return

/** `label: BEGIN … END`. */
export interface Block extends Located {
  readonly kind: 'block'
  readonly label?: string
  readonly body: readonly Statement[]
}

export interface DeclareVariables extends Located {
  readonly kind: 'declareVariables'
  readonly names: readonly string[]
  readonly type: TypeName
  readonly default?: Expression
}

/** A class of errors that a handler takes, or a condition names. */
export type ConditionValue =
  | { readonly kind: 'errno'; readonly errno: number }
  | { readonly kind: 'sqlState'; readonly sqlState: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'sqlWarning' | 'notFound' | 'sqlException' }

export interface DeclareCondition extends Located {
  readonly kind: 'declareCondition'
  readonly name: string
  readonly value: ConditionValue
}

export interface DeclareCursor extends Located {
  readonly kind: 'declareCursor'
  readonly name: string
  readonly query: QueryExpression
}

export interface DeclareHandler extends Located {
  readonly kind: 'declareHandler'
  readonly action: 'continue' | 'exit' | 'undo'
  readonly conditions: readonly ConditionValue[]
  readonly body: Statement
}

export interface If extends Located {
  readonly kind: 'if'
  readonly branches: readonly { readonly condition: Expression; readonly body: readonly Statement[] }[]
  readonly otherwise?: readonly Statement[]
}

export interface CaseStatement extends Located {
  readonly kind: 'caseStatement'
  readonly operand?: Expression
  readonly branches: readonly { readonly when: Expression; readonly body: readonly Statement[] }[]
  readonly otherwise?: readonly Statement[]
}

export interface Loop extends Located {
  readonly kind: 'loop'
  readonly label?: string
  readonly body: readonly Statement[]
}

export interface While extends Located {
  readonly kind: 'while'
  readonly label?: string
  readonly condition: Expression
  readonly body: readonly Statement[]
}

export interface Repeat extends Located {
  readonly kind: 'repeat'
  readonly label?: string
  readonly body: readonly Statement[]
  readonly until: Expression
}

export interface Leave extends Located {
  readonly kind: 'leave'
  readonly label: string
}

export interface Iterate extends Located {
  readonly kind: 'iterate'
  readonly label: string
}

export interface CursorStatement extends Located {
  readonly kind: 'open' | 'close'
  readonly cursor: string
}

export interface FetchCursor extends Located {
  readonly kind: 'fetch'
  readonly cursor: string
  /** Local variables, and user variables with their `@`. */
  readonly into: readonly string[]
}

export interface Return extends Located {
  readonly kind: 'return'
  readonly value: Expression
}

/** Items of SIGNAL's SET: `message_text`, `mysql_errno` … in lower case. */
export type SignalItems = readonly { readonly name: string; readonly value: Expression }[]

export interface Signal extends Located {
  readonly kind: 'signal'
  readonly condition: ConditionValue
  readonly items: SignalItems
}

export interface Resignal extends Located {
  readonly kind: 'resignal'
  readonly condition?: ConditionValue
  readonly items: SignalItems
}

export interface GetDiagnostics extends Located {
  readonly kind: 'getDiagnostics'
  readonly area: 'current' | 'stacked'
  /** The number of the condition asked for; absent for facts about the statement. */
  readonly condition?: Expression
  /** Variables (user variables with their `@`) and the items, in lower case, that they take. */
  readonly items: readonly { readonly target: string; readonly item: string }[]
}
