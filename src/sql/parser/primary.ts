import { OxbowError } from '../../error.ts'
import { normalInt } from '../value.ts'
import type { ColumnReference, Expression, Literal, Star } from './ast.ts'
import { parseCast, parseConvert } from './cast.ts'
import { parseExpression } from './expression.ts'
import { INTERVAL_UNITS, parseCall } from './function-call.ts'
import { Kind } from './lexer.ts'
import { atSetOperation, continueQuery, parseParenthesisedQuery, parseQuery } from './query.ts'
import { type TokenStream, unquote } from './token-stream.ts'

/** Literals, names, calls, subqueries, and whatever stands in parentheses. */
export function parsePrimary(t: TokenStream): Expression {
  const { start } = t
  switch (t.kind) {
    case Kind.Integer: {
      const text = t.source()
      t.next()
      const value = text.length < 16 ? Number(text) : normalInt(BigInt(text))
      if (typeof value === 'bigint' && value > 18446744073709551615n) return { kind: 'literal', type: 'decimal', text, start, end: t.lastEnd }
      return { kind: 'literal', type: 'integer', value, start, end: t.lastEnd }
    }
    case Kind.Decimal: {
      const text = t.source()
      t.next()
      return { kind: 'literal', type: 'decimal', text, start, end: t.lastEnd }
    }
    case Kind.Float: {
      const value = Number(t.source())
      if (!Number.isFinite(value)) {
        throw new OxbowError('ILLEGAL_VALUE_FOR_TYPE', `Illegal double '${t.source()}' value found during parsing`, { errno: 1367, sqlState: '22007' })
      }
      t.next()
      return { kind: 'literal', type: 'float', value, start, end: t.lastEnd }
    }
    case Kind.String: {
      const value = t.string()
      return { kind: 'literal', type: 'string', value, start, end: t.lastEnd }
    }
    case Kind.Hex:
    case Kind.Bit: {
      const notation = t.kind === Kind.Hex ? 'hex' : 'bit'
      const value = notation === 'hex' ? hexBytes(t) : bitBytes(t)
      t.next()
      return { kind: 'literal', type: 'bytes', value, notation, start, end: t.lastEnd }
    }
    case Kind.Parameter: {
      t.next()
      return { kind: 'parameter', index: t.parameters++, start, end: t.lastEnd }
    }
    case Kind.UserVariable: {
      const name = userVariableName(t)
      if (t.acceptOp(':=')) {
        const value = parseExpression(t)
        return { kind: 'assignment', variable: name, value, start, end: value.end }
      }
      return { kind: 'userVariable', name, start, end: t.lastEnd }
    }
    case Kind.SystemVariable: return parseSystemVariable(t)
    case Kind.Operator: return parseParenthesised(t)
    case Kind.Quoted: return parseName(t)
    case Kind.Word: return parseWord(t)
    default: throw t.error()
  }
}

function hexBytes(t: TokenStream): Uint8Array {
  const source = t.source()
  const quoted = source[0] !== '0'
  const digits = source.length - (quoted ? 3 : 2)
  if (quoted && digits % 2 === 1) throw t.error()
  const bytes = new Uint8Array((digits + 1) >>> 1)
  for (let i = 0, at = digits % 2; i < digits; i++, at++) {
    const c = source.charCodeAt(i + 2)
    const digit = c >= 48 && c <= 57 ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1
    if (digit < 0) throw t.error()
    bytes[at >>> 1] = (bytes[at >>> 1] << 4) | digit
  }
  return bytes
}

function bitBytes(t: TokenStream): Uint8Array {
  const source = t.source()
  const digits = source[0] === '0' ? source.slice(2) : source.slice(2, -1)
  if (!/^[01]*$/.test(digits)) throw t.error()
  const padded = digits.padStart(Math.ceil(digits.length / 8) * 8, '0')
  return Uint8Array.from({ length: padded.length / 8 }, (_, i) => Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2))
}

/** Takes a user variable: its name without the `@`, in lower case. */
export function userVariableName(t: TokenStream): string {
  if (t.kind !== Kind.UserVariable) throw t.error()
  const source = t.source().slice(1)
  t.next()
  return (/^['"`]/.test(source) ? unquote(source, source[0] === '`' || t.modes.noBackslashEscapes === true) : source).toLowerCase()
}

const SCOPES: Readonly<Record<string, 'global' | 'session' | 'persist' | 'persist_only'>> = {
  GLOBAL: 'global', SESSION: 'session', LOCAL: 'session', PERSIST: 'persist', PERSIST_ONLY: 'persist_only',
}

function parseSystemVariable(t: TokenStream): Expression {
  const { start } = t
  t.next()
  let scope: 'global' | 'session' | 'persist' | 'persist_only' | undefined
  if (SCOPES[t.word] !== undefined && t.peek() === '.') {
    scope = SCOPES[t.word]
    t.next()
    t.next()
  }
  let name = t.nameAfterPoint()
  while (t.acceptOp('.')) name += `.${t.nameAfterPoint()}`
  return { kind: 'systemVariable', scope, name: name.toLowerCase(), start, end: t.lastEnd }
}

function parseParenthesised(t: TokenStream): Expression {
  const { start } = t
  if (t.isOp('*')) {
    t.next()
    return { kind: 'star', start, end: t.lastEnd }
  }
  if (t.isOp('{')) {
    // ODBC escapes: {d '2020-01-01'}, {fn now()}.
    t.next()
    const word = t.name().toLowerCase()
    const inner = parseExpression(t)
    t.expectOp('}')
    if (inner.kind === 'literal' && inner.type === 'string' && (word === 'd' || word === 't' || word === 'ts')) {
      const type = word === 'd' ? 'date' : word === 't' ? 'time' : 'timestamp'
      return { kind: 'literal', type, value: inner.value, start, end: t.lastEnd }
    }
    return inner
  }
  if (!t.isOp('(')) throw t.error()
  t.next()
  if (t.word === 'SELECT' || t.word === 'WITH' || t.word === 'TABLE' || (t.word === 'VALUES' && t.peek() === 'ROW')) {
    const query = parseQuery(t)
    t.expectOp(')')
    return { kind: 'subquery', query, start, end: t.lastEnd }
  }
  const first = parseExpression(t)
  if (t.word === ')') {
    t.next()
    return { ...first, start, end: t.lastEnd }
  }
  if (first.kind === 'subquery' && atSetOperation(t)) {
    const query = continueQuery(t, first.query)
    t.expectOp(')')
    return { kind: 'subquery', query, start, end: t.lastEnd }
  }
  const items = [first]
  while (t.acceptOp(',')) items.push(parseExpression(t))
  t.expectOp(')')
  return { kind: 'row', items, start, end: t.lastEnd }
}

function parseWord(t: TokenStream): Expression {
  const { start, word } = t
  if (t.id === 0) {
    // No keyword: a name, a function, or a character set that introduces a literal.
    const following = t.peekKind()
    if (following === Kind.String || following === Kind.Hex || following === Kind.Bit) {
      if (t.text.charCodeAt(start) === 95) return parseIntroduced(t)
    }
    return following === Kind.Operator ? (parseCall(t) ?? parseName(t)) : parseName(t)
  }
  const literal = (rest: { type: 'null' } | { type: 'boolean'; value: boolean }): Literal => {
    t.next()
    return { kind: 'literal', ...rest, start, end: t.lastEnd }
  }
  switch (word) {
    case 'NULL': return literal({ type: 'null' })
    case 'TRUE': return literal({ type: 'boolean', value: true })
    case 'FALSE': return literal({ type: 'boolean', value: false })
    case 'CASE': return parseCase(t)
    case 'CAST': if (t.peek() === '(') return parseCast(t)
      break
    case 'CONVERT': return parseConvert(t)
    case 'EXISTS': {
      t.next()
      const query = parseParenthesisedQuery(t)
      return { kind: 'exists', query, start, end: t.lastEnd }
    }
    case 'ROW':
      if (t.peek() === '(') {
        t.next()
        const items = t.list(() => parseExpression(t))
        return { kind: 'row', items, start, end: t.lastEnd }
      }
      break
    case 'INTERVAL': {
      const interval = tryInterval(t)
      if (interval !== undefined) return interval
      break
    }
    case 'MATCH': return parseMatch(t)
    case 'DEFAULT': {
      t.next()
      if (!t.acceptOp('(')) return { kind: 'default', start, end: t.lastEnd }
      const column = t.name()
      t.expectOp(')')
      return { kind: 'default', column, start, end: t.lastEnd }
    }
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      if (t.peekKind() === Kind.String) {
        t.next()
        const value = t.string()
        return { kind: 'literal', type: word.toLowerCase() as 'date', value, start, end: t.lastEnd }
      }
      break
  }
  return parseCall(t) ?? parseName(t)
}

/** `_utf8mb4'a'`, `_binary x'00'`. */
function parseIntroduced(t: TokenStream): Expression {
  const { start } = t
  const charset = t.source().slice(1).toLowerCase()
  t.next()
  const inner = parsePrimary(t)
  if (inner.kind !== 'literal') throw t.error()
  if (inner.type === 'string') return { kind: 'literal', type: 'string', value: inner.value, charset, start, end: inner.end }
  if (inner.type === 'bytes' && charset !== 'binary') {
    return { kind: 'literal', type: 'bytes', value: inner.value, notation: inner.notation, charset, start, end: inner.end }
  }
  return { ...inner, start }
}

/** `INTERVAL expr unit`; undefined for the function INTERVAL(a, b, …). */
function tryInterval(t: TokenStream): Expression | undefined {
  if (t.peek() === '(' && holdsList(t)) return undefined
  const { start } = t
  t.next()
  const value = parseExpression(t)
  if (!INTERVAL_UNITS.has(t.word)) throw t.error()
  const unit = t.word.toLowerCase()
  t.next()
  return { kind: 'interval', value, unit, start, end: t.lastEnd }
}

/** True when the parentheses that come next hold a comma of their own. */
function holdsList(t: TokenStream): boolean {
  let depth = 1
  for (let ahead = 2; depth > 0 && t.peekKind(ahead) !== Kind.End; ahead++) {
    const word = t.peek(ahead)
    if (word === '(') depth++
    else if (word === ')') depth--
    else if (word === ',' && depth === 1) return true
  }
  return false
}

function parseCase(t: TokenStream): Expression {
  const { start } = t
  t.next()
  const operand = t.isWord('WHEN') ? undefined : parseExpression(t)
  const branches: { when: Expression; then: Expression }[] = []
  while (t.accept('WHEN')) {
    const when = parseExpression(t)
    t.expect('THEN')
    branches.push({ when, then: parseExpression(t) })
  }
  if (branches.length === 0) throw t.error()
  const otherwise = t.accept('ELSE') ? parseExpression(t) : undefined
  t.expect('END')
  return { kind: 'case', operand, branches, otherwise, start, end: t.lastEnd }
}

function parseMatch(t: TokenStream): Expression {
  const { start } = t
  t.next()
  const columns = t.isOp('(') ? t.list(() => parseExpression(t)) : t.commaList(() => parseName(t))
  t.expect('AGAINST')
  t.expectOp('(')
  const against = parsePrimary(t)
  let mode: 'natural' | 'boolean' | 'expansion' = 'natural'
  if (t.acceptAll('IN', 'BOOLEAN', 'MODE')) mode = 'boolean'
  else {
    t.acceptAll('IN', 'NATURAL', 'LANGUAGE', 'MODE')
    if (t.acceptAll('WITH', 'QUERY', 'EXPANSION')) mode = 'expansion'
  }
  t.expectOp(')')
  return { kind: 'match', columns, against, mode, start, end: t.lastEnd }
}

/** `a`, `t.a`, `db.t.a`, `t.*`, `.t.a`. */
export function parseName(t: TokenStream): ColumnReference | Star {
  const { start } = t
  t.acceptOp('.')
  let name = t.name()
  let table: string | undefined
  let database: string | undefined
  while (t.word === '.') {
    t.next()
    if (database !== undefined) throw t.error()
    database = table
    table = name
    if (t.isOp('*')) {
      t.next()
      return { kind: 'star', table, database, start, end: t.lastEnd }
    }
    name = t.nameAfterPoint()
  }
  return { kind: 'column', name, table, database, start, end: t.lastEnd }
}
