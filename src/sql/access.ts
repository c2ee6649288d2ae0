import { OxbowError } from '../error.ts'
import type { Privilege } from './accounts/privilege.ts'
import type { PrivilegeSet } from './accounts/privilege-set.ts'

/** What a session may do with what it sees; each includes those before it. */
export const RIGHTS = ['read', 'write', 'admin'] as const

export type Right = (typeof RIGHTS)[number]

/** Some of a database's branches, tags and remote-tracking branches. */
export interface RefFilter {
  /** Equal for filters that let the same names through. */
  readonly key: string
  /** @param name `main`, `v1`, or `origin/main` for a remote-tracking branch. */
  sees(name: string): boolean
}

/**
 * Bounds of a session. What it doesn't see doesn't exist for it: databases, refs, and commits that can't be reached from
 * the refs that it sees.
 */
export interface Access {
  /** Equal for bounds that allow the same, whoever they bind. */
  readonly key: string
  /** `user@host`. */
  readonly user: string
  readonly right: Right
  /** True for all databases, those still to be made included. */
  readonly allDatabases: boolean
  /** @param name as the host spells it, without ref. */
  seesDatabase(name: string): boolean
  /** Undefined for all refs. */
  readonly refs: RefFilter | undefined
  /** What the session's account was granted, where it has one: then each statement is held to that. */
  readonly privileges?: PrivilegeSet
  /** Changes when anything was granted or taken away. */
  readonly version?: number
}

/** @param access undefined where nothing is bounded. */
export function hasRight(access: Access | undefined, right: Right): boolean {
  return access === undefined || RIGHTS.indexOf(access.right) >= RIGHTS.indexOf(right)
}

/** Whether the session may see and end what others do: an administrator, or an account with PROCESS or SUPER. */
export function seesOthers(access: Access | undefined): boolean {
  return access?.privileges === undefined ? hasRight(access, 'admin') : access.privileges.has('PROCESS')
}

/** For what concerns every database of the server: SET GLOBAL, roles, files. @param privilege that an account needs. @throws OxbowError 1227 (42000). */
export function requireServerAdmin(access: Access | undefined, privilege: Privilege = 'SUPER'): void {
  if (access?.privileges !== undefined) {
    if (!access.privileges.has(privilege)) throw globalDenied(privilege)
    return
  }
  if (hasRight(access, 'admin') && access?.allDatabases !== false) return
  throw new OxbowError(
    'ADMIN_NEEDED', 'Access denied; you need (at least one of) the ADMIN privilege(s) on all databases for this operation', { errno: 1227, sqlState: '42000' },
  )
}

/** MySQL's 1227: the session lacks one of the global privileges named. */
export function globalDenied(privileges: string): OxbowError {
  return new OxbowError(
    'PRIVILEGE_NEEDED', `Access denied; you need (at least one of) the ${privileges} privilege(s) for this operation`, { errno: 1227, sqlState: '42000' },
  )
}

/** MySQL's 1142: the session may not do that with that table. @param command as MySQL names it: `SELECT`, `CREATE VIEW`. */
export function tableDenied(access: Access, command: string, table: string): OxbowError {
  return new OxbowError('TABLE_DENIED', `${command} command denied to user ${quotedUser(access)} for table '${table}'`, { errno: 1142, sqlState: '42000' })
}

/** MySQL's 1044: the session may not do that there. @param database `db` or `db/ref`. */
export function accessDenied(access: Pick<Access, 'user'>, database: string): OxbowError {
  return new OxbowError('ACCESS_DENIED', `Access denied for user ${quotedUser(access)} to database '${database}'`, { errno: 1044, sqlState: '42000' })
}

/** MySQL's 1370: the session may not call that procedure. */
export function procedureDenied(access: Access, procedure: string): OxbowError {
  return new OxbowError('PROCEDURE_DENIED', `execute command denied to user ${quotedUser(access)} for routine '${procedure}'`, { errno: 1370, sqlState: '42000' })
}

function quotedUser({ user }: Pick<Access, 'user'>): string {
  const at = user.lastIndexOf('@')
  return `'${user.slice(0, at)}'@'${user.slice(at + 1)}'`
}
