import type { FieldPlace } from '../catalog.ts'
import { type Expr, walk } from '../plan/expression.ts'
import { variableValue } from '../types/convert.ts'
import type { Evaluator } from './context.ts'
import { fieldEvaluator, mayBeOutOfBand } from './field.ts'
import { compileIn, compileInSubquery } from './in.ts'

/** How the rows of a slot lie: in leaves of a tree (by column: where), or as arrays of values. */
export interface SlotLayout {
  readonly stored: boolean
  /** By column ordinal; undefined where the tree lacks the column. */
  readonly places: readonly (FieldPlace | undefined)[]
  /** The slot may hold NULL-extended rows. */
  readonly nullRows: boolean
}

/** The layouts of all slots of a statement, by slot. */
export type Layouts = readonly SlotLayout[]

/** Compiles an expression to a closure. */
export function compile(expr: Expr, layouts: Layouts): Evaluator {
  switch (expr.kind) {
    case 'literal': {
      const value = expr.value
      return () => value
    }
    case 'parameter': {
      const index = expr.index
      return (cx) => cx.params[index]
    }
    case 'column': {
      const layout = layouts[expr.slot]
      const { slot, column } = expr
      if (!layout.stored) return (cx) => cx.rows[slot].values[column]
      const place = layout.places[column]
      if (place === undefined) throw new Error(`column ${expr.name} is not in the tree that the plan reads`)
      return fieldEvaluator(slot, place, expr.type, layout.nullRows)
    }
    case 'call': {
      return expr.bound.compile(expr.args.map((a) => compile(a, layouts)))
    }
    case 'in': return compileIn(expr, layouts)
    case 'inSubquery': return compileInSubquery(expr, layouts)
    case 'subquery': {
      const id = expr.id
      return (cx) => cx.subqueries[id] as ReturnType<Evaluator>
    }
    case 'userVariable': {
      const name = expr.name
      return (cx) => cx.session.userVariables.get(name) ?? null
    }
    case 'assign': {
      const name = expr.name
      const value = compile(expr.value, layouts)
      return (cx) => {
        const v = value(cx)
        cx.session.userVariables.set(name, variableValue(expr.value.type, v))
        return v
      }
    }
  }
}

/** A stored field whose content may have to be fetched before it can be evaluated. */
export interface OutOfBandAccess {
  readonly slot: number
  readonly place: FieldPlace
}

/** The stored fields in some expressions whose content may lie out of band. */
export function outOfBandAccesses(exprs: readonly Expr[], layouts: Layouts): OutOfBandAccess[] {
  const found = new Map<string, OutOfBandAccess>()
  for (const expr of exprs) {
    walk(expr, (e) => {
      if (e.kind !== 'column' || !layouts[e.slot].stored) return
      const place = layouts[e.slot].places[e.column]
      if (place !== undefined && mayBeOutOfBand(place.encoding)) found.set(`${e.slot}.${e.column}`, { slot: e.slot, place })
    })
  }
  return [...found.values()]
}
