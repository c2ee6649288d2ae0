import type { Evaluator } from '../exec/context.ts'
import { type Comparator, commonType, comparator, compareKind } from '../types/compare.ts'
import { castTo } from '../types/cast.ts'
import { isBinaryCollation, mergeCollations } from '../types/collation.ts'
import { bytesToInt, textOf } from '../types/convert.ts'
import { dateOfDatetime, microsOfDay, ZERO_DATETIME } from '../types/calendar.ts'
import { parseDatetime } from '../types/datetime.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, BOOLEAN, DATE, DOUBLE, LONGTEXT, isFloating, isNumeric, isStringLike, isText } from '../types/types.ts'
import type { Value } from '../value.ts'
import { isHexLiteral } from './arithmetic.ts'
import { MANY, anyNullable, constantEvaluator, deterministic, scalar } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** `= <=> <> < <= > >=`, BETWEEN, GREATEST, LEAST, INTERVAL, STRCMP, COALESCE's kin of comparing functions. */

type Sign = '=' | '<>' | '<' | '<=' | '>' | '>='

/**
 * Brings constants into the form of the other side, so that nothing is converted row by row: hexadecimal literals
 * beside numbers, and date texts beside dates.
 */
export function foldConstants(args: readonly Argument[]): readonly Argument[] {
  return args.map((arg, i) => {
    const other = args[i === 0 ? 1 : 0]
    if (arg.constant === undefined || arg.constant === null) return arg
    if (isHexLiteral(arg) && isNumeric(other.type)) return { type: BIGINT_UNSIGNED, nullable: false,
      constant: bytesToInt(arg.constant as Uint8Array) }
    if (other.type.name === 'DATE' && isText(arg.type)) {
      const at = parseDatetime(arg.constant as string, false)
      if (at === ZERO_DATETIME) return { type: DATE, nullable: false, constant: 0 }
      if (at !== undefined && microsOfDay(at) === 0) return { type: DATE, nullable: false, constant: dateOfDatetime(at) }
    }
    return arg
  })
}

/** The evaluators of both sides, constants replaced by folded ones. */
export function foldedEvaluators(args: readonly Argument[], evaluators: readonly Evaluator[]): Evaluator[] {
  return evaluators.map((e, i) => {
    const constant = args[i].constant
    return constant === undefined ? e : constantEvaluator(constant)
  })
}

/** True when `<` and `===` on the values themselves compare them rightly. */
function comparesDirectly(a: SqlType, b: SqlType): boolean {
  const kind = compareKind(a, b)
  if (kind === 'integer') return true
  if (kind === 'double') return [a, b].every((t) => isFloating(t) || (isNumeric(t) && t.name !== 'DECIMAL' && t.name !== 'BIGINT'))
  if (a.name === 'DATE' && b.name === 'DATE') return true
  const moment = (t: SqlType): boolean => t.name === 'DATETIME' || t.name === 'TIMESTAMP'
  return moment(a) && moment(b)
}

/** True for texts that are equal only when they are the same. */
function sameWhenEqual(a: SqlType, b: SqlType): boolean {
  return isText(a) && isText(b) && isBinaryCollation(mergeCollations(a.collation, b.collation))
}

function direct(sign: Sign, a: Evaluator, b: Evaluator): Evaluator {
  switch (sign) {
    case '=': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : x === y ? 1 : 0
    }
    case '<>': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : x === y ? 0 : 1
    }
    case '<': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : (x as number) < (y as number) ? 1 : 0
    }
    case '<=': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : (x as number) <= (y as number) ? 1 : 0
    }
    case '>': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : (x as number) > (y as number) ? 1 : 0
    }
    case '>=': return (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : (x as number) >= (y as number) ? 1 : 0
    }
  }
}

const TESTS: Readonly<Record<Sign, (c: number) => boolean>> = {
  '=': (c) => c === 0,
  '<>': (c) => c !== 0,
  '<': (c) => c < 0,
  '<=': (c) => c <= 0,
  '>': (c) => c > 0,
  '>=': (c) => c >= 0,
}

function compared(compare: Comparator, test: (c: number) => boolean, a: Evaluator, b: Evaluator): Evaluator {
  return (cx) => {
    const x = a(cx)
    if (x === null) return null
    const y = b(cx)
    return y === null ? null : test(compare(x, y)) ? 1 : 0
  }
}

function bindSign(sign: Sign): (args: readonly Argument[]) => BoundFunction {
  return (given) => {
    const args = foldConstants(given)
    const [ta, tb] = args.map((a) => a.type)
    const straight = comparesDirectly(ta, tb) || ((sign === '=' || sign === '<>') && sameWhenEqual(ta, tb))
    const compare = straight ? undefined : comparator(ta, tb)
    return {
      type: BOOLEAN,
      nullable: anyNullable(args),
      compile: (evaluators) => {
        const [a, b] = foldedEvaluators(args, evaluators)
        return compare === undefined ? direct(sign, a, b) : compared(compare, TESTS[sign], a, b)
      },
    }
  }
}

function bindNullSafe(given: readonly Argument[]): BoundFunction {
  const args = foldConstants(given)
  const compare = comparator(args[0].type, args[1].type)
  return {
    type: BOOLEAN,
    nullable: false,
    compile: (evaluators) => {
      const [a, b] = foldedEvaluators(args, evaluators)
      return (cx) => {
        const x = a(cx)
        const y = b(cx)
        if (x === null || y === null) return x === y ? 1 : 0
        return compare(x, y) === 0 ? 1 : 0
      }
    },
  }
}

function bindBetween(args: readonly Argument[]): BoundFunction {
  const low = bindSign('>=')([args[0], args[1]])
  const high = bindSign('<=')([args[0], args[2]])
  return {
    type: BOOLEAN,
    nullable: anyNullable(args),
    compile: ([v, from, to]) => {
      const above = low.compile([v, from])
      const below = high.compile([v, to])
      return (cx) => {
        const x = above(cx)
        if (x === 0) return 0
        const y = below(cx)
        return y === 0 ? 0 : x === null || y === null ? null : 1
      }
    },
  }
}

/** The type that GREATEST and LEAST compare and answer in: as Dolt, BIGINT, DOUBLE, a datetime, or text. */
function extremeType(args: readonly Argument[]): SqlType {
  const types = args.map((a) => a.type)
  if (types.some((t) => t.name === 'NULL')) return { name: 'NULL' }
  if (types.every((t) => isStringLike(t))) return LONGTEXT
  const common = commonType(types)
  if (common.name === 'DATE' || common.name === 'DATETIME' || common.name === 'TIMESTAMP' || common.name === 'TIME') return common
  if (types.some((t) => isStringLike(t)) && !types.some((t) => isNumeric(t))) return LONGTEXT
  return common.name === 'DECIMAL' || !isNumeric(common) || isFloating(common) ? DOUBLE : common.unsigned === true ? BIGINT_UNSIGNED
    : BIGINT
}

function bindExtreme(sign: 1 | -1): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const type = extremeType(args)
    const compare = comparator(type, type)
    const casts = args.map((a) => castTo(type, a.type))
    return {
      type,
      nullable: anyNullable(args),
      compile: (evaluators) => (cx) => {
        let best: Value = null
        for (let i = 0; i < evaluators.length; i++) {
          const given = evaluators[i](cx)
          if (given === null) return null
          const v = casts[i](given, cx)
          if (v === null) return null
          if (best === null || compare(v, best) * sign > 0) best = v
        }
        return best
      },
    }
  }
}

/** INTERVAL(n, n1, n2, …): how many of the (ascending) numbers are not above n. */
function bindInterval(args: readonly Argument[]): BoundFunction {
  const compares = args.map((a) => comparator(args[0].type, a.type))
  return {
    type: BIGINT,
    nullable: false,
    compile: (evaluators) => (cx) => {
      const n = evaluators[0](cx)
      if (n === null) return -1
      let i = 1
      for (; i < evaluators.length; i++) {
        const bar = evaluators[i](cx)
        if (bar !== null && compares[i](n, bar) < 0) break
      }
      return i - 1
    },
  }
}

function bindStrcmp(args: readonly Argument[]): BoundFunction {
  const [ta, tb] = args.map((a) => (isStringLike(a.type) ? a.type : LONGTEXT))
  const toText = args.map((a) => (isStringLike(a.type) ? (v: Value): Value => v : textOf(a.type)))
  const compare = comparator(ta, tb)
  return {
    type: { name: 'TINYINT' },
    nullable: anyNullable(args),
    compile: ([a, b]) => (cx) => {
      const x = a(cx)
      const y = b(cx)
      return x === null || y === null ? null : Math.sign(compare(toText[0](x), toText[1](y)))
    },
  }
}

export const COMPARISON: readonly ScalarFunction[] = deterministic([
  ...(['=', '<>', '<', '<=', '>', '>='] as const).map((sign) => scalar(sign, 2, 2, bindSign(sign))),
  scalar('!=', 2, 2, bindSign('<>')),
  scalar('<=>', 2, 2, bindNullSafe),
  scalar('between', 3, 3, bindBetween),
  scalar('greatest', 2, MANY, bindExtreme(1)),
  scalar('least', 2, MANY, bindExtreme(-1)),
  scalar('interval', 2, MANY, bindInterval),
  scalar('strcmp', 2, 2, bindStrcmp),
])
