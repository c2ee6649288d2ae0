import type { Expression, PartitionDefinition, Partitioning } from './ast.ts'
import { tryTableOption } from './create-table.ts'
import { parseExpression } from './expression.ts'
import type { TokenStream } from './token-stream.ts'

type Method = Pick<Partitioning, 'method' | 'linear' | 'expression' | 'columns'>

/** `PARTITION BY …` of a table. Source: MySQL manual, "CREATE TABLE Statement". */
export function parsePartitioning(t: TokenStream): Partitioning {
  t.expect('PARTITION')
  t.expect('BY')
  const method = parseMethod(t)
  const count = t.accept('PARTITIONS') ? t.integer() : undefined
  let sub: Partitioning['sub']
  if (t.acceptPair('SUBPARTITION', 'BY')) {
    const by = parseMethod(t)
    if (by.method !== 'hash' && by.method !== 'key') throw t.error()
    sub = { ...by, count: t.accept('SUBPARTITIONS') ? t.integer() : undefined }
  }
  return { ...method, count, sub, partitions: t.isOp('(') ? t.list(() => parsePartition(t)) : undefined }
}

function parseMethod(t: TokenStream): Method {
  const linear = t.accept('LINEAR')
  if (t.accept('HASH')) return { method: 'hash', linear, expression: parseInParentheses(t) }
  if (t.accept('KEY')) {
    if (t.accept('ALGORITHM')) {
      t.expectOp('=')
      t.integer()
    }
    return { method: 'key', linear, columns: parseColumns(t) }
  }
  const method = t.accept('RANGE') ? 'range' : 'list'
  if (linear || (method === 'list' && !t.accept('LIST'))) throw t.error()
  return t.accept('COLUMNS') ? { method, linear, columns: parseColumns(t) } : { method, linear, expression: parseInParentheses(t) }
}

function parseInParentheses(t: TokenStream): Expression {
  t.expectOp('(')
  const expression = parseExpression(t)
  t.expectOp(')')
  return expression
}

function parseColumns(t: TokenStream): string[] {
  t.expectOp('(')
  const columns = t.isOp(')') ? [] : t.commaList(() => t.name())
  t.expectOp(')')
  return columns
}

/** `PARTITION p VALUES LESS THAN (1) ENGINE = InnoDB (SUBPARTITION s, …)`. */
export function parsePartition(t: TokenStream): PartitionDefinition {
  t.expect('PARTITION')
  const name = t.name()
  const value = (): Expression | 'maxvalue' => (t.accept('MAXVALUE') ? 'maxvalue' : parseExpression(t))
  let lessThan: PartitionDefinition['lessThan']
  let values: PartitionDefinition['values']
  if (t.accept('VALUES')) {
    if (t.acceptPair('LESS', 'THAN')) lessThan = t.accept('MAXVALUE') ? ['maxvalue'] : t.list(value)
    else {
      t.expect('IN')
      values = t.list(() => parseExpression(t))
    }
  }
  const options = parseOptions(t)
  const subpartitions = t.isOp('(') ? t.list(() => {
    t.expect('SUBPARTITION')
    return { name: t.name(), options: parseOptions(t) }
  }) : undefined
  return { name, lessThan, values, options, subpartitions }
}

function parseOptions(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  for (;;) {
    t.accept('STORAGE')
    const option = tryTableOption(t)
    if (option === undefined) return options
    options.set(option.name, option.value)
  }
}

/**
 * What ALTER TABLE does to partitions: true when one of its forms was taken. Dolt takes the statements and does nothing.
 * Source: MySQL manual, "ALTER TABLE Partition Operations".
 */
export function acceptPartitionChange(t: TokenStream): boolean {
  if (t.isWord('PARTITION')) {
    parsePartitioning(t)
    return true
  }
  if (t.acceptPair('REMOVE', 'PARTITIONING')) return true
  if (t.peek() !== 'PARTITION') return false
  const verb = t.word
  switch (verb) {
    case 'ADD': case 'COALESCE': case 'REORGANIZE': case 'EXCHANGE': case 'DROP': case 'TRUNCATE': case 'DISCARD': case 'IMPORT': case 'ANALYZE': case 'CHECK':
    case 'OPTIMIZE': case 'REBUILD': case 'REPAIR': break
    default: return false
  }
  t.next()
  t.next()
  if (!t.accept('NO_WRITE_TO_BINLOG')) t.accept('LOCAL')
  switch (verb) {
    case 'ADD':
      if (t.accept('PARTITIONS')) t.integer()
      else t.list(() => parsePartition(t))
      return true
    case 'COALESCE':
      t.integer()
      return true
    case 'REORGANIZE':
      if (t.tryName() === undefined) return true
      while (t.acceptOp(',')) t.name()
      t.expect('INTO')
      t.list(() => parsePartition(t))
      return true
    case 'EXCHANGE':
      t.name()
      t.expect('WITH')
      t.expect('TABLE')
      t.name()
      if (t.acceptOp('.')) t.nameAfterPoint()
      if (!t.acceptPair('WITH', 'VALIDATION')) t.acceptPair('WITHOUT', 'VALIDATION')
      return true
  }
  if (!t.accept('ALL')) t.commaList(() => t.name())
  if (verb === 'DISCARD' || verb === 'IMPORT') t.expect('TABLESPACE')
  return true
}
