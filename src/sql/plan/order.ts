import type { KeyRange, Plan, SortKey } from './plan.ts'
import type { TableIndex } from '../catalog.ts'

/** True when a plan's rows already come in the order of the keys, so that no sort is needed. */
export function providesOrder(plan: Plan, keys: readonly SortKey[]): boolean {
  switch (plan.kind) {
    case 'filter':
    case 'limit': return providesOrder(plan.input, keys)
    case 'hashJoin': return (plan.join === 'inner' || plan.join === 'left' || plan.join === 'semi' || plan.join === 'anti') && providesOrder(plan.probe, keys)
    case 'lookupJoin': return providesOrder(plan.outer, keys)
    case 'scan':
    case 'indexLookup': return indexGives(plan.index, plan.ranges, plan.reverse, plan.slot, keys)
    default: return false
  }
}

function indexGives(index: TableIndex, ranges: readonly KeyRange[] | undefined, reverse: boolean, slot: number, keys: readonly SortKey[]): boolean {
  if (index.prefixLengths.some((n) => n > 0)) return false
  // Several points in a row are in order only when they differ in the very field that comes next.
  const bound = ranges === undefined ? 0 : ranges[0]?.equals.length ?? 0
  if (ranges !== undefined && ranges.length > 1 && bound !== 1) return false
  const fixed = ranges !== undefined && ranges.length === 1 ? bound : 0
  const constant = new Set(index.keyColumns.slice(0, fixed))
  let at = fixed
  for (const { expr, descending } of keys) {
    if (expr.kind !== 'column' || expr.slot !== slot) return false
    if (constant.has(expr.column)) continue
    if (index.keyColumns[at] !== expr.column || descending !== reverse) {
      // Behind the whole primary key every row is alone.
      return at > 0 && at >= index.keyColumns.length
    }
    at++
  }
  return true
}
