import { OxbowError } from '../error.ts'
import type { VersionedDatabase } from './environment.ts'

/** MySQL's 1049, in Dolt's words. */
export function databaseNotFound(name: string): OxbowError {
  return new OxbowError('UNKNOWN_DATABASE', `database not found: ${name}`, { errno: 1049, sqlState: '42000' })
}

/** MySQL's 1046. */
export function noDatabaseSelected(): OxbowError {
  return new OxbowError('NO_DATABASE', 'no database selected', { errno: 1046, sqlState: '3D000' })
}

/** MySQL's 1146, in Dolt's words. */
export function tableNotFound(name: string): OxbowError {
  return new OxbowError('UNKNOWN_TABLE', `table not found: ${name}`, { errno: 1146, sqlState: '42S02' })
}

/** MySQL's 1290. */
export function serverReadOnly(): OxbowError {
  return new OxbowError('READ_ONLY', 'database server is set to read only mode', { errno: 1290 })
}

/** Stands before every change of a database. @throws OxbowError 1290 where it takes none. */
export function refuseReadOnly(database: VersionedDatabase): void {
  const refusal = database.refusal?.()
  if (refusal !== undefined) throw refusal
  if (database.readOnly) throw serverReadOnly()
}

/** MySQL's 1290, for what a tag or a commit names. */
export function revisionReadOnly(name: string): OxbowError {
  return new OxbowError('READ_ONLY', `database ${name} is read-only`, { errno: 1290 })
}

/** MySQL's 1213: what another session committed first can't be joined with this transaction. */
export function transactionConflict(): OxbowError {
  return new OxbowError(
    'TRANSACTION_CONFLICT',
    'serialization failure: this transaction conflicts with a committed transaction from another client, try restarting transaction.',
    { errno: 1213, sqlState: '40001' },
  )
}

/** An error without a number of MySQL's, in Dolt's words. */
export function doltError(message: string, code = 'DOLT'): OxbowError {
  return new OxbowError(code, message)
}

/** @throws OxbowError where there are more arguments than a procedure takes. */
export function refuseTooMany(procedure: string, most: number, args: readonly string[]): void {
  if (args.length <= most) return
  const found = `found ${args.length}: ${args.join(', ')}`
  throw doltError(most === 0 ? `error: ${procedure} does not take positional arguments, but ${found}` : `error: ${procedure} has too many positional arguments. Expected at most ${most}, ${found}`)
}
