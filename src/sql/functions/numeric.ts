import { type Decimal } from '../../prolly/decimal.ts'
import { bytesOf, decimalOf, doubleOf, doubleToInt, intOf, textOf, utf8Bytes } from '../types/convert.ts'
import * as decimal from '../types/decimal-math.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  BIGINT, BIGINT_UNSIGNED, DOUBLE, INT_UNSIGNED, LONGBLOB, LONGTEXT, TINYINT, decimalDigits, decimalType, isBinary, isFloating, isIntegral,
  isNumeric,
} from '../types/types.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { unsigned64 } from './bit.ts'
import { aliases, anyNullable, binary, deterministic, outOfRange, scalar, strict, ternary, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { crc32 } from './hash.ts'

/** Mathematical functions and conversions between number bases. */

/** A function of one double. A result that isn't finite is NULL, or an error where MySQL has one. */
function real(f: (x: number) => number, name?: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const toDouble = doubleOf(args[0].type)
    return unary(DOUBLE, true, (v) => {
      const n = f(toDouble(v))
      if (Number.isFinite(n)) return n + 0
      return name === undefined ? null : outOfRange('DOUBLE', name)
    })
  }
}

function real2(f: (x: number, y: number) => number, name?: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const [a, b] = args.map((x) => doubleOf(x.type))
    return binary(DOUBLE, true, (x, y) => {
      const n = f(a(x), b(y))
      if (Number.isFinite(n)) return n
      return name === undefined ? null : outOfRange('DOUBLE', name)
    })
  }
}

function bindAbs(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const nullable = anyNullable(args)
  if (type.name === 'DECIMAL') return unary(type, nullable, (v) => decimal.abs(v as Decimal))
  if (isIntegral(type)) {
    return unary(type, nullable, (v) => {
      if (typeof v === 'number') return v < 0 ? -v : v
      if (v === -9223372036854775808n) outOfRange('BIGINT', `abs(${v})`)
      return (v as bigint) < 0n ? -(v as bigint) : v
    })
  }
  const toDouble = doubleOf(type)
  return unary(isFloating(type) ? type : DOUBLE, nullable, (v) => Math.abs(toDouble(v)))
}

function bindWhole(onDouble: (x: number) => number, onDecimal: (d: Decimal) => bigint): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const { type } = args[0]
    const nullable = anyNullable(args)
    if (isIntegral(type)) return unary(type.unsigned === true ? BIGINT_UNSIGNED : BIGINT, nullable, (v) => v)
    if (type.name === 'DECIMAL') {
      const digits = decimalDigits(type)[0]
      if (digits > 18) return unary(decimalType(digits + 1, 0), nullable, (v) => decimal.fromInt(onDecimal(v as Decimal)))
      return unary(BIGINT, nullable, (v) => normalInt(onDecimal(v as Decimal)))
    }
    const toDouble = doubleOf(type)
    if (isFloating(type)) return unary(BIGINT, nullable, (v) => doubleToInt(onDouble(toDouble(v))))
    return unary(DOUBLE, nullable, (v) => onDouble(toDouble(v)) + 0)
  }
}

/** ROUND and TRUNCATE. A constant number of digits decides the scale of a decimal result. */
function bindRound(
  onDecimal: (d: Decimal, digits: number) => Decimal, onDouble: (x: number) => number,
): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const { type } = args[0]
    const nullable = anyNullable(args)
    const toInt = args.length > 1 ? intOf(args[1].type) : undefined
    const digitsOf = (v: Value): number => (toInt === undefined ? 0 : Math.max(-400, Math.min(30, Number(toInt(v)))))
    const one = args.length === 1
    if (type.name === 'DECIMAL') {
      const result = roundedType(type, args[1])
      const f = (v: Value, n: Value): Value => onDecimal(v as Decimal, digitsOf(n))
      return one ? unary(result, nullable, (v) => f(v, 0)) : binary(result, nullable, f)
    }
    if (isIntegral(type)) {
      const result = type.unsigned === true ? BIGINT_UNSIGNED : BIGINT
      const f = (v: Value, n: Value): Value => {
        const digits = digitsOf(n)
        return digits >= 0 ? v : normalInt(onDecimal(decimal.fromInt(v as Int), digits).coefficient)
      }
      return one ? unary(result, nullable, (v) => v) : binary(result, nullable, f)
    }
    const toDouble = doubleOf(type)
    const f = (v: Value, n: Value): Value => roundDouble(toDouble(v), digitsOf(n), onDouble)
    return one ? unary(DOUBLE, nullable, (v) => f(v, 0)) : binary(DOUBLE, nullable, f)
  }
}

function roundedType(type: SqlType, digits: Argument | undefined): SqlType {
  const [whole, scale] = decimalDigits(type)
  if (digits === undefined) return decimalType(whole + 1, 0)
  if (typeof digits.constant !== 'number') return type
  const kept = Math.max(0, Math.min(scale, digits.constant))
  return decimalType(whole + 1 + kept, kept)
}

function roundDouble(x: number, digits: number, onDouble: (x: number) => number): number {
  const power = 10 ** Math.abs(digits)
  if (!Number.isFinite(power)) return digits > 0 ? x : 0
  if (digits < 0) return onDouble(x / power) * power + 0
  const scaled = x * power
  return Number.isFinite(scaled) ? onDouble(scaled) / power + 0 : x
}

/** Half away from zero. */
function roundAway(x: number): number {
  return x < 0 ? -Math.round(-x) : Math.round(x)
}

function bindLog(args: readonly Argument[]): BoundFunction {
  if (args.length === 1) return real(positive(Math.log))(args)
  return real2((base, x) => (base <= 0 || base === 1 || x <= 0 ? NaN : base === 2 ? Math.log2(x) : base === 10 ? Math.log10(x)
    : Math.log(x) / Math.log(base)))(args)
}

function positive(f: (x: number) => number): (x: number) => number {
  return (x) => (x > 0 ? f(x) : NaN)
}

function bindAtan(args: readonly Argument[]): BoundFunction {
  return args.length === 1 ? real(Math.atan)(args) : real2(Math.atan2)(args)
}

/** MySQL's generator for RAND(seed): two linear sequences modulo 2^30 - 1. */
class SeededRandom {
  static readonly MODULUS = 0x3fffffff
  #a: number
  #b: number
  constructor(seed: number) {
    const s = seed >>> 0
    this.#a = Number((BigInt(s) * 0x10001n + 55555555n) & 0xffffffffn) % SeededRandom.MODULUS
    this.#b = Number((BigInt(s) * 0x10000001n) & 0xffffffffn) % SeededRandom.MODULUS
  }
  next(): number {
    this.#a = (this.#a * 3 + this.#b) % SeededRandom.MODULUS
    this.#b = (this.#a + this.#b + 33) % SeededRandom.MODULUS
    return this.#a / SeededRandom.MODULUS
  }
}

function bindRand(args: readonly Argument[]): BoundFunction {
  if (args.length === 0) return { type: DOUBLE, nullable: false, compile: () => () => Math.random() }
  const toInt = intOf(args[0].type)
  const fixed = args[0].constant !== undefined
  return {
    type: DOUBLE,
    nullable: false,
    compile: ([seed]) => {
      // A constant seed starts one sequence for all rows; another one starts anew at every row (manual, RAND()).
      let sequence: SeededRandom | undefined
      return (cx) => {
        if (sequence === undefined || !fixed) {
          const v = seed(cx)
          sequence = new SeededRandom(v === null ? 0 : Number(BigInt.asUintN(32, BigInt(toInt(v)))))
        }
        return sequence.next()
      }
    },
  }
}

/** The unsigned 64-bit number that a text in some base begins with. */
function parseBase(text: string, base: number): bigint {
  const m = /^\s*([+-]?)([0-9a-z]*)/i.exec(text)
  let n = 0n
  if (m !== null) {
    for (const c of m[2].toLowerCase()) {
      const digit = Number.parseInt(c, 36)
      if (digit >= base) break
      n = n * BigInt(base) + BigInt(digit)
    }
  }
  if (n > 0xffffffffffffffffn) n = 0xffffffffffffffffn
  return m !== null && m[1] === '-' ? BigInt.asUintN(64, -n) : n
}

function bindConv(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const [, from, to] = args.map((a) => intOf(a.type))
  return ternary(LONGTEXT, true, (v, f, t) => {
    const fromBase = Number(from(f))
    const toBase = Number(to(t))
    if (Math.abs(fromBase) < 2 || Math.abs(fromBase) > 36 || Math.abs(toBase) < 2 || Math.abs(toBase) > 36) return null
    const s = text(v)
    if (s.trim() === '') return null
    const n = parseBase(s, Math.abs(fromBase))
    const signed = toBase < 0 ? BigInt.asIntN(64, n) : n
    return signed.toString(Math.abs(toBase)).toUpperCase()
  })
}

/** BIN and OCT: the unsigned digits of an integer. */
function bindDigits(base: number): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const { type } = args[0]
    if (!isIntegral(type)) {
      const text = textOf(type)
      return unary(LONGTEXT, true, (v) => (text(v).trim() === '' ? null : parseBase(text(v), 10).toString(base)))
    }
    const toInt = intOf(type)
    return unary(LONGTEXT, anyNullable(args), (v) => unsigned64(toInt(v)).toString(base))
  }
}

const HEX_DIGITS = Array.from({ length: 256 }, (_, i) => i.toString(16).toUpperCase().padStart(2, '0'))

/** Bytes in hexadecimal digits, upper case. */
export function hexOf(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i++) out += HEX_DIGITS[bytes[i]]
  return out
}

function bindHex(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const nullable = anyNullable(args)
  if (isNumeric(type)) {
    const toInt = intOf(type)
    return unary(LONGTEXT, nullable, (v) => unsigned64(toInt(v)).toString(16).toUpperCase())
  }
  const bytes = bytesOf(type)
  return unary(LONGTEXT, nullable, (v) => hexOf(bytes(v)))
}

function bindUnhex(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGBLOB, true, (v) => {
    let s = text(v)
    if (!/^[0-9a-f]*$/i.test(s)) return null
    if (s.length % 2 === 1) s = `0${s}`
    const out = new Uint8Array(s.length / 2)
    for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(s.slice(2 * i, 2 * i + 2), 16)
    return out
  })
}

/** Thousands and decimal marks of locales that don't write 1,234.5 (MySQL's manual, "MySQL Server Locale Support"). */
const MARKS: Readonly<Record<string, readonly [thousands: string, point: string]>> = Object.fromEntries([
  ...['de_DE', 'de_BE', 'de_LU', 'es_AR', 'id_ID', 'is_IS', 'nl_BE', 'nl_NL', 'da_DK', 'fo_FO', 'tr_TR', 'vi_VN', 'ro_RO', 'it_IT',
    'ca_ES', 'el_GR',
    'es_CL', 'es_CO', 'es_EC', 'es_PY', 'es_UY', 'es_VE', 'es_ES', 'es_BO', 'es_CR', 'hu_HU', 'mk_MK', 'pt_BR', 'gl_ES', 'eu_ES', 'hr_HR',
      'sq_AL', 'sl_SI',
    'sr_RS', 'sr_YU', 'fr_BE', 'uk_UA', 'be_BY', 'mn_MN', 'nb_NO', 'nn_NO', 'no_NO'].map((l) => [l, ['.', ','] as const]),
  ...['fr_FR', 'fr_LU', 'fr_CA', 'fi_FI', 'sv_SE', 'sv_FI', 'ru_RU', 'ru_UA', 'cs_CZ', 'sk_SK', 'lv_LV', 'lt_LT', 'et_EE', 'bg_BG', 'pl_PL']
    .map((l) => [l, ['', ','] as const]),
  ...['de_AT', 'it_CH', 'rm_CH'].map((l) => [l, ["'", '.'] as const]),
  ['de_CH', ["'", '.']], ['pt_PT', ['', ',']], ['ar_SA', ['', '.']],
])

function bindFormat(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const toDecimal = type.name === 'DECIMAL' || isIntegral(type) ? decimalOf(type) : undefined
  const toDouble = doubleOf(type)
  const digits = intOf(args[1].type)
  const locale = args.length > 2 ? textOf(args[2].type) : undefined
  return strict(LONGTEXT, anyNullable(args), (v) => {
    const scale = Math.max(0, Math.min(30, Number(digits(v[1]))))
    const d = decimal.rescale(toDecimal === undefined ? decimal.fromNumber(toDouble(v[0])) : toDecimal(v[0]), scale)
    const [thousands, point] = (locale === undefined ? undefined : MARKS[locale(v[2])]) ?? [',', '.']
    const [whole, fraction] = d.toString().split('.')
    const grouped = thousands === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, thousands)
    return fraction === undefined ? grouped : grouped + point + fraction
  })
}

function bindSign(args: readonly Argument[]): BoundFunction {
  const toDouble = doubleOf(args[0].type)
  return unary(TINYINT, anyNullable(args), (v) => Math.sign(toDouble(v)) + 0)
}

function bindCrc32(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  const text = textOf(args[0].type)
  return unary(INT_UNSIGNED, anyNullable(args), isBinary(args[0].type) ? (v) => crc32(bytes(v)) : (v) => crc32(utf8Bytes(text(v))))
}

function bindPi(): BoundFunction {
  return { type: DOUBLE, nullable: false, compile: () => () => Math.PI }
}

export const NUMERIC: readonly ScalarFunction[] = deterministic([
  scalar('abs', 1, 1, bindAbs),
  ...aliases(scalar('ceil', 1, 1, bindWhole(Math.ceil, decimal.ceil)), 'ceiling'),
  scalar('floor', 1, 1, bindWhole(Math.floor, decimal.floor)),
  scalar('round', 1, 2, bindRound(decimal.round, roundAway)),
  scalar('truncate', 2, 2, bindRound(decimal.truncate, Math.trunc)),
  ...aliases(scalar('power', 2, 2, real2((x, y) => x ** y, 'pow')), 'pow'),
  scalar('sqrt', 1, 1, real(Math.sqrt)),
  scalar('exp', 1, 1, real(Math.exp, 'exp')),
  scalar('ln', 1, 1, real(positive(Math.log))),
  scalar('log', 1, 2, bindLog),
  scalar('log2', 1, 1, real(positive(Math.log2))),
  scalar('log10', 1, 1, real(positive(Math.log10))),
  scalar('sin', 1, 1, real(Math.sin)),
  scalar('cos', 1, 1, real(Math.cos)),
  scalar('tan', 1, 1, real(Math.tan)),
  scalar('cot', 1, 1, real((x) => 1 / Math.tan(x), 'cot')),
  scalar('asin', 1, 1, real(Math.asin)),
  scalar('acos', 1, 1, real(Math.acos)),
  scalar('atan', 1, 2, bindAtan),
  scalar('atan2', 2, 2, real2(Math.atan2)),
  scalar('pi', 0, 0, bindPi),
  scalar('degrees', 1, 1, real((x) => (x * 180) / Math.PI)),
  scalar('radians', 1, 1, real((x) => (x * Math.PI) / 180)),
  scalar('sign', 1, 1, bindSign),
  scalar('rand', 0, 1, bindRand, 'volatile'),
  scalar('conv', 3, 3, bindConv),
  scalar('bin', 1, 1, bindDigits(2)),
  scalar('oct', 1, 1, bindDigits(8)),
  scalar('hex', 1, 1, bindHex),
  scalar('unhex', 1, 1, bindUnhex),
  scalar('format', 2, 3, bindFormat),
  scalar('crc32', 1, 1, bindCrc32),
])
