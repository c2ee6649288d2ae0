import { OxbowError, isOxbowError } from '../error.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'

/** The key of the lease, beside the manifest; a stock dolt doesn't know it, and ignores it. */
export const LEASE_KEY = 'oxbow/lease'

/**
 * Says which of oxbow's servers may push on write to a remote, and compact it. Every change is conditional on the ETag of
 * what was there before, so of two servers that want it one gets it.
 */
export interface Lease {
  /** Counts promotions: each takes the lease at one more. At least 1. */
  readonly epoch: number
  /** The server that has it; null when it was given up. */
  readonly holder: string | null
  /** Differs in each lease that was ever written: so the answer to a write that got lost can be looked up. */
  readonly nonce: string
  /**
   * How long a lease that isn't renewed lasts, in milliseconds; null for one that only a promotion ends. Counted by each
   * server's own clock, from when it first saw the nonce: clocks of different machines are never compared.
   */
  readonly durationMs: number | null
  /** By the holder's wall clock, in milliseconds since 1970 UTC, for people to read; null for a lease that lasts. */
  readonly expires: number | null
}

/** A lease as it was read: what a conditional write of the next one hangs on. Both undefined where there is none. */
export interface StoredLease {
  readonly lease: Lease | undefined
  readonly etag: string | undefined
}

/**
 * Reads a remote's lease, in one request.
 * @param known what was read before: it is asked whether that changed, and the same object comes back when it hasn't.
 * @throws OxbowError `LEASE_CORRUPT` and those of the object store.
 */
export async function readLease(objects: ObjectStore, known?: StoredLease): Promise<StoredLease> {
  const got = await objects.get(LEASE_KEY, known?.etag === undefined ? {} : { ifNoneMatch: known.etag })
  if (got === null) return known !== undefined && known.etag === undefined ? known : { lease: undefined, etag: undefined }
  if (got.notModified === true) {
    if (known === undefined) throw new OxbowError('REMOTE_ERROR', `${objects.url} says that a lease which was not asked about has not changed`)
    return known
  }
  return { lease: parseLease(got.body), etag: got.etag }
}

/** What became of a swap. */
export interface LeaseSwap {
  readonly swapped: boolean
  /** What stands now. */
  readonly stored: StoredLease
}

/**
 * Replaces the lease if it is still the one that was read. An answer that got lost is looked up: the write counts as done
 * when the lease carries its nonce.
 * @throws OxbowError those of the object store, when the write failed or it can't be told whether it took place. The very
 * same swap may then be tried again.
 */
export async function swapLease(objects: ObjectStore, from: StoredLease, next: Lease): Promise<LeaseSwap> {
  const body = new TextEncoder().encode(JSON.stringify(next))
  let failure: unknown
  try {
    const done = await objects.put(LEASE_KEY, body, from.etag === undefined ? { ifAbsent: true } : { ifMatch: from.etag })
    if (done !== null) return { swapped: true, stored: { lease: next, etag: done.etag } }
  } catch (e) {
    if (!isOxbowError(e) || e.code === 'REMOTE_FORBIDDEN') throw e
    failure = e
  }
  // A refusal may be the answer to a repetition of one's own successful write, made below this layer.
  const stored = await readLease(objects)
  if (stored.lease?.nonce === next.nonce) return { swapped: true, stored }
  // With no word from the store and nothing changed, the write may still be on its way.
  if (failure !== undefined && stored.etag === from.etag) throw failure
  return { swapped: false, stored }
}

function parseLease(body: Uint8Array): Lease {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    throw corrupt()
  }
  if (typeof value !== 'object' || value === null) throw corrupt()
  const { epoch, holder, nonce, durationMs = null, expires = null } = value as Readonly<Record<string, unknown>>
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 1) throw corrupt()
  if (typeof holder !== 'string' && holder !== null) throw corrupt()
  if (typeof nonce !== 'string' || nonce === '') throw corrupt()
  if (durationMs !== null && !(typeof durationMs === 'number' && durationMs > 0)) throw corrupt()
  if (expires !== null && typeof expires !== 'number') throw corrupt()
  return { epoch, holder, nonce, durationMs, expires }
}

function corrupt(): OxbowError {
  return new OxbowError(
    'LEASE_CORRUPT', `the remote's ${LEASE_KEY} can't be read: make sure that no server pushes to the remote, remove that object, and promote one`,
  )
}
