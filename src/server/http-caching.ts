import type { Reuse } from '../sql/result.ts'
import type { Platform } from '../store/platform.ts'

/** Changes when answers to the same question about the same data do, so that caches ask again. */
const ANSWER_FORM = 1

/** A year in seconds: the longest that caches believe. */
const MAX_AGE_S = 31_536_000

/**
 * The ETag of an answer that follows from this text: a key, or the answer itself. It is weak, because `meta` differs
 * from one answer to the next.
 */
export function etagOf(platform: Platform, text: string, ndjson: boolean): string {
  const digest = platform.sha512(Buffer.from(`${ANSWER_FORM}${ndjson ? 'n' : 'j'}\n${text}`))
  return `W/"${Buffer.from(digest).toString('base64url').slice(0, 32)}"`
}

/** Whether a request's If-None-Match names the ETag (RFC 9110: compared without a look at weakness). */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch !== undefined && ifNoneMatch.split(',').some((tag) => bare(tag) === bare(etag))
}

/**
 * How long others may keep the answer to a GET: for ever what follows from a commit that the URL names; all else only
 * with a question whether it still holds. Where access is bounded, only the asker's own cache may keep it.
 */
export function cacheControl(reuse: Reuse, namesCommit: boolean, bounded: boolean): string {
  if (reuse === 'commit' && namesCommit) return `${bounded ? 'private' : 'public'}, max-age=${MAX_AGE_S}, immutable`
  return bounded ? 'private, no-cache' : 'no-cache'
}

/** What an answer to a GET depends on besides its URL. */
export const VARY = 'Accept, Authorization'

function bare(etag: string): string {
  return etag.trim().replace(/^W\//, '')
}
