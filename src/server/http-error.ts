import { OxbowError } from '../error.ts'

/** HTTP status by our code; everything else that a user can act on is 400. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNAUTHORIZED: 401,
  TOKEN_EXPIRED: 401,
  FOREIGN_PAGE: 403,
  NOT_CONFIGURED: 503,
  BODY_TOO_LARGE: 413,
  RESULT_TOO_LARGE: 413,
  REMOTE_UNREACHABLE: 503,
  MASTER_UNREACHABLE: 503,
  REMOTE_FORBIDDEN: 502,
  REMOTE_ERROR: 502,
  CHUNK_NOT_FOUND: 502,
  CHUNK_HASH_MISMATCH: 502,
}

/** HTTP status by MySQL's error number. */
const STATUS_BY_ERRNO: Readonly<Record<number, number>> = {
  1044: 403,
  1045: 401,
  1049: 404,
  1142: 403,
  1227: 403,
  1290: 403,
  1370: 403,
  1792: 403,
  1205: 409,
  1213: 409,
  1317: 408,
  3024: 408,
}

export interface HttpError {
  readonly status: number
  readonly body: { readonly error: { code: string; errno: number; sqlState: string; message: string } }
}

/**
 * What a client is told of an error: `{error: {code, errno, sqlState, message}}` and a status. 400 for SQL's own errors,
 * 401 without a valid access token, 403 for what it doesn't allow and for a write to a replica (1290), 404 for an unknown database (1049) or path, 413 for what is too large, 502 and 503
 * for a remote that is damaged or away. A bug of ours is 500 and says no more than that: its text is for the log.
 */
export function toHttpError(e: unknown): HttpError {
  if (!(e instanceof OxbowError)) {
    return { status: 500, body: { error: { code: 'INTERNAL', errno: 1105, sqlState: 'HY000', message: 'internal error; the log has more' } } }
  }
  const { code, errno, sqlState, message } = e
  const status = STATUS_BY_CODE[code] ?? STATUS_BY_ERRNO[errno] ?? 400
  return { status, body: { error: { code, errno, sqlState, message } } }
}

/** The response that tells it. */
export function errorResponse(e: unknown): Response {
  const { status, body } = toHttpError(e)
  const headers = { 'cache-control': 'no-store', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : undefined) }
  return Response.json(body, { status, headers })
}
