import type { JsonTableAction, JsonTableColumn, TableName, TableReference } from './ast.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { parseParenthesisedQuery, startsQuery } from './query.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** `a, b JOIN c ON …`: a comma is an inner join that binds less than JOIN. */
export function parseTableReferences(t: TokenStream): TableReference {
  let left = parseJoins(t)
  while (t.acceptOp(',')) {
    const right = parseJoins(t)
    left = { kind: 'join', join: 'inner', natural: false, straight: false, left, right, start: left.start, end: right.end }
  }
  return left
}

function parseJoins(t: TokenStream): TableReference {
  let left = parseFactor(t)
  for (;;) {
    const join = parseJoinWords(t)
    if (join === undefined) return left
    // The right side of an outer join takes joins of its own when ON has not come yet: a JOIN b JOIN c ON … ON ….
    const right = parseJoinOperand(t)
    let on
    let using: string[] | undefined
    if (!join.natural) {
      if (t.accept('ON')) on = parseExpression(t)
      else if (t.accept('USING')) using = t.list(() => t.name())
      else if (join.join !== 'inner') throw t.error()
    }
    left = { kind: 'join', ...join, left, right, on, using, start: left.start, end: t.lastEnd }
  }
}

function parseJoinOperand(t: TokenStream): TableReference {
  const operand = parseFactor(t)
  const mark = t.mark()
  const join = parseJoinWords(t)
  if (join === undefined || join.natural) {
    t.back(mark)
    return operand
  }
  // Two joins before any ON: the inner one belongs to the right side.
  const right = parseJoinOperand(t)
  if (t.isWord('ON')) {
    const before = t.mark()
    t.next()
    const on = parseExpression(t)
    if (t.isWord('ON')) return { kind: 'join', ...join, left: operand, right, on, start: operand.start, end: t.lastEnd }
    t.back(before)
  }
  t.back(mark)
  return operand
}

interface JoinWords {
  readonly join: 'inner' | 'left' | 'right'
  readonly natural: boolean
  readonly straight: boolean
}

function parseJoinWords(t: TokenStream): JoinWords | undefined {
  if (t.accept('STRAIGHT_JOIN')) return { join: 'inner', natural: false, straight: true }
  const natural = t.isWord('NATURAL')
  const mark = t.mark()
  if (natural) t.next()
  let join: 'inner' | 'left' | 'right' = 'inner'
  if (t.isWord('LEFT') || t.isWord('RIGHT')) {
    join = t.word.toLowerCase() as 'left'
    t.next()
    t.accept('OUTER')
  } else if (!t.accept('INNER')) t.accept('CROSS')
  if (!t.accept('JOIN')) {
    t.back(mark)
    return undefined
  }
  return { join, natural, straight: false }
}

function parseFactor(t: TokenStream): TableReference {
  const { start } = t
  if (t.isOp('(')) {
    if (startsQuery(t)) {
      const mark = t.mark()
      try {
        const query = parseParenthesisedQuery(t)
        const { alias, columns } = parseDerivedAlias(t)
        return { kind: 'derived', query, alias, columns, lateral: false, start, end: t.lastEnd }
      } catch (e) {
        // `((SELECT 1) AS a JOIN b)` begins like a query, too.
        t.back(mark)
        if (t.peek() !== '(') throw e
      }
    }
    t.next()
    const inner = t.nested(() => parseTableReferences(t))
    t.expectOp(')')
    return inner
  }
  if (t.accept('LATERAL')) {
    const query = parseParenthesisedQuery(t)
    const { alias, columns } = parseDerivedAlias(t)
    return { kind: 'derived', query, alias, columns, lateral: true, start, end: t.lastEnd }
  }
  if (t.isWord('JSON_TABLE') && t.peek() === '(') return parseJsonTable(t)
  if (t.isOp('{')) {
    t.next()
    t.expect('OJ')
    const inner = parseTableReferences(t)
    t.expectOp('}')
    return inner
  }
  const first = t.kind === Kind.Word && t.word === 'VALUES' ? undefined : t.name()
  if (first === undefined) throw t.error()
  const second = t.acceptOp('.') ? t.nameAfterPoint() : undefined
  const [database, name] = second === undefined ? [undefined, first] : [first, second]
  if (t.isOp('(')) {
    t.next()
    const args = t.isOp(')') ? [] : t.commaList(() => parseExpression(t))
    t.expectOp(')')
    return { kind: 'tableFunction', database, name: name.toLowerCase(), args, alias: tableAlias(t), start, end: t.lastEnd }
  }
  if (t.accept('PARTITION')) t.list(() => t.name())
  let asOf
  if (t.isWord('AS') && t.peek() === 'OF') {
    t.next()
    t.next()
    asOf = parseExpression(t)
  }
  const alias = tableAlias(t)
  parseIndexHints(t)
  return { kind: 'table', database, name, asOf, alias, start, end: t.lastEnd }
}

/** A table's name without alias, for DDL and DML targets. */
export function parseTableName(t: TokenStream): TableName {
  const { start } = t
  const first = t.name()
  if (t.acceptOp('.')) return { kind: 'table', database: first, name: t.nameAfterPoint(), start, end: t.lastEnd }
  return { kind: 'table', name: first, start, end: t.lastEnd }
}

export function tableAlias(t: TokenStream): string | undefined {
  if (t.accept('AS')) return t.name()
  return t.isWord('SET') || t.isWord('OJ') ? undefined : t.tryName()
}

function parseDerivedAlias(t: TokenStream): { alias: string; columns: string[] | undefined } {
  t.accept('AS')
  const alias = t.name()
  return { alias, columns: t.isOp('(') ? t.list(() => t.name()) : undefined }
}

function parseIndexHints(t: TokenStream): void {
  while ((t.isWord('USE') || t.isWord('FORCE') || t.isWord('IGNORE')) && (t.peek() === 'INDEX' || t.peek() === 'KEY')) {
    t.next()
    t.next()
    if (t.accept('FOR')) {
      if (!t.accept('JOIN')) {
        if (!t.acceptAll('ORDER', 'BY')) t.acceptAll('GROUP', 'BY')
      }
    }
    t.expectOp('(')
    if (!t.isOp(')')) t.commaList(() => t.accept('PRIMARY') || t.name())
    t.expectOp(')')
    t.acceptOp(',')
  }
}

function parseJsonTable(t: TokenStream): TableReference {
  const { start } = t
  t.next()
  t.expectOp('(')
  const document = parseExpression(t)
  t.expectOp(',')
  const path = t.string()
  const columns = parseJsonColumns(t)
  t.expectOp(')')
  t.accept('AS')
  const alias = t.name()
  return { kind: 'jsonTable', document, path, columns, alias, start, end: t.lastEnd }
}

function parseJsonColumns(t: TokenStream): JsonTableColumn[] {
  t.expect('COLUMNS')
  return t.list(() => {
    if (t.accept('NESTED')) {
      t.accept('PATH')
      const path = t.string()
      return { kind: 'nested', path, columns: parseJsonColumns(t) }
    }
    const name = t.name()
    if (t.acceptAll('FOR', 'ORDINALITY')) return { kind: 'ordinality', name }
    const type = parseTypeName(t)
    const exists = t.accept('EXISTS')
    t.expect('PATH')
    const path = t.string()
    let onEmpty: JsonTableAction | undefined
    let onError: JsonTableAction | undefined
    while (t.isWord('NULL') || t.isWord('ERROR') || t.isWord('DEFAULT')) {
      let action: JsonTableAction
      if (t.accept('DEFAULT')) action = { action: 'default', value: t.string() }
      else {
        action = { action: t.isWord('NULL') ? 'null' : 'error' }
        t.next()
      }
      t.expect('ON')
      if (t.accept('EMPTY')) onEmpty = action
      else {
        t.expect('ERROR')
        onError = action
      }
    }
    return { kind: 'path', name, type, path, exists, onEmpty, onError }
  })
}
