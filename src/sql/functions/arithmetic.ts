import type { Decimal } from '../../prolly/decimal.ts'
import type { Evaluator } from '../exec/context.ts'
import { bytesToInt, decimalOf, doubleOf, intOf } from '../types/convert.ts'
import * as decimal from '../types/decimal-math.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  BIGINT, BIGINT_UNSIGNED, DOUBLE, decimalDigits, decimalType, integerLiteralType, isBinary, isFloating, isInteger, isIntegral, isNumeric,
} from '../types/types.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { anyNullable, constantEvaluator, deterministic, outOfRange, scalar } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** `+ - * / div %` and the unary minus. */

/** The kind of number that an operation computes in. */
type NumberKind = 'integer' | 'decimal' | 'double'

/**
 * True for hexadecimal literals, which are numbers among numbers. Their type is a blob of just their length; what CAST
 * and BINARY give has the length of its type.
 */
export function isHexLiteral(arg: Argument): boolean {
  return arg.constant instanceof Uint8Array && isBinary(arg.type) && arg.type.length === arg.constant.length
}

function kindOf(arg: Argument): NumberKind {
  const type = arg.type
  if (isInteger(type) || type.name === 'BIT' || type.name === 'DATE') return 'integer'
  if (type.name === 'DECIMAL') return 'decimal'
  if (type.name === 'DATETIME' || type.name === 'TIMESTAMP') return (type.fsp ?? 0) === 0 ? 'integer' : 'decimal'
  return 'double'
}

function commonKind(args: readonly Argument[]): NumberKind {
  let kind: NumberKind = 'integer'
  for (const arg of args) {
    const k = kindOf(arg)
    if (k === 'double') return k
    if (k === 'decimal') kind = k
  }
  return kind
}

/** An evaluator of the argument as a number of a kind; converts only where the form differs. */
export function numberEvaluator(arg: Argument, evaluator: Evaluator, kind: NumberKind): Evaluator {
  if (arg.constant !== undefined) return constantEvaluator(toKind(arg, arg.constant, kind))
  const type = arg.type
  if (kind === 'integer' && isIntegral(type)) return evaluator
  if (kind === 'double' && (isFloating(type) || (isIntegral(type) && type.name !== 'BIGINT'))) return evaluator
  if (kind === 'decimal' && type.name === 'DECIMAL') return evaluator
  const convert: (v: Value) => Value = kind === 'integer' ? intOf(type) : kind === 'double' ? doubleOf(type) : decimalOf(type)
  return (cx) => {
    const v = evaluator(cx)
    return v === null ? null : convert(v)
  }
}

function toKind(arg: Argument, v: Value, kind: NumberKind): Value {
  if (v === null) return null
  if (isHexLiteral(arg)) {
    const n = bytesToInt(v as Uint8Array)
    return kind === 'integer' ? n : kind === 'double' ? Number(n) : decimal.fromInt(n)
  }
  return kind === 'integer' ? intOf(arg.type)(v) : kind === 'double' ? doubleOf(arg.type)(v) : decimalOf(arg.type)(v)
}

const INT64_MAX = 9223372036854775807n
const INT64_MIN = -9223372036854775808n
const UINT64_MAX = 18446744073709551615n

function checkInt(n: bigint, unsigned: boolean, sign: string): Int {
  if (unsigned ? n < 0n || n > UINT64_MAX : n < INT64_MIN || n > INT64_MAX) outOfRange(unsigned ? 'BIGINT UNSIGNED' : 'BIGINT', sign)
  return normalInt(n)
}

/** Exact integer operations: plain numbers as long as they are safe, then bigints with MySQL's limits. */
function integerOperation(sign: '+' | '-' | '*', unsigned: boolean): (a: Evaluator, b: Evaluator) => Evaluator {
  const slow = (x: Int, y: Int): Int => {
    const p = BigInt(x)
    const q = BigInt(y)
    return checkInt(sign === '+' ? p + q : sign === '-' ? p - q : p * q, unsigned, sign)
  }
  // A safe sum of an unsigned operation can still be negative.
  const least = unsigned ? 0 : -Number.MAX_SAFE_INTEGER
  switch (sign) {
    case '+': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null) return null
      if (typeof x === 'number' && typeof y === 'number') {
        const n = x + y
        if (n >= least && n <= Number.MAX_SAFE_INTEGER) return n
      }
      return slow(x as Int, y as Int)
    }
    case '-': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null) return null
      if (typeof x === 'number' && typeof y === 'number') {
        const n = x - y
        if (n >= least && n <= Number.MAX_SAFE_INTEGER) return n
      }
      return slow(x as Int, y as Int)
    }
    case '*': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null) return null
      if (typeof x === 'number' && typeof y === 'number') {
        const n = x * y
        // + 0 turns -0 into 0.
        if (n >= least && n <= Number.MAX_SAFE_INTEGER) return n + 0
      }
      return slow(x as Int, y as Int)
    }
  }
}

/** An overflow is an error; infinities that texts such as '1e400' bring along are not. */
function checkDouble(n: number, x: number, y: number, sign: string): number {
  if (!Number.isFinite(n) && Number.isFinite(x) && Number.isFinite(y)) outOfRange('DOUBLE', sign)
  return n
}

function doubleOperation(sign: '+' | '-' | '*'): (a: Evaluator, b: Evaluator) => Evaluator {
  switch (sign) {
    case '+': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : checkDouble((x as number) + (y as number), x as number, y as number, sign)
    }
    case '-': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : checkDouble((x as number) - (y as number), x as number, y as number, sign)
    }
    case '*': return (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : checkDouble((x as number) * (y as number), x as number, y as number, sign)
    }
  }
}

function decimalOperation(f: (x: Decimal, y: Decimal) => Decimal, sign: string): (a: Evaluator, b: Evaluator) => Evaluator {
  return (a, b) => (cx) => {
    const x = a(cx)
    if (x === null) return null
    const y = b(cx)
    return y === null ? null : decimal.checkRange(f(x as Decimal, y as Decimal), sign)
  }
}

function bound(
  args: readonly Argument[], kind: NumberKind, type: SqlType, nullable: boolean, op: (a: Evaluator, b: Evaluator) => Evaluator,
): BoundFunction {
  return {
    type,
    nullable,
    compile: ([a, b]) => op(numberEvaluator(args[0], a, kind), numberEvaluator(args[1], b, kind)),
  }
}

/** Digits that an argument brings into a decimal operation; a literal's own where its type is wider. */
function digits(arg: Argument): [whole: number, scale: number] {
  return decimalDigits(arg.type)
}

function bindAdditive(sign: '+' | '-' | '*', f: (x: Decimal, y: Decimal) => Decimal): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const kind = commonKind(args)
    const nullable = anyNullable(args)
    if (kind === 'double') return bound(args, kind, DOUBLE, nullable, doubleOperation(sign))
    if (kind === 'decimal') {
      const [wholeA, scaleA] = digits(args[0])
      const [wholeB, scaleB] = digits(args[1])
      const type = sign === '*'
        ? decimalType(wholeA + wholeB + scaleA + scaleB, scaleA + scaleB)
        : decimalType(Math.max(wholeA, wholeB) + 1 + Math.max(scaleA, scaleB), Math.max(scaleA, scaleB))
      return bound(args, kind, type, nullable, decimalOperation(f, sign))
    }
    const unsigned = args.some((a) => a.type.unsigned === true && a.type.name === 'BIGINT')
    return bound(args, kind, unsigned ? BIGINT_UNSIGNED : BIGINT, nullable, integerOperation(sign, unsigned))
  }
}

function bindDivide(args: readonly Argument[]): BoundFunction {
  if (commonKind(args) === 'double') {
    return bound(args, 'double', DOUBLE, true, (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null || y === 0 ? null : checkDouble((x as number) / (y as number), x as number, y as number, '/')
    })
  }
  const [wholeA, scaleA] = digits(args[0])
  const scaleB = digits(args[1])[1]
  const scale = Math.min(30, scaleA + decimal.DIVISION_INCREMENT)
  const type = decimalType(wholeA + scaleB + scale, scale)
  return bound(args, 'decimal', type, true, (a, b) => (cx) => {
    const x = a(cx)
    if (x === null) return null
    const y = b(cx)
    return y === null ? null : decimal.div(x as Decimal, y as Decimal)
  })
}

function bindWholeDivide(args: readonly Argument[]): BoundFunction {
  const kind = commonKind(args)
  const unsigned = args.some((a) => a.type.unsigned === true && a.type.name === 'BIGINT')
  const type = unsigned ? BIGINT_UNSIGNED : BIGINT
  if (kind === 'integer') {
    return bound(args, kind, type, true, (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null || y === 0) return null
      if (typeof x === 'number' && typeof y === 'number') return Math.trunc(x / y) + 0
      return checkInt(BigInt(x as Int) / BigInt(y as Int), unsigned, 'DIV')
    })
  }
  return bound(args, 'decimal', type, true, (a, b) => (cx) => {
    const x = a(cx)
    if (x === null) return null
    const y = b(cx)
    if (y === null) return null
    const q = decimal.divWhole(x as Decimal, y as Decimal)
    return q === null ? null : checkInt(q, unsigned, 'DIV')
  })
}

/** `%` of integers is an integer that Dolt labels DECIMAL. */
const INTEGER_REMAINDER: SqlType = Object.freeze({ name: 'BIGINT', wire: decimalType(20, 0) })
const UNSIGNED_REMAINDER: SqlType = Object.freeze({ name: 'BIGINT', unsigned: true, wire: decimalType(20, 0) })

function bindModulo(args: readonly Argument[]): BoundFunction {
  const kind = commonKind(args)
  if (kind === 'integer') {
    const type = args[0].type.unsigned === true && args[0].type.name === 'BIGINT' ? UNSIGNED_REMAINDER : INTEGER_REMAINDER
    return bound(args, kind, type, true, (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null || y === 0) return null
      if (typeof x === 'number' && typeof y === 'number') return (x % y) + 0
      return normalInt(BigInt(x as Int) % BigInt(y as Int))
    })
  }
  if (kind === 'double') {
    return bound(args, kind, DOUBLE, true, (a, b) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null || y === 0 ? null : (x as number) % (y as number)
    })
  }
  const [wholeA, scaleA] = digits(args[0])
  const [wholeB, scaleB] = digits(args[1])
  const scale = Math.max(scaleA, scaleB)
  return bound(args, kind, decimalType(Math.max(wholeA, wholeB) + scale, scale), true, (a, b) => (cx) => {
    const x = a(cx)
    if (x === null) return null
    const y = b(cx)
    return y === null ? null : decimal.mod(x as Decimal, y as Decimal)
  })
}

function bindNegate(args: readonly Argument[]): BoundFunction {
  const [arg] = args
  const nullable = anyNullable(args)
  const kind = isNumeric(arg.type) || arg.type.name === 'DATE' ? commonKind(args) : 'double'
  const compile = (f: (v: Value) => Value) => ([a]: readonly Evaluator[]): Evaluator => {
    const n = numberEvaluator(arg, a, kind)
    return (cx) => {
      const v = n(cx)
      return v === null ? null : f(v)
    }
  }
  if (kind === 'double') return { type: DOUBLE, nullable, compile: compile((v) => 0 - (v as number)) }
  if (kind === 'decimal') return { type: arg.type, nullable, compile: compile((v) => decimal.neg(v as Decimal)) }
  const literal = arg.constant !== undefined && arg.constant !== null ? normalInt(-BigInt(intOf(arg.type)(arg.constant))) : undefined
  const type = literal !== undefined && literal >= INT64_MIN ? integerLiteralType(literal) : BIGINT
  return { type, nullable, compile: compile((v) => (typeof v === 'number' ? 0 - v : checkInt(-(v as bigint), false, '-'))) }
}

export const ARITHMETIC: readonly ScalarFunction[] = deterministic([
  scalar('+', 2, 2, bindAdditive('+', decimal.add)),
  scalar('-', 2, 2, bindAdditive('-', decimal.sub)),
  scalar('*', 2, 2, bindAdditive('*', decimal.mul)),
  scalar('/', 2, 2, bindDivide),
  scalar('div', 2, 2, bindWholeDivide),
  scalar('%', 2, 2, bindModulo),
  scalar('mod', 2, 2, bindModulo),
  scalar('unary-minus', 1, 1, bindNegate),
])
