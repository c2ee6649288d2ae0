import { parseAccount } from './account.ts'
import type { Show } from './ast.ts'
import { parseExpression } from './expression.ts'
import { tryLimit } from './query.ts'
import { parseTableName, tryAsOf } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

type What = Show['what']

/** What may be shown FULL. */
const FULL: ReadonlySet<string> = new Set(['TABLES', 'COLUMNS', 'FIELDS', 'PROCESSLIST', 'TRIGGERS'])

/** SHOW, in all forms; undefined (at the word SHOW) for what oxbow doesn't know. */
export function parseShow(t: TokenStream): Show | undefined {
  const { start } = t
  const mark = t.mark()
  t.expect('SHOW')
  let full = t.accept('FULL')
  t.accept('EXTENDED')
  full = t.accept('FULL') || full
  const global = t.accept('GLOBAL')
  const scoped = global || t.accept('SESSION') || t.accept('LOCAL')
  if (scoped && !t.isWord('VARIABLES') && !t.isWord('STATUS')) throw t.error()
  if (full && !FULL.has(t.word)) throw t.error()
  const done = (what: What, rest: Partial<Show> = {}): Show => ({ kind: 'show', what, full, global, ...rest, ...parseFilter(t), start, end: t.lastEnd })
  if (t.accept('CREATE')) return parseShowCreate(t, done)
  if (t.accept('TABLES')) {
    const database = parseFrom(t)
    const asOf = tryAsOf(t)
    return done('tables', { database, asOf })
  }
  if (t.accept('DATABASES') || t.accept('SCHEMAS')) return done('databases')
  if (t.accept('COLUMNS') || t.accept('FIELDS')) return parseOfTable(t, 'columns', done)
  if (t.accept('INDEX') || t.accept('INDEXES') || t.accept('KEYS')) return parseOfTable(t, 'index', done)
  if (t.accept('VARIABLES')) return done('variables')
  if (t.accept('STATUS')) return done('status')
  if (t.accept('WARNINGS')) return done('warnings')
  if (t.accept('ERRORS')) return done('errors')
  if (t.accept('PROCESSLIST')) return done('processlist')
  if (t.accept('STORAGE')) {
    t.expect('ENGINES')
    return done('engines')
  }
  if (t.accept('ENGINES')) return done('engines')
  if (t.accept('COLLATION')) return done('collation')
  if (t.acceptAll('CHARACTER', 'SET') || t.accept('CHARSET')) return done('charset')
  if (t.accept('GRANTS')) {
    const account = t.accept('FOR') ? parseAccount(t) : undefined
    if (t.accept('USING')) t.commaList(() => parseAccount(t))
    return done('grants', { account })
  }
  if (t.acceptAll('TABLE', 'STATUS')) return done('tableStatus', { database: parseFrom(t) })
  if (t.accept('TRIGGERS')) return done('triggers', { database: parseFrom(t) })
  if (t.acceptAll('PROCEDURE', 'STATUS')) return done('procedureStatus')
  if (t.acceptAll('FUNCTION', 'STATUS')) return done('functionStatus')
  if (t.accept('EVENTS')) return done('events', { database: parseFrom(t) })
  if (t.accept('PLUGINS')) return done('plugins')
  if (t.accept('PRIVILEGES')) return done('privileges')
  if (t.acceptPair('OPEN', 'TABLES')) return done('openTables', { database: parseFrom(t) })
  if (t.acceptPair('REPLICA', 'STATUS') || t.acceptPair('SLAVE', 'STATUS')) {
    return done('replicaStatus', { channel: t.acceptPair('FOR', 'CHANNEL') ? t.string() : undefined })
  }
  if (t.accept('REPLICAS') || t.acceptPair('SLAVE', 'HOSTS')) return done('replicas')
  if (t.acceptAll('BINARY', 'LOG', 'STATUS') || t.acceptPair('MASTER', 'STATUS')) return done('binaryLogStatus')
  if (t.acceptPair('BINARY', 'LOGS') || t.acceptPair('MASTER', 'LOGS')) return done('binaryLogs')
  if (t.accept('PROFILES')) return done('profiles')
  if (t.source().toUpperCase() === 'COUNT' && t.peek() === '(') return parseCount(t, done)
  if (t.mark() > mark + 1) throw t.error()
  t.back(mark)
  return undefined
}

/** `SHOW COUNT(*) WARNINGS`. */
function parseCount(t: TokenStream, done: (what: What) => Show): Show {
  t.next()
  t.expectOp('(')
  t.expectOp('*')
  t.expectOp(')')
  if (t.accept('WARNINGS')) return done('warningCount')
  t.expect('ERRORS')
  return done('errorCount')
}

function parseShowCreate(t: TokenStream, done: (what: What, rest?: Partial<Show>) => Show): Show {
  if (t.accept('DATABASE') || t.accept('SCHEMA')) {
    t.acceptAll('IF', 'NOT', 'EXISTS')
    return done('createDatabase', { database: t.name() })
  }
  const what: What | undefined = t.accept('TABLE') ? 'createTable' : t.accept('VIEW') ? 'createView' : t.accept('TRIGGER') ? 'createTrigger'
    : t.accept('PROCEDURE') ? 'createProcedure' : t.accept('FUNCTION') ? 'createFunction' : t.accept('EVENT') ? 'createEvent' : undefined
  if (t.accept('USER')) return done('createUser', { account: parseAccount(t) })
  if (what === undefined) throw t.error()
  const table = parseTableName(t)
  return done(what, { table, asOf: tryAsOf(t) })
}

function parseOfTable(t: TokenStream, what: What, done: (what: What, rest?: Partial<Show>) => Show): Show {
  if (!t.accept('FROM')) t.expect('IN')
  let table = parseTableName(t)
  const database = parseFrom(t)
  if (database !== undefined) table = { ...table, database }
  return done(what, { table, asOf: tryAsOf(t) })
}

function parseFrom(t: TokenStream): string | undefined {
  if (!t.isWord('FROM') && !t.isWord('IN')) return undefined
  t.next()
  return t.name()
}

function parseFilter(t: TokenStream): Pick<Show, 'like' | 'where' | 'limit' | 'offset'> {
  if (t.accept('LIKE')) return { like: t.string() }
  if (t.accept('WHERE')) return { where: parseExpression(t) }
  return tryLimit(t) ?? {}
}
