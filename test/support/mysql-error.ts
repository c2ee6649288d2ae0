import { expect } from 'vitest'

/** Matches an error by MySQL's number, and by a part of its text. */
export function mysqlError(errno: number, text = ''): unknown {
  return expect.objectContaining({ errno, message: expect.stringContaining(text) })
}
