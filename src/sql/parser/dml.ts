import type { Delete, Expression, Insert, TableName, Update, UpdateItem, With } from './ast.ts'
import { parseExpression, parseOrderItems } from './expression.ts'
import { Kind } from './lexer.ts'
import { parseName } from './primary.ts'
import { parseQuery, parseSelectItem, startsQuery, tryLimit } from './query.ts'
import { parseTableName, parseTableReferences, tableAlias, tryPartitions } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** INSERT and REPLACE, in all forms. */
export function parseInsert(t: TokenStream, withClause?: With): Insert {
  const start = withClause?.start ?? t.start
  const replace = t.isWord('REPLACE')
  t.next()
  let ignore = false
  for (;;) {
    if (t.accept('IGNORE')) ignore = true
    else if (!(t.accept('LOW_PRIORITY') || t.accept('HIGH_PRIORITY') || t.accept('DELAYED'))) break
  }
  t.accept('INTO')
  const table = parseTarget(t)
  let columns: string[] | undefined
  let rows: Expression[][] | undefined
  let query
  if (t.accept('SET')) {
    const items = parseUpdateItems(t)
    columns = items.map((i) => i.column.name)
    rows = [items.map((i) => i.value)]
  } else {
    if (t.isOp('(') && !startsQuery(t)) {
      t.next()
      columns = t.isOp(')') ? [] : t.commaList(() => columnName(t))
      t.expectOp(')')
    }
    if (t.isWord('VALUES') || t.isWord('VALUE')) {
      t.next()
      rows = t.commaList(() => {
        t.accept('ROW')
        t.expectOp('(')
        const row = t.isOp(')') ? [] : t.commaList(() => parseExpression(t))
        t.expectOp(')')
        return row
      })
    } else query = parseQuery(t)
  }
  let rowAlias: string | undefined
  let columnAliases: string[] | undefined
  if (t.accept('AS')) {
    rowAlias = t.name()
    if (t.isOp('(')) columnAliases = t.list(() => t.name())
  }
  const onDuplicate = t.acceptAll('ON', 'DUPLICATE', 'KEY', 'UPDATE') ? parseUpdateItems(t) : undefined
  const returning = t.accept('RETURNING') ? t.commaList(() => parseSelectItem(t)) : undefined
  return {
    kind: 'insert', with: withClause, replace, ignore, table, columns, rows, query, rowAlias, columnAliases, onDuplicate, returning, start, end: t.lastEnd,
  }
}

/** `t PARTITION (p)`. */
function parseTarget(t: TokenStream): TableName {
  const table = parseTableName(t)
  const partitions = tryPartitions(t)
  return partitions === undefined ? table : { ...table, partitions, end: t.lastEnd }
}

/** A column of the target list, perhaps qualified; as in Dolt, a reserved word is a name here. */
function columnName(t: TokenStream): string {
  if (t.kind === Kind.Word && (t.peek() === ',' || t.peek() === ')')) return t.nameAfterPoint()
  const column = parseName(t)
  if (column.kind !== 'column') throw t.error()
  return column.name
}

export function parseUpdateItems(t: TokenStream): UpdateItem[] {
  return t.commaList(() => {
    const column = parseName(t)
    if (column.kind !== 'column') throw t.error()
    if (!t.acceptOp('=')) t.expectOp(':=')
    return { column, value: parseExpression(t) }
  })
}

export function parseUpdate(t: TokenStream, withClause?: With): Update {
  const start = withClause?.start ?? t.start
  t.next()
  t.accept('LOW_PRIORITY')
  const ignore = t.accept('IGNORE')
  const tables = parseTableReferences(t)
  t.expect('SET')
  const items = parseUpdateItems(t)
  const where = t.accept('WHERE') ? parseExpression(t) : undefined
  const orderBy = t.acceptAll('ORDER', 'BY') ? parseOrderItems(t) : []
  return { kind: 'update', with: withClause, ignore, tables, items, where, orderBy, ...tryLimit(t), start, end: t.lastEnd }
}

export function parseDelete(t: TokenStream, withClause?: With): Delete {
  const start = withClause?.start ?? t.start
  t.next()
  let ignore = false
  for (;;) {
    if (t.accept('IGNORE')) ignore = true
    else if (!(t.accept('LOW_PRIORITY') || t.accept('QUICK'))) break
  }
  let targets: TableName[] = []
  let tables
  if (!t.accept('FROM')) {
    // DELETE a, b FROM …
    targets = t.commaList(() => deleteTarget(t))
    t.expect('FROM')
    tables = parseTableReferences(t)
  } else {
    const mark = t.mark()
    const list = t.commaList(() => deleteTarget(t))
    if (t.accept('USING')) {
      targets = list
      tables = parseTableReferences(t)
    } else {
      t.back(mark)
      const table = parseTarget(t)
      const alias = tableAlias(t)
      // Behind the alias too, as in MySQL's grammar.
      tables = { ...table, alias, partitions: table.partitions ?? tryPartitions(t) }
    }
  }
  const where = t.accept('WHERE') ? parseExpression(t) : undefined
  const orderBy = t.acceptAll('ORDER', 'BY') ? parseOrderItems(t) : []
  return { kind: 'delete', with: withClause, ignore, targets, tables, where, orderBy, ...tryLimit(t), start, end: t.lastEnd }
}

function deleteTarget(t: TokenStream): TableName {
  const { start } = t
  const first = t.name()
  if (!t.acceptOp('.')) return { kind: 'table', name: first, start, end: t.lastEnd }
  if (t.acceptOp('*')) return { kind: 'table', name: first, start, end: t.lastEnd }
  const name = t.nameAfterPoint()
  if (t.acceptOp('.')) t.expectOp('*')
  return { kind: 'table', database: first, name, start, end: t.lastEnd }
}
