import { flag, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { type Procedure, success } from './context.ts'

/**
 * dolt_replication_set('variable', 'value'): what the current database has instead of the server's global variable, durably and at once.
 * dolt_replication_set('--unset', 'variable') takes the server's again.
 */
export const doltReplicationSet: Procedure = async (cx, args) => {
  const parsed = parseArguments([flag('unset')], args)
  const [name, value, ...more] = parsed.positional
  const unset = parsed.has('unset')
  if (name === undefined || more.length > 0 || unset !== (value === undefined)) {
    throw doltError("usage: dolt_replication_set('variable', 'value') or dolt_replication_set('--unset', 'variable')")
  }
  const { host } = cx.transaction
  if (host.setReplication === undefined) throw doltError('replication is not set up by SQL here')
  await host.setReplication(cx.database, name.toLowerCase(), value ?? null)
  return success()
}
