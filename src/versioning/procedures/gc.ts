import { flag, option, parseArguments } from '../arguments.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import { success, type Procedure } from './context.ts'

const OPTIONS = [flag('shallow', 's'), flag('full', 'f'), option('archive-level'), option('incremental-file-size')]

/**
 * dolt_gc('--shallow' | '--full'): takes away chunks that nothing refers to. Dolt's archive levels, 0 and 1, are taken alike: archives are made.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_gc.go.
 */
export const doltGc: Procedure = async (cx, args) => {
  if (cx.databaseName === '') throw doltError('Empty database name.')
  const parsed = parseArguments(OPTIONS, args)
  refuseTooMany('gc', 0, parsed.positional)
  if (parsed.has('shallow') && parsed.has('full')) throw doltError('cannot supply both --shallow and --full to dolt_gc: error: invalid usage')
  const level = parsed.value('archive-level') ?? '1'
  if (!/^-?\d+$/.test(level)) throw doltError(`parse error for value for archive-level: ${level}`)
  if (level !== '0' && level !== '1') throw doltError(`invalid value for archive-level: ${level}`)
  const size = parsed.value('incremental-file-size')
  if (size !== undefined && !/^\d+$/.test(size)) throw doltError(`parse error for value for incremental-file-size: ${size}`)
  const { host } = cx.transaction
  if (host.collectGarbage === undefined) throw doltError('this database does not support garbage collection')
  await host.collectGarbage(cx.database, parsed.has('shallow') ? 'shallow' : parsed.has('full') ? 'full' : 'usual')
  return success()
}
