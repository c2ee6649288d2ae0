import { ExecContext, type Evaluator } from '../exec/context.ts'
import type { Expression, TypeName } from '../parser/ast.ts'
import { parse } from '../parser/parser.ts'
import type { SqlSession } from '../session.ts'
import { bytesToInt } from '../types/convert.ts'
import { parseDate, parseDatetime, parseTime } from '../types/datetime.ts'
import { parse as parseDecimal } from '../types/decimal-math.ts'
import { parseSqlType } from '../types/parse-type.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  BIGINT, BIGINT_UNSIGNED, BOOLEAN, DATE, DATETIME6, DOUBLE, LONGTEXT, NULL_TYPE, TIME, decimalType, integerLiteralType, longText,
} from '../types/types.ts'
import { protocolType, toText } from '../types/wire.ts'
import type { Value } from '../value.ts'
import { bindCase } from './control.ts'
import { bindCast } from './cast.ts'
import type { Argument, BoundFunction } from './function.ts'
import { bindFunction } from './registry.ts'

/** Evaluates expressions without tables: the tests' own short way from a statement's text to the functions. */

interface Bound extends Argument {
  readonly evaluator: Evaluator
}

function constant(type: SqlType, value: Value): Bound {
  return { type, nullable: value === null, constant: value, evaluator: () => value }
}

function call(bound: BoundFunction, args: readonly Bound[]): Bound {
  return { type: bound.type, nullable: bound.nullable, evaluator: bound.compile(args.map((a) => a.evaluator)) }
}

function apply(name: string, ...args: Bound[]): Bound {
  return call(bindFunction(name, args), args)
}

function castType(t: TypeName): SqlType {
  switch (t.name) {
    case 'SIGNED': return BIGINT
    case 'UNSIGNED': return BIGINT_UNSIGNED
    case 'CHAR': return t.numbers.length > 0 ? { name: 'CHAR', length: t.numbers[0], collation: LONGTEXT.collation } : LONGTEXT
    case 'BINARY': return t.numbers.length > 0 ? { name: 'BINARY', length: t.numbers[0] } : { name: 'LONGBLOB' }
    default: return parseSqlType(t.numbers.length > 0 ? `${t.name}(${t.numbers.join(',')})` : t.name)
  }
}

function bind(e: Expression): Bound {
  switch (e.kind) {
    case 'literal':
      switch (e.type) {
        case 'null': return constant(NULL_TYPE, null)
        case 'boolean': return constant(BOOLEAN, e.value ? 1 : 0)
        case 'integer': return constant(integerLiteralType(e.value), e.value)
        case 'float': return constant(DOUBLE, e.value)
        case 'string': return constant(LONGTEXT, e.value)
        case 'bytes': return e.notation === 'bit' ? constant(BIGINT_UNSIGNED, bytesToInt(e.value))
          : constant({ name: 'LONGBLOB', length: e.value.length }, e.value)
        case 'date': return constant(DATE, parseDate(e.value) ?? null)
        case 'time': return constant(TIME, parseTime(e.value) ?? null)
        case 'timestamp': return constant(DATETIME6, parseDatetime(e.value) ?? null)
        case 'decimal': {
          const d = parseDecimal(e.text)
          if (d === undefined) throw new Error(`no decimal: ${e.text}`)
          return constant(decimalType(d.coefficient.toString().replace('-', '').length, d.scale), d)
        }
      }
      break
    case 'unary': return e.operator === '+' ? bind(e.operand)
      : apply(e.operator === '-' ? 'unary-minus' : e.operator === '!' ? 'not' : e.operator, bind(e.operand))
    case 'binary': {
      if ((e.operator === '+' || e.operator === '-') && e.right.kind === 'interval') return shift(`${e.operator} interval`, bind(e.left),
        e.right)
      if (e.operator === '+' && e.left.kind === 'interval') return shift('+ interval', bind(e.right), e.left)
      return apply(e.operator === '||' ? 'concat' : e.operator, bind(e.left), bind(e.right))
    }
    case 'between': {
      const b = apply('between', bind(e.operand), bind(e.low), bind(e.high))
      return e.negated ? apply('not', b) : b
    }
    case 'like': {
      const escape = e.escape === undefined ? [] : [bind(e.escape)]
      return apply(e.negated ? 'not like' : 'like', bind(e.operand), bind(e.pattern), ...escape)
    }
    case 'is': return apply(`is ${e.negated ? 'not ' : ''}${e.test}`, bind(e.operand))
    case 'collate': return apply('collate', bind(e.operand), constant(LONGTEXT, e.collation))
    case 'cast': {
      const operand = bind(e.operand)
      if (e.using !== undefined) return apply('convert using', operand, constant(LONGTEXT, e.using))
      return call(bindCast(castType(e.type), operand), [operand])
    }
    case 'case': {
      const args = [
        ...(e.operand === undefined ? [] : [bind(e.operand)]),
        ...e.branches.flatMap((b) => [bind(b.when), bind(b.then)]),
        ...(e.otherwise === undefined ? [] : [bind(e.otherwise)]),
      ]
      return call(bindCase(args, e.operand !== undefined, e.otherwise !== undefined), args)
    }
    case 'call': {
      const interval = e.args[1]
      if (interval?.kind === 'interval') return shift(e.name, bind(e.args[0]), interval)
      return apply(e.name, ...e.args.map(bind))
    }
    default: throw new Error(`not for this test: ${e.kind}`)
  }
  throw new Error('unreachable')
}

function shift(name: string, date: Bound, interval: Expression & { kind: 'interval' }): Bound {
  return apply(name, date, bind(interval.value), constant(longText(LONGTEXT.collation as string), interval.unit))
}

/** A session that knows nothing, in UTC. */
export function testContext(statementTime = Date.UTC(2026, 10, 23, 12) * 1000): ExecContext {
  const session: SqlSession = {
    platform: {
      sha512: () => new Uint8Array(64), zstdDecompress: () => new Uint8Array(0), randomBytes: (n) => new Uint8Array(n).fill(7),
        now: () => statementTime / 1000,
    },
    database: 'mydb', connectionId: 1, user: 'root@localhost', timeZoneOffset: () => 0, variable: () => undefined,
    changedVariables: new Map(), userVariables: new Map(),
    lastInsertId: 0, rowCount: 0, foundRows: 0, warnings: [],
  }
  return new ExecContext(session, 0, [], statementTime)
}

/** One answered expression. */
export interface Answer {
  readonly type: number
  readonly text: string | Uint8Array | null
}

/** The select list of a statement without tables, or undefined when it has anything else in it. */
export function selectList(sql: string): readonly Expression[] | undefined {
  const statement = parse(sql)
  if (statement.kind !== 'query' || statement.query.kind !== 'select') return undefined
  const { items, from, where, having } = statement.query
  if (from !== undefined || where !== undefined || having !== undefined) return undefined
  return items.map((item) => item.expression)
}

/** The answer to one expression. */
export function evaluate(expression: Expression, cx: ExecContext = testContext()): Answer {
  const bound = bind(expression)
  const value = bound.evaluator(cx)
  return { type: protocolType(bound.type), text: value === null ? null : toText(bound.type, value) }
}
