import { OxbowError } from '../../error.ts'

/** Errors of one row that IGNORE turns into warnings. Source: go-mysql-server's plan/insert.go (IgnorableErrors). */
const IGNORABLE: ReadonlySet<number> = new Set([1048, 1062, 1242, 1451, 1452, 1526, 3819])

/** Whether a row that fails so is left out under IGNORE, and the statement goes on. */
export function isIgnorable(e: unknown): e is OxbowError {
  return e instanceof OxbowError && IGNORABLE.has(e.errno)
}
