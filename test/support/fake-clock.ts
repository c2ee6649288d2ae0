import type { Clock } from '../../src/replication/clock.ts'

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #monotonic = 1000
  #wall = 1_800_000_000_000
  readonly #timers = new Set<{ readonly at: number; readonly work: () => void }>()

  monotonic(): number {
    return this.#monotonic
  }

  wall(): number {
    return this.#wall
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#monotonic + ms, work }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets time pass, and what was to happen in it, in its order. */
  async pass(ms: number): Promise<void> {
    await settle()
    const end = this.#monotonic + ms
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.#step(next.at - this.#monotonic)
      next.work()
      await settle()
    }
    this.#step(end - this.#monotonic)
    await settle()
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#wall += ms
  }

  /** The machine sleeps: only the wall clock goes on. */
  sleep(ms: number): void {
    this.jump(ms)
  }

  #step(ms: number): void {
    this.#monotonic += ms
    this.#wall += ms
  }
}

/** Lets what was begun come to where it waits for time or for others. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}
