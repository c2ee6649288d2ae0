import { parseAccount, parseUserSpecification } from './account.ts'
import type { Account, Grant, GrantProxy, GrantRoles, Privilege, PrivilegeTarget, Revoke, RevokeRoles, UserSpecification } from './ast.ts'
import { Kind } from './lexer.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** GRANT of privileges, roles and PROXY. */
export function parseGrant(t: TokenStream): Grant | GrantRoles | GrantProxy {
  const { start } = t
  t.expect('GRANT')
  if (t.acceptPair('PROXY', 'ON')) {
    const on = parseAccount(t)
    t.expect('TO')
    const accounts = t.commaList(() => parseAccount(t))
    return { kind: 'grantProxy', on, accounts, grantOption: t.acceptAll('WITH', 'GRANT', 'OPTION'), start, end: t.lastEnd }
  }
  if (namesRoles(t, 'TO')) {
    const roles = t.commaList(() => parseAccount(t))
    t.expect('TO')
    const to = t.commaList(() => parseAccount(t))
    return { kind: 'grantRole', roles, to, adminOption: t.acceptAll('WITH', 'ADMIN', 'OPTION'), start, end: t.lastEnd }
  }
  const privileges = t.commaList(() => parsePrivilege(t))
  t.expect('ON')
  const target = parseTarget(t)
  t.expect('TO')
  const to: UserSpecification[] = t.commaList(() => parseUserSpecification(t))
  const grantOption = t.acceptAll('WITH', 'GRANT', 'OPTION')
  let as: Account | undefined
  if (t.accept('AS')) {
    as = parseAccount(t)
    if (t.acceptPair('WITH', 'ROLE') && !t.accept('DEFAULT') && !t.accept('NONE')) {
      if (t.accept('ALL')) {
        if (t.accept('EXCEPT')) t.commaList(() => parseAccount(t))
      } else t.commaList(() => parseAccount(t))
    }
  }
  return { kind: 'grant', privileges, target, to, grantOption, as, start, end: t.lastEnd }
}

/** REVOKE of privileges, roles and PROXY. */
export function parseRevoke(t: TokenStream): Revoke | RevokeRoles | GrantProxy {
  const { start } = t
  t.expect('REVOKE')
  const ifExists = t.acceptPair('IF', 'EXISTS')
  if (t.acceptPair('PROXY', 'ON')) {
    const on = parseAccount(t)
    t.expect('FROM')
    const accounts = t.commaList(() => parseAccount(t))
    t.acceptAll('IGNORE', 'UNKNOWN', 'USER')
    return { kind: 'revokeProxy', on, accounts, grantOption: false, start, end: t.lastEnd }
  }
  if (namesRoles(t, 'FROM')) {
    const roles = t.commaList(() => parseAccount(t))
    t.expect('FROM')
    const from = t.commaList(() => parseAccount(t))
    return { kind: 'revokeRole', ifExists, roles, from, ignoreUnknownUser: t.acceptAll('IGNORE', 'UNKNOWN', 'USER'), start, end: t.lastEnd }
  }
  const privileges = t.commaList(() => parsePrivilege(t))
  const target = t.accept('ON') ? parseTarget(t) : undefined
  t.expect('FROM')
  const from = t.commaList(() => parseAccount(t))
  return { kind: 'revoke', ifExists, privileges, target, from, ignoreUnknownUser: t.acceptAll('IGNORE', 'UNKNOWN', 'USER'), start, end: t.lastEnd }
}

/** True when a list of roles stands here: TO or FROM comes before ON, and it isn't ALL PRIVILEGES. */
function namesRoles(t: TokenStream, end: 'TO' | 'FROM'): boolean {
  if (t.isWord('ALL')) return false
  for (let ahead = 0; t.peekKind(ahead) !== Kind.End; ahead++) {
    const word = t.peek(ahead)
    if (word === 'ON' || word === ';') return false
    if (word === end) return true
  }
  return false
}

/** The words of one privilege, and the columns it is limited to. */
function parsePrivilege(t: TokenStream): Privilege {
  let name = ''
  while (t.kind === Kind.Word && !t.isWord('ON') && !t.isWord('FROM')) {
    name += (name === '' ? '' : ' ') + t.source().toUpperCase()
    t.next()
  }
  if (name === '') throw t.error()
  return { name: name === 'ALL PRIVILEGES' ? 'ALL' : name, columns: t.isOp('(') ? t.list(() => t.name()) : undefined }
}

function parseTarget(t: TokenStream): PrivilegeTarget {
  const kind = t.accept('PROCEDURE') ? 'procedure' : t.accept('FUNCTION') ? 'function' : 'table'
  if (kind === 'table') t.accept('TABLE')
  if (t.acceptOp('*')) {
    if (!t.acceptOp('.')) return { kind: 'database' }
    t.expectOp('*')
    return { kind: 'global' }
  }
  if (t.peek() === '.' && t.peek(2) === '*') {
    const database = t.name()
    t.next()
    t.next()
    return { kind: 'database', database }
  }
  return { kind, object: parseTableName(t) }
}
