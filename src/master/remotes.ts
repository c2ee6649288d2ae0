import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { DoltDatabase } from '../doltdb/database.ts'
import { WritableRemote } from '../replication/writable-remote.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import type { RemoteAccess } from '../versioning/environment.ts'
import { nodePlatform } from './platform.ts'
import { openRemoteObjects } from './remote-objects.ts'

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
    const store = new WritableRemote(await openRemoteObjects(url), nodePlatform)
    await store.remote.refresh()
    return new DoltDatabase(store, nodePlatform)
  }

  normalise(url: string, database: string): string {
    return normaliseRemoteUrl(url, this.#directoryOf(database))
  }
}
