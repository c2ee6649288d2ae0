import { existsSync } from 'node:fs'
import { OxbowError } from '../error.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import { openS3ObjectStore } from '../store/remote/s3-object-store.ts'
import { FileObjectStore } from './file-object-store.ts'
import { type Environment, s3Credentials, s3Region } from './s3-credentials.ts'

/**
 * Opens the bucket or directory of a remote by its URL. Nothing is asked of a bucket yet.
 * @param environment where credentials are: AWS's variables, and OXBOW_REMOTE_TOKEN for oxbow+http(s) remotes; and OXBOW_REMOTE_TIMEOUT_MS, after
 * which a request counts as lost (60,000).
 * @throws OxbowError `REMOTE_URL`, `REMOTE_SCHEME` with advice, `REMOTE_UNREACHABLE` for a directory that isn't there.
 */
export async function openRemoteObjects(url: string, environment: Environment = process.env): Promise<ObjectStore> {
  const location = parseRemoteUrl(url)
  const timeoutMs = timeoutOf(environment)
  switch (location.kind) {
    case 'file':
      if (!existsSync(location.path)) throw new OxbowError('REMOTE_UNREACHABLE', `stat ${location.path}: no such file or directory`)
      return new FileObjectStore(location.path)
    case 's3': {
      const region = location.region ?? await s3Region(environment)
      return openS3ObjectStore(location, { timeoutMs, credentials: s3Credentials(environment), ...(region === undefined ? {} : { region }) })
    }
    case 'http': {
      const token = environment.OXBOW_REMOTE_TOKEN
      if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw new OxbowError(
        'REMOTE_FORBIDDEN', 'OXBOW_REMOTE_TOKEN holds characters that can not be sent',
      )
      const authorize = async (): Promise<Record<string, string>> => (token === undefined ? {} : { authorization: `Bearer ${token}` })
      return new HttpObjectStore(location.baseUrl, { name: url, authorize, timeoutMs })
    }
    case 'memory': throw new OxbowError('REMOTE_SCHEME', 'memory:// remotes live inside one process, for tests: use file:// instead')
  }
}

function timeoutOf({ OXBOW_REMOTE_TIMEOUT_MS: text }: Environment): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new OxbowError('NOT_CONFIGURED', `OXBOW_REMOTE_TIMEOUT_MS is "${text}": it must be a number of milliseconds`)
  return Number(text)
}
