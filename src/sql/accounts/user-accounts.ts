import { OxbowError } from '../../error.ts'
import { type MysqlDb, type StoredReplicaSource, type StoredRoleEdge, type StoredUser, buildMysqlDb, readMysqlDb } from '../../serial/mysql-db.ts'
import { PrivilegeSet } from './privilege-set.ts'

/** A user or a role. */
export interface User extends Omit<StoredUser, 'privileges'> {
  readonly privileges: PrivilegeSet
  /** Made by the server itself: stored apart, until it is read again. */
  readonly superUser: boolean
}

/** How passwords are kept. */
export type PasswordPlugin = 'mysql_native_password' | 'caching_sha2_password'

/** What accounts need of the machine. */
export interface AccountStorage {
  /** Keeps the file's bytes; what is acknowledged is durable. */
  persist(file: Uint8Array): void
  /** A password's hash as the plugin keeps it (`authentication_string`); empty for an empty password. */
  hashPassword(plugin: PasswordPlugin, password: string): string
  /** Milliseconds since 1970 UTC. */
  now(): number
}

/** Names an account. */
export interface AccountName {
  readonly user: string
  readonly host: string
}

/** What an account of the server's own is kept with. Source: go-mysql-server sql/mysql_db/user_table.go, addSuperUser. */
const SUPER_USER = {
  plugin: 'mysql_native_password', password: '', passwordLastChanged: 1, locked: false, attributes: undefined, identity: '',
  sslType: '', sslCipher: '', x509Issuer: '', x509Subject: '', superUser: true,
} as const

/**
 * The users and roles of a server, and what they may do, as Dolt keeps them.
 * Source: go-mysql-server sql/mysql_db/mysql_db.go.
 */
export class UserAccounts {
  readonly #storage: AccountStorage
  readonly #users = new Map<string, User>()
  #edges: StoredRoleEdge[] = []
  #replicaSources: readonly StoredReplicaSource[] = []
  /** Counts changes: what was decided by an older version has to be decided anew. */
  version = 1

  constructor(storage: AccountStorage) {
    this.#storage = storage
  }

  /** Takes in a stored file. @throws OxbowError `MESSAGE_CORRUPT` and its like. */
  load(file: Uint8Array): void {
    const { users, superUsers, roleEdges, replicaSources } = readMysqlDb(file)
    for (const user of [...users, ...superUsers]) {
      this.#users.set(keyOf(user), { ...user, privileges: PrivilegeSet.of(user.privileges), superUser: false })
    }
    this.#edges = [...roleEdges]
    this.#replicaSources = replicaSources
    this.version++
  }

  /** Runs an edit as a whole: what it throws leaves everything as it was. Persists what it changed. */
  edit<T>(work: () => T): T {
    const users = new Map([...this.#users].map(([key, user]) => [key, { ...user, privileges: user.privileges.copy() }]))
    const edges = [...this.#edges]
    try {
      const result = work()
      this.#storage.persist(this.toFile())
      return result
    } catch (e) {
      this.#users.clear()
      for (const [key, user] of users) this.#users.set(key, user)
      this.#edges = edges
      throw e
    } finally {
      this.version++
    }
  }

  /** As Dolt orders it: users by host and name, superusers apart. */
  toFile(): Uint8Array {
    const stored = (superUsers: boolean): StoredUser[] =>
      this.users().filter(({ superUser }) => superUser === superUsers).map(({ privileges, ...user }) => ({ ...user, privileges: privileges.toStored() }))
    const db: MysqlDb = { users: stored(false), roleEdges: this.edges(), replicaSources: this.#replicaSources, superUsers: stored(true) }
    return buildMysqlDb(db)
  }

  /** All users and roles, by host and name. */
  users(): User[] {
    return [...this.#users.values()].toSorted((a, b) => compare([a.host, a.user], [b.host, b.user]))
  }

  edges(): StoredRoleEdge[] {
    return this.#edges.toSorted((a, b) => compare([a.fromHost, a.fromUser, a.toHost, a.toUser], [b.fromHost, b.fromUser, b.toHost, b.toUser]))
  }

  get(name: AccountName): User | undefined {
    return this.#users.get(keyOf(name))
  }

  /** The account that a client from a host is, or that a statement means: the exact one, else by pattern, else an anonymous one. */
  find(user: string, host: string, role = false): User | undefined {
    const local = host === '127.0.0.1' || host === '::1' ? 'localhost' : host
    const exact = this.get({ user, host: local })
    if (exact !== undefined) return exact
    for (const name of [user, '']) {
      // The narrowest pattern first, as MySQL sorts them.
      const candidates = this.users().filter((candidate) => candidate.user === name).toSorted((a, b) => b.host.replaceAll('%', '').length - a.host.replaceAll('%', '').length)
      const found = candidates.find(({ host: pattern }) =>
        (local === 'localhost' && (pattern === '::1' || pattern === '127.0.0.1')) || (pattern === '%' && (!role || local === ''))
        || (pattern !== '%' && (fits(local, pattern) || fits(host, pattern))))
      if (found !== undefined) return found
    }
    return undefined
  }

  put(user: User): void {
    this.#users.set(keyOf(user), user)
  }

  /** Takes an account away, and the roles that it is and has. */
  remove({ user, host }: AccountName): void {
    this.#users.delete(keyOf({ user, host }))
    this.#edges = this.#edges.filter((e) => !(e.fromUser === user && e.fromHost === host) && !(e.toUser === user && e.toHost === host))
  }

  putEdge(edge: StoredRoleEdge): void {
    this.removeEdge(edge)
    this.#edges.push(edge)
  }

  removeEdge({ fromHost, fromUser, toHost, toUser }: Omit<StoredRoleEdge, 'withAdminOption'>): void {
    this.#edges = this.#edges.filter((e) => !(e.fromHost === fromHost && e.fromUser === fromUser && e.toHost === toHost && e.toUser === toUser))
  }

  rename(from: AccountName, to: AccountName): void {
    const user = this.get(from)!
    this.#users.delete(keyOf(from))
    this.#users.set(keyOf(to), { ...user, ...to })
    const renamed = (user2: string, host: string): AccountName => (user2 === from.user && host === from.host ? to : { user: user2, host })
    this.#edges = this.#edges.map((e) => {
      const source = renamed(e.fromUser, e.fromHost)
      const target = renamed(e.toUser, e.toHost)
      return { ...e, fromUser: source.user, fromHost: source.host, toUser: target.user, toHost: target.host }
    })
  }

  /** Roles that an account was given. */
  edgesTo({ user, host }: AccountName): StoredRoleEdge[] {
    return this.edges().filter((edge) => edge.toUser === user && edge.toHost === host)
  }

  /** What an account may do, by itself and by its roles, which are all active. */
  activePrivileges(name: AccountName): PrivilegeSet {
    const active = this.get(name)?.privileges.copy() ?? new PrivilegeSet()
    for (const { fromUser, fromHost } of this.edgesTo(name)) {
      const role = this.get({ user: fromUser, host: fromHost })
      if (role !== undefined) active.add(role.privileges)
    }
    return active
  }

  /** Makes an account that may do everything, unless there is one of that name. */
  addSuperUser(name: AccountName, password = '', locked = false): void {
    if (this.get(name) !== undefined) return
    this.put({ ...SUPER_USER, ...name, locked, password: this.hashPassword('mysql_native_password', password), privileges: PrivilegeSet.all() })
  }

  hashPassword(plugin: PasswordPlugin, password: string): string {
    return this.#storage.hashPassword(plugin, password)
  }

  /** Seconds since 1970 UTC. */
  now(): number {
    return Math.floor(this.#storage.now() / 1000)
  }
}

/** `'user'@'host'` in the quote given. */
export function quotedAccount({ user, host }: AccountName, quote: string): string {
  const inside = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote
  return `${inside(user)}@${inside(host)}`
}

/** @throws OxbowError 1290 where a server keeps no accounts: a replica, or a server of tokens only. */
export function requireAccounts(accounts: UserAccounts | undefined): UserAccounts {
  if (accounts !== undefined) return accounts
  throw new OxbowError('NO_ACCOUNTS', 'The MySQL server is running with the --skip-grant-tables option so it cannot execute this statement', { errno: 1290 })
}

function keyOf({ user, host }: AccountName): string {
  return `${user}@${host}`
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1
  return 0
}

/** Whether a host is one that a pattern means, in which `%` stands for any characters. */
function fits(host: string, pattern: string): boolean {
  if (!pattern.includes('%')) return host === pattern
  const parts = pattern.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(host)
}
