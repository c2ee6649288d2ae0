import type { Flush, LockInstance, Replication, TableMaintenance } from './ast.ts'
import { Kind } from './lexer.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

const MAINTENANCE: Readonly<Record<string, TableMaintenance['kind']>> = {
  ANALYZE: 'analyzeTable', CHECK: 'checkTable', OPTIMIZE: 'optimizeTable', REPAIR: 'repairTable', CHECKSUM: 'checksumTable',
}

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
      else if (t.isWord('QUICK') || t.isWord('FAST') || t.isWord('MEDIUM') || t.isWord('EXTENDED') || t.isWord('CHANGED')) {
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
    const first = t.start
    if (t.kind !== Kind.Word) throw t.error()
    while (t.kind === Kind.Word) t.next()
    return t.text.slice(first, t.lastEnd).toUpperCase().replaceAll(/\s+/g, ' ')
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
    if (verb !== 'RESET') return done(verb === 'START' ? 'start replica' : 'stop replica')
    return done(t.accept('ALL') ? 'reset replica all' : 'reset replica')
  }
  if (t.isWord('RESET') && (t.peek() === 'MASTER' || t.peek() === 'BINARY')) {
    t.next()
    if (!t.accept('MASTER')) {
      t.next()
      t.expect('LOGS')
    }
    return done('reset binary logs')
  }
  if (t.acceptPair('PURGE', 'BINARY')) {
    t.expect('LOGS')
    const options = new Map<string, string>()
    if (t.accept('TO')) options.set('TO', t.string())
    else {
      t.expect('BEFORE')
      const from = t.start
      while (t.kind !== Kind.End && !t.isOp(';')) t.next()
      options.set('BEFORE', t.text.slice(from, t.lastEnd))
    }
    return done('purge binary logs', options)
  }
  if (t.acceptAll('CHANGE', 'REPLICATION', 'SOURCE', 'TO') || t.acceptAll('CHANGE', 'MASTER', 'TO')) {
    return done('change source', parseAssignments(t))
  }
  if (t.acceptAll('CHANGE', 'REPLICATION', 'FILTER')) return done('change filter', parseAssignments(t))
  return undefined
}

/** `NAME = value, …`, where a value may be a list in parentheses. */
function parseAssignments(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  do {
    const name = t.name().toUpperCase()
    t.expectOp('=')
    const from = t.start
    if (t.isOp('(')) {
      let depth = 0
      do {
        if (t.isOp('(')) depth++
        else if (t.isOp(')')) depth--
        else if (t.kind === Kind.End) throw t.error()
        t.next()
      } while (depth > 0)
    } else t.next()
    options.set(name, t.text.slice(from, t.lastEnd))
  } while (t.acceptOp(','))
  return options
}

/** `LOCK INSTANCE FOR BACKUP` and its reverse; undefined for LOCK TABLES. */
export function tryLockInstance(t: TokenStream): LockInstance | undefined {
  if (t.peek() !== 'INSTANCE') return undefined
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
