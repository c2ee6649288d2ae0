import { OxbowError } from '../error.ts'
import type { AnswerLimits } from '../server/answer.ts'
import type { Env } from './env.ts'

/**
 * Bounds of a statement. There is none of time: a deployed Worker's clock stands still while it computes.
 * @throws OxbowError `NOT_CONFIGURED` for a variable that is no number.
 */
export function limitsOf(env: Env): AnswerLimits {
  return {
    maxRows: count(env, 'MAX_ROWS'), maxBytes: count(env, 'MAX_RESULT_BYTES'), maxRowsExamined: count(env, 'MAX_ROWS_EXAMINED'), maxMemory: count(env, 'QUERY_MEMORY'),
  }
}

/** Largest body of a request, in bytes. @throws as `limitsOf`. */
export function maxBodyBytes(env: Env): number {
  return count(env, 'MAX_BODY_BYTES')
}

function count(env: Env, name: 'MAX_ROWS' | 'MAX_RESULT_BYTES' | 'MAX_BODY_BYTES' | 'MAX_ROWS_EXAMINED' | 'QUERY_MEMORY'): number {
  const text = env[name]
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new OxbowError('NOT_CONFIGURED', `the variable ${name} must be a whole number above 0, not ${JSON.stringify(text)}`)
  return Number(text)
}
