import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { flag, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { removeTables } from './staging.ts'

const OPTIONS = [flag('cached')]

/**
 * dolt_rm('table', …): drops tables that are committed as they are, and stages that; with '--cached' they stay, as new tables.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_rm.go.
 */
export const doltRm: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.positional.length === 0) throw doltError('Nothing specified, nothing removed. Which tables should I remove?')
  const cached = parsed.has('cached')
  const branch = await cx.writable()
  const { working, staged } = branch.state
  const head = await cx.run(readRoot(branch.database.db, branch.head.root))
  const names = await tablesToRemove(cx, parsed.positional, cached, { head, staged, working })
  // Keys between tables hold in both, though only what is staged changes with '--cached'.
  const dropped = await cx.run(removeTables(working, names))
  const change = { staged: await cx.run(removeTables(staged, names)), ...(!cached && { working: dropped }) }
  cx.transaction.setState(branch.database, branch.branch, change)
  await cx.transaction.commitBranch(branch.database, branch.branch)
  return success()
}

interface Roots {
  readonly head: RootValue
  readonly staged: RootValue
  readonly working: RootValue
}

/** @throws OxbowError in Dolt's words for tables that aren't there, or whose loss would lose changes. */
async function tablesToRemove(cx: ProcedureContext, names: readonly string[], cached: boolean, roots: Roots): Promise<string[]> {
  const found: string[] = []
  const missing: string[] = []
  const unstaged: string[] = []
  const onlyStaged: string[] = []
  for (const name of names) {
    const inHead = await cx.run(roots.head.find(name))
    const inStaged = await cx.run(roots.staged.find(name))
    const inWorking = await cx.run(roots.working.find(name))
    const known = inStaged ?? inHead
    if (known === undefined) (cached || inWorking === undefined ? missing : unstaged).push(name)
    else if (!cached && inWorking !== undefined && inWorking.hash !== known.hash) unstaged.push(name)
    else if (inHead === undefined && !cached) onlyStaged.push(name)
    else found.push(known.name)
  }
  const refusal = [
    [missing, 'do not exist'], [unstaged, 'have unstaged changes.'], [onlyStaged, 'have changes saved in the index. Use --cached or commit.'],
  ] as const
  for (const [tables, why] of refusal) if (tables.length > 0) throw doltError(`error: the table(s) ${tables.join(', ')} ${why}`)
  return found
}
