import type { Expression, FrameBoundClause, FunctionCall, OrderItem, WindowFrameClause, WindowSpecification } from './ast.ts'
import { parseBits, parseExpression, parseOrderItems } from './expression.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

export const INTERVAL_UNITS: ReadonlySet<string> = new Set([
  'MICROSECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'SECOND_MICROSECOND', 'MINUTE_MICROSECOND',
  'MINUTE_SECOND', 'HOUR_MICROSECOND', 'HOUR_SECOND', 'HOUR_MINUTE', 'DAY_MICROSECOND', 'DAY_SECOND', 'DAY_MINUTE', 'DAY_HOUR', 'YEAR_MONTH',
])

/** Functions that are written without parentheses too. */
const BARE: ReadonlySet<string> = new Set([
  'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'CURRENT_USER', 'LOCALTIME', 'LOCALTIMESTAMP', 'UTC_DATE', 'UTC_TIME', 'UTC_TIMESTAMP',
])

/** Reserved words that are functions when a parenthesis follows. */
const RESERVED_FUNCTIONS: ReadonlySet<string> = new Set([
  'IF', 'LEFT', 'RIGHT', 'REPLACE', 'REPEAT', 'INSERT', 'MOD', 'VALUES', 'DATABASE', 'SCHEMA', 'CHAR', 'INTERVAL', 'GROUPING', 'TRUNCATE', 'USER',
])

/** Aggregates take DISTINCT and windows. */
export function parseCall(t: TokenStream): Expression | undefined {
  const { start, word } = t
  if (t.id !== 0 && BARE.has(word)) {
    t.next()
    let args: Expression[] = []
    if (t.acceptOp('(')) {
      if (!t.isOp(')')) args = t.commaList(() => parseExpression(t))
      t.expectOp(')')
    }
    return { kind: 'call', name: word.toLowerCase(), args, start, end: t.lastEnd }
  }
  const plain = t.peek() === '('
  if (!plain) {
    // db.function(…)
    if (t.peek() === '.' && t.peek(3) === '(') {
      const mark = t.mark()
      const database = t.tryName()
      if (database !== undefined && t.acceptOp('.')) {
        const name = t.nameAfterPoint()
        if (t.isOp('(')) return { ...finishCall(t, name.toLowerCase(), start), database }
      }
      t.back(mark)
    }
    return undefined
  }
  const name = t.source().toLowerCase()
  if (RESERVED_FUNCTIONS.has(word)) t.next()
  else if (t.tryName() === undefined) return undefined
  if (word === '') return finishCall(t, name, start)
  switch (word) {
    case 'EXTRACT': return parseExtract(t, start)
    case 'TRIM': return parseTrim(t, start)
    case 'SUBSTRING':
    case 'SUBSTR':
    case 'MID': return parseSubstring(t, start)
    case 'POSITION': return parsePosition(t, start)
    case 'TIMESTAMPADD':
    case 'TIMESTAMPDIFF': return parseUnitFirst(t, word.toLowerCase(), start)
    case 'GET_FORMAT': return parseUnitFirst(t, 'get_format', start)
    case 'WEIGHT_STRING': {
      t.expectOp('(')
      const operand = parseExpression(t)
      if (t.accept('AS')) parseTypeName(t) // the length isn't looked at, as in Dolt
      t.expectOp(')')
      return { kind: 'call', name: 'weight_string', args: [operand], start, end: t.lastEnd }
    }
    default: return finishCall(t, name, start)
  }
}

function finishCall(t: TokenStream, name: string, start: number): FunctionCall {
  t.expectOp('(')
  let distinct = false
  let args: Expression[] = []
  let orderBy: OrderItem[] | undefined
  let separator: string | undefined
  let using: string | undefined
  if (!t.isOp(')')) {
    distinct = t.accept('DISTINCT')
    if (!distinct) t.accept('ALL')
    args = t.commaList(() => parseExpression(t))
    if (name === 'char' && t.accept('USING')) using = t.wordOrString().toLowerCase()
    if (t.acceptAll('ORDER', 'BY')) orderBy = parseOrderItems(t)
    if (t.accept('SEPARATOR')) separator = t.string()
  }
  t.expectOp(')')
  // The defaults, spelled out.
  if (name === 'nth_value' && (t.peek(2) === 'OVER' || t.peek(2) === 'RESPECT')) t.acceptPair('FROM', 'FIRST')
  t.acceptPair('RESPECT', 'NULLS')
  const over = t.accept('OVER') ? (t.isOp('(') ? parseWindow(t) : t.name()) : undefined
  return { kind: 'call', name, args, distinct: distinct || undefined, orderBy, separator, using, over, start, end: t.lastEnd }
}

/** `(w PARTITION BY … ORDER BY … ROWS …)`. */
export function parseWindow(t: TokenStream): WindowSpecification {
  t.expectOp('(')
  let base: string | undefined
  if (!t.isOp(')') && !t.isWord('PARTITION') && !t.isWord('ORDER') && !t.isWord('ROWS') && !t.isWord('RANGE')) base = t.name()
  const partitionBy = t.acceptAll('PARTITION', 'BY') ? t.commaList(() => parseExpression(t)) : []
  const orderBy = t.acceptAll('ORDER', 'BY') ? parseOrderItems(t) : []
  let frame: WindowFrameClause | undefined
  if (t.isWord('ROWS') || t.isWord('RANGE') || t.isWord('GROUPS')) {
    const unit = t.word.toLowerCase() as 'rows'
    t.next()
    if (t.accept('BETWEEN')) {
      const from = parseFrameBound(t)
      t.expect('AND')
      frame = { unit, start: from, end: parseFrameBound(t) }
    } else frame = { unit, start: parseFrameBound(t), end: { kind: 'currentRow' } }
  }
  t.expectOp(')')
  return { base, partitionBy, orderBy, frame }
}

function parseFrameBound(t: TokenStream): FrameBoundClause {
  if (t.acceptAll('CURRENT', 'ROW')) return { kind: 'currentRow' }
  if (t.accept('UNBOUNDED')) {
    if (t.accept('PRECEDING')) return { kind: 'unboundedPreceding' }
    t.expect('FOLLOWING')
    return { kind: 'unboundedFollowing' }
  }
  const offset = parseExpression(t)
  if (t.accept('PRECEDING')) return { kind: 'preceding', offset }
  t.expect('FOLLOWING')
  return { kind: 'following', offset }
}

function unitLiteral(t: TokenStream): Expression {
  const { start } = t
  if (t.kind !== Kind.Word) throw t.error()
  const value = t.source().toLowerCase().replace(/^sql_tsi_/, '')
  t.next()
  return { kind: 'literal', type: 'string', value, start, end: t.lastEnd }
}

/** EXTRACT(unit FROM x) becomes extract('unit', x). */
function parseExtract(t: TokenStream, start: number): Expression {
  t.expectOp('(')
  const unit = unitLiteral(t)
  t.expect('FROM')
  const value = parseExpression(t)
  t.expectOp(')')
  return { kind: 'call', name: 'extract', args: [unit, value], start, end: t.lastEnd }
}

/** TIMESTAMPDIFF(unit, a, b): the unit becomes a string. */
function parseUnitFirst(t: TokenStream, name: string, start: number): Expression {
  t.expectOp('(')
  const args = [unitLiteral(t)]
  while (t.acceptOp(',')) args.push(parseExpression(t))
  t.expectOp(')')
  return { kind: 'call', name, args, start, end: t.lastEnd }
}

/** TRIM(LEADING x FROM y) becomes trim(y, 'x', 'leading'). */
function parseTrim(t: TokenStream, start: number): Expression {
  t.expectOp('(')
  let side: 'leading' | 'trailing' | 'both' = 'both'
  const at = t.start
  const explicit = t.isWord('LEADING') || t.isWord('TRAILING') || t.isWord('BOTH')
  if (explicit) {
    side = t.word.toLowerCase() as 'both'
    t.next()
  }
  const sideLiteral: Expression = { kind: 'literal', type: 'string', value: side, start: at, end: t.lastEnd }
  const space: Expression = { kind: 'literal', type: 'string', value: ' ', start: at, end: at }
  let args: Expression[]
  if (explicit && t.accept('FROM')) args = [parseExpression(t), space, sideLiteral]
  else {
    const first = parseExpression(t)
    args = t.accept('FROM') ? [parseExpression(t), first, sideLiteral] : explicit ? [first, space, sideLiteral] : [first]
  }
  t.expectOp(')')
  return { kind: 'call', name: 'trim', args, start, end: t.lastEnd }
}

/** SUBSTRING(x FROM a FOR b) becomes substring(x, a, b). */
function parseSubstring(t: TokenStream, start: number): Expression {
  t.expectOp('(')
  const args = [parseExpression(t)]
  if (t.accept('FROM')) {
    args.push(parseExpression(t))
    if (t.accept('FOR')) args.push(parseExpression(t))
  } else while (t.acceptOp(',')) args.push(parseExpression(t))
  t.expectOp(')')
  return { kind: 'call', name: 'substring', args, start, end: t.lastEnd }
}

/** POSITION(a IN b) becomes locate(a, b). */
function parsePosition(t: TokenStream, start: number): Expression {
  t.expectOp('(')
  const needle = parseBits(t) // a full expression would take IN for itself
  t.expect('IN')
  const text = parseExpression(t)
  t.expectOp(')')
  return { kind: 'call', name: 'locate', args: [needle, text], start, end: t.lastEnd }
}

