import { createHash, timingSafeEqual } from 'node:crypto'
import { OxbowError } from '../error.ts'
import { serveObjects } from '../store/remote/object-store-routes.ts'
import { databaseName } from './databases.ts'
import type { Env } from './env.ts'
import { R2ObjectStore } from './r2-object-store.ts'

/** Largest object that a push may put at once, in bytes: it passes through a Worker's memory of 128 MB. */
const MAX_OBJECT_BYTES = 90 * 1024 * 1024

/**
 * `/remote/{database}/{key}`: a database's folder of the bucket, for masters that push to `oxbow+https://…/remote/{database}`
 * and have no other way to the bucket. Whoever sends REMOTE_TOKEN as a bearer may read and write.
 * @throws OxbowError `UNAUTHORIZED`, `NOT_CONFIGURED`, 1049 for an impossible name.
 */
export function serveRemote(env: Env, request: Request, database: string): Promise<Response> {
  authorize(env, request)
  const name = databaseName(database)
  const { pathname } = new URL(request.url)
  const key = decodeURIComponent(pathname.slice(`/remote/${database}/`.length))
  return serveObjects(new R2ObjectStore(env.REMOTE, name), request, key, { writable: true, maxBytes: MAX_OBJECT_BYTES })
}

function authorize(env: Env, request: Request): void {
  const { REMOTE_TOKEN } = env
  if (REMOTE_TOKEN === undefined || REMOTE_TOKEN === '') {
    throw new OxbowError('UNAUTHORIZED', 'this server takes no pushes: its secret REMOTE_TOKEN is not set')
  }
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  // Of equal length, so that the comparison takes the same time whatever was sent.
  if (!timingSafeEqual(digest(given), digest(REMOTE_TOKEN))) {
    throw new OxbowError('UNAUTHORIZED', 'the token for this remote is missing or wrong')
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
