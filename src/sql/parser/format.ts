import type { Expression, Literal } from './ast.ts'

/**
 * An expression as Dolt keeps it in schemas (CHECK, DEFAULT, generated columns): names in backquotes, operations in
 * parentheses. Source: go-mysql-server's String methods, as read from schemas that Dolt wrote.
 */
export function formatExpression(e: Expression): string {
  switch (e.kind) {
    case 'literal': return formatLiteral(e)
    case 'column': return quoteName(e.name)
    case 'unary':
      if (e.operator === 'not' || e.operator === '!') return `(NOT(${formatExpression(e.operand)}))`
      if (e.operator === 'binary') return `binary ${formatExpression(e.operand)}`
      return `${e.operator}${formatExpression(e.operand)}`
    case 'binary': return formatBinary(e.operator, formatExpression(e.left), formatExpression(e.right))
    case 'between': {
      const text = `(${formatExpression(e.operand)} BETWEEN ${formatExpression(e.low)} AND ${formatExpression(e.high)})`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'in': {
      const list = (e.list ?? []).map((i) => formatExpression(i)).join(', ')
      const text = `(${formatExpression(e.operand)} IN (${list}))`
      return e.negated ? `(NOT(${text}))` : text
    }
    case 'like': {
      const text = `${formatExpression(e.operand)} LIKE ${formatExpression(e.pattern)}`
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
      return `CASE${e.operand === undefined ? '' : ` ${formatExpression(e.operand)}`}${branches}${otherwise} END`
    }
    case 'cast': return `convert(${formatExpression(e.operand)}, ${e.type.name.toLowerCase()}${e.type.numbers.length > 0 ? `(${e.type.numbers.join(',')})` : ''})`
    case 'interval': return `INTERVAL ${formatExpression(e.value)} ${e.unit.toUpperCase()}`
    case 'row': return `(${e.items.map((i) => formatExpression(i)).join(', ')})`
    case 'collate': return `${formatExpression(e.operand)} COLLATE ${e.collation}`
    case 'systemVariable': return `@@${e.name}`
    case 'userVariable': return `@${e.name}`
    default: return `(${e.kind})`
  }
}

const WORDS: Readonly<Record<string, string>> = { and: 'AND', or: 'OR', xor: 'XOR', div: 'div', regexp: 'REGEXP', '<>': '=' }

function formatBinary(operator: string, left: string, right: string): string {
  if (operator === '<>') return `(NOT((${left} = ${right})))`
  if (operator === 'not regexp') return `(NOT((${left} REGEXP ${right})))`
  return `(${left} ${WORDS[operator] ?? operator} ${right})`
}

function formatCall(name: string, args: readonly Expression[]): string {
  if (name === 'current_timestamp' || name === 'now' || name === 'localtime' || name === 'localtimestamp') {
    return args.length === 0 ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${formatExpression(args[0])})`
  }
  return `${name}(${args.map((a) => formatExpression(a)).join(',')})`
}

function formatLiteral(e: Literal): string {
  switch (e.type) {
    case 'null': return 'NULL'
    case 'boolean': return e.value ? 'true' : 'false'
    case 'integer':
    case 'float': return String(e.value)
    case 'decimal': return e.text
    case 'string': return quoteText(e.value)
    case 'bytes': return `0x${[...e.value].map((b) => b.toString(16).padStart(2, '0')).join('')}`
    default: return `${e.type.toUpperCase()} ${quoteText(e.value)}`
  }
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A column's DEFAULT as the schema keeps it: literals as they are, anything else in parentheses. */
export function formatDefault(e: Expression, isTemporalNow: boolean): string {
  if (e.kind === 'literal') return e.type === 'boolean' ? (e.value ? '1' : '0') : formatExpression(e)
  if (e.kind === 'unary' && e.operator === '-' && e.operand.kind === 'literal') return formatExpression(e)
  if (isTemporalNow) return formatExpression(e)
  return `(${formatExpression(e)})`
}
