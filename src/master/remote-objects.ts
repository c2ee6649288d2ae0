import { resolve } from 'node:path'
import { OxbowError } from '../error.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import { openS3ObjectStore } from '../store/remote/s3-object-store.ts'
import { FileObjectStore } from './file-object-store.ts'
import { type Environment, s3Credentials, s3Region } from './s3-credentials.ts'

/** Remotes in memory, by name: they last as long as the process. */
const inMemory = new Map<string, MemoryObjectStore>()

/**
 * Opens the objects of a remote by its URL. Nothing is asked of the remote yet.
 * @param environment where credentials are: AWS's variables, and OXBOW_REMOTE_TOKEN for oxbow+http(s) remotes.
 * @throws OxbowError `REMOTE_URL`, `REMOTE_SCHEME` with advice.
 */
export async function openRemoteObjects(url: string, environment: Environment = process.env): Promise<ObjectStore> {
  const location = parseRemoteUrl(url)
  switch (location.kind) {
    case 'file': return new FileObjectStore(resolve(location.path))
    case 's3': {
      const region = location.region ?? await s3Region(environment)
      return openS3ObjectStore(location, { credentials: s3Credentials(environment), ...(region === undefined ? {} : { region }) })
    }
    case 'http': {
      const token = environment.OXBOW_REMOTE_TOKEN
      if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw new OxbowError(
        'REMOTE_FORBIDDEN', 'OXBOW_REMOTE_TOKEN holds characters that can not be sent',
      )
      const authorize = async (): Promise<Record<string, string>> => (token === undefined ? {} : { authorization: `Bearer ${token}` })
      return new HttpObjectStore(location.baseUrl, { name: url, authorize })
    }
    case 'memory': {
      let store = inMemory.get(location.name)
      if (store === undefined) inMemory.set(location.name, store = new MemoryObjectStore(url))
      return store
    }
  }
}
