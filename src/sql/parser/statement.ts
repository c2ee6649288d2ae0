import { parseRenameUser, parseSetAccount } from './account.ts'
import { parseFlush, parseTableMaintenance, tryLockInstance, tryReplication } from './administration.ts'
import { parseAlter } from './alter.ts'
import type { Call, Deallocate, Statement, With } from './ast.ts'
import { parseCreate } from './create.ts'
import { parseGetDiagnostics, parseSignal } from './diagnostics.ts'
import { parseDelete, parseInsert, parseUpdate } from './dml.ts'
import { parseDrop } from './drop.ts'
import { parseExpression } from './expression.ts'
import { parseGrant, parseRevoke } from './grant.ts'
import { Kind } from './lexer.ts'
import { parseLoadData } from './load-data.ts'
import { userVariableName } from './primary.ts'
import { parseQuery, parseWith } from './query.ts'
import { parseSet } from './set.ts'
import { parseShow } from './show.ts'
import { parseTableName, tryAsOf } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTransaction } from './transaction.ts'
import { parseUnsupported } from './unsupported.ts'

/** One statement. */
export function parseStatement(t: TokenStream): Statement {
  const { start } = t
  if (t.isOp('(')) return query(t)
  if (t.kind !== Kind.Word) throw t.error()
  switch (t.word) {
    case 'SELECT':
    case 'VALUES':
    case 'TABLE': return query(t)
    case 'WITH': {
      const withClause = parseWith(t)
      if (t.isWord('UPDATE')) return parseUpdate(t, withClause)
      if (t.isWord('DELETE')) return parseDelete(t, withClause)
      if (t.isWord('INSERT') || t.isWord('REPLACE')) return parseInsert(t, withClause)
      return query(t, withClause)
    }
    case 'INSERT':
    case 'REPLACE': return parseInsert(t)
    case 'UPDATE': return parseUpdate(t)
    case 'DELETE': return parseDelete(t)
    case 'CREATE': return parseCreate(t) ?? parseUnsupported(t)
    case 'DROP': return parseDrop(t) ?? parseUnsupported(t)
    case 'ALTER': return parseAlter(t) ?? parseUnsupported(t)
    case 'RENAME': {
      t.next()
      if (t.accept('USER')) return parseRenameUser(t, start)
      if (!t.accept('TABLE')) t.expect('TABLES')
      const renames = t.commaList(() => {
        const from = parseTableName(t)
        t.expect('TO')
        return { from, to: parseTableName(t) }
      })
      return { kind: 'renameTable', renames, start, end: t.lastEnd }
    }
    case 'TRUNCATE':
      t.next()
      t.accept('TABLE')
      return { kind: 'truncate', table: parseTableName(t), start, end: t.lastEnd }
    case 'USE':
      t.next()
      return { kind: 'use', database: parseRevisionName(t), start, end: t.lastEnd }
    case 'SHOW': return parseShow(t) ?? parseUnsupported(t)
    case 'DESC':
    case 'DESCRIBE':
    case 'EXPLAIN': return parseExplain(t)
    case 'SET': return t.peek() === 'RESOURCE' && t.peek(2) === 'GROUP' ? parseUnsupported(t) : (parseSetAccount(t) ?? parseSet(t))
    case 'CALL': return parseCall(t)
    case 'DO': {
      // DO evaluates and answers nothing: a query without rows.
      t.next()
      const items = t.commaList(() => {
        const expression = parseExpression(t)
        return { expression, text: '', start: expression.start, end: expression.end }
      })
      return {
        kind: 'query', start, end: t.lastEnd,
        query: { kind: 'select', distinct: false, items, groupBy: [], rollup: false, windows: [], calcFoundRows: false, orderBy: [],
          into: [], start, end: t.lastEnd },
      }
    }
    case 'PREPARE': {
      t.next()
      const name = t.name()
      t.expect('FROM')
      const source = (t.kind as number) === Kind.UserVariable ? { variable: userVariableName(t) } : { text: t.string() }
      return { kind: 'prepare', name, source, start, end: t.lastEnd }
    }
    case 'EXECUTE': {
      t.next()
      const name = t.name()
      const using = t.accept('USING') ? t.commaList(() => userVariableName(t)) : []
      return { kind: 'execute', name, using, start, end: t.lastEnd }
    }
    case 'DEALLOCATE':
      t.next()
      return parseDeallocate(t, start)
    case 'KILL': {
      t.next()
      const queryOnly = t.accept('QUERY')
      if (!queryOnly) t.accept('CONNECTION')
      return { kind: 'kill', query: queryOnly, id: t.integer(), start, end: t.lastEnd }
    }
    case 'LOAD': return t.peek() === 'DATA' ? parseLoadData(t) : parseUnsupported(t)
    case 'GRANT': return parseGrant(t)
    case 'REVOKE': return parseRevoke(t)
    case 'SIGNAL':
    case 'RESIGNAL': return parseSignal(t)
    case 'GET': return parseGetDiagnostics(t)
    case 'ANALYZE':
    case 'CHECK':
    case 'CHECKSUM':
    case 'OPTIMIZE':
    case 'REPAIR': return parseTableMaintenance(t)
    case 'FLUSH': return parseFlush(t)
    default: return tryLockInstance(t) ?? parseTransaction(t) ?? tryReplication(t) ?? parseUnsupported(t)
  }
}

function query(t: TokenStream, withClause?: With): Statement {
  const start = withClause?.start ?? t.start
  const parsed = parseQuery(t, withClause)
  return { kind: 'query', query: parsed, start, end: t.lastEnd }
}

/** Behind DEALLOCATE or DROP. */
export function parseDeallocate(t: TokenStream, start: number): Deallocate {
  t.expect('PREPARE')
  return { kind: 'deallocate', name: t.name(), start, end: t.lastEnd }
}

/** Dolt: a database and a revision of it, which needs no backquotes: `db/branch`. */
function parseRevisionName(t: TokenStream): string {
  let name = t.name()
  while (t.isOp('/')) {
    t.next()
    const from = t.start
    // A revision may be a commit's hash, which can begin with digits, or have dots and dashes.
    while (t.kind === Kind.Word || t.kind === Kind.Integer || t.kind === Kind.Decimal || t.kind === Kind.Float || t.isOp('-') || t.isOp('.')) t.next()
    if (t.kind === Kind.Quoted && t.start === from) name += `/${t.name()}`
    else if (t.lastEnd > from) name += `/${t.text.slice(from, t.lastEnd)}`
    else throw t.error()
  }
  return name
}

function parseCall(t: TokenStream): Call {
  const { start } = t
  t.next()
  let name = t.name()
  let database: string | undefined
  if (t.acceptOp('.')) {
    database = name
    name = t.nameAfterPoint()
  }
  let args: Call['args'] = []
  if (t.acceptOp('(')) {
    if (!t.isOp(')')) args = t.commaList(() => parseExpression(t))
    t.expectOp(')')
  }
  const asOf = tryAsOf(t)
  return { kind: 'callProcedure', database, name: name.toLowerCase(), args, asOf, start, end: t.lastEnd }
}

function parseExplain(t: TokenStream): Statement {
  const { start } = t
  t.next()
  const analyze = t.accept('ANALYZE')
  let format: string | undefined
  if (t.accept('FORMAT')) {
    t.expectOp('=')
    format = t.wordOrString()
  }
  if (!t.accept('EXTENDED')) t.accept('PARTITIONS')
  t.accept('PLAN')
  if (t.acceptPair('FOR', 'CONNECTION')) {
    t.integer()
    return { kind: 'unsupported', words: 'EXPLAIN FOR CONNECTION', start, end: t.lastEnd }
  }
  const words = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'TABLE', 'VALUES']
  if (t.isOp('(') || (t.kind === Kind.Word && words.includes(t.word))) {
    return { kind: 'explain', analyze, format, statement: parseStatement(t), start, end: t.lastEnd }
  }
  const table = parseTableName(t)
  const asOf = tryAsOf(t)
  const column = t.kind === Kind.String ? t.string() : t.tryName()
  return { kind: 'describe', table, column, asOf, start, end: t.lastEnd }
}

