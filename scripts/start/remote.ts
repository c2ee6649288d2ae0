import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileObjectStore } from '../../src/master/file-object-store.ts'
import { s3Credentials } from '../../src/master/s3-credentials.ts'
import { serveHttp } from '../../src/server/node-http.ts'
import { serveObjects } from '../../src/store/remote/object-store-routes.ts'
import { parseRemoteUrl } from '../../src/store/remote/remote-url.ts'

/** A remote as the edge reaches it: its REMOTE_URL and the secrets that go with it. */
export interface ReachableRemote {
  readonly url: string
  readonly secrets: Readonly<Record<string, string>>
  /** Ends what was started for it. */
  stop(): Promise<void>
}

/**
 * Makes a remote reachable from workerd. Workers see no files, so a directory is served over HTTP on 127.0.0.1, to be
 * read by whoever has the token: nothing is copied, and what others push to it is seen.
 * @param remote a directory or a URL. @throws Error, OxbowError with a message for the user.
 */
export async function reachRemote(remote: string): Promise<ReachableRemote> {
  const directory = directoryOf(remote)
  if (directory !== undefined) return await serveDirectory(directory)
  const location = parseRemoteUrl(remote)
  const stop = () => Promise.resolve()
  if (location.kind === 's3') {
    const { accessKeyId, secretAccessKey, sessionToken } = await s3Credentials()()
    const secrets = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
    return { url: remote, secrets: sessionToken === undefined ? secrets : { ...secrets, AWS_SESSION_TOKEN: sessionToken }, stop }
  }
  if (location.kind === 'http') return { url: remote, secrets: { REMOTE_URL_TOKEN: process.env.OXBOW_REMOTE_TOKEN ?? '' }, stop }
  throw new Error(`${remote} can't be served: give a directory, an s3:// or an oxbow+http(s):// URL`)
}

function directoryOf(remote: string): string | undefined {
  if (remote.startsWith('file://')) return fileURLToPath(remote)
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(remote) ? undefined : resolve(remote)
}

async function serveDirectory(directory: string): Promise<ReachableRemote> {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) throw new Error(`there is no directory ${directory}`)
  if (!existsSync(join(directory, 'manifest'))) {
    const hint = existsSync(join(directory, '.dolt')) ? '; it is a database, push it to a remote first (dolt remote add, dolt push)' : ''
    throw new Error(`${directory} is no Dolt remote: it has no manifest${hint}`)
  }
  const token = randomBytes(32).toString('hex')
  const objects = new FileObjectStore(directory)
  const server = await serveHttp((request) => {
    if (!isToken(request.headers.get('authorization'), token)) return new Response(null, { status: 401 })
    return serveObjects(objects, request, decodeURIComponent(new URL(request.url).pathname.slice(1)), { writable: false })
  }, { port: 0 })
  return { url: `oxbow+${server.url}`, secrets: { REMOTE_URL_TOKEN: token }, stop: () => server.close() }
}

function isToken(header: string | null, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}
