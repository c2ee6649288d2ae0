import { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import { newManifest } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { readRemoteManifest, swapRemoteManifest } from '../store/remote/remote-manifest.ts'
import { type Adopted, type AdoptOptions, adoptRefs } from './adopt-refs.ts'
import type { Lease } from './lease.ts'
import type { LeaseHolder } from './lease-holder.ts'

export interface PromotionOptions extends Omit<AdoptOptions, 'theirs' | 'epoch'> {
  readonly holder: LeaseHolder
  readonly objects: ObjectStore
  /** The epoch to take the lease at; one more than the present when left out. */
  readonly leaseEpoch?: number
  /** The nonce of the only lease that may be replaced; whichever stands when left out. */
  readonly replaced?: string
}

export interface Promoted extends Adopted {
  readonly lease: Lease
}

/** How often the manifest is written before others count as too quick. */
const ATTEMPTS = 12

/**
 * Makes a server the master of a remote, in an order that loses nothing that the remote ever acknowledged:
 *
 * 1. The lease is swapped for one at the next epoch. From now on no push of the old master begins to write the manifest.
 * 2. The manifest is swapped for one with a new lock and the same content. A push of the old master that was past its look at
 *    the lease either landed before, or fails now.
 * 3. Every ref of that manifest is pulled, with all chunks; what only was here goes to rescue branches.
 *
 * The caller accepts writes only then. AUTO_INCREMENT follows from the tables of all branches, which are here now (see
 * `nextAutoIncrement`). A promotion that was interrupted goes on where it was called again: what is done stays done.
 *
 * @throws OxbowError `LEASE_TAKEN` when another was first: this server stays what it was; `REMOTE_EMPTY`; those of the remote.
 */
export async function promote(options: PromotionOptions): Promise<Promoted> {
  const { holder, objects, db } = options
  if ((await readRemoteManifest(objects)).manifest === undefined) throw new OxbowError(
    'REMOTE_EMPTY', `${objects.url} contains no Dolt data: set dolt_replicate_to_remote on the server that has the data, and it begins to push`,
  )
  const { kind } = await holder.look()
  if (kind !== 'ours' || holder.record.promoting !== true) {
    holder.remember({ promoting: true })
    try {
      await holder.take(options.leaseEpoch, options.replaced)
    } catch (e) {
      if (isOxbowError(e) && e.code === 'LEASE_TAKEN') holder.remember({ promoting: false })
      throw e
    }
  }
  await renewLock(objects, db.platform, holder)
  const remote = new RemoteChunkStore(objects, db.platform)
  await remote.refresh()
  const lease = holder.lease!
  const adopted = await adoptRefs({ ...options, theirs: new DoltDatabase(remote, db.platform), epoch: lease.epoch })
  return { ...adopted, lease }
}

/** Gives the manifest a new lock: whoever has read it before can't replace it any more. */
async function renewLock(objects: ObjectStore, platform: Platform, holder: LeaseHolder): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await readRemoteManifest(objects)
    if (before.manifest === undefined) throw new OxbowError('REMOTE_EMPTY', `${objects.url} has lost its manifest`)
    await holder.guard()
    const { root, gcGeneration, specs } = before.manifest
    const next = newManifest(platform, { root, gcGeneration, specs }, holder.lockExtra())
    try {
      if ((await swapRemoteManifest(objects, before, next)).swapped) return
    } catch (e) {
      if (!isOxbowError(e) || e.code === 'REMOTE_FORBIDDEN' || attempt >= ATTEMPTS) throw e
      continue
    }
    if (attempt >= ATTEMPTS) throw new OxbowError('PUSH_CONTENDED', `others changed ${objects.url} each time that it was about to be fenced; promote again`)
  }
}
