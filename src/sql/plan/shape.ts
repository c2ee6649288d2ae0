import type { SlotShape } from '../exec/batch.ts'
import type { Plan } from './plan.ts'

/** The slots that a plan's batches carry. */
export function shapeOf(plan: Plan): readonly SlotShape[] {
  switch (plan.kind) {
    case 'scan':
    case 'indexLookup': return [{ slot: plan.slot, stored: true, width: plan.table.columns.length }]
    case 'count': return [{ slot: plan.slot, stored: false, width: 1 }]
    case 'virtual': return [{ slot: plan.slot, stored: false, width: plan.table.columns.length }]
    case 'values':
    case 'jsonTable':
    case 'workTable': return [{ slot: plan.slot, stored: false, width: plan.width }]
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct': return shapeOf(plan.input)
    case 'hashJoin': return joined(plan.join, shapeOf(plan.probe), shapeOf(plan.build))
    case 'loopJoin': return joined(plan.join, shapeOf(plan.left), shapeOf(plan.right))
    case 'lateral': return joined(plan.join, shapeOf(plan.outer), shapeOf(plan.inner))
    case 'lookupJoin':
      return joined(plan.join, shapeOf(plan.outer), [{ slot: plan.slot, stored: true, width: plan.table.columns.length }])
    case 'aggregate': {
      const own = { slot: plan.slot, stored: false, width: plan.groups.length + plan.aggregates.length }
      return plan.keepFirst ? [own, ...shapeOf(plan.input)] : [own]
    }
    case 'window': return [...shapeOf(plan.input), { slot: plan.slot, stored: false, width: plan.calls.length }]
    case 'project': return [{ slot: plan.slot, stored: false, width: plan.exprs.length }]
    case 'setOperation':
    case 'recursive': return [{ slot: plan.slot, stored: false, width: plan.types.length }]
    case 'apply': return [...shapeOf(plan.input), ...plan.subqueries.map((s) => ({ slot: s.slot, stored: false, width: 1 }))]
  }
}

function joined(join: string, left: readonly SlotShape[], right: readonly SlotShape[]): readonly SlotShape[] {
  return join === 'semi' || join === 'anti' ? left : [...left, ...right]
}
