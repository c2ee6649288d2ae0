import { createHash, timingSafeEqual } from 'node:crypto'
import { OxbowError } from '../error.ts'
import { serveObjects } from '../store/remote/object-store-routes.ts'
import { unauthorized } from '../server/access-token.ts'
import { forbidden, seesDatabase } from '../server/access.ts'
import { requireRight } from '../server/gate.ts'
import { databaseName } from './databases.ts'
import type { Env } from './env.ts'
import { gateOf } from './gate.ts'
import { R2ObjectStore } from './r2-object-store.ts'

/** Largest object that a push may put at once, in bytes: it passes through a Worker's memory of 128 MB. */
const MAX_OBJECT_BYTES = 90 * 1024 * 1024

/**
 * `/remote/{database}/{key}`: a database's folder of the bucket, for masters that push to `oxbow+https://…/remote/{database}`
 * and have no other way to the bucket. Whoever sends REMOTE_TOKEN as a bearer may read and write, and whoever has an access
 * token with the right `push` for the database.
 * @throws OxbowError `UNAUTHORIZED`, `NOT_CONFIGURED`, 1049 for an impossible name.
 */
export function serveRemote(env: Env, request: Request, database: string): Promise<Response> {
  const name = databaseName(database)
  authorize(env, request, name)
  const { pathname } = new URL(request.url)
  const key = decodeURIComponent(pathname.slice(`/remote/${database}/`.length))
  return serveObjects(new R2ObjectStore(env.REMOTE, name), request, key, { writable: true, maxBytes: MAX_OBJECT_BYTES })
}

function authorize(env: Env, { headers }: Request, database: string): void {
  const { REMOTE_TOKEN = '', TOKEN_KEY = '' } = env
  if (REMOTE_TOKEN === '' && TOKEN_KEY === '') {
    throw new OxbowError('UNAUTHORIZED', 'this server takes no pushes: neither of its secrets REMOTE_TOKEN and TOKEN_KEY is set')
  }
  const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? ''
  // Of equal length, so that the comparison takes the same time whatever was sent.
  if (REMOTE_TOKEN !== '' && timingSafeEqual(digest(given), digest(REMOTE_TOKEN))) return
  if (TOKEN_KEY === '') throw unauthorized()
  const grant = gateOf({ ...env, ACCESS: 'tokens' }).admit(headers)
  requireRight(grant, 'push')
  if (grant !== undefined && !seesDatabase(grant, database)) throw forbidden('push')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
