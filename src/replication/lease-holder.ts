import { OxbowError } from '../error.ts'
import type { Platform } from '../store/platform.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import type { Clock } from './clock.ts'
import { impatient } from './impatient-objects.ts'
import { type Lease, type StoredLease, readLease, swapLease } from './lease.ts'

/** What a server remembers of a remote's lease. */
export interface LeaseRecord {
  /** The highest epoch that it has seen there. */
  readonly epoch: number
  /** Beginnings of the nonces of leases that it wrote or meant to write, the newest last. */
  readonly sessions: readonly string[]
  /** Whether it ever had the lease: what isn't pushed then belongs on rescue branches once another is the master. */
  readonly held?: boolean
  /** Set while a promotion is under way: it goes on after a crash. */
  readonly promoting?: boolean
}

/** What outlives the process. */
export interface LeaseMemory {
  /** The server's name in leases: the same after a restart, another one in a copy of its directory. */
  readonly holder: string
  /** Undefined before the first use; sessions are remembered whatever the remote's URL was. */
  read(url: string): LeaseRecord | undefined
  /** Durable when it returns. */
  write(url: string, record: LeaseRecord): void
}

export interface LeaseHolderOptions {
  readonly objects: ObjectStore
  readonly memory: LeaseMemory
  readonly clock: Clock
  readonly platform: Platform
  /** How long a lease that is written now lasts without renewal, in milliseconds; null where only a promotion ends it. */
  duration(): number | null
  /** Whether this process is a server, which takes its lease up anew when it starts: so no copy of it goes on pushing. */
  readonly longLived: boolean
}

/** Whose a lease is. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours' | 'free' | 'other'; readonly lease: Lease }

/** A holder stops after this part of its lease's duration, by its own clock; who takes over waits for `WAIT` of it. */
const STOP = 0.9
/** Beyond 1 by as much as `STOP` is below: clocks may differ in speed by a tenth before both could accept writes. */
export const WAIT = 1.1
/** Beginnings of nonces that are remembered: writes that may still be on their way. */
const SESSIONS = 4

/** The side of a lease's holder: takes it, renews it, knows until when it may accept writes, and stands before its pushes. */
export class LeaseHolder {
  readonly #options: LeaseHolderOptions
  readonly #objects: ObjectStore
  #stored: StoredLease | undefined
  /** When each lease that this process wrote was sent. */
  readonly #sent = new Map<string, { readonly monotonic: number; readonly wall: number }>()
  #written = 0
  #takenUp = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: LeaseHolderOptions) {
    this.#options = options
    this.#objects = impatient(options.objects, options.clock, () => {
      const ms = options.duration()
      // So that there is time for another try before the lease ends.
      return ms === null ? null : ms / 3
    })
  }

  get url(): string {
    return this.#options.objects.url
  }

  get name(): string {
    return this.#options.memory.holder
  }

  /** As it was last seen; undefined where there was none, or nobody has looked. */
  get lease(): Lease | undefined {
    return this.#stored?.lease
  }

  get record(): LeaseRecord {
    return this.#options.memory.read(this.url) ?? { epoch: 0, sessions: [] }
  }

  /** True once this process may push as far as it knows: the lease is its own, and it has made sure of that itself. */
  get isHeld(): boolean {
    return this.standing?.kind === 'ours' && (this.#takenUp || !this.#options.longLived)
  }

  /** Whether a lease was written by this server, also where it gave it up. */
  wrote({ nonce }: Lease): boolean {
    return this.record.sessions.some((session) => nonce.startsWith(`${session}-`))
  }

  /** Asks the remote. @throws OxbowError those of `readLease`. */
  look(): Promise<Standing> {
    return this.#inTurn(() => this.#look())
  }

  /** Whose the lease was when somebody last looked; undefined before. */
  get standing(): Standing | undefined {
    return this.#stored === undefined ? undefined : this.#standingOf(this.#stored)
  }

  /**
   * Makes sure that this server has the lease: makes it, at epoch 1, where there is none.
   * @throws OxbowError `LEASE_FREE` where somebody gave it up: it is taken by promotion; `LEASE_HELD` where another has it.
   */
  hold(): Promise<Lease> {
    return this.#inTurn(async () => {
      for (;;) {
        const standing = await this.#look()
        if (standing.kind === 'other' || standing.kind === 'free') throw this.#refusal(standing)
        if (standing.kind === 'ours') {
          if (this.#takenUp || !this.#options.longLived) return standing.lease
          if (await this.#write(standing.lease.epoch, true)) return this.#stored!.lease!
        } else if (await this.#write(Math.max(1, this.record.epoch), true)) return this.#stored!.lease!
      }
    })
  }

  /**
   * Takes the lease, whoever has it.
   * @param epoch above the one that stands; one more when left out
   * @param replaced the nonce of the only lease that may be replaced; any when left out
   * @throws OxbowError `LEASE_TAKEN` when another server was first.
   */
  take(epoch?: number, replaced?: string): Promise<Lease> {
    return this.#inTurn(async () => {
      const standing = await this.#look()
      const now = standing.kind === 'none' ? 0 : standing.lease.epoch
      const next = epoch ?? Math.max(now, this.record.epoch) + 1
      const isWanted = next > now && (replaced === undefined || this.lease?.nonce === replaced)
      if (isWanted && await this.#write(next, true)) return this.#stored!.lease!
      throw leaseTaken(this.lease, this.url)
    })
  }

  /** Writes the lease again, so that it lasts longer. @throws OxbowError `LEASE_HELD` when it is another's by now. */
  renew(): Promise<Lease> {
    return this.#inTurn(async () => {
      for (;;) {
        const standing = this.standing?.kind === 'ours' ? this.standing : await this.#look()
        if (standing.kind !== 'ours') throw this.#refusal(standing)
        if (await this.#write(standing.lease.epoch, !this.#takenUp)) return this.#stored!.lease!
      }
    })
  }

  /**
   * Gives the lease up, if it is ours: whoever promotes itself next needn't wait.
   * @param epoch to leave it at; not below the present one, which is the default
   */
  release(epoch = 0): Promise<void> {
    return this.#inTurn(async () => {
      const standing = await this.#look()
      if (standing.kind !== 'ours') return
      const free: Lease = { epoch: Math.max(epoch, standing.lease.epoch), holder: null, nonce: this.#nonce(true), durationMs: null, expires: null }
      const { swapped, stored } = await swapLease(this.#objects, this.#stored!, free)
      this.#stored = stored
      if (!swapped) throw leaseTaken(stored.lease, this.url)
    })
  }

  /**
   * For how many milliseconds writes may be accepted: until the lease ends by this process's own clocks; Infinity where it
   * doesn't end by itself, 0 where it isn't ours.
   */
  remainingMs(): number {
    const { standing } = this
    if (standing?.kind !== 'ours') return 0
    const { durationMs, nonce } = standing.lease
    if (durationMs === null) return Infinity
    const sent = this.#sent.get(nonce)
    if (sent === undefined) return 0
    const { clock } = this.#options
    // A machine that slept stopped its monotonic clock, not the others' ones: then the wall clock tells.
    const passed = Math.max(clock.monotonic() - sent.monotonic, clock.wall() - sent.wall)
    return Math.max(0, durationMs * STOP - passed)
  }

  /** Stands before each write of the manifest. @throws OxbowError `LEASE_HELD`, `LEASE_FREE` unless the lease is ours right now. */
  async guard(): Promise<void> {
    const standing = await this.look()
    if (standing.kind !== 'ours') throw this.#refusal(standing)
  }

  /** What makes the manifest's locks the lease's: its epoch and nonce. */
  lockExtra(): Uint8Array {
    const { lease } = this
    return new TextEncoder().encode(lease === undefined ? '' : `${lease.epoch}/${lease.nonce}`)
  }

  /** Notes how far a promotion is. */
  remember(change: Partial<LeaseRecord>): void {
    this.#options.memory.write(this.url, { ...this.record, ...change })
  }

  async #look(): Promise<Standing> {
    this.#stored = await readLease(this.#objects, this.#stored)
    const standing = this.#standingOf(this.#stored)
    if (standing.kind !== 'none' && standing.lease.epoch > this.record.epoch) this.remember({ epoch: standing.lease.epoch })
    return standing
  }

  #standingOf({ lease }: StoredLease): Standing {
    if (lease === undefined) return { kind: 'none' }
    if (lease.holder === null) return { kind: 'free', lease }
    return { kind: lease.holder === this.name && this.wrote(lease) ? 'ours' : 'other', lease }
  }

  #refusal(standing: Exclude<Standing, { kind: 'ours' }>): OxbowError {
    if (standing.kind === 'none') return new OxbowError('LEASE_GONE', `the lease of ${this.url} was removed: the next push makes a new one`)
    return standing.kind === 'free' ? leaseFree(standing.lease, this.url) : leaseHeld(standing.lease, this.url)
  }

  /** @returns false when something else stands there now. */
  async #write(epoch: number, newSession: boolean): Promise<boolean> {
    const { clock, duration } = this.#options
    const nonce = this.#nonce(newSession)
    const sent = { monotonic: clock.monotonic(), wall: clock.wall() }
    this.#sent.set(nonce, sent)
    if (this.#sent.size > 16) this.#sent.delete(this.#sent.keys().next().value!)
    const durationMs = duration()
    const lease: Lease = { epoch, holder: this.name, nonce, durationMs, expires: durationMs === null ? null : sent.wall + durationMs }
    // Where its fate stays unknown, the next look tells by the nonce.
    const { swapped, stored } = await swapLease(this.#objects, this.#stored!, lease)
    this.#stored = stored
    if (swapped) {
      this.#takenUp = true
      const { record } = this
      if (epoch > record.epoch || record.held !== true) this.remember({ epoch: Math.max(epoch, record.epoch), held: true })
    }
    return swapped
  }

  /** A nonce that nobody had before. It is known to be ours before anybody else can see it. */
  #nonce(newSession: boolean): string {
    const { sessions } = this.record
    let session = sessions.at(-1)
    if (newSession || session === undefined) {
      session = [...this.#options.platform.randomBytes(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      this.remember({ sessions: [...sessions.slice(1 - SESSIONS), session] })
    }
    return `${session}-${++this.#written}`
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** Another server has the lease. */
export function leaseHeld(lease: Lease, url: string): OxbowError {
  return new OxbowError(
    'LEASE_HELD', `'${lease.holder}' is the master of ${url} since epoch ${lease.epoch}: this server may not push there; ` +
    "CALL dolt_assume_role('master') or oxbow promote makes it the master",
  )
}

function leaseFree(lease: Lease, url: string): OxbowError {
  return new OxbowError(
    'LEASE_FREE', `the master of ${url} gave up its lease at epoch ${lease.epoch}: CALL dolt_assume_role('master') or oxbow promote takes it`,
  )
}

function leaseTaken(lease: Lease | undefined, url: string): OxbowError {
  const who = lease === undefined ? 'another server' : lease.holder === null ? 'nobody' : `'${lease.holder}'`
  return new OxbowError('LEASE_TAKEN', `${who} holds the lease of ${url} at epoch ${lease?.epoch ?? 0} by now: this server was not promoted`)
}
