import { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { Remote } from '../versioning/environment.ts'
import { type AdoptOptions, adoptRefs } from './adopt-refs.ts'
import type { Clock } from './clock.ts'
import { readOnlyBecause, refusalOf, roleError } from './failover-errors.ts'
import type { Lease } from './lease.ts'
import { LeaseHolder, type LeaseMemory } from './lease-holder.ts'
import { LeaseWatch } from './lease-watch.ts'
import { promote } from './promotion.ts'
import type { ReplicationLog } from './replication-log.ts'
import type { ReplicationSettings } from './variables.ts'
import type { Fence } from './writable-remote.ts'

/** What a database is to its remote. */
export type Role = 'master' | 'replica'

/** A role, and the remote that it is played with. */
export interface Assignment {
  readonly role: Role
  readonly remote: Remote
}

export interface FailoverOptions extends Pick<AdoptOptions, 'currentBranch' | 'checkOut'> {
  readonly db: DoltDatabase
  readonly memory: LeaseMemory
  readonly clock: Clock
  readonly settings: ReplicationSettings
  readonly identity: { readonly name: string; readonly email: string }
  readonly log: ReplicationLog
  /** Whether the process is a server: it renews its lease, or waits for another's to end. */
  readonly longLived: boolean
  /** What the settings say now; undefined where the database has no remote to replicate with. */
  assigned(): Assignment | undefined
  /** From now on, and after a restart, the settings say this. */
  assign(assignment: Assignment): Promise<void>
  open(remote: Remote): Promise<ObjectStore>
  /** Notes that the remote's refs stand like this. */
  pushed(url: string, refs: ReadonlyMap<string, Hash>): void
  /** Pushes what is queued. @throws OxbowError when something is left. */
  flush(): Promise<void>
}

/** The longest pause between two looks at what is due, in milliseconds: changed settings work within it. */
const LOOK_MS = 5000
/** How long the opening of a database waits for a remote that may be away, in milliseconds. */
const PATIENCE_MS = 3000

/**
 * Decides who a database's master is. Of a master, it holds the lease and stands before its pushes; a master that lost the
 * lease becomes a replica, with what it hadn't pushed on rescue branches; a replica is promoted by call or, in automatic
 * mode, when the master's lease has ended. Changes of role take turns.
 */
export class Failover {
  readonly #options: FailoverOptions
  readonly #watch: LeaseWatch
  #holder: LeaseHolder | undefined
  /** Why nothing may be written for now, besides what follows from role and lease. */
  #blocked: OxbowError | undefined
  /** Set when another server has the lease that this one's role needs. */
  #fencedBy: Lease | undefined
  #lastError: string | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #cancel: (() => void) | undefined
  #closed = false

  constructor(options: FailoverOptions) {
    this.#options = options
    this.#watch = new LeaseWatch(options.clock)
  }

  /** As it was last seen. */
  get lease(): Lease | undefined {
    return this.#holder?.lease
  }

  /** The highest epoch that was seen. */
  get epoch(): number {
    return this.#holder?.record.epoch ?? 0
  }

  /** What last went wrong with the lease; undefined when all is well. */
  get lastError(): string | undefined {
    return this.#lastError
  }

  /**
   * To be called when the database is opened, and when its role was set: asks who has the lease, goes on with what was
   * interrupted. Waits a moment at most; a command that ends soon asks only when it pushes.
   */
  async begin(): Promise<void> {
    const assigned = this.#options.assigned()
    if (assigned === undefined || !this.#options.longLived) return
    let begun: Promise<void> = Promise.resolve()
    try {
      const holder = await this.#holderOf(assigned.remote)
      if (holder.record.promoting === true && assigned.role === 'master') this.#blocked = readOnlyBecause('this server is being promoted')
      begun = this.#inTurn(() => this.#settle())
    } catch (e) {
      this.#note(e)
    }
    this.#schedule()
    let cancel = (): void => undefined
    await Promise.race([begun, new Promise<void>((resolve) => (cancel = this.#options.clock.after(PATIENCE_MS, resolve)))])
    cancel()
  }

  /** Ends what was begun. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.#turn
  }

  /** Why nothing may be written here now; undefined where writes are welcome, or the role alone forbids them. */
  refusal(): OxbowError | undefined {
    if (this.#blocked !== undefined) return this.#blocked
    const assigned = this.#options.assigned()
    if (assigned === undefined) return undefined
    const holder = this.#holder
    if (assigned.role === 'replica') {
      const standing = holder?.standing
      return standing?.kind === 'other' && holder?.record.held === true ? refusalOf(standing.lease) : undefined
    }
    if (this.#fencedBy !== undefined) return refusalOf(this.#fencedBy)
    if (!this.#options.longLived || !this.#isAutomatic || (holder?.remainingMs() ?? 0) > 0) return undefined
    return readOnlyBecause(`this server's lease could not be renewed (${this.#lastError ?? 'not yet'}): writes work again once it is`)
  }

  /** What stands before pushes on write: they need this server's lease. */
  fence(remote: Remote): Fence {
    const minded = async (work: (holder: LeaseHolder) => Promise<unknown>): Promise<void> => {
      try {
        await work(await this.#holderOf(remote))
      } catch (e) {
        this.#lost(e)
        throw e
      }
    }
    return {
      begin: () => minded((holder) => (holder.isHeld ? holder.guard() : holder.hold())),
      guard: () => minded((holder) => holder.guard()),
      lockExtra: () => this.#holder?.lockExtra() ?? new Uint8Array(0),
    }
  }

  /**
   * Takes a role, as `dolt_assume_role` does. Dolt's rules hold for epochs: a lower one, or the present one for another role, is refused.
   * @returns the epoch at which this server has the role.
   * @throws OxbowError when it can't be had: then it stays what it was.
   */
  assume(role: Role, epoch?: number): Promise<number> {
    return this.#inTurn(async () => {
      const assigned = this.#options.assigned()
      if (assigned === undefined) throw new OxbowError(
        'NO_ROLE', 'this database replicates with no remote: set dolt_replicate_to_remote or dolt_read_replica_remote to one of its remotes first',
      )
      const holder = await this.#holderOf(assigned.remote)
      const standing = await holder.look()
      const now = holder.record.epoch
      const isMaster = assigned.role === 'master' && standing.kind === 'ours' && holder.record.promoting !== true
      const is = isMaster ? 'master' : 'replica'
      if (epoch !== undefined && (epoch < now || (epoch === now && role !== is))) throw roleError(role, epoch, now, epoch === now ? is : undefined)
      if (role === 'replica') {
        if (isMaster) await this.#demote(assigned, holder, epoch)
        else if (assigned.role === 'master') await this.#becomeReplica(assigned, holder)
      } else if (!isMaster) await this.#promote(assigned, epoch)
      else if (epoch !== undefined && epoch > now) await holder.take(epoch)
      return epoch ?? holder.record.epoch
    })
  }

  get #isAutomatic(): boolean {
    return this.#options.settings.text('dolt_replication_failover') === 'automatic'
  }

  #duration(): number | null {
    return this.#isAutomatic ? this.#options.settings.number('dolt_replication_lease_seconds') * 1000 : null
  }

  async #holderOf(remote: Remote): Promise<LeaseHolder> {
    const { open, memory, clock, db, longLived } = this.#options
    const objects = await open(remote)
    if (this.#holder?.url !== objects.url) {
      this.#holder = new LeaseHolder({ objects, memory, clock, platform: db.platform, longLived, duration: () => this.#duration() })
      this.#fencedBy = undefined
    }
    return this.#holder
  }

  #schedule(): void {
    this.#cancel?.()
    if (this.#closed || !this.#options.longLived) return
    const { settings, clock } = this.#options
    this.#cancel = clock.after(Math.min(LOOK_MS, (settings.number('dolt_replication_lease_seconds') * 1000) / 3), () => {
      void this.#inTurn(() => this.#settle()).finally(() => this.#schedule())
    })
  }

  /** Does what role and lease ask for now. Never throws what a user could act on: it is noted, and tried again. */
  async #settle(): Promise<void> {
    const assigned = this.#options.assigned()
    if (assigned === undefined) return
    try {
      const holder = await this.#holderOf(assigned.remote)
      if (assigned.role === 'master') await this.#settleMaster(assigned, holder)
      else await this.#settleReplica(assigned, holder)
      this.#lastError = undefined
    } catch (e) {
      this.#note(e)
    }
  }

  async #settleMaster(assigned: Assignment, holder: LeaseHolder): Promise<void> {
    if (this.#fencedBy !== undefined) {
      const standing = await holder.look()
      if (standing.kind === 'other') return await this.#afterLoss(assigned, holder)
      this.#fencedBy = undefined
    }
    try {
      if (holder.record.promoting === true) {
        if ((await holder.look()).kind === 'ours') return await this.#promote(assigned)
        holder.remember({ promoting: false })
      }
      if (!holder.isHeld) await holder.hold()
      else if (this.#duration() !== null || holder.lease?.durationMs != null) await holder.renew()
      this.#blocked = undefined
    } catch (e) {
      if (isOxbowError(e) && e.code === 'LEASE_FREE') return await this.#promote(assigned)
      if (isOxbowError(e) && e.code === 'LEASE_GONE') return void await holder.hold()
      if (!isOxbowError(e) || e.code !== 'LEASE_HELD') throw e
      this.#fencedBy = holder.lease
      await this.#afterLoss(assigned, holder)
    }
  }

  async #settleReplica(assigned: Assignment, holder: LeaseHolder): Promise<void> {
    const { promoting } = holder.record
    if (!this.#isAutomatic && promoting !== true && holder.standing !== undefined && holder.standing.kind !== 'ours') return
    const standing = await holder.look()
    if (promoting === true && standing.kind === 'ours') return await this.#promote(assigned)
    if (promoting === true) holder.remember({ promoting: false })
    // It was told to be a replica, and stopped before it had given the lease up.
    if (standing.kind === 'ours') return await holder.release()
    if (!this.#isAutomatic || standing.kind === 'none') return
    const ended = this.#watch.see({ lease: standing.lease, etag: undefined })
    // What this server gave up itself is for others.
    if (ended === undefined || (ended.holder === null && holder.wrote(ended))) return
    this.#options.log('warn', 'lease ended', { message: `the lease of ${holder.url} ended: taking over from ${ended.holder ?? 'nobody'}` })
    await this.#promote(assigned, undefined, ended.nonce)
  }

  async #promote({ role, remote }: Assignment, epoch?: number, replaced?: string): Promise<void> {
    const { db, identity, log, currentBranch, checkOut } = this.#options
    const holder = await this.#holderOf(remote)
    this.#blocked = readOnlyBecause('this server is being promoted')
    try {
      const { lease, refs, rescued } = await promote({
        holder, db, identity, currentBranch, checkOut, remoteName: remote.name, objects: await this.#options.open(remote),
        ...(epoch === undefined ? {} : { leaseEpoch: epoch }), ...(replaced === undefined ? {} : { replaced }),
      })
      this.#options.pushed(remote.url, refs)
      this.#fencedBy = undefined
      await this.#options.assign({ role: 'master', remote })
      holder.remember({ promoting: false })
      log('warn', 'promoted', { message: `this server is the master of ${holder.url} since epoch ${lease.epoch}${keptOn(rescued)}` })
    } catch (e) {
      // Half a master: it has the lease, and not yet all that the old one pushed.
      const isHalf = role === 'master' && holder.record.promoting === true && holder.standing?.kind === 'ours'
      if (!isHalf) this.#blocked = undefined
      throw e
    }
    this.#blocked = undefined
  }

  async #demote(assigned: Assignment, holder: LeaseHolder, epoch: number | undefined): Promise<void> {
    this.#blocked = readOnlyBecause('this server is becoming a replica')
    try {
      await this.#options.flush()
      await this.#becomeReplica(assigned, holder)
      await holder.release(epoch === undefined ? 0 : epoch - 1)
    } finally {
      this.#blocked = undefined
    }
  }

  /** Another server has the lease. One that never had it itself is told so, and left as it is. */
  async #afterLoss(assigned: Assignment, holder: LeaseHolder): Promise<void> {
    if (holder.record.held === true) await this.#becomeReplica(assigned, holder)
    else throw refusalOf(holder.lease!)
  }

  /** Puts what was not pushed on rescue branches, makes the database as the remote is, and has it pull from now on. */
  async #becomeReplica({ remote }: Assignment, holder: LeaseHolder): Promise<void> {
    const { db, identity, log, currentBranch, checkOut } = this.#options
    const store = new RemoteChunkStore(await this.#options.open(remote), db.platform)
    await store.refresh()
    const { rescued } = await adoptRefs({
      db, theirs: new DoltDatabase(store, db.platform), epoch: holder.record.epoch, identity, remoteName: remote.name, currentBranch, checkOut,
    })
    await this.#options.assign({ role: 'replica', remote })
    this.#fencedBy = undefined
    log('warn', 'became a replica', {
      message: `this server is a replica of ${holder.url} now; its master is ${holder.lease?.holder ?? 'nobody'}, epoch ${holder.record.epoch}${keptOn(rescued)}`,
    })
  }

  /** A push met another server's lease: nothing more is accepted, and the rest is done apart from the push. */
  #lost(e: unknown): void {
    if (!isOxbowError(e) || (e.code !== 'LEASE_HELD' && e.code !== 'LEASE_FREE')) return
    if (this.#fencedBy !== undefined || this.#options.assigned()?.role !== 'master') return
    if (e.code === 'LEASE_HELD') this.#fencedBy = this.#holder?.lease
    void this.#inTurn(() => this.#settle())
  }

  #note(e: unknown): void {
    if (!isOxbowError(e)) throw e
    if (this.#lastError !== e.message) this.#options.log('warn', 'lease', { message: e.message })
    this.#lastError = e.message
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.then(() => undefined, () => undefined)
    return result
  }
}

function keptOn(rescued: readonly string[]): string {
  return rescued.length === 0 ? '' : `; what had not been pushed is kept on ${rescued.join(', ')}`
}
