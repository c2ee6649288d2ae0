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

/**
 * Aborts `running` when the statement's time is up.
 * @param milliseconds undefined for any time. Where clocks stand still while a program computes (Workers), only the time that it
 * waits counts.
 * @returns to be called when the statement has ended.
 */
export function setDeadline(milliseconds: number | undefined, running: AbortController): () => void {
  if (milliseconds === undefined) return () => undefined
  const timer = setTimeout(() => running.abort(statementTimedOut()), milliseconds)
  return () => clearTimeout(timer)
}

/** MySQL's 3024. */
function statementTimedOut(): OxbowError {
  return new OxbowError('QUERY_TIMEOUT', 'Query execution was interrupted, maximum statement execution time exceeded', { errno: 3024 })
}
