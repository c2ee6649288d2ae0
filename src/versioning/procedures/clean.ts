import type { OxbowError } from '../../error.ts'
import { flag, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import { areNonlocal } from '../nonlocal-tables.ts'
import { success, type Procedure } from './context.ts'
import { removeTables } from './staging.ts'

const OPTIONS = [flag('dry-run'), flag('x', 'x')]

/**
 * dolt_clean(['-x',] ['table', …]): drops tables that are neither committed nor staged; those that dolt_ignore names only by name or with '-x'.
 * Source: Dolt go/libraries/doltcore/env/actions/table.go, CleanUntracked.
 */
export const doltClean: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const branch = await cx.writable()
  const { working, staged } = branch.state
  const tracked = await cx.run(staged.tables())
  const patterns = parsed.has('x') ? undefined : await cx.run(readIgnorePatterns(working))
  const names: string[] = []
  for (const name of parsed.positional) {
    const found = await cx.run(working.find(name))
    if (found === undefined) throw cannotClean(name)
    names.push(found.name)
  }
  if (parsed.positional.length === 0) names.push(...[...(await cx.run(working.tables())).keys()].filter((name) => patterns?.ignores(name) !== true))
  const elsewhere = await cx.run(areNonlocal(working, names))
  const root = await cx.run(removeTables(working, names.filter((name) => !tracked.has(name) && !elsewhere.has(name))))
  if (!parsed.has('dry-run')) cx.transaction.setState(branch.database, branch.branch, { working: root })
  return success()
}

function cannotClean(name: string): OxbowError {
  return doltError(`failed to clean; table not found: '${name}'`)
}
