import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { bindCast } from '../functions/cast.ts'
import type { BoundFunction } from '../functions/function.ts'
import { bindCase } from '../functions/control.ts'
import { aggregateFunction, bindFunction, scalarFunction } from '../functions/registry.ts'
import type { Expression, FunctionCall, Literal } from '../parser/ast.ts'
import type { CallExpr, ColumnExpr, Expr, LiteralExpr } from '../plan/expression.ts'
import { bytesToInt } from '../types/convert.ts'
import { fromText } from '../types/decimal-math.ts'
import { charsetOf } from '../types/collation.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  BIGINT, BOOLEAN, DATE, DATETIME6, DOUBLE, LONGBLOB, LONGTEXT, NULL_TYPE, TIME, decimalType, integerLiteralType,
} from '../types/types.ts'
import type { Value } from '../value.ts'
import { bindAggregate, bindWindow, isWindowFunction } from './bind-aggregate.ts'
import { bindMatch } from './bind-match.ts'
import { bindExists, bindInSubquery, bindQuantified, bindRowSubquery, bindScalarSubquery } from './bind-subquery.ts'
import { type Binder, type CteScope, argument, literal } from './binder.ts'
import { columnAndLiteral, literalForColumn } from './coerce.ts'
import { type Block, unknownColumn } from './scope.ts'
import { sqlTypeOf } from './type-name.ts'

/** Where an expression stands: which names it sees and what it may hold. */
export interface ExpressionContext {
  readonly binder: Binder
  readonly block: Block
  readonly ctes: CteScope | undefined
  /** MySQL's name of the clause, for messages: `field list`, `where clause` … */
  readonly clause: string
  readonly aggregates: boolean
  readonly windows: boolean
  /** Aliases of the select list are looked up: `first` before columns (ORDER BY), `last` after them (GROUP BY, HAVING). */
  readonly aliases?: 'first' | 'last'
}

/** Binds an expression: names to columns, functions to types. */
export function* bindExpression(e: Expression, cx: ExpressionContext): Fetching<Expr> {
  const { binder } = cx
  switch (e.kind) {
    case 'literal': return bindLiteral(e, binder)
    case 'column': return bindColumn(e.name, e.table, e.database, cx)
    case 'parameter': return { ...parameterLiteral(binder.params[e.index], e.index), source: e }
    case 'userVariable': {
      binder.limitReuse('never')
      const value = binder.session.userVariables.get(e.name)
      return { kind: 'userVariable', name: e.name, type: variableType(value), nullable: true }
    }
    case 'assignment': {
      binder.limitReuse('never')
      const value = yield* bindExpression(e.value, cx)
      return { kind: 'assign', name: e.variable, value, type: value.type, nullable: value.nullable }
    }
    case 'systemVariable': {
      binder.limitReuse('never')
      const ofDatabase = e.scope === 'global' ? undefined : yield* databaseVariable(e.name, binder)
      if (ofDatabase !== undefined) return literal(ofDatabase, systemVariableType(ofDatabase))
      const value = e.scope === 'global' ? binder.session.globalVariable(e.name) : binder.session.variable(e.name)
      if (value === undefined) throw new OxbowError('UNKNOWN_VARIABLE', `Unknown system variable '${e.name}'`, { errno: 1193 })
      return literal(value, systemVariableType(value))
    }
    case 'unary': {
      const operand = yield* bindExpression(e.operand, cx)
      if (e.operator === '+') return operand
      return binder.call(e.operator === '-' ? 'unary-minus' : e.operator === '!' ? 'not' : e.operator, [operand])
    }
    case 'binary': {
      if (e.left.kind === 'interval') return binder.call('date_add', [yield* bindExpression(e.right, cx), ...(yield* bindInterval(e.left, cx))])
      if (e.right.kind === 'interval') {
        return binder.call(e.operator === '-' ? 'date_sub' : 'date_add', [yield* bindExpression(e.left, cx), ...(yield* bindInterval(e.right, cx))])
      }
      if (COMPARISONS.has(e.operator) && (isRow(e.left) || isRow(e.right))) return compareRows(e.operator, yield* bindRow(e.left, cx), yield* bindRow(e.right, cx), binder)
      const left = yield* bindExpression(e.left, cx)
      const right = yield* bindExpression(e.right, cx)
      if (e.operator === '||') return binder.call('concat', [left, right])
      return compare(e.operator, left, right, binder)
    }
    case 'between': {
      const operand = yield* bindExpression(e.operand, cx)
      const low = compare('>=', operand, yield* bindExpression(e.low, cx), binder)
      const high = compare('<=', operand, yield* bindExpression(e.high, cx), binder)
      const both = binder.call('and', [low, high])
      return e.negated ? binder.call('not', [both]) : both
    }
    case 'in': return yield* bindIn(e, cx)
    case 'like': {
      const args = [yield* bindExpression(e.operand, cx), yield* bindExpression(e.pattern, cx)]
      if (e.escape !== undefined) args.push(yield* bindExpression(e.escape, cx))
      return binder.call(e.negated ? 'not like' : 'like', args)
    }
    case 'is': {
      const operand = yield* bindExpression(e.operand, cx)
      return binder.call(`is ${e.negated ? 'not ' : ''}${e.test}`, [operand])
    }
    case 'call': return yield* bindCall(e, cx)
    case 'case': {
      const args: Expr[] = []
      if (e.operand !== undefined) args.push(yield* bindExpression(e.operand, cx))
      for (const branch of e.branches) {
        args.push(yield* bindExpression(branch.when, cx))
        args.push(yield* bindExpression(branch.then, cx))
      }
      if (e.otherwise !== undefined) args.push(yield* bindExpression(e.otherwise, cx))
      const bound = bindCase(args.map((a) => argument(a)), e.operand !== undefined, e.otherwise !== undefined)
      return binder.bound('case', bound, args, 'deterministic')
    }
    case 'cast': {
      const operand = yield* bindExpression(e.operand, cx)
      if (e.using !== undefined) return binder.call('convert using', [operand, literal(e.using, LONGTEXT)])
      return cast(operand, sqlTypeOf(e.type, true), binder)
    }
    case 'collate': {
      const operand = yield* bindExpression(e.operand, cx)
      return binder.call('collate', [operand, literal(e.collation, LONGTEXT)])
    }
    case 'exists': return yield* bindExists(e.query, cx)
    case 'subquery': return yield* bindScalarSubquery(e.query, cx)
    case 'quantified': return yield* bindQuantified(e, cx)
    case 'row': throw new OxbowError('OPERAND_COLUMNS', 'Operand should contain 1 column(s)', { errno: 1241, sqlState: '21000' })
    case 'default': throw new OxbowError('BAD_DEFAULT', 'DEFAULT is only allowed as a value of INSERT and UPDATE')
    case 'star': throw new OxbowError('PARSE_ERROR', "You have an error in your SQL syntax; '*' is not an expression here", { errno: 1064, sqlState: '42000' })
    case 'interval': throw new OxbowError('PARSE_ERROR', 'You have an error in your SQL syntax; INTERVAL is not a value of its own', { errno: 1064, sqlState: '42000' })
    case 'match': return yield* bindMatch(e, cx)
  }
}

export function* bindAll(expressions: readonly Expression[], cx: ExpressionContext): Fetching<Expr[]> {
  const bound: Expr[] = []
  for (const e of expressions) bound.push(yield* bindExpression(e, cx))
  return bound
}

/** Binds a literal. @throws OxbowError 1525 for a date or time that is none. */
export function bindLiteral(e: Literal, binder: Binder): Expr {
  switch (e.type) {
    case 'null': return literal(null, NULL_TYPE)
    case 'boolean': return literal(e.value ? 1 : 0, BOOLEAN)
    case 'integer': return { ...literal(e.value, integerLiteralType(e.value)), source: e }
    case 'decimal': {
      const value = fromText(e.text)
      const digits = (value.coefficient < 0n ? -value.coefficient : value.coefficient).toString().length
      if (digits > 65 || value.scale > 30) return literal(Number(e.text), DOUBLE)
      return literal(value, decimalType(Math.max(digits, value.scale), value.scale))
    }
    case 'float': return literal(e.value, DOUBLE)
    case 'string': {
      const text = literal(e.value, LONGTEXT)
      return e.charset === undefined ? { ...text, source: e } : binder.call('introducer', [text, literal(e.charset, LONGTEXT)])
    }
    case 'bytes':
      if (e.charset !== undefined) return binder.call('introducer', [literal(e.value, { ...LONGBLOB, length: e.value.length }), literal(e.charset, LONGTEXT)])
      return e.notation === 'bit' && e.value.length <= 8
      ? literal(bytesToInt(e.value), { name: 'BIGINT', unsigned: true }) : literal(e.value, { ...LONGBLOB, length: e.value.length })
    default: {
      const type = e.type === 'date' ? DATE : e.type === 'time' ? TIME : DATETIME6
      const value = binder.fold(cast(literal(e.value, LONGTEXT), type, binder) as CallExpr)
      const constant = binder.constant(value)
      if (constant === null || constant === undefined) {
        throw new OxbowError('BAD_LITERAL', `Incorrect ${e.type === 'timestamp' ? 'DATETIME' : e.type.toUpperCase()} value: '${e.value}'`, { errno: 1525 })
      }
      return literal(constant, type.name === 'DATETIME' ? { name: 'DATETIME', fsp: /\.(\d+)/.exec(e.value)?.[1].length ?? 0 } : type)
    }
  }
}

/** The literal that a parameter's value stands for. */
export function parameterLiteral(value: Value | undefined, index: number): LiteralExpr {
  if (value === undefined) throw new OxbowError('MISSING_PARAMETER', `no value was given for parameter ${index + 1}`, { errno: 1210 })
  return literal(value, variableType(value))
}

/** Variables that say what the session's database has. */
function* databaseVariable(name: string, { catalog, session }: Binder): Fetching<string | undefined> {
  if ((name !== 'collation_database' && name !== 'character_set_database') || session.database === null) return undefined
  const collation = yield* catalog.databaseCollation(session.database)
  return collation === undefined || name === 'collation_database' ? collation : charsetOf(collation)
}

/** The type of a bare value: user variables, parameters. */
export function variableType(value: Value | undefined): SqlType {
  switch (typeof value) {
    case 'number': return Number.isInteger(value) ? BIGINT : DOUBLE
    case 'bigint': return value > 9223372036854775807n ? { name: 'BIGINT', unsigned: true } : BIGINT
    case 'string': return LONGTEXT
    default:
      if (value instanceof Uint8Array) return LONGBLOB
      if (value === null || value === undefined) return NULL_TYPE
      return 'coefficient' in value ? decimalType(65, value.scale) : { name: 'JSON' }
  }
}

function systemVariableType(value: Value): SqlType {
  if (typeof value === 'number') return value === 0 || value === 1 ? BOOLEAN : BIGINT
  return typeof value === 'string' ? { name: 'VARCHAR', length: Math.max(1, value.length), collation: LONGTEXT.collation } : variableType(value)
}

function bindColumn(name: string, table: string | undefined, database: string | undefined, cx: ExpressionContext): Expr {
  const { block, binder } = cx
  if (binder.locals !== undefined && binder.openViews.length === 0 && database === undefined) {
    const local = binder.locals.resolve(name, table)
    if (local !== undefined) return local
  }
  if (cx.aliases === 'first' && table === undefined) {
    if (block.ambiguous.has(name.toLowerCase())) {
      throw new OxbowError('NON_UNIQ_ERROR', `Column '${name}' in ${cx.clause} is ambiguous`, { errno: 1052, sqlState: '23000' })
    }
    const alias = block.aliases.get(name.toLowerCase())
    if (alias !== undefined) return alias
  }
  const column = block.resolve(name, table, database, cx.clause)
  if (column !== undefined) return binder.valueOf(column)
  if (cx.aliases === 'last' && table === undefined) {
    const alias = block.aliases.get(name.toLowerCase())
    if (alias !== undefined) return alias
  }
  throw unknownColumn([database, table, name].filter((p) => p !== undefined).join('.'), cx.clause)
}

/** A comparison or other binary operator; a literal beside a column takes the column's form. */
export function compare(operator: string, left: Expr, right: Expr, binder: Binder): Expr {
  if (COMPARISONS.has(operator)) {
    const pair = columnAndLiteral(left, right)
    if (pair !== undefined) {
      const [column, value, swapped] = pair
      const fitted = literalForColumn(value, column.type, operator === '=' || operator === '<>', binder.session)
      return swapped ? binder.call(operator, [fitted, column]) : binder.call(operator, [column, fitted])
    }
  }
  return binder.call(operator, [left, right])
}

const COMPARISONS = new Set(['=', '<', '<=', '>', '>=', '<>', '<=>'])

/** CAST as a call, so that it folds (times need today's date, so theirs doesn't). */
export function cast(operand: Expr, type: SqlType, binder: Binder): Expr {
  const volatility = operand.kind === 'literal' && operand.type.name !== 'TIME' ? 'deterministic' : 'session'
  return binder.bound('cast', bindCast(type, argument(operand)), [operand], volatility)
}

export function* bindInterval(e: Expression & { kind: 'interval' }, cx: ExpressionContext): Fetching<[Expr, Expr]> {
  return [yield* bindExpression(e.value, cx), literal(e.unit, LONGTEXT)]
}

function* bindIn(e: Expression & { kind: 'in' }, cx: ExpressionContext): Fetching<Expr> {
  const { binder } = cx
  if (e.query !== undefined) return yield* bindInSubquery(e, cx)
  if (isRow(e.operand)) {
    // (a, b) IN ((1, 2), (3, 4)) is a chain of row comparisons.
    const items = yield* bindRow(e.operand, cx)
    let any: Expr | undefined
    for (const row of e.list!) {
      const equal = compareRows('=', items, yield* bindRow(row, cx), binder)
      any = any === undefined ? equal : binder.call('or', [any, equal])
    }
    return e.negated ? binder.call('not', [any!]) : any!
  }
  const needle = yield* bindExpression(e.operand, cx)
  const list = (yield* bindAll(e.list!, cx)).map((item) =>
    item.kind === 'literal' && needle.kind === 'column' ? literalForColumn(item, needle.type, true, binder.session) : item)
  if (list.length === 1) {
    const equal = binder.call('=', [needle, list[0]])
    return e.negated ? binder.call('not', [equal]) : equal
  }
  const equals = list.map((item) => bindFunction('=', [argument(needle), argument(item)]))
  const nullable = needle.nullable || list.some((item) => item.nullable)
  return { kind: 'in', needle, list, equals, negated: e.negated, type: BOOLEAN, nullable }
}

/** True for rows of several values: `(a, b)`, or a subquery that selects several. */
function isRow(e: Expression): boolean {
  return e.kind === 'row' || (e.kind === 'subquery' && e.query.kind === 'select' && e.query.items.length > 1)
}

/** The values of a row. A subquery is asked for each of its columns. */
function* bindRow(e: Expression, cx: ExpressionContext): Fetching<Expr[]> {
  if (e.kind === 'row') return yield* bindAll(e.items, cx)
  return e.kind === 'subquery' ? yield* bindRowSubquery(e.query, cx) : [yield* bindExpression(e, cx)]
}

/** Row comparisons are spelled out over their parts. */
function compareRows(operator: string, a: readonly Expr[], b: readonly Expr[], binder: Binder): Expr {
  if (a.length !== b.length) throw new OxbowError('OPERAND_COLUMNS', `Operand should contain ${a.length} column(s)`, { errno: 1241, sqlState: '21000' })
  const all = (op: string, joined: string): Expr =>
    a.map((x, i) => compare(op, x, b[i], binder)).reduce((p, c) => binder.call(joined, [p, c]))
  if (operator === '=' || operator === '<=>') return all(operator, 'and')
  if (operator === '<>') return all('<>', 'or')
  const strict = operator[0]
  let result = compare(operator, a[a.length - 1], b[b.length - 1], binder)
  for (let i = a.length - 2; i >= 0; i--) {
    const equal = binder.call('and', [compare('=', a[i], b[i], binder), result])
    result = binder.call('or', [compare(strict, a[i], b[i], binder), equal])
  }
  return result
}

const DATE_ARITHMETIC = new Set(['date_add', 'date_sub', 'adddate', 'subdate'])

function* bindCall(e: FunctionCall, cx: ExpressionContext): Fetching<Expr> {
  const { binder } = cx
  if (e.over !== undefined || isWindowFunction(e.name)) return yield* bindWindow(e, cx)
  if (e.name === 'any_value' && e.args.length === 1 && cx.aggregates && !cx.block.isGrouped()) return yield* bindExpression(e.args[0], cx)
  if (aggregateFunction(e.name) !== undefined && !(scalarFunction(e.name) !== undefined && e.args.length > 1)) return yield* bindAggregate(e, cx)
  if (e.name === 'values' && e.args.length === 1 && e.args[0].kind === 'column') {
    // ON DUPLICATE KEY UPDATE: the row that was to be inserted stands in scope as `values`.
    return bindColumn(e.args[0].name, 'values', undefined, cx)
  }
  const args: Expr[] = []
  for (const arg of e.args) {
    if (arg.kind === 'interval' && DATE_ARITHMETIC.has(e.name)) args.push(...(yield* bindInterval(arg, cx)))
    else args.push(yield* bindExpression(arg, cx))
  }
  if (scalarFunction(e.name) === undefined) {
    const folded = yield* bindVersionFunction(e, args, cx)
    if (folded !== undefined) return folded
    throw new OxbowError('ER_SP_DOES_NOT_EXIST', `FUNCTION ${e.name} does not exist`, { errno: 1305, sqlState: '42000' })
  }
  return binder.call(e.name, args)
}

/** `hashof('main')` and its like read commits: they are answered while the statement is bound. */
function* bindVersionFunction(e: FunctionCall, args: readonly Expr[], cx: ExpressionContext): Fetching<Expr | undefined> {
  const { binder } = cx
  const values = args.map((a) => (a.kind === 'userVariable' ? (binder.session.userVariables.get(a.name) ?? null) : binder.constant(a)))
  const known = values.filter((v): v is Value => v !== undefined)
  if (known.length < values.length) return yield* bindVersionCall(e, args, binder)
  const answer = yield* binder.catalog.versionFunction(binder.session, binder.session.database, e.name, known)
  if (answer === undefined) return undefined
  binder.limitReuse('view')
  return literal(answer.value, answer.type)
}

/** The same functions, of what rows hold. */
function* bindVersionCall(e: FunctionCall, args: readonly Expr[], binder: Binder): Fetching<Expr | undefined> {
  const call = yield* binder.catalog.versionCall(binder.session.database, e.name, args.length)
  if (call === undefined) return undefined
  const { type } = call
  const compile: BoundFunction['compile'] = (evaluators) => (cx) => call.evaluate(evaluators.map((evaluate) => evaluate(cx)))
  return binder.bound(e.name, { type, nullable: true, compile }, args, 'volatile')
}

/** A condition in the form of a truth value: anything that isn't a number already is tested as MySQL tests it. */
export function condition(expr: Expr, binder: Binder): Expr {
  if (expr.type.name === 'TINYINT' || expr.type.name === 'BIGINT' || expr.type.name === 'INT') return expr
  return binder.call('is true', [expr])
}

/** Column expressions without duplicates. */
export function distinctColumns(columns: readonly ColumnExpr[]): ColumnExpr[] {
  const seen = new Map<string, ColumnExpr>()
  for (const c of columns) seen.set(`${c.slot}.${c.column}`, c)
  return [...seen.values()]
}
