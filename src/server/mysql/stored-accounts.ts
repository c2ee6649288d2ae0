import { AccountAccess } from '../../sql/accounts/account-access.ts'
import type { User, UserAccounts } from '../../sql/accounts/user-accounts.ts'
import type { Account, Accounts, Proof } from './accounts.ts'
import { doubleSha256 } from './authentication.ts'
import { isCachingSha2 } from './password-hash.ts'

export interface StoredAccountsOptions {
  readonly accounts: UserAccounts
  /** Who may connect beside the server's own users. */
  readonly others: Accounts | undefined
  /** Whether users without a password are let in. */
  readonly passwordless: boolean
}

/** The users that a server keeps: what CREATE USER makes. */
export class StoredAccounts implements Accounts {
  readonly #options: StoredAccountsOptions
  /** Double hashes of passwords that were right once, by what is stored of them: with one, a client needn't send its password again. */
  readonly #known = new Map<string, Buffer>()

  constructor(options: StoredAccountsOptions) {
    this.#options = options
  }

  find(user: string, host: string): Account | undefined {
    const { accounts, others, passwordless } = this.#options
    const found = accounts.find(user, host)
    if (found === undefined || (found.password === '' && !passwordless)) return others?.find(user, host)
    const proof = found.locked ? undefined : this.#proofOf(found)
    if (proof === undefined) return undefined
    const access = new AccountAccess(accounts, { user: found.user, host: found.host })
    return { name: access.user, proof, access, requireTls: found.sslType !== '' }
  }

  /** Undefined for an account that nobody can connect as: of another plugin, or with certificates that this server can't check. */
  #proofOf({ plugin, password, sslType }: User): Proof | undefined {
    if (sslType !== '' && sslType !== 'ANY') return undefined
    if (plugin !== 'mysql_native_password' && plugin !== 'caching_sha2_password') return undefined
    if (password === '') return { kind: 'empty', plugin }
    if (plugin === 'mysql_native_password') {
      return { kind: 'scramble', plugin, doubleHash: Buffer.from(password.slice(1), 'hex') }
    }
    return {
      kind: 'password', known: this.#known.get(password),
      check: (given) => {
        const right = isCachingSha2(given, password)
        if (right) this.#known.set(password, doubleSha256(given))
        return right
      },
    }
  }
}
