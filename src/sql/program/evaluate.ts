import { bindExpression, condition } from '../analyzer/bind-expression.ts'
import { Binder } from '../analyzer/binder.ts'
import { Block } from '../analyzer/scope.ts'
import { compile } from '../exec/compile.ts'
import type { Evaluator } from '../exec/context.ts'
import { ExecContext } from '../exec/context.ts'
import { runQuery, statementTime, workLimits } from '../exec/driver.ts'
import { isTrue } from '../exec/filter-kernel.ts'
import { aggregateFunction, scalarFunction } from '../functions/registry.ts'
import type { Expression, QueryExpression } from '../parser/ast.ts'
import { planQuery } from '../statement/select.ts'
import { type StatementContext, compute } from '../statement/statement.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { FRAME_SLOTS, type Frame } from './frame.ts'
import { someNode } from './walk.ts'

export interface Evaluated {
  readonly value: Value
  readonly type: SqlType
}

interface Compiled {
  readonly evaluate: Evaluator
  readonly type: SqlType
}

/** Expressions whose types can change, or that read tables, are bound anew each time. */
const UNSTEADY = new Set(['subquery', 'exists', 'quantified', 'userVariable', 'systemVariable', 'assignment'])

function isSteady(e: Expression): boolean {
  return !someNode(e, (node) => UNSTEADY.has(node.kind) || (node.kind === 'in' && node.query !== undefined) ||
    (node.kind === 'call' && (scalarFunction(String(node.name)) === undefined || aggregateFunction(String(node.name)) !== undefined)))
}

/** Computes expressions of one activation of a program; those that only read its variables and rows are compiled once. */
export class Evaluation {
  readonly #frame: Frame
  readonly #compiled = new Map<Expression, Compiled | undefined>()
  readonly #conditions = new Map<Expression, Compiled | undefined>()
  /** A trigger's NOW() is its statement's; a procedure's is that of each of its statements. */
  readonly #fixedTime: boolean

  constructor(frame: Frame) {
    this.#frame = frame
    this.#fixedTime = frame.rows !== undefined
  }

  async evaluate(e: Expression, cx: StatementContext): Promise<Evaluated> {
    const compiled = await this.#compile(e, this.#compiled, false, cx)
    return compiled === undefined ? await this.#query(e, cx) : { value: compiled.evaluate(this.#context(cx)), type: compiled.type }
  }

  async isTrue(e: Expression, cx: StatementContext): Promise<boolean> {
    const compiled = await this.#compile(e, this.#conditions, true, cx)
    if (compiled !== undefined) return isTrue(compiled.evaluate(this.#context(cx)))
    return isTrue((await this.#query({ kind: 'is', operand: e, test: 'true', negated: false, start: e.start, end: e.end }, cx)).value)
  }

  #context(cx: StatementContext): ExecContext {
    const own = this.#frame.cx
    if (this.#fixedTime) return own
    const fresh = new ExecContext(cx.session, FRAME_SLOTS, [], statementTime(cx.session))
    for (let i = 0; i < FRAME_SLOTS; i++) fresh.rows[i] = own.rows[i]
    return fresh
  }

  async #compile(e: Expression, known: Map<Expression, Compiled | undefined>, truth: boolean, cx: StatementContext): Promise<Compiled | undefined> {
    // Within a handler, variables stand where they happen to: after those of the place that failed.
    const steady = this.#frame.handling === 0
    if (steady && known.has(e)) return known.get(e)
    let compiled: Compiled | undefined
    if (isSteady(e)) {
      const binder = new Binder(cx.transaction, cx.session, [], this.#frame.columns)
      for (let i = 0; i < FRAME_SLOTS; i++) binder.newSlot()
      const scope = { binder, block: new Block(undefined), ctes: undefined, clause: 'field list', aggregates: false, windows: false }
      const bound = await compute(cx, bindExpression(e, scope))
      const expr = truth ? condition(bound, binder) : bound
      compiled = { evaluate: compile(expr, binder.layouts), type: expr.type }
    }
    if (steady) known.set(e, compiled)
    return compiled
  }

  async #query(e: Expression, cx: StatementContext): Promise<Evaluated> {
    const { start, end } = e
    const { rows, types } = await rowsOf({
      kind: 'select', distinct: false, calcFoundRows: false, groupBy: [], rollup: false, windows: [], orderBy: [],
      items: [{ expression: e, text: '', start, end }], start, end,
    }, cx)
    return { value: rows[0]?.[0] ?? null, type: types[0] }
  }
}

/** The rows of a query that go into variables, not to the client. */
export async function rowsOf(query: QueryExpression, cx: StatementContext): Promise<{ rows: readonly (readonly Value[])[]; types: readonly SqlType[] }> {
  const plan = await compute(cx, planQuery(query, cx))
  const { rows } = await runQuery(plan, cx.session, cx.transaction, workLimits(cx.limits))
  return { rows, types: plan.columns.map((c) => c.type) }
}
