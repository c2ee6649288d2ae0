import type { Expression, QueryExpression, QueryTail, Select, SelectItem, WindowSpecification, With } from './ast.ts'
import { parseVariableName } from './compound.ts'
import { parseExpression, parseOrderItems } from './expression.ts'
import { parseWindow } from './function-call.ts'
import { Kind } from './lexer.ts'
import { parseFileFormat } from './load-data.ts'
import { parseTableReferences } from './table-reference.ts'
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

const NO_TAIL: QueryTail = { with: undefined, orderBy: [], limit: undefined, offset: undefined }

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
    const name = t.name()
    const star: SelectItem = { expression: { kind: 'star', start, end: t.lastEnd }, text: '*', start, end: t.lastEnd }
    return {
      kind: 'select', distinct: false, items: [star], from: { kind: 'table', name, start, end: t.lastEnd }, groupBy: [], rollup: false,
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
  if (t.accept('LIMIT')) {
    limit = parseExpression(t)
    if (t.acceptOp(',')) {
      offset = limit
      limit = parseExpression(t)
    } else if (t.accept('OFFSET')) offset = parseExpression(t)
  }
  let into = tryInto(t)
  while (t.accept('FOR')) {
    if (!t.accept('UPDATE')) t.expect('SHARE')
    if (t.accept('OF')) t.commaList(() => t.name())
    if (!t.accept('NOWAIT')) t.acceptAll('SKIP', 'LOCKED')
  }
  if (t.word === 'LOCK') t.acceptAll('LOCK', 'IN', 'SHARE', 'MODE')
  into = tryInto(t) ?? into
  if (orderBy.length === 0 && limit === undefined && withClause === undefined && into === undefined) return query
  const own = query.orderBy.length > 0 || query.limit !== undefined || query.with !== undefined || (into !== undefined && query.kind !== 'select')
  if (own) {
    // `(SELECT … LIMIT 3) ORDER BY x`: the inner tail is applied first.
    const start = query.start
    const star: SelectItem = { expression: { kind: 'star', start, end: start }, text: '*', start, end: start }
    return {
      kind: 'select', distinct: false, items: [star],
      from: { kind: 'derived', query, alias: '', lateral: false, start, end: query.end },
      groupBy: [], rollup: false, windows: [], calcFoundRows: false, orderBy, limit, offset, with: withClause, ...into, start, end: t.lastEnd,
    }
  }
  // The query was made a moment ago, by this parser: nobody else has seen it yet.
  const whole: Mutable<QueryExpression> = query
  whole.orderBy = orderBy
  whole.limit = limit
  whole.offset = offset
  whole.with = withClause
  whole.end = t.lastEnd
  if (whole.kind === 'select' && into !== undefined) {
    whole.into = into.into
    whole.intoFile = into.intoFile
  }
  return query
}

/** Where a query's rows go instead of to the client. */
type Into = Pick<Select, 'into' | 'intoFile'>

/** `INTO @a, b`, `INTO OUTFILE 'path' …`, `INTO DUMPFILE 'path'`; nothing where no INTO stands. */
function tryInto(t: TokenStream): Into | undefined {
  if (t.word !== 'INTO') return undefined
  t.next()
  if (t.accept('DUMPFILE')) return { intoFile: { path: t.string(), dump: true, format: { optionallyEnclosed: false } } }
  if (t.accept('OUTFILE')) {
    const path = t.string()
    return { intoFile: { path, dump: false, format: parseFileFormat(t) } }
  }
  return { into: t.commaList(() => parseVariableName(t)) }
}

export function parseWith(t: TokenStream): With {
  t.expect('WITH')
  const recursive = t.accept('RECURSIVE')
  const tables = t.commaList(() => {
    const name = t.name()
    const columns = t.isOp('(') ? t.list(() => t.name()) : undefined
    t.expect('AS')
    return { name, columns, query: parseParenthesisedQuery(t) }
  })
  return { recursive, tables }
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
      t.accept('SQL_BIG_RESULT') || t.accept('SQL_BUFFER_RESULT') || t.accept('SQL_NO_CACHE'))) break
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
  into = tryInto(t) ?? into
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
