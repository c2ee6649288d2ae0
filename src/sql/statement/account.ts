import { OxbowError } from '../../error.ts'
import { PrivilegeSet } from '../accounts/privilege-set.ts'
import { type AccountName, type PasswordPlugin, type User, type UserAccounts, quotedAccount, requireAccounts } from '../accounts/user-accounts.ts'
import type { Account, AccountOptions, AlterUser, Authentication, CreateRole, CreateUser, DropUser, RenameUser, SetPassword, Statement } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { runGrant } from './grant.ts'
import { type StatementContext, done, notSupported } from './statement.ts'

/** Bytes of an account's names at most. Source: MySQL manual, "Account User Names and Passwords". */
const MAX_USER_LENGTH = 32
const MAX_HOST_LENGTH = 255

/** The plugin of accounts that name none: Dolt's. */
const DEFAULT_PLUGIN: PasswordPlugin = 'mysql_native_password'

/** Statements about accounts. @throws OxbowError 1396, 1410, 1141, 3523, 1470, 1290. */
export function runAccountStatement(statement: Statement, cx: StatementContext): QueryResult {
  if (statement.kind === 'flush') refuseFlush(statement.what)
  if (statement.kind === 'flush' && !statement.what.includes('PRIVILEGES')) return done()
  const accounts = requireAccounts(cx.session.accounts)
  // An account's roles are active all the time, as in Dolt.
  if (statement.kind === 'setRole') return done()
  accounts.edit(() => {
    switch (statement.kind) {
      case 'createUser': return createUsers(statement, accounts)
      case 'alterUser': return alterUsers(statement, accounts, cx)
      case 'renameUser': return renameUsers(statement, accounts)
      case 'dropUser': return dropUsers(statement, accounts)
      case 'createRole': return createRoles(statement, accounts)
      case 'dropRole': return dropRoles(statement, accounts)
      case 'setPassword': return setPassword(statement, accounts, cx)
      case 'flush': return
      default: return runGrant(statement, accounts, cx)
    }
  })
  return done()
}

/** An account's name as a statement gives it. @param anyHost the host of one without. */
export function accountName(account: Account, cx: StatementContext, anyHost = '%'): AccountName {
  if (account !== 'current') return { user: account.user, host: account.host ?? anyHost }
  const { user } = cx.session
  const at = user.lastIndexOf('@')
  return { user: user.slice(0, at), host: user.slice(at + 1) }
}

function given(account: Account): AccountName {
  if (account === 'current') throw notSupported('CURRENT_USER in that statement')
  return { user: account.user, host: account.host === undefined || account.host === '' ? '%' : account.host }
}

/** What Dolt can flush: privileges, which are written again, and what it doesn't keep. */
function refuseFlush(what: readonly string[]): void {
  const other = what.find((word) => !['PRIVILEGES', 'TABLES', 'BINARY LOGS', 'ENGINE LOGS'].includes(word))
  if (other !== undefined) throw notSupported(`FLUSH ${other}`)
}

function createUsers({ users, ifNotExists, options }: CreateUser, accounts: UserAccounts): void {
  for (const { account, authentication } of users) {
    const name = given(account)
    if (accounts.get(name) !== undefined) {
      if (ifNotExists) continue
      throw operationFailed('CREATE USER', name)
    }
    checkLength(name)
    accounts.put({
      ...name, ...proofOf(authentication, accounts, { plugin: DEFAULT_PLUGIN, password: '' }, name, 'CREATE USER'), ...tlsOf(options),
      privileges: new PrivilegeSet(), passwordLastChanged: accounts.now(), locked: options.get('ACCOUNT') === 'LOCK', attributes: undefined, identity: '',
      superUser: false,
    })
  }
}

function alterUsers({ users, ifExists, options }: AlterUser, accounts: UserAccounts, cx: StatementContext): void {
  for (const { account, authentication } of users) {
    const name = accountName(account, cx)
    const user = accounts.get(name)
    if (user === undefined) {
      if (ifExists) continue
      throw operationFailed('ALTER USER', name)
    }
    const lock = options.get('ACCOUNT')
    accounts.put({
      ...user, ...proofOf(authentication, accounts, user, name, 'ALTER USER'), ...(isTlsGiven(options) ? tlsOf(options) : undefined),
      locked: lock === undefined ? user.locked : lock === 'LOCK', passwordLastChanged: authentication === undefined ? user.passwordLastChanged : accounts.now(),
    })
  }
}

function renameUsers({ renames }: RenameUser, accounts: UserAccounts): void {
  for (const { from, to } of renames) {
    if (accounts.get(given(from)) === undefined || accounts.get(given(to)) !== undefined) throw operationFailed('RENAME USER', given(from))
    checkLength(given(to))
    accounts.rename(given(from), given(to))
  }
}

function dropUsers({ accounts: names, ifExists }: DropUser, accounts: UserAccounts): void {
  for (const account of names) {
    const name = given(account)
    const user = accounts.get(name)
    if (user !== undefined) accounts.remove(user)
    else if (!ifExists) throw operationFailed('DROP USER', name)
  }
}

function createRoles({ roles, ifNotExists }: CreateRole, accounts: UserAccounts): void {
  for (const role of roles) {
    const name = given(role)
    if (accounts.get(name) !== undefined) {
      if (ifNotExists) continue
      throw operationFailed('CREATE ROLE', name)
    }
    checkLength(name)
    accounts.put({
      ...name, ...tlsOf(new Map()), plugin: DEFAULT_PLUGIN, password: '', privileges: new PrivilegeSet(), passwordLastChanged: accounts.now(), locked: true,
      attributes: undefined, identity: '', superUser: false,
    })
  }
}

function dropRoles({ accounts: names, ifExists }: DropUser, accounts: UserAccounts): void {
  for (const account of names) {
    const name = given(account)
    if (accounts.get(name) !== undefined) accounts.remove(name)
    else if (!ifExists) throw operationFailed('DROP ROLE', name)
  }
}

function setPassword({ account = 'current', password }: SetPassword, accounts: UserAccounts, cx: StatementContext): void {
  if (password === undefined) throw notSupported('SET PASSWORD TO RANDOM')
  const name = accountName(account, cx)
  const user = accounts.get(name)
  if (user === undefined) {
    throw new OxbowError('PASSWORD_NO_MATCH', "Can't find any matching row in the user table", { errno: 1133, sqlState: '42000' })
  }
  accounts.put({ ...user, ...proofOf({ password }, accounts, user, name, 'SET PASSWORD', user.plugin), passwordLastChanged: accounts.now() })
}

/** How an account shows who it is. @throws OxbowError 1396 for a plugin that isn't there. */
function proofOf(
  authentication: Authentication | undefined, accounts: UserAccounts, before: Pick<User, 'plugin' | 'password'>, name: AccountName, operation: string,
  otherwise: string = DEFAULT_PLUGIN,
): Pick<User, 'plugin' | 'password'> {
  if (authentication === undefined) return { plugin: before.plugin, password: before.password }
  if (authentication.randomPassword === true) throw notSupported('IDENTIFIED BY RANDOM PASSWORD')
  const plugin = authentication.plugin ?? otherwise
  if (plugin !== 'mysql_native_password' && plugin !== 'caching_sha2_password') {
    throw new OxbowError('PLUGIN_NOT_LOADED', `Plugin '${plugin}' is not loaded`, { errno: 1524, sqlState: 'HY000', cause: operationFailed(operation, name) })
  }
  return { plugin, password: authentication.authString ?? accounts.hashPassword(plugin, authentication.password ?? '') }
}

function isTlsGiven(options: AccountOptions): boolean {
  return ['REQUIRE', 'SSL', 'X509', 'CIPHER', 'ISSUER', 'SUBJECT'].some((name) => options.has(name))
}

function tlsOf(options: AccountOptions): Pick<User, 'sslType' | 'sslCipher' | 'x509Issuer' | 'x509Subject'> {
  const [sslCipher, x509Issuer, x509Subject] = ['CIPHER', 'ISSUER', 'SUBJECT'].map((name) => options.get(name) ?? '')
  const specified = sslCipher !== '' || x509Issuer !== '' || x509Subject !== ''
  return { sslType: specified ? 'SPECIFIED' : options.has('X509') ? 'X509' : options.has('SSL') ? 'ANY' : '', sslCipher, x509Issuer, x509Subject }
}

function checkLength({ user, host }: AccountName): void {
  const tooLong = (text: string, what: string, max: number) =>
    new OxbowError('WRONG_STRING_LENGTH', `String '${text}' is too long for ${what} (should be no longer than ${max})`, { errno: 1470, sqlState: 'HY000' })
  if (user.length > MAX_USER_LENGTH) throw tooLong(user, 'user name', MAX_USER_LENGTH)
  if (host.length > MAX_HOST_LENGTH) throw tooLong(host, 'host name', MAX_HOST_LENGTH)
}

function operationFailed(operation: string, name: AccountName): OxbowError {
  return new OxbowError('CANNOT_USER', `Operation ${operation} failed for ${quotedAccount(name, "'")}`, { errno: 1396, sqlState: 'HY000' })
}
