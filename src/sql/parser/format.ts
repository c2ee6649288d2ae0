import { OxbowError } from '../../error.ts'
import { generalNumber } from '../types/number-text.ts'
import type { BinaryOperator, Expression, Literal } from './ast.ts'
import { formatCall } from './format-call.ts'

/**
 * An expression as Dolt keeps it in schemas (CHECK, DEFAULT, generated columns): names in backquotes, operations in
 * parentheses. Source: what Dolt answered to SHOW CREATE TABLE.
 * @throws OxbowError 1235 for what can't be part of a schema.
 */
export function formatExpression(e: Expression): string {
  switch (e.kind) {
    case 'literal': return formatLiteral(e)
    case 'column': return quoteName(e.name)
    case 'unary':
      if (e.operator === 'not' || e.operator === '!') return `(NOT(${formatExpression(e.operand)}))`
      if (e.operator === 'binary') return `BINARY(${formatExpression(e.operand)})`
      return formatSigned(e.operator, formatExpression(e.operand))
    case 'binary': return formatBinary(e.operator, e.left, e.right)
    case 'between': {
      const text = `(${formatExpression(e.operand)} BETWEEN ${formatExpression(e.low)} AND ${formatExpression(e.high)})`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'in': {
      if (e.query !== undefined) throw notInSchemas()
      const list = (e.list ?? []).map((i) => formatExpression(i)).join(', ')
      const text = `(${formatExpression(e.operand)} IN (${list}))`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'like': {
      // Dolt leaves ESCAPE out, which changes what the pattern means.
      const escape = e.escape === undefined ? '' : ` ESCAPE ${formatExpression(e.escape)}`
      const text = `${formatExpression(e.operand)} LIKE ${formatExpression(e.pattern)}${escape}`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'is': {
      const test = e.test === 'unknown' ? 'NULL' : e.test.toUpperCase()
      const text = `${formatExpression(e.operand)} IS ${test}`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'call': return formatCall(e.name, e.args)
    case 'case': {
      const branches = e.branches.map((b) => ` WHEN ${formatExpression(b.when)} THEN ${formatExpression(b.then)}`).join('')
      const otherwise = e.otherwise === undefined ? '' : ` ELSE ${formatExpression(e.otherwise)}`
      return `CASE ${e.operand === undefined ? '' : formatExpression(e.operand)}${branches}${otherwise} END`
    }
    case 'cast':
      if (e.using !== undefined) return `CONVERT(${formatExpression(e.operand)} USING ${e.using})`
      return `convert(${formatExpression(e.operand)}, ${e.type.name.toLowerCase()}${e.type.numbers.length > 0 ? `(${e.type.numbers.join()})` : ''})`
    case 'interval': return `INTERVAL ${formatExpression(e.value)} ${e.unit.toUpperCase()}`
    case 'row': return `(${e.items.map((i) => formatExpression(i)).join(', ')})`
    case 'collate': return `${formatExpression(e.operand)} COLLATE ${e.collation}`
    case 'systemVariable': return `@@${e.name}`
    case 'userVariable': return `@${e.name}`
    default: throw notInSchemas()
  }
}

function notInSchemas(): OxbowError {
  return new OxbowError('NOT_SUPPORTED', "subqueries, parameters and assignments can't be part of an expression in a schema", {
    errno: 1235, sqlState: '42000',
  })
}

/** `+a` is a; two signs are kept apart, since `--` begins a comment in Dolt. */
function formatSigned(operator: string, operand: string): string {
  if (operator === '+') return operand
  return operand.startsWith('-') ? `${operator}(${operand})` : operator + operand
}

const WORDS: Readonly<Partial<Record<BinaryOperator, string>>> = { and: 'AND', or: 'OR', xor: 'XOR', div: 'div' }

/** TRUE and FALSE are numbers where they are compared. */
function compared(e: Expression): string {
  return e.kind === 'literal' && e.type === 'boolean' ? String(Number(e.value)) : formatExpression(e)
}

function formatBinary(operator: BinaryOperator, left: Expression, right: Expression): string {
  switch (operator) {
    case '<>': return `(NOT((${compared(left)} = ${compared(right)})))`
    case '=': case '<=>': case '<': case '<=': case '>': case '>=': return `(${compared(left)} ${operator} ${compared(right)})`
    case 'regexp': return formatCall('regexp_like', [left, right])
    case 'not regexp': return `(NOT(${formatCall('regexp_like', [left, right])}))`
    case '->': return formatCall('json_extract', [left, right])
    case '->>': return `json_unquote(${formatCall('json_extract', [left, right])})`
    case '||': return formatCall('concat', [left, right])
    default: return `(${formatExpression(left)} ${WORDS[operator] ?? operator} ${formatExpression(right)})`
  }
}

function formatLiteral(e: Literal): string {
  switch (e.type) {
    case 'null': return 'NULL'
    case 'boolean': return e.value ? 'true' : 'false'
    case 'integer': return String(e.value)
    case 'float': return generalNumber(e.value)
    case 'decimal': return formatDecimal(e.text)
    case 'string': return quoteText(e.value)
    case 'bytes': {
      const digits = [...e.value].map((b) => b.toString(16).padStart(2, '0')).join('')
      return e.notation === 'bit' ? String(BigInt(`0x0${digits}`)) : `0x${digits.toUpperCase()}`
    }
    case 'date':
    case 'time':
    case 'timestamp': return quoteText(e.value)
  }
}

/** `.5` is 0.5, `1.` is 1, and `007.50` is 7.50. */
function formatDecimal(text: string): string {
  const sign = text.startsWith('-') ? '-' : ''
  const [whole, fraction = ''] = text.slice(sign.length).split('.')
  return `${sign}${whole.replace(/^0+(?=.)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** The time of the statement as a default, or behind ON UPDATE. */
export function formatNow(e: Expression): string {
  const [digits] = e.kind === 'call' ? e.args : []
  return digits === undefined ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${formatExpression(digits)})`
}

/**
 * A column's DEFAULT as the schema keeps it: constants as they are, anything else (also a constant that stood in
 * parentheses) in parentheses.
 */
export function formatDefault(e: Expression, inParentheses: boolean, isTemporalNow: boolean): string {
  if (isTemporalNow) return formatNow(e)
  if (inParentheses) return `(${formatExpression(e)})`
  if (e.kind === 'literal') return e.type === 'boolean' ? String(Number(e.value)) : formatExpression(e)
  if (e.kind === 'unary' && (e.operator === '-' || e.operator === '+') && e.operand.kind === 'literal') return formatExpression(e)
  return `(${formatExpression(e)})`
}
