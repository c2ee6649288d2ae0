/**
 * The one error class of oxbow. Whatever a user can act on travels as an OxbowError; anything else that is thrown
 * is a bug of ours.
 *
 * Where MySQL has an error for the case, `errno` and `sqlState` are MySQL's (MySQL 8.0 Error Reference); everywhere
 * else errno is 1105 (ER_UNKNOWN_ERROR), sqlState `HY000`, and `code` is a stable name of ours that says what happened.
 *
 * @example
 * throw new OxbowError('CHUNK_HASH_MISMATCH', `chunk ${want} arrived as ${got}; run fsck on the remote`)
 */
export class OxbowError extends Error {
  readonly code: string
  readonly errno: number
  readonly sqlState: string

  constructor(code: string, message: string, options: { errno?: number; sqlState?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'OxbowError'
    this.code = code
    this.errno = options.errno ?? 1105
    this.sqlState = options.sqlState ?? 'HY000'
  }
}

/** True for errors that a user can act on; the rest are bugs and are logged with their stack. */
export function isOxbowError(e: unknown): e is OxbowError {
  return e instanceof OxbowError
}
