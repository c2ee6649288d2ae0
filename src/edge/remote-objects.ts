import type { ObjectStore } from '../store/remote/object-store.ts'
import type { Env } from './env.ts'
import { R2ObjectStore } from './r2-object-store.ts'

/** The remote that a database is read from. @throws OxbowError for a URL that can't be. */
export function remoteObjects(env: Env, database: string): ObjectStore {
  return new R2ObjectStore(env.REMOTE, database)
}
