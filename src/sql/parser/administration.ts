import type { Flush, LockInstance, Replication, TableMaintenance } from './ast.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

const MAINTENANCE: Readonly<Record<string, TableMaintenance['kind']>> = {
  ANALYZE: 'analyzeTable', CHECK: 'checkTable', OPTIMIZE: 'optimizeTable', REPAIR: 'repairTable', CHECKSUM: 'checksumTable',
}

const OPTIONS: ReadonlySet<string> = new Set(['QUICK', 'FAST', 'MEDIUM', 'EXTENDED', 'CHANGED', 'USE_FRM'])

/** ANALYZE, CHECK, OPTIMIZE, REPAIR and CHECKSUM TABLE. */
export function parseTableMaintenance(t: TokenStream): TableMaintenance {
  const { start } = t
  const kind = MAINTENANCE[t.word]
  t.next()
  if (!t.accept('NO_WRITE_TO_BINLOG')) t.accept('LOCAL')
  if (!t.accept('TABLE')) t.expect('TABLES')
  const tables = t.commaList(() => parseTableName(t))
  let histogram: TableMaintenance['histogram']
  const options: string[] = []
  if (kind === 'analyzeTable' && (t.isWord('UPDATE') || t.isWord('DROP'))) histogram = parseHistogram(t)
  else {
    for (;;) {
      if (t.acceptPair('FOR', 'UPGRADE')) options.push('FOR UPGRADE')
      else if (OPTIONS.has(t.word)) {
        options.push(t.word)
        t.next()
      } else break
    }
  }
  return { kind, tables, options, histogram, start, end: t.lastEnd }
}

function parseHistogram(t: TokenStream): TableMaintenance['histogram'] {
  const action = t.accept('UPDATE') ? 'update' : 'drop'
  if (action === 'drop') t.expect('DROP')
  t.expect('HISTOGRAM')
  t.expect('ON')
  const columns = t.isOp('(') ? t.list(() => t.name()) : t.commaList(() => t.name())
  let buckets: number | undefined
  if (t.accept('WITH')) {
    buckets = t.integer()
    t.expect('BUCKETS')
  }
  return { action, columns, buckets, data: t.acceptPair('USING', 'DATA') ? t.string() : undefined }
}

const FLUSHABLE: ReadonlySet<string> = new Set([
  'BINARY LOGS', 'ENGINE LOGS', 'ERROR LOGS', 'GENERAL LOGS', 'HOSTS', 'LOGS', 'OPTIMIZER_COSTS', 'PRIVILEGES', 'RELAY LOGS', 'SLOW LOGS', 'STATUS', 'USER_RESOURCES',
])

/** FLUSH of tables, logs, privileges … */
export function parseFlush(t: TokenStream): Flush {
  const { start } = t
  t.expect('FLUSH')
  if (!t.accept('NO_WRITE_TO_BINLOG')) t.accept('LOCAL')
  if (t.accept('TABLES') || t.accept('TABLE')) {
    const bare = t.kind === Kind.End || t.isOp(';') || t.isWord('WITH') || t.isWord('FOR')
    const tables = bare ? [] : t.commaList(() => parseTableName(t))
    if (t.acceptAll('WITH', 'READ', 'LOCK')) return { kind: 'flush', what: ['TABLES WITH READ LOCK'], tables, start, end: t.lastEnd }
    if (t.acceptPair('FOR', 'EXPORT')) return { kind: 'flush', what: ['TABLES FOR EXPORT'], tables, start, end: t.lastEnd }
    return { kind: 'flush', what: ['TABLES'], tables, start, end: t.lastEnd }
  }
  const what = t.commaList(() => {
    const mark = t.mark()
    let name = ''
    while (t.kind === Kind.Word && !t.isWord('FOR')) {
      name += `${name === '' ? '' : ' '}${t.source().toUpperCase()}`
      t.next()
    }
    if (!FLUSHABLE.has(name)) {
      t.back(mark)
      throw t.error()
    }
    if (name === 'RELAY LOGS' && t.acceptPair('FOR', 'CHANNEL')) t.string()
    return name
  })
  return { kind: 'flush', what, tables: [], start, end: t.lastEnd }
}

/** START, STOP and RESET REPLICA, CHANGE REPLICATION SOURCE, PURGE BINARY LOGS; undefined for other statements. */
export function tryReplication(t: TokenStream): Replication | undefined {
  const { start } = t
  const replica = t.peek() === 'REPLICA' || t.peek() === 'SLAVE'
  const done = (action: Replication['action'], options = new Map<string, string>()): Replication =>
    ({ kind: 'replication', action, options, start, end: t.lastEnd })
  if (replica && (t.isWord('START') || t.isWord('STOP') || t.isWord('RESET'))) {
    const verb = t.word
    t.next()
    t.next()
    if (verb !== 'RESET') return done(verb === 'START' ? 'start replica' : 'stop replica', parseThreads(t))
    const action = t.accept('ALL') ? 'reset replica all' : 'reset replica'
    return done(action, withChannel(t, new Map()))
  }
  if (t.isWord('RESET') && (t.peek() === 'MASTER' || t.peek() === 'BINARY')) {
    t.next()
    if (!t.accept('MASTER')) {
      t.next()
      t.expect('LOGS')
      t.acceptPair('AND', 'GTIDS')
    }
    return done('reset binary logs')
  }
  if (t.acceptPair('PURGE', 'BINARY') || t.acceptPair('PURGE', 'MASTER')) {
    t.expect('LOGS')
    const options = new Map<string, string>()
    if (t.accept('TO')) options.set('TO', t.string())
    else {
      t.expect('BEFORE')
      const { start: from, end } = parseExpression(t)
      options.set('BEFORE', t.text.slice(from, end))
    }
    return done('purge binary logs', options)
  }
  if (t.acceptAll('CHANGE', 'REPLICATION', 'SOURCE', 'TO') || t.acceptAll('CHANGE', 'MASTER', 'TO')) {
    return done('change source', withChannel(t, parseAssignments(t)))
  }
  if (t.acceptAll('CHANGE', 'REPLICATION', 'FILTER')) return done('change filter', withChannel(t, parseAssignments(t)))
  return undefined
}

/** Which threads are started or stopped, how far they go, as whom they connect, over which channel. */
function parseThreads(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  if (t.isWord('IO_THREAD') || t.isWord('SQL_THREAD')) {
    const threads = t.commaList(() => {
      const { word } = t
      if (!t.accept('IO_THREAD')) t.expect('SQL_THREAD')
      return word
    })
    options.set('THREADS', threads.join())
  }
  if (t.accept('UNTIL')) parseAssignments(t, options)
  while (t.peek() === '=') parseAssignments(t, options)
  return withChannel(t, options)
}

/** `FOR CHANNEL 'name'`. */
function withChannel(t: TokenStream, options: Map<string, string>): Map<string, string> {
  if (t.acceptPair('FOR', 'CHANNEL')) options.set('CHANNEL', t.string())
  return options
}

/** `NAME = value, …`, where a value may be a list in parentheses. */
function parseAssignments(t: TokenStream, options = new Map<string, string>()): Map<string, string> {
  do {
    const name = t.name().toUpperCase()
    t.expectOp('=')
    const from = t.start
    if (t.isOp('(')) {
      let depth = 0
      do {
        if (t.isOp('(')) depth++
        else if (t.isOp(')')) depth--
        else if (t.kind === Kind.End || t.kind === Kind.Bad) throw t.error()
        t.next()
      } while (depth > 0)
    } else t.next()
    options.set(name, t.text.slice(from, t.lastEnd))
  } while (t.acceptOp(','))
  return options
}

/** `LOCK INSTANCE FOR BACKUP` and its reverse; undefined for LOCK TABLES. */
export function tryLockInstance(t: TokenStream): LockInstance | undefined {
  if (t.peek() !== 'INSTANCE' || !(t.isWord('LOCK') || t.isWord('UNLOCK'))) return undefined
  const { start } = t
  const kind = t.isWord('LOCK') ? 'lockInstance' : 'unlockInstance'
  t.next()
  t.next()
  if (kind === 'lockInstance') {
    t.expect('FOR')
    t.expect('BACKUP')
  }
  return { kind, start, end: t.lastEnd }
}
