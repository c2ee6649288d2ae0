import { OxbowError, isOxbowError } from '../../error.ts'
import { JOURNAL_NAME, type Manifest, formatManifest, parseManifest } from '../manifest.ts'
import type { ObjectStore } from './object-store.ts'

/** The key of a remote's one mutable object. */
export const MANIFEST_KEY = 'manifest'

/** A manifest as it was read: what a conditional write of the next one hangs on. */
export interface RemoteManifest {
  /** Undefined when the remote has none: it is empty. */
  readonly manifest: Manifest | undefined
  /** Undefined when there is no manifest. */
  readonly etag: string | undefined
}

/**
 * Reads a remote's manifest, in one request.
 * @param known what was read before: it is asked whether that changed, and the same object comes back when it hasn't.
 * @throws OxbowError `REMOTE_UNREACHABLE`, `REMOTE_FORBIDDEN`, `REMOTE_ERROR`, `JOURNAL_UNSUPPORTED`, and those of a
 * damaged manifest.
 */
export async function readRemoteManifest(objects: ObjectStore, known?: RemoteManifest): Promise<RemoteManifest> {
  const got = await objects.get(MANIFEST_KEY, known?.etag === undefined ? {} : { ifNoneMatch: known.etag })
  if (got === null) return known !== undefined && known.manifest === undefined ? known : { manifest: undefined, etag: undefined }
  if (got.notModified === true) {
    if (known === undefined) throw new OxbowError(
      'REMOTE_ERROR', `${objects.url} says that an object which was not asked about has not changed`,
    )
    return known
  }
  const manifest = parseManifest(got.body)
  if (manifest.specs.some((spec) => spec.name === JOURNAL_NAME)) {
    throw new OxbowError(
      'JOURNAL_UNSUPPORTED', `${objects.url} is a database that dolt works on, not a remote: push it to a directory or bucket of its own`,
    )
  }
  return { manifest, etag: got.etag }
}

/** What became of a swap. */
export interface SwapResult {
  readonly swapped: boolean
  /** What stands now. */
  readonly remote: RemoteManifest
}

/**
 * Replaces the manifest if it is still the one that was read. An answer that got lost is looked up: the write counts as
 * done when the manifest carries its lock, so locks must be unique.
 * @throws OxbowError `REMOTE_UNREACHABLE` and others when the write failed, or it can't be told whether it took place.
 * The same swap may then be tried again, with the same lock.
 */
export async function swapRemoteManifest(objects: ObjectStore, from: RemoteManifest, next: Manifest): Promise<SwapResult> {
  const body = new TextEncoder().encode(formatManifest(next))
  let failure: unknown
  try {
    const done = await objects.put(MANIFEST_KEY, body, from.etag === undefined ? { ifAbsent: true } : { ifMatch: from.etag })
    if (done !== null) return { swapped: true, remote: { manifest: next, etag: done.etag } }
  } catch (e) {
    if (!isOxbowError(e) || e.code === 'REMOTE_FORBIDDEN') throw e
    failure = e
  }
  // A refusal may be the answer to a repetition of one's own successful write, made below this layer.
  const remote = await readRemoteManifest(objects)
  if (remote.manifest?.lock === next.lock) return { swapped: true, remote }
  // With no word from the store and nothing changed, the write may still be on its way.
  if (failure !== undefined && remote.etag === from.etag) throw failure
  return { swapped: false, remote }
}
