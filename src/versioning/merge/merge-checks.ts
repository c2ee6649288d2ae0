import type { SchemaCheck } from '../../serial/table-schema.ts'
import { parseExpressionText } from '../../sql/parser/expression-text.ts'

export interface MergedChecks {
  readonly checks: readonly SchemaCheck[]
  readonly conflicts: readonly string[]
}

type Checks = readonly SchemaCheck[]

/**
 * Joins the CHECKs of two schemas that came of `base`, by their names.
 * Source: Dolt go/libraries/doltcore/merge/merge_schema.go, mergeChecks.
 * @param columns lower-case names of the merged columns
 */
export function mergeChecks(columns: ReadonlySet<string>, base: Checks, ours: Checks, theirs: Checks): MergedChecks {
  const conflicts: string[] = []
  const common: SchemaCheck[] = []
  for (const mine of ours) {
    const other = named(theirs, mine)
    if (other === undefined) continue
    const was = named(base, mine)
    if (same(mine, other) || (was !== undefined && same(was, other))) common.push(mine)
    else if (was !== undefined && same(was, mine)) common.push(other)
    else conflicts.push(`two checks with the name '${mine.name}' but different definitions`)
  }
  const [ourNew, theirNew] = [without(ours, base), without(theirs, base)]
  for (const mine of ourNew) {
    const other = theirNew.find((check) => !same(check, mine) && referenced(check).some((name) => referenced(mine).includes(name)))
    if (other !== undefined) conflicts.push(`our check '${mine.name}' and their check '${other.name}' both reference the same column(s)`)
  }
  for (const [gone, changed, side] of [[ours, theirs, 'ours'], [theirs, ours, 'theirs']] as const) {
    for (const check of without(base, gone)) {
      const now = named(changed, check)
      if (now !== undefined && !same(now, check)) {
        conflicts.push(`check '${check.name}' was deleted in ${side} but modified in ${side === 'ours' ? 'theirs' : 'ours'}`)
      }
    }
  }
  const checks = new Map<string, SchemaCheck>()
  for (const check of [...common, ...ourNew, ...theirNew]) if (!checks.has(check.name)) checks.set(check.name, check)
  if (conflicts.length === 0) {
    for (const check of checks.values()) {
      if (referenced(check).some((name) => !columns.has(name))) conflicts.push(`check '${check.name}' references a column that will be deleted after merge`)
    }
  }
  return { checks: [...checks.values()], conflicts }
}

function named(checks: Checks, { name }: SchemaCheck): SchemaCheck | undefined {
  return checks.find((check) => check.name === name)
}

function without(checks: Checks, others: Checks): SchemaCheck[] {
  return checks.filter((check) => named(others, check) === undefined)
}

function same(a: SchemaCheck, b: SchemaCheck): boolean {
  return a.name === b.name && a.expression === b.expression && a.enforced === b.enforced && a.isNotValid === b.isNotValid
}

/** Lower-case names of the columns that a CHECK tests. */
function referenced({ expression }: SchemaCheck): string[] {
  const names: string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item)
    else if (typeof node === 'object' && node !== null) {
      if ('kind' in node && node.kind === 'column' && 'name' in node) names.push(String(node.name).toLowerCase())
      else for (const value of Object.values(node)) visit(value)
    }
  }
  visit(parseExpressionText(expression))
  return names
}
