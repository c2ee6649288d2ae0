import { parseAlterTable } from './alter-table.ts'
import type { Call, Statement, TransactionStatement } from './ast.ts'
import { parseCreateTable, parseIndexBody } from './create-table.ts'
import { parseDelete, parseInsert, parseUpdate } from './dml.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { parseQuery, parseWith } from './query.ts'
import { parseSet } from './set.ts'
import { parseShow } from './show.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

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
      const mark = t.mark()
      const withClause = parseWith(t)
      if (t.isWord('UPDATE')) return parseUpdate(t, withClause)
      if (t.isWord('DELETE')) return parseDelete(t, withClause)
      t.back(mark)
      return query(t)
    }
    case 'INSERT':
    case 'REPLACE': return parseInsert(t)
    case 'UPDATE': return parseUpdate(t)
    case 'DELETE': return parseDelete(t)
    case 'CREATE': return parseCreate(t)
    case 'DROP': return parseDrop(t)
    case 'ALTER':
      t.next()
      if (t.accept('TABLE')) return parseAlterTable(t, start)
      return unsupported(t, start, `ALTER ${t.word}`)
    case 'RENAME': {
      t.next()
      t.expect('TABLE')
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
      return { kind: 'use', database: t.name(), start, end: t.lastEnd }
    case 'SHOW': return parseShow(t)
    case 'DESC':
    case 'DESCRIBE':
    case 'EXPLAIN': return parseExplain(t)
    case 'SET': return parseSet(t)
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
      const source = (t.kind as number) === Kind.UserVariable ? { variable: userVariable(t) } : { text: t.string() }
      return { kind: 'prepare', name, source, start, end: t.lastEnd }
    }
    case 'EXECUTE': {
      t.next()
      const name = t.name()
      const using = t.accept('USING') ? t.commaList(() => userVariable(t)) : []
      return { kind: 'execute', name, using, start, end: t.lastEnd }
    }
    case 'DEALLOCATE':
      t.next()
      t.expect('PREPARE')
      return { kind: 'deallocate', name: t.name(), start, end: t.lastEnd }
    case 'KILL': {
      t.next()
      const queryOnly = t.accept('QUERY')
      if (!queryOnly) t.accept('CONNECTION')
      return { kind: 'kill', query: queryOnly, id: t.integer(), start, end: t.lastEnd }
    }
    default: return parseTransaction(t) ?? parseRest(t, start)
  }
}

function query(t: TokenStream): Statement {
  const parsed = parseQuery(t)
  return { kind: 'query', query: parsed, start: parsed.start, end: t.lastEnd }
}

function userVariable(t: TokenStream): string {
  if (t.kind !== Kind.UserVariable) throw t.error()
  const name = t.source().slice(1).toLowerCase()
  t.next()
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
  return { kind: 'callProcedure', database, name: name.toLowerCase(), args, start, end: t.lastEnd }
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
  t.accept('EXTENDED')
  t.accept('PLAN')
  const words = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'TABLE', 'VALUES']
  if (t.isOp('(') || (t.kind === Kind.Word && words.includes(t.word))) {
    return { kind: 'explain', analyze, format, statement: parseStatement(t), start, end: t.lastEnd }
  }
  const table = parseTableName(t)
  const column = t.kind === Kind.String ? t.string() : t.tryName()
  return { kind: 'describe', table, column, start, end: t.lastEnd }
}

function parseCreate(t: TokenStream): Statement {
  const { start } = t
  t.next()
  const orReplace = t.acceptAll('OR', 'REPLACE')
  const temporary = t.accept('TEMPORARY')
  if (t.accept('TABLE')) return parseCreateTable(t, start, temporary)
  if (t.accept('DATABASE') || t.accept('SCHEMA')) {
    const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
    const name = t.name()
    while (t.kind !== Kind.End && !t.isOp(';')) t.next() // character set and collation
    return { kind: 'createDatabase', ifNotExists, name, start, end: t.lastEnd }
  }
  const type = t.isWord('UNIQUE') ? 'unique' : t.isWord('FULLTEXT') ? 'fulltext' : t.isWord('SPATIAL') ? 'spatial' : t.isWord('VECTOR') ? 'vector' : 'index'
  if (type !== 'index') t.next()
  if (t.accept('INDEX')) {
    const name = t.name()
    if (t.accept('USING')) t.next()
    t.expect('ON')
    const table = parseTableName(t)
    return { kind: 'createIndex', table, index: { ...parseIndexBody(t, type), name }, start, end: t.lastEnd }
  }
  if (t.accept('ALGORITHM')) {
    t.expectOp('=')
    t.next()
  }
  if (t.accept('DEFINER')) {
    t.expectOp('=')
    t.next()
    if (t.kind === Kind.UserVariable) t.next()
    if (t.acceptOp('(')) t.expectOp(')')
  }
  if (t.acceptAll('SQL', 'SECURITY')) t.next()
  if (t.accept('VIEW')) {
    t.acceptAll('IF', 'NOT', 'EXISTS')
    const view = parseTableName(t)
    const columns = t.isOp('(') ? t.list(() => t.name()) : undefined
    t.expect('AS')
    const from = t.start
    const viewQuery = parseQuery(t)
    const selectText = t.text.slice(from, t.lastEnd)
    if (t.accept('WITH')) {
      if (!t.accept('CASCADED')) t.accept('LOCAL')
      t.expect('CHECK')
      t.expect('OPTION')
    }
    return { kind: 'createView', orReplace, view, columns, query: viewQuery, selectText, start, end: t.lastEnd }
  }
  return unsupported(t, start, `CREATE ${t.word}`)
}

function parseDrop(t: TokenStream): Statement {
  const { start } = t
  t.next()
  t.accept('TEMPORARY')
  if (t.accept('TABLE') || t.accept('TABLES')) {
    const ifExists = t.acceptAll('IF', 'EXISTS')
    const tables = t.commaList(() => parseTableName(t))
    if (!t.accept('CASCADE')) t.accept('RESTRICT')
    return { kind: 'dropTable', ifExists, tables, start, end: t.lastEnd }
  }
  if (t.accept('VIEW')) {
    const ifExists = t.acceptAll('IF', 'EXISTS')
    return { kind: 'dropView', ifExists, views: t.commaList(() => parseTableName(t)), start, end: t.lastEnd }
  }
  if (t.accept('DATABASE') || t.accept('SCHEMA')) {
    const ifExists = t.acceptAll('IF', 'EXISTS')
    return { kind: 'dropDatabase', ifExists, name: t.name(), start, end: t.lastEnd }
  }
  if (t.accept('INDEX')) {
    const name = t.name()
    t.expect('ON')
    return { kind: 'dropIndex', table: parseTableName(t), name, start, end: t.lastEnd }
  }
  return unsupported(t, start, `DROP ${t.word}`)
}

function parseTransaction(t: TokenStream): TransactionStatement | undefined {
  const { start } = t
  const done = (action: TransactionStatement['action'], rest: { name?: string; readOnly?: boolean } = {}): TransactionStatement =>
    ({ kind: 'transaction', action, readOnly: false, ...rest, start, end: t.lastEnd })
  if (t.accept('BEGIN')) {
    t.accept('WORK')
    return done('begin')
  }
  if (t.acceptAll('START', 'TRANSACTION')) {
    let readOnly = false
    if (t.isWord('READ') || t.isWord('WITH')) {
      t.commaList(() => {
        if (t.acceptAll('READ', 'ONLY')) readOnly = true
        else if (!t.acceptAll('READ', 'WRITE')) {
          if (!t.acceptAll('WITH', 'CONSISTENT', 'SNAPSHOT')) throw t.error()
        }
      })
    }
    return done('begin', { readOnly })
  }
  if (t.accept('COMMIT')) {
    t.accept('WORK')
    acceptChain(t)
    return done('commit')
  }
  if (t.accept('ROLLBACK')) {
    t.accept('WORK')
    if (t.accept('TO')) {
      t.accept('SAVEPOINT')
      return done('rollbackTo', { name: t.name() })
    }
    acceptChain(t)
    return done('rollback')
  }
  if (t.accept('SAVEPOINT')) return done('savepoint', { name: t.name() })
  if (t.acceptAll('RELEASE', 'SAVEPOINT')) return done('release', { name: t.name() })
  if (t.accept('LOCK')) {
    if (!t.accept('TABLES')) t.expect('TABLE')
    while (t.kind !== Kind.End && !t.isOp(';')) t.next()
    return done('lockTables')
  }
  if (t.accept('UNLOCK')) {
    if (!t.accept('TABLES')) t.expect('TABLE')
    return done('unlockTables')
  }
  return undefined
}

function acceptChain(t: TokenStream): void {
  if (t.accept('AND')) {
    t.accept('NO')
    t.expect('CHAIN')
  }
  t.accept('NO')
  t.accept('RELEASE')
}

/** First words of statements that MySQL knows and oxbow can't run yet. */
const KNOWN: ReadonlySet<string> = new Set([
  'GRANT', 'REVOKE', 'FLUSH', 'ANALYZE', 'OPTIMIZE', 'CHECK', 'CHECKSUM', 'REPAIR', 'LOAD', 'HANDLER', 'SIGNAL', 'RESIGNAL', 'GET', 'RESET',
  'PURGE', 'INSTALL', 'UNINSTALL', 'CLONE', 'SHUTDOWN', 'RESTART', 'CHANGE', 'STOP', 'XA', 'HELP', 'BINLOG', 'CACHE', 'IMPORT',
])

function parseRest(t: TokenStream, start: number): Statement {
  if (!KNOWN.has(t.word)) throw t.error()
  return unsupported(t, start, t.word)
}

/** Takes the rest of the text: such statements may hold `;` in their bodies. */
function unsupported(t: TokenStream, start: number, words: string): Statement {
  if (t.kind !== Kind.Word) throw t.error()
  while ((t.kind as number) !== Kind.End) t.next()
  return { kind: 'unsupported', words, start, end: t.lastEnd }
}
