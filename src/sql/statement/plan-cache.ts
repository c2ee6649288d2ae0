import type { Fetching } from '../../store/missing.ts'
import type { Expression, QueryExpression, Select } from '../parser/ast.ts'
import type { Expr } from '../plan/expression.ts'
import { type KeptPlan, keepPlan, rebind } from '../plan/kept-plan.ts'
import type { QueryPlan } from '../plan/plan.ts'
import type { Session } from '../session-state.ts'
import type { Value } from '../value.ts'
import { type LiftedText, liftLiterals } from './lifted-literals.ts'

/** A plan, and what its statement must say for it. */
interface Entry {
  readonly kept: KeptPlan
  readonly database: string
  /** Of the table, as the statement has it. */
  readonly name: string
  /** Literals that the plan was made for, and only for. */
  readonly fixed: readonly (readonly [index: number, value: Value])[]
}

/** A plan that may do for a statement: whether its table has the same schema still, only its transaction knows. */
export interface FoundPlan {
  readonly entry: Entry
  readonly values: readonly Value[]
}

/** Texts, without their literals, whose plans are kept. */
const MAX_KEYS = 256
/** Plans of one such text. */
const MAX_ENTRIES = 8

/**
 * A session's plans of queries over one table, by the text without its literals. They hold while the session's variables stay the
 * same and the table's schema does; its rows may change.
 */
export class PlanCache {
  readonly #session: Session
  readonly #entries = new Map<string, Entry[]>()
  #settings = 0
  /** What the session's account was allowed when the plans were made. */
  #privileges: number | undefined

  constructor(session: Session) {
    this.#session = session
  }

  /** The plan of a text that differs from one before in its literals at most. */
  findText(sql: string): FoundPlan | undefined {
    if (this.#entries.size === 0) return undefined
    const lifted = liftLiterals(sql)
    return lifted === undefined ? undefined : this.find(lifted)
  }

  find({ key, values }: LiftedText): FoundPlan | undefined {
    const { database, settings, access } = this.#session
    if (settings !== this.#settings || access?.version !== this.#privileges) return undefined
    const entry = this.#entries.get(key)?.find((one) => one.database === database && one.fixed.every(([i, value]) => values[i] === value))
    return entry === undefined ? undefined : { entry, values }
  }

  /** The plan, for the table as it is now; undefined where the statement must be planned anew. */
  *plan({ entry, values }: FoundPlan, catalog: { relation(database: string, name: string): Fetching<{ readonly kind: string } | undefined> }): Fetching<QueryPlan | undefined> {
    const { kept, database, name } = entry
    const table = (yield* catalog.relation(database, name)) as KeptPlan['table'] | undefined
    if (table?.kind !== 'stored' || table.schemaHash !== kept.table.schemaHash || table.name !== kept.table.name) return undefined
    return yield* rebind(kept, table, values, this.#session)
  }

  /** Keeps the plan of a query where it is one that others may use. */
  *offer(query: QueryExpression, lifted: LiftedText, plan: QueryPlan): Fetching<void> {
    const name = plainTable(query)
    const { database, settings, access } = this.#session
    if (name === undefined || database === null) return
    const indexes = literalsOf(query as Select, lifted)
    const indexOf = (expr: Expr): number | undefined => (expr.kind === 'literal' && expr.source !== undefined ? indexes.get(expr.source) : undefined)
    const kept = yield* keepPlan(plan, indexOf, lifted.values, this.#session)
    // What reads a view, or a name that is a table elsewhere, is planned each time.
    if (kept === undefined || kept.table.name.toLowerCase() !== name.toLowerCase()) return
    if (settings !== this.#settings || access?.version !== this.#privileges) {
      this.#entries.clear()
      this.#settings = settings
      this.#privileges = access?.version
    }
    const fixed = lifted.values.map((value, i) => [i, value] as const).filter(([i]) => !kept.holes.has(i))
    const entry = { kept, database, name, fixed }
    const others = (this.#entries.get(lifted.key) ?? []).filter((one) => !(one.database === database && sameFixed(one, entry)))
    this.#entries.delete(lifted.key)
    this.#entries.set(lifted.key, [entry, ...others].slice(0, MAX_ENTRIES))
    if (this.#entries.size > MAX_KEYS) this.#entries.delete(this.#entries.keys().next().value!)
  }
}

function sameFixed(a: Entry, b: Entry): boolean {
  return a.fixed.length === b.fixed.length && a.fixed.every(([i, value], at) => b.fixed[at][0] === i && b.fixed[at][1] === value)
}

/** The one table, of the session's database and its present, that a SELECT reads; undefined for other queries. */
function plainTable(query: QueryExpression): string | undefined {
  if (query.kind !== 'select' || query.with !== undefined || query.from?.kind !== 'table' || query.into !== undefined || query.calcFoundRows) return undefined
  const { from } = query
  return from.database === undefined && from.asOf === undefined ? from.name : undefined
}

/** Which of the lifted literals each literal of the WHERE clause is. */
function literalsOf(query: Select, { values, starts }: LiftedText): Map<object, number> {
  const found = new Map<object, number>()
  const visit = (e: Expression | undefined): void => {
    switch (e?.kind) {
      case 'binary':
        visit(e.left)
        visit(e.right)
        return
      case 'between':
        visit(e.low)
        visit(e.high)
        return
      case 'parameter':
        found.set(e, e.index)
        return
      case 'literal': {
        const index = starts.indexOf(e.start - query.start)
        if (index >= 0 && (e.type === 'integer' || e.type === 'string') && e.value === values[index]) found.set(e, index)
        return
      }
      default:
    }
  }
  visit(query.where)
  return found
}
