/**
 * Which branch a session is on, by database: `dolt_checkout` moves it, and what isn't set is the database's default.
 * Plain data, so that a session which travels with its client can be built anew from it.
 */
export class SessionBranches {
  private readonly branches: Map<string, string>

  constructor(branches: Iterable<readonly [database: string, branch: string]> = []) {
    this.branches = new Map(branches)
  }

  /** @param database in any case. */
  get(database: string): string | undefined {
    return this.branches.get(database.toLowerCase())
  }

  set(database: string, branch: string): void {
    this.branches.set(database.toLowerCase(), branch)
  }

  delete(database: string): void {
    this.branches.delete(database.toLowerCase())
  }

  entries(): readonly (readonly [database: string, branch: string])[] {
    return [...this.branches]
  }
}
