import type { Platform } from '../store/platform.ts'
import type { Access } from './access.ts'
import type { UserAccounts } from './accounts/user-accounts.ts'
import type { Value } from './value.ts'

/** One warning of the last statement, as SHOW WARNINGS lists it. */
export interface Warning {
  level: 'Note' | 'Warning' | 'Error'
  code: number
  message: string
}

/** A name and an address, as commits have them. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/** An account as an identity. Source: Dolt go/libraries/doltcore/sqle/dsess/variables.go, ResolveNameEmail. @param account `user@host` */
export function identityOf(account: string): Identity {
  return { name: account.slice(0, account.lastIndexOf('@')), email: account }
}

/** What expressions may ask of the session that runs them. */
export interface SqlSession {
  readonly platform: Platform
  /** Current database (`db` or `db/branch` as the client named it), or null. */
  readonly database: string | null
  readonly connectionId: number
  /** `user@host`. */
  readonly user: string
  /** Who its commits say made them, where a client said who it is; else the host knows. */
  readonly identity?: Identity
  /** What bounds it; undefined where it may do everything. */
  readonly access?: Access
  /** Users and roles of the server; undefined where it keeps none. */
  readonly accounts?: UserAccounts
  /** Microseconds that the session's time zone is ahead of UTC at a moment given in microseconds UTC. */
  timeZoneOffset(utcMicros: number): number
  /** A system variable by lower-case name, session value first; undefined when there is none. */
  variable(name: string): Value | undefined
  /** Variables that were set for this session alone, by lower-case name. */
  readonly changedVariables: ReadonlyMap<string, Value>
  /** User variables, by lower-case name without `@`. */
  readonly userVariables: Map<string, Value>
  lastInsertId: number | bigint
  /** Rows that the last statement changed, -1 after a SELECT. */
  rowCount: number
  foundRows: number
  readonly warnings: Warning[]
}
