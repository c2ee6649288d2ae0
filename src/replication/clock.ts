/** Time as leases need it: what can jump is told apart from what can't. */
export interface Clock {
  /** Milliseconds on a clock that only runs forward, from any beginning. */
  monotonic(): number
  /** Milliseconds since 1970 UTC, as the machine believes it to be. */
  wall(): number
  /** Calls once, after so many milliseconds; never keeps a process alive. @returns what cancels that. */
  after(ms: number, work: () => void): () => void
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, work) {
    const timer: { unref?(): void } | number = setTimeout(work, ms)
    if (typeof timer === 'object') timer.unref?.()
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
}
