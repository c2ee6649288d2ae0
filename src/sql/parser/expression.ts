import type { BinaryOperator, Expression, OrderItem } from './ast.ts'
import { Kind } from './lexer.ts'
import { parsePrimary } from './primary.ts'
import { parseParenthesisedQuery, startsQuery } from './query.ts'
import type { TokenStream } from './token-stream.ts'

/**
 * Expressions by MySQL's precedence (sql_yacc.yy: expr, bool_pri, predicate, bit_expr, simple_expr):
 * `:=`, OR, XOR, AND, NOT, comparison and IS, predicates, `|`, `&`, shifts, sums, products, `^`, unary.
 */
export function parseExpression(t: TokenStream): Expression {
  return t.nested(() => parseOr(t))
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right, start: left.start, end: right.end }
}

function parseOr(t: TokenStream): Expression {
  let left = parseXor(t)
  while (t.isWord('OR') || (t.isOp('||') && !t.modes.pipesAsConcat)) {
    t.next()
    left = binary('or', left, parseXor(t))
  }
  return left
}

function parseXor(t: TokenStream): Expression {
  let left = parseAnd(t)
  while (t.accept('XOR')) left = binary('xor', left, parseAnd(t))
  return left
}

function parseAnd(t: TokenStream): Expression {
  let left = parseNot(t)
  while (t.isWord('AND') || t.isOp('&&')) {
    t.next()
    left = binary('and', left, parseNot(t))
  }
  return left
}

function parseNot(t: TokenStream): Expression {
  if (!t.isWord('NOT')) return parseComparison(t)
  const { start } = t
  t.next()
  const operand = t.nested(() => parseNot(t))
  return { kind: 'unary', operator: 'not', operand, start, end: operand.end }
}

const COMPARISONS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['=', '='], ['<=>', '<=>'], ['<', '<'], ['<=', '<='], ['>', '>'], ['>=', '>='], ['<>', '<>'], ['!=', '<>'],
] as const)

function parseComparison(t: TokenStream): Expression {
  let left = parsePredicate(t)
  for (;;) {
    if (t.isWord('IS')) {
      t.next()
      const negated = t.accept('NOT')
      const test = t.word
      if (t.kind !== Kind.Word || !['NULL', 'TRUE', 'FALSE', 'UNKNOWN'].includes(test)) throw t.error()
      t.next()
      left = { kind: 'is', operand: left, test: test.toLowerCase() as 'null', negated, start: left.start, end: t.lastEnd }
      continue
    }
    const operator = t.kind === Kind.Operator ? COMPARISONS.get(t.word) : undefined
    if (operator === undefined) return left
    t.next()
    if (t.isWord('ANY') || t.isWord('SOME') || t.isWord('ALL')) {
      const quantifier = t.isWord('ALL') ? 'all' : 'any'
      t.next()
      const query = parseParenthesisedQuery(t)
      left = { kind: 'quantified', operator, quantifier, left, query, start: left.start, end: t.lastEnd }
    } else left = binary(operator, left, parsePredicate(t))
  }
}

function parsePredicate(t: TokenStream): Expression {
  const operand = parseBits(t)
  if (t.kind !== Kind.Word) return operand
  const negated = t.isWord('NOT') && ['IN', 'BETWEEN', 'LIKE', 'REGEXP', 'RLIKE'].includes(t.peek())
  if (negated) t.next()
  const { start } = operand
  switch (t.word) {
    case 'IN': {
      t.next()
      t.expectOp('(')
      if (startsQuery(t)) {
        t.back(t.mark() - 1)
        const query = parseParenthesisedQuery(t)
        return { kind: 'in', operand, query, negated, start, end: t.lastEnd }
      }
      const list = t.commaList(() => parseExpression(t))
      t.expectOp(')')
      return { kind: 'in', operand, list, negated, start, end: t.lastEnd }
    }
    case 'BETWEEN': {
      t.next()
      const low = parseBits(t)
      t.expect('AND')
      const high = t.nested(() => parsePredicate(t))
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

/** Binding strength of the operators of bit_expr; higher binds tighter. */
const STRENGTH: Readonly<Record<string, number>> = { '|': 1, '&': 2, '<<': 3, '>>': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, DIV: 5, MOD: 5, '^': 6 }

function parseBits(t: TokenStream, least = 1): Expression {
  let left = parseUnary(t)
  for (;;) {
    if (t.kind !== Kind.Operator && t.kind !== Kind.Word) return left
    const strength = STRENGTH[t.word]
    if (strength === undefined || strength < least) return left
    const operator = t.word === 'DIV' ? 'div' : t.word === 'MOD' ? '%' : (t.word as BinaryOperator)
    t.next()
    left = binary(operator, left, parseBits(t, strength + 1))
  }
}

function parseUnary(t: TokenStream): Expression {
  const { start } = t
  if (t.kind === Kind.Operator && (t.word === '-' || t.word === '+' || t.word === '~' || t.word === '!')) {
    const operator = t.word as '-'
    t.next()
    const operand = t.nested(() => parseUnary(t))
    // -5 is one literal, so that -9223372036854775808 is a BIGINT.
    if (operator === '-' && operand.kind === 'literal' && t.text.charCodeAt(operand.start) !== 45) {
      if (operand.type === 'integer' && operand.value !== 0) return { ...operand, value: normal(-BigInt(operand.value)), start }
      if (operand.type === 'decimal') return { ...operand, text: `-${operand.text}`, start }
      if (operand.type === 'float') return { ...operand, value: -operand.value, start }
    }
    return { kind: 'unary', operator, operand, start, end: operand.end }
  }
  if (t.isWord('BINARY')) {
    t.next()
    const operand = t.nested(() => parseUnary(t))
    return { kind: 'unary', operator: 'binary', operand, start, end: operand.end }
  }
  let operand = parsePrimary(t)
  for (;;) {
    if (t.isOp('||')) {
      if (!t.modes.pipesAsConcat) return operand
      t.next()
      operand = binary('||', operand, parsePrimary(t))
    } else if (t.isWord('COLLATE')) {
      t.next()
      const collation = t.wordOrString()
      operand = { kind: 'collate', operand, collation: collation.toLowerCase(), start, end: t.lastEnd }
    } else if (t.isOp('->') || t.isOp('->>')) {
      const operator = t.word as '->'
      t.next()
      operand = binary(operator, operand, parsePrimary(t))
    } else return operand
  }
}

function normal(v: bigint): number | bigint {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}

/** `a, b DESC`. */
export function parseOrderItems(t: TokenStream): OrderItem[] {
  return t.commaList(() => {
    const expression = parseExpression(t)
    const descending = t.accept('DESC')
    if (!descending) t.accept('ASC')
    return { expression, descending }
  })
}
