import { namesEtag } from '../server/http-caching.ts'

/**
 * Answers that never change and are public, in the cache of the data centre where the Worker runs: who asks again there
 * is answered without the replica. Only under a custom domain; on workers.dev Cloudflare keeps nothing.
 * Source: Cloudflare's manual, Workers, Runtime APIs, Cache.
 */
export async function throughSharedCache(request: Request, context: ExecutionContext, answer: () => Response | Promise<Response>): Promise<Response> {
  if (!mayBeShared(request)) return await answer()
  const key = new Request(request.url)
  const kept = await caches.default.match(key)
  if (kept !== undefined) {
    const etag = kept.headers.get('etag') ?? ''
    return namesEtag(request.headers.get('if-none-match') ?? undefined, etag) ? new Response(null, { status: 304, headers: kept.headers }) : kept
  }
  const response = await answer()
  if (response.status === 200 && isPublicForEver(response)) context.waitUntil(caches.default.put(key, response.clone()))
  return response
}

/** Rows in lines are streamed, and whoever sends a token may see other things than the rest. */
function mayBeShared({ method, url, headers }: Request): boolean {
  return method === 'GET' && new URL(url).pathname.startsWith('/v1/') && !headers.has('authorization') && !/ndjson/.test(headers.get('accept') ?? '')
}

function isPublicForEver({ headers }: Response): boolean {
  const control = headers.get('cache-control') ?? ''
  return /\bpublic\b/.test(control) && /\bimmutable\b/.test(control)
}
