import { OxbowError } from '../error.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import type { Clock } from './clock.ts'

/**
 * The reads and writes of an object store, given up after a time: what goes on below may still take place.
 * @param limit milliseconds; null waits as long as the store does
 */
export function impatient(objects: ObjectStore, clock: Clock, limit: () => number | null): ObjectStore {
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const ms = limit()
    if (ms === null) return await work
    let cancel = (): void => undefined
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(ms, () => reject(new OxbowError('REMOTE_UNREACHABLE', `${objects.url}: no answer within ${Math.round(ms)} ms`)))
    })
    try {
      return await Promise.race([work, late])
    } finally {
      cancel()
      // Nobody waits for it any more: a later failure is no news.
      work.catch(() => undefined)
    }
  }
  return {
    url: objects.url,
    get: (key, options) => timed(objects.get(key, options)),
    put: (key, body, options) => timed(objects.put(key, body, options)),
    list: (prefix) => objects.list(prefix),
    delete: (key) => timed(objects.delete(key)),
  }
}
