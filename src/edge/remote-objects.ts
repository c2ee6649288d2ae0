import { OxbowError } from '../error.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import { openS3ObjectStore } from '../store/remote/s3-object-store.ts'
import type { Env } from './env.ts'
import { edgePlatform } from './platform.ts'
import { R2ObjectStore } from './r2-object-store.ts'

/**
 * The remote that a database is read from: its folder of the bucket, or what REMOTE_URL says.
 * @throws OxbowError `REMOTE_SCHEME`, `REMOTE_URL` for a URL that can't be read from here, `NOT_CONFIGURED` without credentials.
 */
export function remoteObjects(env: Env, database: string): ObjectStore {
  if (env.REMOTE_URL === '') return new R2ObjectStore(env.REMOTE, database)
  const location = parseRemoteUrl(env.REMOTE_URL.replaceAll('{database}', database))
  switch (location.kind) {
    case 'http': {
      const token = env.REMOTE_URL_TOKEN ?? ''
      const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
      return new HttpObjectStore(location.baseUrl, { authorize: () => Promise.resolve(headers) })
    }
    case 's3': {
      const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken } = env
      if (accessKeyId === '' || secretAccessKey === '') {
        throw new OxbowError('NOT_CONFIGURED', 'an s3:// remote needs the secrets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
      }
      return openS3ObjectStore(location, {
        credentials: () => ({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? undefined : { sessionToken }) }),
        now: () => edgePlatform.now(),
      })
    }
    default:
      throw new OxbowError('REMOTE_SCHEME', `a Worker can't read ${env.REMOTE_URL}: use the bucket, s3:// or oxbow+https://`)
  }
}
