import { BIGINT_UNSIGNED, INT, LONGBLOB, isBinary, isIntegral } from '../types/types.ts'
import { OxbowError } from '../../error.ts'
import { bytesToInt, intOf } from '../types/convert.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { isHexLiteral } from './arithmetic.ts'
import { anyNullable, binary, deterministic, scalar, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** `& | ^ << >> ~` and BIT_COUNT: on unsigned 64-bit integers, or byte by byte on binary strings. */

/** The 64 bits of a value. */
export function bitsOf(arg: Argument): (v: Value) => bigint {
  if (isHexLiteral(arg)) return (v) => BigInt(bytesToInt(v as Uint8Array))
  const toInt = intOf(arg.type)
  return (v) => BigInt.asUintN(64, BigInt(toInt(v)))
}

/** True when all arguments are binary strings (hexadecimal literals count as numbers). */
function onBytes(args: readonly Argument[]): boolean {
  return args.every((a) => isBinary(a.type) && !isHexLiteral(a))
}

function bindBitwise(
  small: (x: number, y: number) => number, big: (x: bigint, y: bigint) => bigint,
): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const nullable = anyNullable(args)
    if (onBytes(args)) return binary(LONGBLOB, nullable, (x, y) => bytewise(x as Uint8Array, y as Uint8Array, small))
    const [fa, fb] = args.map(bitsOf)
    if (!args.every((a) => isIntegral(a.type))) return binary(BIGINT_UNSIGNED, nullable, (x, y) => normalInt(big(fa(x), fb(y))))
    return binary(BIGINT_UNSIGNED, nullable, (x, y) => {
      // Both below 2^31: the operators on numbers are exact.
      if (typeof x === 'number' && typeof y === 'number' && (x | 0) === x && (y | 0) === y && x >= 0 && y >= 0) return small(x, y)
      return normalInt(big(fa(x), fb(y)))
    })
  }
}

function bytewise(x: Uint8Array, y: Uint8Array, f: (x: number, y: number) => number): Uint8Array {
  if (x.length !== y.length) {
    throw new OxbowError('ER_INVALID_BITWISE_OPERANDS_SIZE', 'Binary operands of bitwise operators must be of equal length', {
      errno: 3513,
    })
  }
  return x.map((b, i) => f(b, y[i]))
}

function bindShift(left: boolean): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const [fa, fb] = args.map(bitsOf)
    return binary(BIGINT_UNSIGNED, anyNullable(args), (x, y) => {
      const by = fb(y)
      if (by > 63n) return 0
      const bits = fa(x)
      return normalInt(left ? BigInt.asUintN(64, bits << by) : bits >> by)
    })
  }
}

function bindInvert(args: readonly Argument[]): BoundFunction {
  const bits = bitsOf(args[0])
  if (onBytes(args)) return unary(LONGBLOB, anyNullable(args), (v) => (v as Uint8Array).map((b) => ~b))
  return unary(BIGINT_UNSIGNED, anyNullable(args), (v) => normalInt(BigInt.asUintN(64, ~bits(v))))
}

function bindBitCount(args: readonly Argument[]): BoundFunction {
  if (onBytes(args)) {
    return unary(INT, anyNullable(args), (v) => {
      let n = 0
      for (const b of v as Uint8Array) n += countBits(BigInt(b))
      return n
    })
  }
  const bits = bitsOf(args[0])
  return unary(INT, anyNullable(args), (v) => countBits(bits(v)))
}

function countBits(bits: bigint): number {
  let n = 0
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) n++
  return n
}

/** Unsigned form of an integer for printing in other bases. */
export function unsigned64(v: Int): bigint {
  return BigInt.asUintN(64, BigInt(v))
}

export const BIT: readonly ScalarFunction[] = deterministic([
  scalar('&', 2, 2, bindBitwise((x, y) => x & y, (x, y) => x & y)),
  scalar('|', 2, 2, bindBitwise((x, y) => x | y, (x, y) => x | y)),
  scalar('^', 2, 2, bindBitwise((x, y) => x ^ y, (x, y) => x ^ y)),
  scalar('<<', 2, 2, bindShift(true)),
  scalar('>>', 2, 2, bindShift(false)),
  scalar('~', 1, 1, bindInvert),
  scalar('bit_count', 1, 1, bindBitCount),
])
