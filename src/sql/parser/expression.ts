import type { BinaryOperator, Expression, OrderItem, QueryExpression } from './ast.ts'
import { byWord } from './keywords.ts'
import { Kind } from './lexer.ts'
import { parsePrimary } from './primary.ts'
import { atSetOperation, continueQuery, parseParenthesisedQuery, parseQuery } from './query.ts'
import type { TokenStream } from './token-stream.ts'

/**
 * Expressions by MySQL's precedence (sql_yacc.yy: expr, bool_pri, predicate, bit_expr, simple_expr):
 * `:=`, OR, XOR, AND, NOT, comparison and IS, predicates, `|`, `&`, shifts, sums, products, `^`, unary.
 */
export function parseExpression(t: TokenStream): Expression {
  const { height } = t
  t.height = 0
  t.enter()
  const expression = parseOr(t)
  t.leave()
  if (t.height < height) t.height = height
  return expression
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right, start: left.start, end: right.end }
}

function parseOr(t: TokenStream): Expression {
  const first = parseXor(t)
  return atOr(t) ? parseChain(t, 'or', first, atOr, parseXor) : first
}

function atOr(t: TokenStream): boolean {
  return t.word === 'OR' || (t.word === '||' && !t.modes.pipesAsConcat)
}

function parseXor(t: TokenStream): Expression {
  let left = parseAnd(t)
  while (t.accept('XOR')) left = binary('xor', left, t.operand(parseAnd))
  return left
}

function parseAnd(t: TokenStream): Expression {
  const first = parseNot(t)
  return atAnd(t) ? parseChain(t, 'and', first, atAnd, parseNot) : first
}

function atAnd(t: TokenStream): boolean {
  return t.word === 'AND' || t.word === '&&'
}

/** More operands of AND or OR than these make a balanced tree: programs write conditions of thousands. */
const LONG_CHAIN = 256

/** The operands behind the first of `a AND b AND …` or `a OR b OR …`. */
function parseChain(
  t: TokenStream, operator: 'and' | 'or', first: Expression, continues: (t: TokenStream) => boolean, operand: (t: TokenStream) => Expression,
): Expression {
  const operands = [first]
  let highest = t.height
  while (continues(t)) {
    t.next()
    t.height = 0
    operands.push(operand(t))
    if (t.height > highest) highest = t.height
  }
  t.height = highest
  const long = operands.length > LONG_CHAIN
  t.raise(long ? Math.ceil(Math.log2(operands.length)) : operands.length - 1)
  return long ? balanced(operator, operands, 0, operands.length) : operands.reduce((left, right) => binary(operator, left, right))
}

function balanced(operator: 'and' | 'or', operands: readonly Expression[], from: number, to: number): Expression {
  if (to - from === 1) return operands[from]
  const middle = (from + to) >>> 1
  return binary(operator, balanced(operator, operands, from, middle), balanced(operator, operands, middle, to))
}

function parseNot(t: TokenStream): Expression {
  if (t.word !== 'NOT' || t.modes.highNotPrecedence) return parseComparison(t)
  const { start } = t
  t.next()
  t.enter()
  const operand = parseNot(t)
  t.leave()
  return { kind: 'unary', operator: 'not', operand, start, end: operand.end }
}

const COMPARISON_OPERATORS: readonly BinaryOperator[] = ['=', '<=>', '<', '<=', '>', '>=', '<>']

/** By word id: the operator's place in `COMPARISON_OPERATORS`, counted from 1. */
const COMPARISONS = byWord({ '=': 1, '<=>': 2, '<': 3, '<=': 4, '>': 5, '>=': 6, '<>': 7, '!=': 7 })

function parseComparison(t: TokenStream): Expression {
  let left = parsePredicate(t)
  for (;;) {
    if (t.id === 0) return left
    if (t.word === 'IS') {
      t.next()
      const negated = t.accept('NOT')
      const test = t.accept('NULL') ? 'null' : t.accept('TRUE') ? 'true' : t.accept('FALSE') ? 'false' : t.accept('UNKNOWN') ? 'unknown' : undefined
      if (test === undefined) throw t.error()
      left = { kind: 'is', operand: left, test, negated, start: left.start, end: t.lastEnd }
      t.raise(1)
      continue
    }
    const comparison = COMPARISONS[t.id]
    if (comparison === 0) return left
    const operator = COMPARISON_OPERATORS[comparison - 1]
    t.next()
    if (t.word === 'ANY' || t.word === 'SOME' || t.word === 'ALL') {
      const quantifier = t.word === 'ALL' ? 'all' : 'any'
      t.next()
      const query = t.operand(parseParenthesisedQuery)
      left = { kind: 'quantified', operator, quantifier, left, query, start: left.start, end: t.lastEnd }
    } else left = binary(operator, left, t.operand(parsePredicate))
  }
}

function parsePredicate(t: TokenStream): Expression {
  const operand = parseBits(t)
  if (t.kind !== Kind.Word || t.id === 0) return operand
  const negated = t.word === 'NOT'
  if (negated) {
    const predicate = t.peek()
    if (predicate !== 'IN' && predicate !== 'BETWEEN' && predicate !== 'LIKE' && predicate !== 'REGEXP' && predicate !== 'RLIKE') return operand
    t.next()
  }
  const { start } = operand
  switch (t.word) {
    case 'IN': return parseIn(t, operand, negated)
    case 'BETWEEN': {
      t.next()
      const low = parseBits(t)
      t.expect('AND')
      t.enter()
      const high = parsePredicate(t)
      t.leave()
      return { kind: 'between', operand, low, high, negated, start, end: high.end }
    }
    case 'LIKE': {
      t.next()
      const pattern = parseBits(t)
      const escape = t.accept('ESCAPE') ? parsePrimary(t) : undefined
      return { kind: 'like', operand, pattern, escape, negated, start, end: t.lastEnd }
    }
    case 'REGEXP':
    case 'RLIKE': {
      t.next()
      return binary(negated ? 'not regexp' : 'regexp', operand, parseBits(t))
    }
    case 'SOUNDS':
      if (t.peek() !== 'LIKE') return operand
      t.next()
      t.next()
      return binary('sounds like', operand, parseBits(t))
    case 'MEMBER': {
      const mark = t.mark()
      t.next()
      t.accept('OF')
      if (!t.acceptOp('(')) {
        t.back(mark)
        return operand
      }
      const array = parseExpression(t)
      t.expectOp(')')
      return binary('member of', operand, array)
    }
    default: return operand
  }
}

/** Behind the operand (and NOT). */
function parseIn(t: TokenStream, operand: Expression, negated: boolean): Expression {
  const { start } = operand
  t.next()
  t.expectOp('(')
  let query: QueryExpression | undefined
  let list: Expression[] | undefined
  if (t.word === 'SELECT' || t.word === 'WITH' || t.word === 'TABLE' || (t.word === 'VALUES' && t.peek() === 'ROW')) query = parseQuery(t)
  else {
    list = [parseExpression(t)]
    const [first] = list
    // A subquery in parentheses of its own is the query, not a list of one value.
    if (first.kind === 'subquery' && (t.word === ')' || atSetOperation(t))) {
      query = continueQuery(t, first.query)
      list = undefined
    } else while (t.acceptOp(',')) list.push(parseExpression(t))
  }
  t.expectOp(')')
  return { kind: 'in', operand, list, query, negated, start, end: t.lastEnd }
}

/** Binding strength of the operators of bit_expr, by word id; higher binds tighter. */
const STRENGTH = byWord({ '|': 1, '&': 2, '<<': 3, '>>': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, DIV: 5, MOD: 5, '^': 6, '||': 7 })
const CONCATENATION = 7

/** An expression without comparisons, predicates and logic: MySQL's bit_expr. */
export function parseBits(t: TokenStream, least = 1): Expression {
  let left = parseUnary(t)
  for (;;) {
    const strength = STRENGTH[t.id]
    if (strength === 0 || strength < least || (strength === CONCATENATION && !t.modes.pipesAsConcat)) return left
    const operator = t.word === 'DIV' ? 'div' : t.word === 'MOD' ? '%' : (t.word as BinaryOperator)
    t.next()
    const { height } = t
    t.height = 0
    left = binary(operator, left, parseBits(t, strength + 1))
    if (t.height < height) t.height = height
    t.raise(1)
  }
}

/** Operators before their operand; NOT is one of them under HIGH_NOT_PRECEDENCE. */
const UNARY = byWord({ '-': 1, '+': 1, '~': 1, '!': 1, NOT: 2 })

/** A primary with the operators that bind tightest: signs, `!`, BINARY, COLLATE, `->`. */
function parseUnary(t: TokenStream): Expression {
  const unary = UNARY[t.id]
  if (unary === 1 || (unary === 2 && t.modes.highNotPrecedence)) return parseSigned(t)
  const { start } = t
  if (t.word === 'BINARY') {
    t.next()
    t.enter()
    const operand = parseUnary(t)
    t.leave()
    return { kind: 'unary', operator: 'binary', operand, start, end: operand.end }
  }
  let operand = parsePrimary(t)
  for (;;) {
    if (t.id === 0) return operand
    if (t.word === 'COLLATE') {
      t.next()
      const collation = t.wordOrString()
      operand = { kind: 'collate', operand, collation: collation.toLowerCase(), start, end: t.lastEnd }
      t.raise(1)
    } else if (t.word === '->' || t.word === '->>') {
      const operator = t.word
      t.next()
      operand = binary(operator, operand, t.operand(parsePrimary))
    } else return operand
  }
}

/** `-a`, `+a`, `~a`, `!a`, and NOT under HIGH_NOT_PRECEDENCE. */
function parseSigned(t: TokenStream): Expression {
  const { start } = t
  const operator = t.word === 'NOT' ? 'not' : (t.word as '-')
  t.next()
  t.enter()
  const operand = parseUnary(t)
  t.leave()
  // -5 is one literal, so that -9223372036854775808 is a BIGINT.
  if (operator === '-' && operand.kind === 'literal' && isNumberStart(t.text.charCodeAt(operand.start))) {
    if (operand.type === 'integer' && operand.value !== 0) return { ...operand, value: normal(-BigInt(operand.value)), start }
    if (operand.type === 'decimal') return { ...operand, text: `-${operand.text}`, start }
    if (operand.type === 'float') return { ...operand, value: -operand.value, start }
  }
  return { kind: 'unary', operator, operand, start, end: operand.end }
}

/** True for digits and the point: not for a number with a sign or parentheses of its own. */
function isNumberStart(c: number): boolean {
  return c >= 46 && c <= 57 && c !== 47
}

function normal(v: bigint): number | bigint {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}

/** `a, b DESC`. */
export function parseOrderItems(t: TokenStream): OrderItem[] {
  const items: OrderItem[] = []
  do {
    const expression = parseExpression(t)
    const descending = t.accept('DESC')
    if (!descending) t.accept('ASC')
    items.push({ expression, descending })
  } while (t.acceptOp(','))
  return items
}
