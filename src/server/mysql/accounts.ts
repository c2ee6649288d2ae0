import type { Access } from '../../sql/access.ts'
import type { AccessTokens, Grant } from '../access-token.ts'
import { type AuthPlugin, doubleSha256 } from './authentication.ts'

/** Who may connect, and how that is proved. */
export interface Accounts {
  /**
   * The account that a client means.
   * @param host the address that the client comes from, `localhost` for this machine.
   */
  find(user: string, host: string): Account | undefined
}

export interface Account {
  /** `user@host`, as `CURRENT_USER()` has it. */
  readonly name: string
  readonly proof: Proof
  /** What its sessions may do; undefined for all, or for what the proof grants. */
  readonly access?: Access
  /** Whether its clients have to come over TLS. */
  readonly requireTls?: boolean
}

/** How a client shows that the account is its own. */
export type Proof =
  | { readonly kind: 'open' }
  /** By no password at all: one that is given is wrong. */
  | { readonly kind: 'empty'; readonly plugin: AuthPlugin }
  /** By the password's double hash. */
  | { readonly kind: 'scramble'; readonly plugin: AuthPlugin; readonly doubleHash: Buffer }
  /**
   * By the password itself, which is asked for unless `known`, its double hash, proves what was sent.
   * `check` says whether it is the right one.
   */
  | { readonly kind: 'password'; readonly known: Buffer | undefined; check(password: string): boolean }
  /**
   * By the password itself, an access token, which is asked for over TLS or encrypted with the server's key.
   * `open` throws OxbowError for a token that isn't valid.
   */
  | { readonly kind: 'token'; open(token: string): Grant }

/** Everyone who reaches the port is root, without a password: for data that is public. */
export const OPEN_ACCOUNTS: Accounts = { find: (user) => (user === 'root' ? { name: 'root@%', proof: { kind: 'open' } } : undefined) }

/** Who is on the same machine is root, without a password, as in a fresh Dolt; nobody else is let in. */
export const LOOPBACK_ACCOUNTS: Accounts = { find: (user, host) => (host === 'localhost' ? OPEN_ACCOUNTS.find(user, host) : undefined) }

/** Beside others, one account for programs on the same machine that know a secret. */
export class LocalAccount implements Accounts {
  readonly #others: Accounts
  readonly #user: string
  readonly #proof: Proof

  constructor(others: Accounts, user: string, secret: string) {
    this.#others = others
    this.#user = user
    this.#proof = { kind: 'scramble', plugin: 'caching_sha2_password', doubleHash: doubleSha256(secret) }
  }

  find(user: string, host: string): Account | undefined {
    if (user !== this.#user) return this.#others.find(user, host)
    return host === 'localhost' ? { name: `${user}@localhost`, proof: this.#proof } : undefined
  }
}

/** Any user name, with an access token as the password; the token says who it is. */
export class TokenAccounts implements Accounts {
  readonly #tokens: AccessTokens

  constructor(tokens: AccessTokens) {
    this.#tokens = tokens
  }

  find(user: string): Account {
    return { name: `${user}@%`, proof: { kind: 'token', open: (token) => this.#tokens.open(token) } }
  }
}
