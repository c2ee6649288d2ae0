import { OxbowError, isOxbowError } from '../error.ts'
import type { Read } from './pull-on-read.ts'

/** What a reader is told who gets less than the newest, because the remote failed. Undefined where nothing is to be said. */
export function staleWarning({ failure, ageMs }: Pick<Partial<Read<unknown>>, 'failure' | 'ageMs'>): string | undefined {
  if (failure === undefined) return undefined
  const why = failure instanceof Error ? failure.message : String(failure)
  const age = ageMs !== undefined ? `this is what there was ${ageMs} ms ago` : 'how old this is, is not known'
  return `replication failure: ${why}; ${age}`
}

/** What a failed pull makes of a read, in Dolt's words. Errors with a number of MySQL's stay as they are. */
export function replicationError(e: unknown): unknown {
  if (!isOxbowError(e) || e.errno !== 1105) return e
  return new OxbowError(e.code, `replication error: ${e.message}`, { cause: e })
}
