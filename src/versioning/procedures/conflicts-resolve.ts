import { ArtifactType, readArtifacts, withArtifacts } from '../../doltdb/artifacts.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import type { Fetching } from '../../store/missing.ts'
import { flag, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { takeTheirs } from '../merge/take-theirs.ts'
import { success, type Procedure } from './context.ts'

const OPTIONS = [flag('ours'), flag('theirs')]

/**
 * dolt_conflicts_resolve('--ours'|'--theirs', 'table', …): ends the conflicts of tables, `.` for all, for one side.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_conflicts_resolve.go.
 */
export const doltConflictsResolve: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const { database, branch, state } = await cx.writable()
  const theirs = parsed.has('theirs')
  if (parsed.has('ours') && theirs) throw doltError('specify only either --ours or --theirs')
  if (!parsed.has('ours') && !theirs) throw doltError('--ours or --theirs must be supplied')
  if (parsed.positional.length === 0) throw doltError('specify at least one table to resolve conflicts')
  if ((state.mergeState?.unmergableTables.length ?? 0) > 0) {
    throw doltError(
      'Unable to automatically resolve schema conflicts since data changes may not have been fully merged yet. To continue, abort this merge ' +
      '(dolt merge --abort) then apply ALTER TABLE statements to one side of this merge to get the two schemas in sync with the desired schema, ' +
      'then rerun the merge. To track resolution of this limitation, follow https://github.com/dolthub/dolt/issues/6616',
    )
  }
  const working = await cx.run(resolveTables(state.working, parsed.positional, theirs))
  cx.transaction.setState(database, branch, { working })
  return success()
}

function* resolveTables(root: RootValue, wanted: readonly string[], theirs: boolean): Fetching<RootValue> {
  const names = wanted.length === 1 && wanted[0] === '.' ? [...(yield* root.tables()).keys()] : wanted
  for (const wantedName of names) {
    const found = yield* root.find(wantedName)
    if (found === undefined) throw doltError('table not found')
    const table = yield* readTable(root.db, found.hash)
    const conflicts = (yield* readArtifacts(table)).filter(({ type }) => type === ArtifactType.Conflict)
    if (conflicts.length === 0) continue
    const taken = theirs ? yield* takeTheirs(found.name, table, conflicts) : table
    const resolved = yield* withArtifacts(taken, conflicts.map(({ key }) => ({ key, value: null })))
    root = yield* root.with({ tables: [[found.name, resolved.hash]] })
  }
  return root
}
