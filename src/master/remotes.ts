import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { DoltDatabase } from '../doltdb/database.ts'
import { WritableRemote } from '../replication/writable-remote.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
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
  readonly objects: (url: string) => Promise<ObjectStore>

  /**
   * @param directoryOf the directory that a database's relative `file://` URLs count from
   * @param objects opens the bucket or directory of a URL
   */
  constructor(directoryOf: (database: string) => string, objects: (url: string) => Promise<ObjectStore> = openRemoteObjects) {
    this.#directoryOf = directoryOf
    this.objects = objects
  }

  async open(url: string): Promise<DoltDatabase> {
    const store = new WritableRemote(await this.objects(url), nodePlatform)
    await store.remote.refresh()
    return new DoltDatabase(store, nodePlatform)
  }

  normalise(url: string, database: string): string {
    return normaliseRemoteUrl(url, this.#directoryOf(database))
  }
}
