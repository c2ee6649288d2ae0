/** What keeps things in memory up to a bound that may change. */
export interface BudgetUser {
  /** Sets the bound, in bytes; what is beyond it goes at the next addition at the latest. */
  resize(bytes: number): void
}

/**
 * Memory that several caches share in equal parts: the objects of one isolate have 128 MB together, however many there
 * are. A cache that is forgotten gives its part back when the next one joins.
 */
export class MemoryBudget {
  readonly #bytes: number
  #users: WeakRef<BudgetUser>[] = []

  /** @param bytes for all caches together. */
  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** Adds a cache; all have a smaller part then. */
  join(user: BudgetUser): void {
    this.#users = [...this.#users.filter((ref) => ref.deref() !== undefined), new WeakRef(user)]
    const part = Math.floor(this.#bytes / this.#users.length)
    for (const ref of this.#users) ref.deref()?.resize(part)
  }
}
