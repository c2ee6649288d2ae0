import type { Located } from './ast-expression.ts'
import type { TableName } from './ast-query.ts'

/** `user@host`; `CURRENT_USER()` is `'current'`. */
export type Account = { readonly user: string; readonly host?: string } | 'current'

export interface Authentication {
  readonly plugin?: string
  readonly password?: string
  readonly randomPassword?: boolean
  /** The stored form of a password: `IDENTIFIED WITH plugin AS '…'`. */
  readonly authString?: string
}

export interface UserSpecification {
  readonly account: Account
  readonly authentication?: Authentication
}

/** REQUIRE, WITH, PASSWORD and ACCOUNT clauses, COMMENT and ATTRIBUTE, by their words in upper case. */
export type AccountOptions = ReadonlyMap<string, string>

export interface CreateUser extends Located {
  readonly kind: 'createUser'
  readonly ifNotExists: boolean
  readonly users: readonly UserSpecification[]
  readonly defaultRoles: readonly Account[]
  readonly options: AccountOptions
}

export interface AlterUser extends Located {
  readonly kind: 'alterUser'
  readonly ifExists: boolean
  readonly users: readonly UserSpecification[]
  readonly defaultRoles?: readonly Account[] | 'all' | 'none'
  readonly options: AccountOptions
}

export interface RenameUser extends Located {
  readonly kind: 'renameUser'
  readonly renames: readonly { readonly from: Account; readonly to: Account }[]
}

export interface DropUser extends Located {
  readonly kind: 'dropUser' | 'dropRole'
  readonly ifExists: boolean
  readonly accounts: readonly Account[]
}

export interface CreateRole extends Located {
  readonly kind: 'createRole'
  readonly ifNotExists: boolean
  readonly roles: readonly Account[]
}

export interface Privilege {
  /** Upper case, words parted by one space: `SELECT`, `CREATE ROUTINE`, `REPLICATION_SLAVE_ADMIN`. */
  readonly name: string
  readonly columns?: readonly string[]
}

/** What privileges are about: `*.*`, `db.*`, `*`, a table, or a routine. */
export type PrivilegeTarget =
  | { readonly kind: 'global' }
  | { readonly kind: 'database'; readonly database?: string }
  | { readonly kind: 'table' | 'procedure' | 'function'; readonly object: TableName }

export interface Grant extends Located {
  readonly kind: 'grant'
  readonly privileges: readonly Privilege[]
  readonly target: PrivilegeTarget
  readonly to: readonly UserSpecification[]
  readonly grantOption: boolean
  /** `AS user`: with whose privileges the statement runs. */
  readonly as?: Account
}

export interface GrantRoles extends Located {
  readonly kind: 'grantRole'
  readonly roles: readonly Account[]
  readonly to: readonly Account[]
  readonly adminOption: boolean
}

/** `GRANT PROXY ON a TO b` and its reverse. */
export interface GrantProxy extends Located {
  readonly kind: 'grantProxy' | 'revokeProxy'
  readonly on: Account
  readonly accounts: readonly Account[]
  readonly grantOption: boolean
}

export interface Revoke extends Located {
  readonly kind: 'revoke'
  readonly ifExists: boolean
  readonly privileges: readonly Privilege[]
  /** Absent for `REVOKE ALL PRIVILEGES, GRANT OPTION FROM …`. */
  readonly target?: PrivilegeTarget
  readonly from: readonly Account[]
  readonly ignoreUnknownUser: boolean
}

export interface RevokeRoles extends Located {
  readonly kind: 'revokeRole'
  readonly ifExists: boolean
  readonly roles: readonly Account[]
  readonly from: readonly Account[]
  readonly ignoreUnknownUser: boolean
}

export interface SetPassword extends Located {
  readonly kind: 'setPassword'
  readonly account?: Account
  /** Absent for `TO RANDOM`. */
  readonly password?: string
}

export interface SetRole extends Located {
  readonly kind: 'setRole'
  readonly roles: readonly Account[] | 'all' | 'none' | 'default'
  /** Roles that `ALL EXCEPT` leaves out. */
  readonly except: readonly Account[]
}

export interface SetDefaultRole extends Located {
  readonly kind: 'setDefaultRole'
  readonly roles: readonly Account[] | 'all' | 'none'
  readonly to: readonly Account[]
}
