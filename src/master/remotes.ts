import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError } from '../error.ts'
import { WritableRemote } from '../replication/writable-remote.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import { openS3ObjectStore } from '../store/remote/s3-object-store.ts'
import type { RemoteAccess } from '../versioning/environment.ts'
import { FileObjectStore } from './file-object-store.ts'
import { nodePlatform } from './platform.ts'
import { s3Credentials, s3Region } from './s3-credentials.ts'

/** Opens a remote's bucket or directory. @throws OxbowError `REMOTE_SCHEME` with advice, `REMOTE_URL`, `REMOTE_UNREACHABLE`. */
export async function openObjectStore(url: string): Promise<ObjectStore> {
  const location = parseRemoteUrl(url)
  switch (location.kind) {
    case 'file':
      if (!existsSync(location.path)) throw new OxbowError('REMOTE_UNREACHABLE', `stat ${location.path}: no such file or directory`)
      return new FileObjectStore(location.path)
    case 's3': return openS3ObjectStore(location, { credentials: s3Credentials(), region: await s3Region() })
    case 'http': {
      const token = process.env.OXBOW_REMOTE_TOKEN
      return new HttpObjectStore(location.baseUrl, {
        name: url, ...(token === undefined ? undefined : { authorize: async () => ({ authorization: `Bearer ${token}` }) }),
      })
    }
    case 'memory': throw new OxbowError('REMOTE_SCHEME', 'memory:// remotes live inside one process, for tests: use file:// instead')
  }
}

/**
 * The form in which a remote's URL is kept. A relative `file://` path counts from `directory`; the folder is made, as Dolt does.
 * @throws OxbowError `REMOTE_SCHEME` with advice, `REMOTE_URL`.
 */
export function normaliseRemoteUrl(url: string, directory: string): string {
  const location = parseRemoteUrl(url)
  if (location.kind !== 'file') return url
  const path = resolve(directory, location.path)
  mkdirSync(path, { recursive: true })
  return `file://${path}`
}

/** Remotes as a process reaches them. Databases are named as sessions name them. */
export class Remotes implements RemoteAccess {
  readonly #directoryOf: (database: string) => string

  /** @param directoryOf the directory that a database's relative `file://` URLs count from */
  constructor(directoryOf: (database: string) => string) {
    this.#directoryOf = directoryOf
  }

  async open(url: string): Promise<DoltDatabase> {
    const store = new WritableRemote(await openObjectStore(url), nodePlatform)
    await store.remote.refresh()
    return new DoltDatabase(store, nodePlatform)
  }

  normalise(url: string, database: string): string {
    return normaliseRemoteUrl(url, this.#directoryOf(database))
  }
}
