import { doltError } from '../errors.ts'
import { success, type Procedure } from './context.ts'

/** dolt_undrop('name'): takes a dropped database back. Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_undrop.go. */
export const doltUndrop: Procedure = async ({ transaction }, args) => {
  const { dropped } = transaction.host
  const names = dropped?.names() ?? []
  const available = names.length === 0
    ? 'there are no databases currently available to be undropped' : `available databases that can be undropped: ${names.join(', ')}`
  if (args.length > 1) throw doltError('dolt_undrop called with too many arguments: dolt_undrop only accepts one argument - the name of the dropped database to restore')
  const [wanted] = args
  if (wanted === undefined) throw doltError(`no database name specified. ${available}`)
  const name = names.find((n) => n === wanted) ?? names.find((n) => n.toLowerCase() === wanted.toLowerCase())
  if (dropped === undefined || name === undefined) throw doltError(`no database named '${wanted}' found to undrop. ${available}`)
  dropped.restore(name)
  transaction.refresh(transaction.database(name))
  return success()
}

/** dolt_purge_dropped_databases(): what was dropped can't be had back any more. */
export const doltPurgeDroppedDatabases: Procedure = async ({ transaction }, args) => {
  if (args.length > 0) throw doltError('dolt_purge_dropped_databases does not take any arguments')
  transaction.host.dropped?.purge()
  return success()
}
