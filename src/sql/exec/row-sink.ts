import type { FieldPlace } from '../catalog.ts'
import type { ProjectPlan } from '../plan/plan.ts'
import type { ResultColumn } from '../result.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import { mayBeOutOfBand } from './field.ts'

/** Where the rows of an answer go as they come, so that no answer has to be held whole. */
export interface RowSink {
  /** Bytes that were taken so far. */
  readonly bytes: number
  /** Told once, before the first rows, or at the end where there are none. `stored`: as in QueryResult. */
  begin(columns: readonly ResultColumn[], stored: boolean): void
  /** Takes rows; a promise says to wait for it before more come. */
  take(rows: readonly (readonly Value[])[]): Promise<void> | undefined
  /** Takes rows as places in leaves, from which it writes them without making values first; for sinks that can. */
  readonly takePlaces?: (batch: Batch, cx: ExecContext, cells: readonly Cell[]) => Promise<void> | undefined
}

/** A column of rows that are places in leaves. */
export interface Cell {
  readonly type: SqlType
  /** The current row's value. */
  readonly evaluate: Evaluator
  /** Where the value stands, for columns that are a stored field. */
  readonly field?: FieldPlace & { readonly slot: number }
}

/** The columns of a projection. */
export function cellsOf({ exprs }: ProjectPlan, layouts: Layouts): Cell[] {
  return exprs.map((expr): Cell => {
    const evaluate = compile(expr, layouts)
    const layout = expr.kind === 'column' ? layouts[expr.slot] : undefined
    const place = expr.kind === 'column' && layout?.stored === true && !layout.nullRows ? layout.places[expr.column] : undefined
    if (expr.kind !== 'column' || place === undefined || mayBeOutOfBand(place.encoding)) return { type: expr.type, evaluate }
    return { type: expr.type, evaluate, field: { ...place, slot: expr.slot } }
  })
}
