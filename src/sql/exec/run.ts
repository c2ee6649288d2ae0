import type { NodeStore } from '../../prolly/node-store.ts'
import type { Expr } from '../plan/expression.ts'
import type { Plan } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { runAggregate } from './aggregate.ts'
import { runApply } from './apply.ts'
import type { Operator } from './batch.ts'
import { type Layouts, type OutOfBandAccess, outOfBandAccesses } from './compile.ts'
import type { ExecContext } from './context.ts'
import { runHashJoin } from './hash-join.ts'
import { runIndexLookup } from './index-lookup.ts'
import { runJsonTable } from './json-table.ts'
import { runLateral } from './lateral.ts'
import { runLookupJoin } from './lookup-join.ts'
import { runLoopJoin } from './loop-join.ts'
import { runDistinct, runFilter, runLimit, runProject } from './pipeline.ts'
import { runRecursive, runWorkTable } from './recursive.ts'
import { runCount, runScan, runValues, runVirtual } from './scan.ts'
import { runSetOperation } from './set-operation.ts'
import { runSort } from './sort.ts'
import { runWindow } from './window.ts'

/** What all operators of one execution share. */
export interface Run {
  readonly layouts: Layouts
  /** The node store behind each stored slot. */
  readonly nodesOf: ReadonlyMap<number, NodeStore>
  /** Rows of the last round of running recursions, by id. */
  readonly workTables: Map<number, readonly (readonly Value[])[]>
}

/** Out-of-band fields in expressions; operators bring them to hand before they evaluate. */
export function accessesOf(run: Run, exprs: readonly Expr[]): OutOfBandAccess[] {
  return outOfBandAccesses(exprs, run.layouts)
}

/** Starts an operator. */
export function execute(plan: Plan, cx: ExecContext, run: Run): Operator {
  switch (plan.kind) {
    case 'scan': return runScan(plan, cx, run.layouts)
    case 'indexLookup': return runIndexLookup(plan, cx, run.layouts)
    case 'count': return runCount(plan)
    case 'virtual': return runVirtual(plan, cx, run.layouts)
    case 'values': return runValues(plan, cx, run)
    case 'filter': return runFilter(plan, cx, run)
    case 'hashJoin': return runHashJoin(plan, cx, run)
    case 'lookupJoin': return runLookupJoin(plan, cx, run)
    case 'loopJoin': return runLoopJoin(plan, cx, run)
    case 'lateral': return runLateral(plan, cx, run)
    case 'aggregate': return runAggregate(plan, cx, run)
    case 'window': return runWindow(plan, cx, run)
    case 'sort': return runSort(plan, cx, run)
    case 'limit': return runLimit(plan, cx, run)
    case 'project': return runProject(plan, cx, run)
    case 'distinct': return runDistinct(plan, cx, run)
    case 'setOperation': return runSetOperation(plan, cx, run)
    case 'apply': return runApply(plan, cx, run)
    case 'recursive': return runRecursive(plan, cx, run)
    case 'jsonTable': return runJsonTable(plan, cx, run)
    case 'workTable': return runWorkTable(plan, run)
  }
}
