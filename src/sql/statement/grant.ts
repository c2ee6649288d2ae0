import { OxbowError } from '../../error.ts'
import { DATABASE_PRIVILEGES, DYNAMIC_PRIVILEGES, PRIVILEGES, type Privilege, ROUTINE_PRIVILEGES, TABLE_PRIVILEGES, inOrder, isPrivilege } from '../accounts/privilege.ts'
import type { PrivilegeSet } from '../accounts/privilege-set.ts'
import { type User, type UserAccounts, quotedAccount } from '../accounts/user-accounts.ts'
import { accessDenied } from '../access.ts'
import type { Account, Grant, GrantRoles, PrivilegeTarget, Revoke, RevokeRoles, SetDefaultRole, Statement } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { accountName } from './account.ts'
import { type StatementContext, databaseOf, notSupported, resultSet, textColumn } from './statement.ts'

/** What one level's privileges are kept in, and which of them there are. */
interface Level {
  readonly privileges: Set<Privilege>
  readonly known: readonly Privilege[]
}

/** GRANT and REVOKE. Source: go-mysql-server sql/plan/grant.go, revoke.go. */
export function runGrant(statement: Statement, accounts: UserAccounts, cx: StatementContext): void {
  switch (statement.kind) {
    case 'grant': return grant(statement, accounts, cx)
    case 'revoke': return revoke(statement, accounts, cx)
    case 'grantRole': return grantRoles(statement, accounts, cx)
    case 'revokeRole': return revokeRoles(statement, accounts, cx)
    case 'setDefaultRole': return setDefaultRole(statement, accounts, cx)
    default: throw notSupported(statement.kind.replace(/[A-Z]/g, (c) => ` ${c}`).toUpperCase())
  }
}

function grant({ privileges, target, to, grantOption, as }: Grant, accounts: UserAccounts, cx: StatementContext): void {
  refuseComputed(target, cx)
  if (as !== undefined) throw notSupported('GRANT AS')
  for (const { account } of to) {
    const user = findUser(account, accounts, cx)
    if (user === undefined) throw new OxbowError('CANT_CREATE_USER_WITH_GRANT', 'You are not allowed to create a user with GRANT', { errno: 1410, sqlState: '42000' })
    const level = levelOf(user.privileges, target, cx)
    if (privileges.length === 1 && privileges[0].name === 'ALL') for (const privilege of level.known) level.privileges.add(privilege)
    else {
      for (const { name, columns } of privileges) {
        refuseColumns(columns, target)
        if (name === 'USAGE') continue
        const dynamic = dynamicName(name, target)
        if (dynamic !== undefined) user.privileges.dynamic.set(dynamic, grantOption)
        else level.privileges.add(known(name, level))
      }
    }
    if (grantOption && !privileges.every(({ name }) => dynamicName(name, target) !== undefined)) level.privileges.add('GRANT OPTION')
  }
}

function revoke({ privileges, target, from, ignoreUnknownUser }: Revoke, accounts: UserAccounts, cx: StatementContext): void {
  if (target !== undefined) refuseComputed(target, cx)
  for (const account of from) {
    const user = findUser(account, accounts, cx)
    if (user === undefined) {
      const { user: name, host } = accountName(account, cx)
      const error = noSuchGrant(name, host)
      if (!ignoreUnknownUser) throw error
      cx.session.warnings.push({ level: 'Warning', code: 3162, message: error.message })
      continue
    }
    if (target === undefined) {
      user.privileges.clear()
      continue
    }
    const level = levelOf(user.privileges, target, cx)
    if (privileges.length === 1 && privileges[0].name === 'ALL') {
      level.privileges.clear()
      if (target.kind === 'global') user.privileges.dynamic.clear()
      continue
    }
    for (const { name, columns } of privileges) {
      refuseColumns(columns, target)
      if (name === 'USAGE') continue
      const dynamic = dynamicName(name, target)
      if (dynamic !== undefined) user.privileges.dynamic.delete(dynamic)
      else level.privileges.delete(known(name, level))
    }
  }
}

function grantRoles({ roles, to, adminOption }: GrantRoles, accounts: UserAccounts, cx: StatementContext): void {
  for (const target of to) {
    const user = findUser(target, accounts, cx) ?? unknownRole(target, cx)
    for (const name of roles) {
      const role = findUser(name, accounts, cx) ?? unknownRole(name, cx)
      accounts.putEdge({ fromHost: role.host, fromUser: role.user, toHost: user.host, toUser: user.user, withAdminOption: adminOption })
    }
  }
}

function revokeRoles({ roles, from, ifExists, ignoreUnknownUser }: RevokeRoles, accounts: UserAccounts, cx: StatementContext): void {
  const warnOrFail = (account: Account, ignore: boolean, code: number) => {
    if (!ignore) throw unknownRoleError(account, cx)
    cx.session.warnings.push({ level: 'Warning', code, message: unknownRoleError(account, cx).message })
  }
  for (const target of from) {
    const user = findUser(target, accounts, cx)
    if (user === undefined) {
      warnOrFail(target, ignoreUnknownUser, 1362)
      continue
    }
    for (const name of roles) {
      const role = findUser(name, accounts, cx)
      if (role === undefined) warnOrFail(name, ifExists, 3523)
      else accounts.removeEdge({ fromHost: role.host, fromUser: role.user, toHost: user.host, toUser: user.user })
    }
  }
}

/** All roles of an account are active, as in Dolt: which are by default makes no difference, but they have to be its own. */
function setDefaultRole({ roles, to }: SetDefaultRole, accounts: UserAccounts, cx: StatementContext): void {
  for (const target of to) {
    const user = findUser(target, accounts, cx) ?? unknownRole(target, cx)
    if (roles === 'all' || roles === 'none') continue
    for (const name of roles) {
      const role = findUser(name, accounts, cx) ?? unknownRole(name, cx)
      if (accounts.edgesTo(user).some((edge) => edge.fromUser === role.user && edge.fromHost === role.host)) continue
      throw new OxbowError('ROLE_NOT_GRANTED', `${quotedAccount(role, '`')} is not granted to ${quotedAccount(user, '`')}`, { errno: 3530, sqlState: 'HY000' })
    }
  }
}

/** SHOW GRANTS of an account. @throws OxbowError 1141. */
export function showGrants(account: Account | undefined, accounts: UserAccounts, cx: StatementContext): QueryResult {
  const { user: name, host } = accountName(account ?? 'current', cx)
  const user = accounts.find(name, host)
  if (user === undefined) throw noSuchGrant(name, host)
  const to = quotedAccount(user, '`')
  const rows = [grantText(user.privileges.global, '*.*', to)!]
  for (const database of user.privileges.databases()) {
    const own = grantText(database.privileges, `${quoted(database.name)}.*`, to)
    if (own !== undefined) rows.push(own)
    for (const table of sorted(database.tables)) {
      const text = grantText(table.privileges, `${quoted(database.name)}.${quoted(table.name)}`, to)
      if (text !== undefined) rows.push(text)
    }
    for (const { name: routine, privileges, isProcedure } of sorted(database.routines)) {
      const on = `${isProcedure ? 'PROCEDURE' : 'FUNCTION'} ${quoted(database.name)}.${quoted(routine)}`
      rows.push(grantText(privileges, on, to) ?? `GRANT USAGE ON ${on} TO ${to}`)
    }
  }
  const roles = accounts.edgesTo(user).map(({ fromUser, fromHost }) => quotedAccount({ user: fromUser, host: fromHost }, '`'))
  if (roles.length > 0) rows.push(`GRANT ${roles.join(', ')} TO ${to}`)
  for (const option of [true, false]) {
    const names = [...user.privileges.dynamic].filter(([, grantOption]) => grantOption === option).map(([dynamic]) => dynamic.toUpperCase()).toSorted()
    if (names.length > 0) rows.push(`GRANT ${names.join(', ')} ON *.* TO ${to}${option ? ' WITH GRANT OPTION' : ''}`)
  }
  return resultSet([textColumn(`Grants for ${user.user}@${user.host}`)], rows.map((row) => [row]))
}

/** Undefined where nothing is said of one object. */
function grantText(privileges: ReadonlySet<Privilege>, on: string, to: string): string | undefined {
  const names = inOrder(privileges).filter((privilege) => privilege !== 'GRANT OPTION')
  if (names.length === 0 && on !== '*.*' && !privileges.has('GRANT OPTION')) return undefined
  return `GRANT ${names.length === 0 ? 'USAGE' : names.join(', ')} ON ${on} TO ${to}${privileges.has('GRANT OPTION') ? ' WITH GRANT OPTION' : ''}`
}

function sorted<T extends { readonly name: string; readonly privileges: ReadonlySet<Privilege> }>(objects: ReadonlyMap<string, T>): T[] {
  return [...objects.values()].filter(({ privileges }) => privileges.size > 0).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

function levelOf(set: PrivilegeSet, target: PrivilegeTarget, cx: StatementContext): Level {
  switch (target.kind) {
    case 'global': return { privileges: set.global, known: PRIVILEGES.filter((privilege) => privilege !== 'GRANT OPTION') }
    case 'database': return { privileges: set.databasePrivileges(home(target.database, cx)), known: DATABASE_PRIVILEGES }
    case 'table': return { privileges: set.tablePrivileges(home(target.object.database, cx), target.object.name), known: TABLE_PRIVILEGES }
    default:
      return { privileges: set.routinePrivileges(home(target.object.database, cx), target.object.name, target.kind === 'procedure'), known: ROUTINE_PRIVILEGES }
  }
}

function home(database: string | undefined, cx: StatementContext): string {
  return databaseOf(cx, database).split('/', 1)[0]
}

/** @throws OxbowError 1144 for a privilege that isn't one of that level. */
function known(name: string, level: Level): Privilege {
  if (isPrivilege(name) && (name === 'GRANT OPTION' || level.known.includes(name))) return name
  throw illegal()
}

/** A dynamic privilege's name; undefined for a static one. @throws OxbowError 3619 below the global level, 1235 for one that Dolt doesn't have. */
function dynamicName(name: string, target: PrivilegeTarget): string | undefined {
  if (isPrivilege(name) || name === 'USAGE' || name === 'ALL') return undefined
  const lower = name.toLowerCase()
  if (!DYNAMIC_PRIVILEGES.includes(lower)) throw notSupported(`GRANT and REVOKE of the dynamic privilege "${lower}"`)
  if (target.kind === 'global') return lower
  throw new OxbowError('ILLEGAL_PRIVILEGE_LEVEL', `Illegal privilege level specified for ${name}`, { errno: 3619, sqlState: 'HY000' })
}

function refuseColumns(columns: readonly string[] | undefined, target: PrivilegeTarget): void {
  if (columns === undefined) return
  throw target.kind === 'table' ? notSupported('GRANT and REVOKE of column privileges') : illegal()
}

function refuseComputed(target: PrivilegeTarget, cx: StatementContext): void {
  const database = target.kind === 'global' ? undefined : target.kind === 'database' ? target.database : target.object.database
  if (database?.toLowerCase() === 'information_schema') throw accessDenied({ user: cx.session.user }, database)
}

function findUser(account: Account, accounts: UserAccounts, cx: StatementContext): User | undefined {
  return accounts.get(accountName(account, cx))
}

function unknownRole(account: Account, cx: StatementContext): never {
  throw unknownRoleError(account, cx)
}

function unknownRoleError(account: Account, cx: StatementContext): OxbowError {
  return new OxbowError('UNKNOWN_AUTHID', `Unknown authorization ID ${quotedAccount(accountName(account, cx), '`')}`, { errno: 3523, sqlState: 'HY000' })
}

function noSuchGrant(user: string, host: string): OxbowError {
  return new OxbowError('NONEXISTING_GRANT', `There is no such grant defined for user '${user}' on host '${host}'`, { errno: 1141, sqlState: '42000' })
}

function illegal(): OxbowError {
  return new OxbowError('ILLEGAL_GRANT', 'Illegal GRANT/REVOKE command', { errno: 1144, sqlState: '42000' })
}
