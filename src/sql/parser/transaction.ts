import type { TableName, TransactionStatement } from './ast.ts'
import { parseTableName, tableAlias } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** BEGIN, COMMIT, ROLLBACK, savepoints, LOCK TABLES; undefined for any other statement. */
export function parseTransaction(t: TokenStream): TransactionStatement | undefined {
  const { start } = t
  const done = (action: TransactionStatement['action'], rest: Partial<TransactionStatement> = {}): TransactionStatement =>
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
    return done('commit', parseChain(t))
  }
  if (t.accept('ROLLBACK')) {
    t.accept('WORK')
    if (t.accept('TO')) {
      t.accept('SAVEPOINT')
      return done('rollbackTo', { name: t.name() })
    }
    return done('rollback', parseChain(t))
  }
  if (t.accept('SAVEPOINT')) return done('savepoint', { name: t.name() })
  if (t.acceptAll('RELEASE', 'SAVEPOINT')) return done('release', { name: t.name() })
  if (t.accept('LOCK')) {
    if (!t.accept('TABLES')) t.expect('TABLE')
    return done('lockTables', { locks: t.commaList(() => parseLock(t)) })
  }
  if (t.accept('UNLOCK')) {
    if (!t.accept('TABLES')) t.expect('TABLE')
    return done('unlockTables')
  }
  return undefined
}

/** `AND [NO] CHAIN [NO] RELEASE`. */
function parseChain(t: TokenStream): Pick<TransactionStatement, 'chain' | 'release'> {
  let chain: true | undefined
  if (t.accept('AND')) {
    chain = t.accept('NO') ? undefined : true
    t.expect('CHAIN')
  }
  if (t.acceptPair('NO', 'RELEASE')) return { chain }
  return { chain, release: t.accept('RELEASE') || undefined }
}

/** `t [AS alias] READ [LOCAL]`, `t WRITE`. */
function parseLock(t: TokenStream): { table: TableName; mode: 'read' | 'write' } {
  const name = parseTableName(t)
  const alias = tableAlias(t)
  const table = alias === undefined ? name : { ...name, alias }
  if (t.accept('READ')) {
    t.accept('LOCAL')
    return { table, mode: 'read' }
  }
  t.accept('LOW_PRIORITY')
  t.expect('WRITE')
  return { table, mode: 'write' }
}
