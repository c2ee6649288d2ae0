import type {
  DerivedTable, Expression, IndexHint, JoinedTable, JsonTableAction, JsonTableColumn, QueryExpression, TableName, TableReference,
} from './ast.ts'
import { parseBits, parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { atSetOperation, continueQuery, parseParenthesisedQuery, parseQuery } from './query.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** `a, b JOIN c ON …`: a comma is an inner join that binds less than JOIN. */
export function parseTableReferences(t: TokenStream): TableReference {
  return continueTableReferences(t, parseJoins(t))
}

function continueTableReferences(t: TokenStream, first: TableReference): TableReference {
  let left = first
  while (t.acceptOp(',')) {
    const right = t.operand(parseJoins)
    left = { kind: 'join', join: 'inner', natural: false, straight: false, left, right, start: left.start, end: right.end }
  }
  return left
}

/** A table in a chain of joins whose ON clauses may come late, and how many joins of the chain it holds along its left side. */
interface Operand {
  readonly table: TableReference
  readonly spine: number
}

/**
 * `a JOIN b ON …`, `a JOIN b JOIN c ON … ON …`: an ON belongs to the last join that has none. Inner joins that get none
 * take what stands left of them for their left side. Source: MySQL's sql_yacc.yy, joined_table and PT_cross_join.
 */
function parseJoins(t: TokenStream, first = parseFactor(t)): TableReference {
  const operands: Operand[] = [{ table: first, spine: 0 }]
  const open: JoinWords[] = []
  for (;;) {
    const conditional = open.length > 0
    if (conditional && (t.word === 'ON' || t.word === 'USING')) {
      const on = t.accept('ON') ? parseExpression(t) : undefined
      const using = on === undefined ? (t.next(), t.list(() => t.name())) : undefined
      const right = operands.pop()!
      const left = operands.pop()!
      const table: JoinedTable = {
        kind: 'join', ...open.pop()!, left: left.table, right: right.table, on, using, start: left.table.start, end: t.lastEnd,
      }
      operands.push({ table, spine: left.spine + 1 })
      continue
    }
    const join = parseJoinWords(t)
    if (join === undefined) break
    const right = t.operand(parseFactor)
    if (join.natural) {
      const left = operands.pop()!
      operands.push({ table: { kind: 'join', ...join, left: left.table, right, start: left.table.start, end: t.lastEnd }, spine: left.spine + 1 })
    } else {
      open.push(join)
      operands.push({ table: right, spine: 0 })
    }
  }
  let { table } = operands[0]
  for (let i = 0; i < open.length; i++) {
    if (open[i].join !== 'inner') throw t.error()
    table = joinLeftmost(table, open[i], operands[i + 1].table, operands[i + 1].spine)
  }
  return table
}

/** Joins `left` to the leftmost table of the `spine` joins of `right`. */
function joinLeftmost(left: TableReference, words: JoinWords, right: TableReference, spine: number): TableReference {
  const joins: JoinedTable[] = []
  let leaf = right
  for (let i = 0; i < spine && leaf.kind === 'join'; i++) {
    joins.push(leaf)
    leaf = leaf.left
  }
  let table: TableReference = { kind: 'join', ...words, left, right: leaf, start: left.start, end: leaf.end }
  for (let i = joins.length - 1; i >= 0; i--) table = { ...joins[i], left: table, start: left.start }
  return table
}

interface JoinWords {
  readonly join: JoinedTable['join']
  readonly natural: boolean
  readonly straight: boolean
}

function parseJoinWords(t: TokenStream): JoinWords | undefined {
  switch (t.word) {
    case 'STRAIGHT_JOIN':
      t.next()
      return { join: 'inner', natural: false, straight: true }
    case 'FULL':
    case 'NATURAL': case 'LEFT': case 'RIGHT': case 'INNER': case 'CROSS': case 'JOIN': break
    default: return undefined
  }
  const natural = t.accept('NATURAL')
  let join: JoinedTable['join'] = 'inner'
  if (t.word === 'LEFT' || t.word === 'RIGHT' || t.word === 'FULL') {
    join = t.word === 'LEFT' ? 'left' : t.word === 'RIGHT' ? 'right' : 'full'
    t.next()
    t.accept('OUTER')
  } else if (!t.accept('INNER')) t.accept('CROSS')
  t.expect('JOIN')
  return { join, natural, straight: false }
}

/** What stands in parentheses in FROM: a query, to which an alias must come, or tables. */
type Parenthesised = { readonly query: QueryExpression } | { readonly table: TableReference }

function parseParenthesised(t: TokenStream): Parenthesised {
  t.enter()
  t.expectOp('(')
  const result = parseInParentheses(t)
  t.expectOp(')')
  t.leave()
  return result
}

function parseInParentheses(t: TokenStream): Parenthesised {
  if (t.word === 'SELECT' || t.word === 'WITH' || t.word === 'VALUES' || t.word === 'TABLE') return { query: parseQuery(t) }
  if (t.word !== '(') return { table: parseTableReferences(t) }
  const { start } = t
  const inner = parseParenthesised(t)
  if ('table' in inner) return { table: continueTableReferences(t, parseJoins(t, inner.table)) }
  if (t.isOp(')') || atSetOperation(t)) return { query: continueQuery(t, inner.query) }
  return { table: continueTableReferences(t, parseJoins(t, derived(t, inner.query, start))) }
}

function derived(t: TokenStream, query: QueryExpression, start: number, lateral = false): DerivedTable {
  t.accept('AS')
  const alias = t.name()
  const columns = t.word === '(' ? t.list(() => t.name()) : undefined
  return { kind: 'derived', query, alias, columns, lateral, start, end: t.lastEnd }
}

function parseFactor(t: TokenStream): TableReference {
  const { start } = t
  if (t.word === '(') {
    const inner = parseParenthesised(t)
    return 'table' in inner ? inner.table : derived(t, inner.query, start)
  }
  if (t.accept('LATERAL')) return derived(t, parseParenthesisedQuery(t), start, true)
  if (t.isWord('JSON_TABLE') && t.peek() === '(') return parseJsonTable(t)
  if (t.isOp('{')) {
    t.next()
    t.expect('OJ')
    t.enter()
    const inner = parseTableReferences(t)
    t.leave()
    t.expectOp('}')
    return inner
  }
  let name = t.name()
  let database: string | undefined
  if (t.acceptOp('.')) {
    database = name
    name = t.nameAfterPoint()
  }
  if (t.isOp('(')) {
    t.next()
    const args = t.isOp(')') ? [] : t.commaList(() => parseExpression(t))
    t.expectOp(')')
    return { kind: 'tableFunction', database, name: name.toLowerCase(), args, alias: tableAlias(t), start, end: t.lastEnd }
  }
  const partitions = tryPartitions(t)
  const asOf = tryAsOf(t)
  const alias = tableAlias(t)
  const indexHints = t.word === 'USE' || t.word === 'FORCE' || t.word === 'IGNORE' ? parseIndexHints(t) : undefined
  return { kind: 'table', database, name, asOf, alias, partitions, indexHints, start, end: t.lastEnd }
}

/** A table's name without alias, for DDL and DML targets. */
export function parseTableName(t: TokenStream): TableName {
  const { start } = t
  const first = t.name()
  if (t.acceptOp('.')) return { kind: 'table', database: first, name: t.nameAfterPoint(), start, end: t.lastEnd }
  return { kind: 'table', name: first, start, end: t.lastEnd }
}

/** Dolt: `AS OF revision`, also with the standard's `FOR SYSTEM_TIME` before it. */
export function tryAsOf(t: TokenStream): Expression | undefined {
  if (t.word === 'FOR' && (t.peek() === 'SYSTEM_TIME' || t.peek() === 'VERSION')) {
    t.next()
    t.next()
    if (!t.isWord('AS')) throw t.error()
  }
  return t.acceptPair('AS', 'OF') ? parseBits(t) : undefined
}

export function tableAlias(t: TokenStream): string | undefined {
  if (t.accept('AS')) return t.name()
  return t.word === 'FULL' && (t.peek() === 'OUTER' || t.peek() === 'JOIN') ? undefined : t.tryName()
}

/** `PARTITION (p, q)`. */
export function tryPartitions(t: TokenStream): string[] | undefined {
  return t.word === 'PARTITION' && t.accept('PARTITION') ? t.list(() => t.name()) : undefined
}

const HINTS: Readonly<Record<string, IndexHint['action'] | undefined>> = { USE: 'use', FORCE: 'force', IGNORE: 'ignore' }

function parseIndexHints(t: TokenStream): IndexHint[] {
  const hints: IndexHint[] = []
  for (;;) {
    const action = HINTS[t.word]
    if (action === undefined || (t.peek() !== 'INDEX' && t.peek() !== 'KEY')) return hints
    t.next()
    t.next()
    const use = t.accept('FOR') ? parseHintUse(t) : undefined
    t.expectOp('(')
    const indexes = t.isOp(')') ? [] : t.commaList(() => (t.accept('PRIMARY') ? 'PRIMARY' : t.name()))
    t.expectOp(')')
    hints.push({ action, for: use, indexes })
  }
}

function parseHintUse(t: TokenStream): IndexHint['for'] {
  if (t.accept('JOIN')) return 'join'
  if (t.acceptPair('ORDER', 'BY')) return 'order by'
  if (t.acceptPair('GROUP', 'BY')) return 'group by'
  throw t.error()
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
      t.enter()
      const columns = parseJsonColumns(t)
      t.leave()
      return { kind: 'nested', path, columns }
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
      if (t.accept('DEFAULT')) action = { action: 'default', value: t.kind === Kind.String ? t.string() : numberText(t) }
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

/** A number's digits, with its sign. */
function numberText(t: TokenStream): string {
  const sign = t.acceptOp('-') ? '-' : ''
  if (t.kind !== Kind.Integer && t.kind !== Kind.Decimal && t.kind !== Kind.Float) throw t.error()
  const digits = t.source()
  t.next()
  return sign + digits
}
