import type { Access } from '../access.ts'
import type { PrivilegeSet } from './privilege-set.ts'
import type { AccountName, UserAccounts } from './user-accounts.ts'

/** The bounds of a session that an account holds: what it was granted so far, by itself and by its roles. */
export class AccountAccess implements Access {
  readonly account: AccountName
  readonly accounts: UserAccounts
  readonly right = 'admin'
  readonly refs = undefined
  #privileges: PrivilegeSet | undefined
  #version = 0

  constructor(accounts: UserAccounts, account: AccountName) {
    this.accounts = accounts
    this.account = account
  }

  get key(): string {
    return `account ${this.user} ${this.version}`
  }

  get user(): string {
    return `${this.account.user}@${this.account.host}`
  }

  get allDatabases(): boolean {
    return this.privileges.global.size > 0
  }

  /** Equal while nothing was granted or taken away: what was allowed still is. */
  get version(): number {
    return this.accounts.version
  }

  get privileges(): PrivilegeSet {
    if (this.#privileges === undefined || this.#version !== this.accounts.version) {
      this.#version = this.accounts.version
      this.#privileges = this.accounts.activePrivileges(this.account)
    }
    return this.#privileges
  }

  seesDatabase(name: string): boolean {
    return this.privileges.seesDatabase(name)
  }
}
