import type { Expression, Literal } from './ast.ts'
import { parse, type ParserModes } from './parser.ts'

/** The tree of an expression in few characters, every operation in parentheses: `a + b * 2` is `(+ a (* b 2))`. */
export function shape(e: Expression): string {
  switch (e.kind) {
    case 'literal': return literalShape(e)
    case 'column': return [e.database, e.table, e.name].filter((p) => p !== undefined).join('.')
    case 'star': return e.table === undefined ? '*' : `${e.table}.*`
    case 'parameter': return `?${e.index}`
    case 'userVariable': return `@${e.name}`
    case 'systemVariable': return `@@${e.scope === undefined ? '' : `${e.scope}.`}${e.name}`
    case 'assignment': return `(:= @${e.variable} ${shape(e.value)})`
    case 'unary': return `(${e.operator} ${shape(e.operand)})`
    case 'binary': return `(${e.operator} ${shape(e.left)} ${shape(e.right)})`
    case 'between': return `(${e.negated ? 'not ' : ''}between ${shape(e.operand)} ${shape(e.low)} ${shape(e.high)})`
    case 'in': return `(${e.negated ? 'not ' : ''}in ${shape(e.operand)} ${e.list?.map(shape).join(' ') ?? 'query'})`
    case 'like': return `(${e.negated ? 'not ' : ''}like ${shape(e.operand)} ${shape(e.pattern)}${e.escape === undefined ? '' : ` escape ${shape(e.escape)}`})`
    case 'is': return `(is${e.negated ? ' not' : ''} ${shape(e.operand)} ${e.test})`
    case 'call': return `${e.name}(${e.distinct ? 'distinct ' : ''}${e.args.map(shape).join(' ')})`
    case 'case': {
      const branches = e.branches.map((b) => ` when ${shape(b.when)} then ${shape(b.then)}`).join('')
      return `(case${e.operand === undefined ? '' : ` ${shape(e.operand)}`}${branches}${e.otherwise === undefined ? '' : ` else ${shape(e.otherwise)}`})`
    }
    case 'cast': {
      const { name, numbers, charset } = e.type
      const type = `${name}${numbers.length === 0 ? '' : `(${numbers.join()})`}${charset === undefined ? '' : ` ${charset}`}`
      return `(cast ${shape(e.operand)} ${e.using === undefined ? type : `using ${e.using}`})`
    }
    case 'exists': return '(exists query)'
    case 'subquery': return '(query)'
    case 'row': return `(row ${e.items.map(shape).join(' ')})`
    case 'interval': return `(interval ${shape(e.value)} ${e.unit})`
    case 'quantified': return `(${e.operator} ${e.quantifier} ${shape(e.left)} query)`
    case 'match': return `(match ${e.columns.map(shape).join(' ')} against ${shape(e.against)} ${e.mode})`
    case 'default': return e.column === undefined ? 'default' : `default(${e.column})`
    case 'collate': return `(collate ${shape(e.operand)} ${e.collation})`
  }
}

function literalShape(e: Literal): string {
  switch (e.type) {
    case 'null': return 'null'
    case 'boolean': return String(e.value)
    case 'integer': return String(e.value)
    case 'decimal': return `${e.text}m`
    case 'float': return `${e.value}f`
    case 'string': return `${e.charset === undefined ? '' : `_${e.charset}`}${JSON.stringify(e.value)}`
    case 'bytes': return `${e.charset === undefined ? '' : `_${e.charset} `}${e.notation}:${[...e.value].map((b) => b.toString(16).padStart(2, '0')).join('')}`
    default: return `${e.type}:${e.value}`
  }
}

/** The shape of an expression's source. */
export function shapeOf(source: string, modes: ParserModes = {}): string {
  const statement = parse(`select ${source}`, modes)
  if (statement.kind !== 'query' || statement.query.kind !== 'select') throw new Error(`no expression: ${source}`)
  return statement.query.items.map((i) => shape(i.expression)).join(', ')
}
