import type { Clock } from './clock.ts'
import type { Lease, StoredLease } from './lease.ts'
import { WAIT } from './lease-holder.ts'

/**
 * The side of a standby: tells when a lease has ended. It counts by its own clock that can't jump, and only what it has seen
 * itself: a lease is over when the same nonce stood there for the whole of its duration, and a tenth more.
 */
export class LeaseWatch {
  readonly #clock: Clock
  #nonce: string | undefined
  #firstSeen = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Takes note of a lease that was just read.
   * @returns the lease, if it has ended; undefined where there is none, or it lasts. One that was given up has ended.
   */
  see({ lease }: StoredLease): Lease | undefined {
    if (lease === undefined) {
      this.#nonce = undefined
      return undefined
    }
    const now = this.#clock.monotonic()
    if (lease.nonce !== this.#nonce) {
      this.#nonce = lease.nonce
      this.#firstSeen = now
    }
    if (lease.holder === null) return lease
    if (lease.durationMs === null) return undefined
    return now - this.#firstSeen >= lease.durationMs * WAIT ? lease : undefined
  }
}
