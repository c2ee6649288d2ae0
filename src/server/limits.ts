import { OxbowError } from '../error.ts'
import type { Grant } from './access-token.ts'
import type { AnswerLimits } from './answer.ts'

/** The server's limits, or lower ones of the token. */
export function limitsFor(limits: AnswerLimits, grant: Grant | undefined): AnswerLimits {
  const own = grant?.limits
  if (own === undefined) return limits
  const { rows = Infinity, bytes = Infinity, milliseconds = Infinity } = own
  const maxMilliseconds = Math.min(limits.maxMilliseconds ?? Infinity, milliseconds)
  return {
    ...limits,
    maxRows: Math.min(limits.maxRows, rows),
    maxBytes: Math.min(limits.maxBytes, bytes),
    ...(maxMilliseconds === Infinity ? undefined : { maxMilliseconds }),
  }
}

/** What ends a statement: its client, or the time that it may take. */
export interface Deadline {
  readonly signal: AbortSignal | undefined
  /** To be called when the statement has ended. */
  clear(): void
}

/**
 * @param milliseconds undefined for any time. Where clocks stand still while a program computes (Workers), only the time that it
 * waits counts.
 */
export function deadlineOf(milliseconds: number | undefined, signal: AbortSignal | undefined): Deadline {
  if (milliseconds === undefined) return { signal, clear: () => undefined }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(statementTimedOut()), milliseconds)
  return { signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]), clear: () => clearTimeout(timer) }
}

/** MySQL's 3024. */
function statementTimedOut(): OxbowError {
  return new OxbowError('QUERY_TIMEOUT', 'Query execution was interrupted, maximum statement execution time exceeded', { errno: 3024 })
}
