import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserAccounts } from '../sql/accounts/user-accounts.ts'
import { type Accounts, LOOPBACK_ACCOUNTS, TokenAccounts } from '../server/mysql/accounts.ts'
import { hashPassword } from '../server/mysql/password-hash.ts'
import { StoredAccounts } from '../server/mysql/stored-accounts.ts'
import { writeFileDurably } from './durable-file.ts'
import { nodePlatform } from './platform.ts'

/** Where Dolt keeps users and privileges, in the data directory. */
export const PRIVILEGE_FILE = '.doltcfg/privileges.db'

/**
 * The users that a file keeps; none where there is no file, which is made by the first change.
 * @throws OxbowError `MESSAGE_CORRUPT` for a file that isn't Dolt's.
 */
export function openAccounts(path: string): UserAccounts {
  const accounts = new UserAccounts({
    persist: (file) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileDurably(path, file, 0o600)
    },
    hashPassword, now: nodePlatform.now,
  })
  if (existsSync(path)) {
    const file = readFileSync(path)
    if (file.length > 0) accounts.load(file)
  }
  return accounts
}

/** Who is made when a server first starts, as Dolt makes it; undefined for nobody. */
export interface FirstUser {
  readonly host: string
  readonly password: string
}

/** Makes Dolt's root, unless the file is there: then users are as they were left. */
export function initializeAccounts(accounts: UserAccounts, path: string, root: FirstUser | undefined): void {
  if (existsSync(path)) return
  accounts.edit(() => {
    if (root !== undefined) accounts.addSuperUser({ user: 'root', host: root.host }, root.password)
  })
}

/**
 * Who may connect to a server that keeps users: they, and whoever its gate lets in. A server for this machine only has its own root among
 * its users; beside tokens, users need a password.
 */
export function storedAccounts(gate: Accounts, accounts: UserAccounts): Accounts {
  return new StoredAccounts({ accounts, others: gate === LOOPBACK_ACCOUNTS ? undefined : gate, passwordless: !(gate instanceof TokenAccounts) })
}
