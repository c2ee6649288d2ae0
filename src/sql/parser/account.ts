import type {
  Account, AlterUser, Authentication, CreateRole, CreateUser, DropUser, RenameUser, SetDefaultRole, SetPassword, SetRole, UserSpecification,
} from './ast.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'
import { unquote } from './token-stream.ts'

/** `user`, `user@host`, `'user'@'%'`, `CURRENT_USER()`. */
export function parseAccount(t: TokenStream): Account {
  if (t.accept('CURRENT_USER')) {
    if (t.acceptOp('(')) t.expectOp(')')
    return 'current'
  }
  if (t.word === 'USER' && t.peek() === '(') {
    t.next()
    t.next()
    t.expectOp(')')
    return 'current'
  }
  const user = t.kind === Kind.String ? t.string() : t.name()
  if (t.acceptOp('@')) return { user, host: t.wordOrString() }
  if (t.kind !== Kind.UserVariable) return { user }
  // The host looks like a user variable's name.
  const source = t.source().slice(1)
  t.next()
  return { user, host: /^['"`]/.test(source) ? unquote(source, t.modes.noBackslashEscapes === true) : source }
}

/** Behind `CREATE USER`. */
export function parseCreateUser(t: TokenStream, start: number): CreateUser {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const users = t.commaList(() => parseUserSpecification(t))
  const defaultRoles = t.acceptAll('DEFAULT', 'ROLE') ? t.commaList(() => parseAccount(t)) : []
  return { kind: 'createUser', ifNotExists, users, defaultRoles, options: parseAccountOptions(t), start, end: t.lastEnd }
}

/** Behind `ALTER USER`. */
export function parseAlterUser(t: TokenStream, start: number): AlterUser {
  const ifExists = t.acceptPair('IF', 'EXISTS')
  const users = t.commaList(() => parseUserSpecification(t))
  let defaultRoles: AlterUser['defaultRoles']
  if (t.acceptPair('DEFAULT', 'ROLE')) {
    defaultRoles = t.accept('ALL') ? 'all' : t.accept('NONE') ? 'none' : t.commaList(() => parseAccount(t))
  }
  return { kind: 'alterUser', ifExists, users, defaultRoles, options: parseAccountOptions(t), start, end: t.lastEnd }
}

/** An account and how it shows who it is. */
export function parseUserSpecification(t: TokenStream): UserSpecification {
  const account = parseAccount(t)
  if (!t.accept('IDENTIFIED')) {
    t.acceptAll('DISCARD', 'OLD', 'PASSWORD')
    return { account }
  }
  const authentication: { -readonly [K in keyof Authentication]: Authentication[K] } = {}
  if (t.accept('WITH')) {
    authentication.plugin = t.wordOrString()
    if (t.accept('AS')) authentication.authString = t.string()
    else if (t.accept('BY')) parsePassword(t, authentication)
  } else {
    t.expect('BY')
    parsePassword(t, authentication)
  }
  acceptOldPassword(t)
  return { account, authentication }
}

/** What becomes of the password before, which oxbow doesn't keep. */
function acceptOldPassword(t: TokenStream): void {
  if (t.accept('REPLACE')) t.string()
  if (!t.acceptAll('RETAIN', 'CURRENT', 'PASSWORD')) t.acceptAll('DISCARD', 'OLD', 'PASSWORD')
}

function parsePassword(t: TokenStream, to: { password?: string; randomPassword?: boolean }): void {
  if (t.acceptAll('RANDOM', 'PASSWORD')) to.randomPassword = true
  else {
    t.accept('PASSWORD')
    to.password = t.string()
  }
}

const RESOURCES: readonly string[] = ['MAX_QUERIES_PER_HOUR', 'MAX_UPDATES_PER_HOUR', 'MAX_CONNECTIONS_PER_HOUR', 'MAX_USER_CONNECTIONS']
const TLS: readonly string[] = ['SSL', 'X509', 'CIPHER', 'ISSUER', 'SUBJECT']

function parseAccountOptions(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  if (t.accept('REQUIRE')) {
    if (t.accept('NONE')) options.set('REQUIRE', 'NONE')
    else {
      do {
        const name = t.source().toUpperCase()
        if (!TLS.includes(name)) throw t.error()
        t.next()
        options.set(name, t.kind === Kind.String ? t.string() : '')
        t.accept('AND')
      } while (TLS.includes(t.source().toUpperCase()))
    }
  }
  if (t.accept('WITH')) {
    do {
      const name = t.word
      t.next()
      options.set(name, String(t.integer()))
    } while (RESOURCES.includes(t.word))
  }
  for (;;) {
    if (t.accept('PASSWORD')) parsePasswordOption(t, options)
    else if (t.accept('ACCOUNT')) {
      const lock = t.accept('LOCK')
      if (!lock) t.expect('UNLOCK')
      options.set('ACCOUNT', lock ? 'LOCK' : 'UNLOCK')
    } else if (t.isWord('COMMENT') || t.isWord('ATTRIBUTE')) {
      const name = t.word
      t.next()
      options.set(name, t.string())
    } else if (t.source().toUpperCase() === 'FAILED_LOGIN_ATTEMPTS') {
      t.next()
      options.set('FAILED_LOGIN_ATTEMPTS', String(t.integer()))
    } else if (t.accept('PASSWORD_LOCK_TIME')) options.set('PASSWORD_LOCK_TIME', t.accept('UNBOUNDED') ? 'UNBOUNDED' : String(t.integer()))
    else return options
  }
}

function parsePasswordOption(t: TokenStream, options: Map<string, string>): void {
  const days = (): string => {
    const count = t.integer()
    t.expect('DAY')
    return `${count} DAY`
  }
  if (t.accept('EXPIRE')) {
    options.set('PASSWORD EXPIRE', t.accept('DEFAULT') ? 'DEFAULT' : t.accept('NEVER') ? 'NEVER' : t.accept('INTERVAL') ? days() : '')
  } else if (t.accept('HISTORY')) options.set('PASSWORD HISTORY', t.accept('DEFAULT') ? 'DEFAULT' : String(t.integer()))
  else if (t.accept('REUSE')) {
    t.expect('INTERVAL')
    options.set('PASSWORD REUSE INTERVAL', t.accept('DEFAULT') ? 'DEFAULT' : days())
  } else {
    t.expect('REQUIRE')
    t.expect('CURRENT')
    options.set('PASSWORD REQUIRE CURRENT', t.accept('DEFAULT') ? 'DEFAULT' : t.accept('OPTIONAL') ? 'OPTIONAL' : '')
  }
}

/** Behind `DROP USER` and `DROP ROLE`. */
export function parseDropAccounts(t: TokenStream, start: number, kind: DropUser['kind']): DropUser {
  const ifExists = t.acceptPair('IF', 'EXISTS')
  return { kind, ifExists, accounts: t.commaList(() => parseAccount(t)), start, end: t.lastEnd }
}

/** Behind `CREATE ROLE`. */
export function parseCreateRole(t: TokenStream, start: number): CreateRole {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  return { kind: 'createRole', ifNotExists, roles: t.commaList(() => parseAccount(t)), start, end: t.lastEnd }
}

/** Behind `RENAME USER`. */
export function parseRenameUser(t: TokenStream, start: number): RenameUser {
  const renames = t.commaList(() => {
    const from = parseAccount(t)
    t.expect('TO')
    return { from, to: parseAccount(t) }
  })
  return { kind: 'renameUser', renames, start, end: t.lastEnd }
}

/** SET PASSWORD, SET ROLE and SET DEFAULT ROLE; undefined for any other SET. */
export function parseSetAccount(t: TokenStream): SetPassword | SetRole | SetDefaultRole | undefined {
  const { start } = t
  if (t.peek() === 'PASSWORD' && t.peek(2) !== ',') {
    t.next()
    t.next()
    const account = t.accept('FOR') ? parseAccount(t) : undefined
    if (t.acceptPair('TO', 'RANDOM')) return { kind: 'setPassword', account, start, end: t.lastEnd }
    t.expectOp('=')
    const hashed = t.accept('PASSWORD')
    if (hashed) t.expectOp('(')
    const password = t.string()
    if (hashed) t.expectOp(')')
    acceptOldPassword(t)
    return { kind: 'setPassword', account, password, start, end: t.lastEnd }
  }
  if (t.peek() === 'ROLE' && t.peek(2) !== '=') {
    t.next()
    t.next()
    if (t.accept('ALL')) {
      const except = t.accept('EXCEPT') ? t.commaList(() => parseAccount(t)) : []
      return { kind: 'setRole', roles: 'all', except, start, end: t.lastEnd }
    }
    const roles = t.accept('NONE') ? 'none' : t.accept('DEFAULT') ? 'default' : t.commaList(() => parseAccount(t))
    return { kind: 'setRole', roles, except: [], start, end: t.lastEnd }
  }
  if (t.peek() === 'DEFAULT' && t.peek(2) === 'ROLE') {
    t.next()
    t.next()
    t.next()
    const roles = t.accept('ALL') ? 'all' : t.accept('NONE') ? 'none' : t.commaList(() => parseAccount(t))
    t.expect('TO')
    return { kind: 'setDefaultRole', roles, to: t.commaList(() => parseAccount(t)), start, end: t.lastEnd }
  }
  return undefined
}
