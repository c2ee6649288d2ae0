import { flag, option, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { success, type Procedure } from './context.ts'
import { stageTables } from './staging.ts'

const OPTIONS = [flag('all', 'A'), flag('force', 'f'), option('branch')]

/** dolt_add('.'), dolt_add('-A'), dolt_add('table', …), on the current branch or that of '--branch'. */
export const doltAdd: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const names = parsed.positional
  if (names.length === 0 && !parsed.has('all')) throw doltError("Nothing specified, nothing added. Maybe you wanted to say 'dolt add .'?")
  const branch = await cx.writable(parsed.value('branch'))
  const all = parsed.has('all') || (names.length === 1 && names[0] === '.')
  const force = parsed.has('force')
  const staged = await cx.run(stageTables(branch, all ? { kind: 'all', force } : { kind: 'named', names, force }))
  cx.transaction.setState(branch.database, branch.branch, { staged })
  return success()
}
