import type { Expression, SetItem, SetStatement } from './ast.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { parsePrimary, userVariableName } from './primary.ts'
import type { TokenStream } from './token-stream.ts'

type Scope = 'global' | 'session' | 'persist' | 'persist_only'

const SCOPES: Readonly<Record<string, Scope>> = { GLOBAL: 'global', SESSION: 'session', LOCAL: 'session', PERSIST: 'persist', PERSIST_ONLY: 'persist_only' }

/** SET in all forms: variables of any scope, user variables, NAMES, CHARACTER SET, TRANSACTION; several at once. */
export function parseSet(t: TokenStream): SetStatement {
  const { start } = t
  t.expect('SET')
  const items: SetItem[] = []
  let scope: Scope = 'session'
  do {
    let scoped = false
    if (t.kind === Kind.Word && SCOPES[t.word] !== undefined && t.peek() !== '=' && t.peek() !== ':=' && t.peek() !== '.') {
      scope = SCOPES[t.word]
      scoped = true
      t.next()
    }
    items.push(parseItem(t, scope, scoped))
  } while (t.acceptOp(','))
  return { kind: 'set', items, start, end: t.lastEnd }
}

function parseItem(t: TokenStream, scope: Scope, scoped: boolean): SetItem {
  if (t.accept('TRANSACTION')) return parseTransaction(t, scope === 'global' ? 'global' : 'session', scoped)
  if (t.isWord('NAMES') && t.peek() !== '=') {
    t.next()
    const charset = t.accept('DEFAULT') ? 'utf8mb4' : t.wordOrString().toLowerCase()
    return { kind: 'names', charset, collation: t.accept('COLLATE') ? t.wordOrString().toLowerCase() : undefined }
  }
  if (t.acceptAll('CHARACTER', 'SET') || t.accept('CHARSET')) return { kind: 'names', charset: t.accept('DEFAULT') ? 'utf8mb4' : t.wordOrString().toLowerCase(), ofDatabase: true }
  if (t.kind === Kind.UserVariable && !scoped) {
    const target = userVariableName(t)
    assign(t)
    return { kind: 'user', name: target, value: parseExpression(t) }
  }
  if (t.kind === Kind.SystemVariable && (!scoped || scope === 'persist' || scope === 'persist_only')) {
    const variable = parsePrimary(t)
    if (variable.kind !== 'systemVariable') throw t.error()
    assign(t)
    // Dolt's manual writes `SET PERSIST @@GLOBAL.x`: the word in front says where it is kept.
    const kept = scope === 'persist' || scope === 'persist_only' ? scope : (variable.scope ?? scope)
    return { kind: 'system', scope: kept, name: variable.name, value: parseValue(t) }
  }
  if (t.bodies > 0 && (t.isWord('NEW') || t.isWord('OLD')) && t.peek() === '.') {
    const row = t.isWord('NEW') ? 'new' : 'old'
    t.next()
    t.next()
    const column = t.nameAfterPoint()
    assign(t)
    return { kind: 'row', row, column, value: parseExpression(t) }
  }
  let bare: true | undefined = scoped ? undefined : true
  let name = t.name()
  while (t.acceptOp('.')) {
    const named = SCOPES[name.toUpperCase()]
    if (named !== undefined) {
      scope = named
      bare = undefined
      name = t.nameAfterPoint()
    } else name += `.${t.nameAfterPoint()}`
  }
  assign(t)
  return { kind: 'system', scope, name: name.toLowerCase(), value: parseValue(t), bare }
}

function assign(t: TokenStream): void {
  if (!t.acceptOp('=')) t.expectOp(':=')
}

/** ON, and bare words such as `utf8mb4` or `utf8mb4_0900_bin`, are strings. */
function parseValue(t: TokenStream): Expression {
  if (t.kind === Kind.Word && (t.word === 'ON' || t.word === 'BINARY' || t.word === 'ALL') && isEnd(t)) {
    const { start } = t
    const value = t.source()
    t.next()
    return { kind: 'literal', type: 'string', value, start, end: t.lastEnd }
  }
  const value = parseExpression(t)
  if (value.kind === 'column' && value.table === undefined && t.bodies === 0) return { kind: 'literal', type: 'string', value: value.name, start: value.start, end: value.end }
  return value
}

function isEnd(t: TokenStream): boolean {
  const next = t.peek()
  return t.peekKind() === Kind.End || next === ',' || next === ';'
}

function parseTransaction(t: TokenStream, scope: 'global' | 'session', scoped: boolean): SetItem {
  const characteristics = t.commaList(() => {
    if (t.acceptAll('READ', 'ONLY')) return 'READ ONLY'
    if (t.acceptAll('READ', 'WRITE')) return 'READ WRITE'
    t.expect('ISOLATION')
    t.expect('LEVEL')
    for (const level of [['REPEATABLE', 'READ'], ['READ', 'COMMITTED'], ['READ', 'UNCOMMITTED'], ['SERIALIZABLE']]) {
      if (t.acceptAll(...level)) return level.join('-')
    }
    throw t.error()
  })
  return { kind: 'transaction', scope, characteristics, next: scoped ? undefined : true }
}
