import type { Expression, LockingClause, QueryExpression, QueryTail, Select, SelectItem, WindowSpecification, With } from './ast.ts'
import { parseVariableName } from './compound.ts'
import { parseExpression, parseOrderItems } from './expression.ts'
import { parseWindow } from './function-call.ts'
import { Kind } from './lexer.ts'
import { parseFileFormat } from './load-data.ts'
import { parseName, parsePrimary } from './primary.ts'
import { parseTableName, parseTableReferences } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** True when a query begins here (behind any number of parentheses). */
export function startsQuery(t: TokenStream): boolean {
  let ahead = 0
  let { word } = t
  while (word === '(') word = t.peek(++ahead)
  if (word === 'VALUES') return t.peek(ahead + 1) === 'ROW'
  return word === 'SELECT' || word === 'WITH' || (word === 'TABLE' && ahead === 0)
}

/** `(query)`. */
export function parseParenthesisedQuery(t: TokenStream): QueryExpression {
  t.expectOp('(')
  const query = parseQuery(t)
  t.expectOp(')')
  return query
}

type Mutable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never

const NO_TAIL: QueryTail = { with: undefined, orderBy: [], limit: undefined, offset: undefined, locking: undefined }

/**
 * A whole query: WITH (unless the caller has read it), set operations, ORDER BY, LIMIT, locking. INTERSECT binds tighter
 * than UNION and EXCEPT.
 */
export function parseQuery(t: TokenStream, withAhead?: With): QueryExpression {
  const { height } = t
  t.height = 0
  t.enter()
  const withClause = withAhead ?? (t.word === 'WITH' ? parseWith(t) : undefined)
  const query = continueQuery(t, parseQueryTerm(t), withClause)
  t.leave()
  if (t.height < height) t.height = height
  return query
}

/** True where a query in parentheses goes on behind them: `(SELECT 1) UNION …`, `(SELECT 1) LIMIT 1`. */
export function atSetOperation(t: TokenStream): boolean {
  const { word } = t
  return word === 'UNION' || word === 'INTERSECT' || word === 'EXCEPT' || word === 'MINUS' || word === 'ORDER' || word === 'LIMIT'
}

/** The rest of a query behind its first term. */
export function continueQuery(t: TokenStream, first: QueryExpression, withClause?: With): QueryExpression {
  let query = parseIntersect(t, first)
  for (;;) {
    const operation = t.word === 'UNION' ? 'union' : t.word === 'EXCEPT' || t.word === 'MINUS' ? 'except' : undefined
    if (operation === undefined) return withTail(t, query, withClause)
    t.next()
    const all = setQuantifier(t)
    const right = t.operand(parseIntersect)
    query = { kind: 'setOperation', operation, all, left: query, right, ...NO_TAIL, start: query.start, end: right.end }
  }
}

function setQuantifier(t: TokenStream): boolean {
  if (t.accept('ALL')) return true
  t.accept('DISTINCT')
  return false
}

function parseIntersect(t: TokenStream, first = parseQueryTerm(t)): QueryExpression {
  let left = first
  while (t.accept('INTERSECT')) {
    const all = setQuantifier(t)
    const right = t.operand(parseQueryTerm)
    left = { kind: 'setOperation', operation: 'intersect', all, left, right, ...NO_TAIL, start: left.start, end: right.end }
  }
  return left
}

function parseQueryTerm(t: TokenStream): QueryExpression {
  if (t.isOp('(')) return parseParenthesisedQuery(t)
  const { start } = t
  if (t.accept('VALUES')) {
    const rows = t.commaList(() => {
      t.accept('ROW') // Dolt takes rows without it
      t.expectOp('(')
      const row = t.isOp(')') ? [] : t.commaList(() => parseExpression(t))
      t.expectOp(')')
      return row
    })
    return { kind: 'values', rows, ...NO_TAIL, start, end: t.lastEnd }
  }
  if (t.accept('TABLE')) {
    const from = parseTableName(t)
    const star: SelectItem = { expression: { kind: 'star', start, end: t.lastEnd }, text: '*', start, end: t.lastEnd }
    return {
      kind: 'select', distinct: false, items: [star], from, groupBy: [], rollup: false,
      windows: [], calcFoundRows: false, ...NO_TAIL, start, end: t.lastEnd,
    }
  }
  return parseSelect(t)
}

/** ORDER BY, LIMIT and locking clauses, put onto the query. */
function withTail(t: TokenStream, query: QueryExpression, withClause: With | undefined): QueryExpression {
  const orderBy = t.acceptPair('ORDER', 'BY') ? parseOrderItems(t) : []
  let limit: Expression | undefined
  let offset: Expression | undefined
  if (t.word === 'LIMIT') {
    const range = tryLimit(t)
    limit = range?.limit
    offset = range?.offset
  }
  let into = tryInto(t, query.kind === 'select' ? intoOf(query) : undefined)
  const locking = t.word === 'FOR' || t.word === 'LOCK' ? parseLocking(t) : undefined
  into = tryInto(t, into)
  if (orderBy.length === 0 && limit === undefined && withClause === undefined && into === undefined && locking === undefined) return query
  const own = query.orderBy.length > 0 || query.limit !== undefined || query.with !== undefined || (into !== undefined && query.kind !== 'select')
  if (own) {
    // `(SELECT … LIMIT 3) ORDER BY x`: the inner tail is applied first.
    const start = withClause?.start ?? query.start
    const star: SelectItem = { expression: { kind: 'star', start, end: start }, text: '*', start, end: start }
    return {
      kind: 'select', distinct: false, items: [star],
      from: { kind: 'derived', query, alias: '', lateral: false, start, end: query.end },
      groupBy: [], rollup: false, windows: [], calcFoundRows: false, orderBy, limit, offset, locking, with: withClause, ...into, start, end: t.lastEnd,
    }
  }
  // The query was made a moment ago, by this parser: nobody else has seen it yet.
  const whole: Mutable<QueryExpression> = query
  whole.orderBy = orderBy
  whole.limit = limit
  whole.offset = offset
  whole.locking = locking
  whole.with = withClause
  if (withClause !== undefined) whole.start = withClause.start
  whole.end = t.lastEnd
  if (whole.kind === 'select' && into !== undefined) {
    whole.into = into.into
    whole.intoFile = into.intoFile
  }
  return query
}

/** `LIMIT n`, `LIMIT offset, n`, `LIMIT n OFFSET offset`; undefined where none stands. */
export function tryLimit(t: TokenStream): Pick<QueryTail, 'limit' | 'offset'> | undefined {
  if (!t.accept('LIMIT')) return undefined
  const limit = parseRowCount(t)
  if (t.acceptOp(',')) return { offset: limit, limit: parseRowCount(t) }
  return { limit, offset: t.accept('OFFSET') ? parseRowCount(t) : undefined }
}

/** A whole number, a parameter, or a variable. */
function parseRowCount(t: TokenStream): Expression {
  const known = t.kind === Kind.Integer || t.kind === Kind.Parameter || t.kind === Kind.Word || t.kind === Kind.Quoted || t.kind === Kind.UserVariable
  if (!known) throw t.error()
  return t.kind === Kind.Word || t.kind === Kind.Quoted ? parseName(t) : parsePrimary(t)
}

/** `FOR UPDATE OF t SKIP LOCKED`, `LOCK IN SHARE MODE`. */
function parseLocking(t: TokenStream): LockingClause[] | undefined {
  if (t.acceptAll('LOCK', 'IN', 'SHARE', 'MODE')) return [{ strength: 'share' }]
  const clauses: LockingClause[] = []
  while (t.accept('FOR')) {
    const strength = t.accept('UPDATE') ? 'update' : 'share'
    if (strength === 'share') t.expect('SHARE')
    const of = t.accept('OF') ? t.commaList(() => t.name()) : undefined
    clauses.push({ strength, of, wait: t.accept('NOWAIT') ? 'nowait' : t.acceptPair('SKIP', 'LOCKED') ? 'skip locked' : undefined })
  }
  return clauses.length > 0 ? clauses : undefined
}

/** Where a query's rows go instead of to the client. */
type Into = Pick<Select, 'into' | 'intoFile'>

function intoOf({ into, intoFile }: Select): Into | undefined {
  return into === undefined && intoFile === undefined ? undefined : { into, intoFile }
}

/** `INTO @a, b`, `INTO OUTFILE 'path' …`, `INTO DUMPFILE 'path'`; nothing where no INTO stands. */
function tryInto(t: TokenStream, before?: Into): Into | undefined {
  if (t.word !== 'INTO') return before
  if (before !== undefined) throw t.error() // there is one INTO to a query
  t.next()
  if (t.accept('DUMPFILE')) return { intoFile: { path: t.string(), dump: true, format: { optionallyEnclosed: false } } }
  if (t.accept('OUTFILE')) {
    const path = t.string()
    return { intoFile: { path, dump: false, format: parseFileFormat(t) } }
  }
  return { into: t.commaList(() => parseVariableName(t)) }
}

export function parseWith(t: TokenStream): With {
  const { start } = t
  t.expect('WITH')
  const recursive = t.accept('RECURSIVE')
  const tables = t.commaList(() => {
    const name = t.name()
    const columns = t.isOp('(') ? t.list(() => t.name()) : undefined
    t.expect('AS')
    return { name, columns, query: parseParenthesisedQuery(t) }
  })
  return { recursive, tables, start, end: t.lastEnd }
}

function parseSelect(t: TokenStream): Select {
  const { start } = t
  t.expect('SELECT')
  let distinct = false
  let calcFoundRows = false
  for (;;) {
    if (t.accept('DISTINCT') || t.accept('DISTINCTROW')) distinct = true
    else if (t.accept('SQL_CALC_FOUND_ROWS')) calcFoundRows = true
    else if (!(t.accept('ALL') || t.accept('HIGH_PRIORITY') || t.accept('STRAIGHT_JOIN') || t.accept('SQL_SMALL_RESULT') ||
      t.accept('SQL_BIG_RESULT') || t.accept('SQL_BUFFER_RESULT') || t.accept('SQL_NO_CACHE') || t.accept('SQL_CACHE'))) break
  }
  const items = t.commaList(() => parseSelectItem(t))
  let into = tryInto(t)
  const from = t.accept('FROM') ? (t.accept('DUAL') ? undefined : parseTableReferences(t)) : undefined
  const where = t.accept('WHERE') ? parseExpression(t) : undefined
  let groupBy: Expression[] = []
  let rollup = false
  if (t.acceptPair('GROUP', 'BY')) {
    groupBy = parseOrderItems(t).map((o) => o.expression)
    rollup = t.acceptPair('WITH', 'ROLLUP')
  }
  const having = t.accept('HAVING') ? parseExpression(t) : undefined
  const windows: { name: string; specification: WindowSpecification }[] = []
  if (t.accept('WINDOW')) {
    windows.push(...t.commaList(() => {
      const name = t.name()
      t.expect('AS')
      return { name, specification: parseWindow(t) }
    }))
  }
  into = tryInto(t, into)
  return {
    kind: 'select', distinct, calcFoundRows, items, from, where, groupBy, rollup, having, windows, into: into?.into, intoFile: into?.intoFile,
    ...NO_TAIL, start, end: t.lastEnd,
  }
}

export function parseSelectItem(t: TokenStream): SelectItem {
  const { start } = t
  const expression = parseExpression(t)
  const end = t.lastEnd
  const text = t.text.slice(start, end)
  return { expression, alias: parseAlias(t), text, start, end }
}

/** `AS name`, `name`, `'name'`. */
export function parseAlias(t: TokenStream): string | undefined {
  if (t.accept('AS')) return t.kind === Kind.String ? t.string() : t.name()
  if (t.kind === Kind.String) return t.string()
  return t.tryName()
}
