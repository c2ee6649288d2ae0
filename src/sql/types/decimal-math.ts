import { OxbowError } from '../../error.ts'
import { Decimal } from '../../prolly/decimal.ts'

/** Arithmetic of exact decimals, after MySQL's manual, "Precision Math". */

/** Digits that a division adds behind the point (MySQL's `div_precision_increment`). */
export const DIVISION_INCREMENT = 4
/** MySQL computes divisions in words of nine digits, so intermediate results carry more digits than they show. */
const WORD = 9
const MAX_SCALE = 30
/** MySQL's longest DECIMAL. */
const MAX_DIGITS = 65

const POWERS: bigint[] = [1n]

/** 10^n. */
export function powerOfTen(n: number): bigint {
  for (let i = POWERS.length; i <= n; i++) POWERS.push(POWERS[i - 1] * 10n)
  return POWERS[n]
}

/** |a / b| rounded half away from zero, with the sign of the quotient. */
function divideRounded(a: bigint, b: bigint): bigint {
  const q = a / b
  const twice = (a % b) * 2n
  const reach = (twice < 0n ? -twice : twice) >= (b < 0n ? -b : b)
  return reach ? q + ((a < 0n) === (b < 0n) ? 1n : -1n) : q
}

/** The coefficient at another scale; digits cut off are rounded half away from zero. */
function coefficientAt(d: Decimal, scale: number): bigint {
  if (d.scale === scale) return d.coefficient
  if (d.scale < scale) return d.coefficient * powerOfTen(scale - d.scale)
  return divideRounded(d.coefficient, powerOfTen(d.scale - scale))
}

/** The same number with exactly `scale` digits behind the point, rounded half away from zero. */
export function rescale(d: Decimal, scale: number): Decimal {
  return d.scale === scale ? d : new Decimal(coefficientAt(d, scale), scale)
}

/** MySQL's ROUND(d, digits); negative digits round in front of the point. */
export function round(d: Decimal, digits: number): Decimal {
  if (digits >= d.scale) return d
  if (digits >= 0) return rescale(d, digits)
  if (-digits > MAX_DIGITS) return new Decimal(0n, 0)
  return new Decimal(divideRounded(d.coefficient, powerOfTen(d.scale - digits)) * powerOfTen(-digits), 0)
}

/** MySQL's TRUNCATE(d, digits). */
export function truncate(d: Decimal, digits: number): Decimal {
  if (digits >= d.scale) return d
  if (digits >= 0) return new Decimal(d.coefficient / powerOfTen(d.scale - digits), digits)
  if (-digits > MAX_DIGITS) return new Decimal(0n, 0)
  return new Decimal((d.coefficient / powerOfTen(d.scale - digits)) * powerOfTen(-digits), 0)
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = a.scale > b.scale ? a.scale : b.scale
  return new Decimal(coefficientAt(a, scale) + coefficientAt(b, scale), scale)
}

export function sub(a: Decimal, b: Decimal): Decimal {
  const scale = a.scale > b.scale ? a.scale : b.scale
  return new Decimal(coefficientAt(a, scale) - coefficientAt(b, scale), scale)
}

export function mul(a: Decimal, b: Decimal): Decimal {
  const scale = a.scale + b.scale
  const product = new Decimal(a.coefficient * b.coefficient, scale)
  return scale > MAX_SCALE ? rescale(product, MAX_SCALE) : product
}

/**
 * a / b, or null when b is 0. As in MySQL the value keeps more digits than the result will show (a.scale + increment),
 * so that `1 / 3 * 3` comes to 1.0000.
 */
export function div(a: Decimal, b: Decimal, increment: number = DIVISION_INCREMENT): Decimal | null {
  if (b.coefficient === 0n) return null
  const wanted = divisionScale(a.scale, b.scale, increment)
  const shift = wanted + b.scale - a.scale
  const q = shift >= 0 ? (a.coefficient * powerOfTen(shift)) / b.coefficient : a.coefficient / (b.coefficient * powerOfTen(-shift))
  return new Decimal(q, wanted)
}

/** Both operands' digits in whole words, and as many more as the increment then lacks (MySQL strings/decimal.c). */
function divisionScale(a: number, b: number, increment: number): number {
  const words = Math.ceil(a / WORD) * WORD + Math.ceil(b / WORD) * WORD
  const missing = Math.max(0, increment - (words - a - b))
  return Math.ceil((words + missing) / WORD) * WORD
}

/** a DIV b: the quotient's whole part, or null when b is 0. */
export function divWhole(a: Decimal, b: Decimal): bigint | null {
  if (b.coefficient === 0n) return null
  const scale = a.scale > b.scale ? a.scale : b.scale
  return coefficientAt(a, scale) / coefficientAt(b, scale)
}

/** a % b with the sign of a, or null when b is 0. */
export function mod(a: Decimal, b: Decimal): Decimal | null {
  if (b.coefficient === 0n) return null
  const scale = a.scale > b.scale ? a.scale : b.scale
  return new Decimal(coefficientAt(a, scale) % coefficientAt(b, scale), scale)
}

export function neg(d: Decimal): Decimal {
  return new Decimal(-d.coefficient, d.scale)
}

export function abs(d: Decimal): Decimal {
  return d.coefficient < 0n ? neg(d) : d
}

/** The greatest integer not above d. */
export function floor(d: Decimal): bigint {
  const unit = powerOfTen(d.scale)
  const q = d.coefficient / unit
  return d.coefficient < 0n && d.coefficient % unit !== 0n ? q - 1n : q
}

/** The smallest integer not below d. */
export function ceil(d: Decimal): bigint {
  const unit = powerOfTen(d.scale)
  const q = d.coefficient / unit
  return d.coefficient > 0n && d.coefficient % unit !== 0n ? q + 1n : q
}

/** Negative, 0 or positive. */
export function compare(a: Decimal, b: Decimal): number {
  const x = a.scale >= b.scale ? a.coefficient : a.coefficient * powerOfTen(b.scale - a.scale)
  const y = b.scale >= a.scale ? b.coefficient : b.coefficient * powerOfTen(a.scale - b.scale)
  return x < y ? -1 : x > y ? 1 : 0
}

export function isZero(d: Decimal): boolean {
  return d.coefficient === 0n
}

const NUMBER = /^[ \t\r\n\v\f]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?/

/**
 * The decimal that a text begins with, as MySQL converts strings (`'1.5abc'` is 1.5, `'abc'` is 0).
 * Undefined `strict` text: pass `strict` to get undefined unless the whole text is a number.
 */
export function parse(text: string, strict = false): Decimal | undefined {
  const m = NUMBER.exec(text)
  if (m === null || (m[2] === '' && (m[3] === undefined || m[3] === ''))) return strict ? undefined : new Decimal(0n, 0)
  if (strict && text.slice(m[0].length).trim() !== '') return undefined
  const fraction = m[3] ?? ''
  let coefficient = BigInt(m[2] + fraction)
  if (m[1] === '-') coefficient = -coefficient
  let scale = fraction.length
  if (m[4] !== undefined) {
    const exponent = Math.max(-1000, Math.min(1000, Number(m[4])))
    scale -= exponent
    if (scale < 0) {
      coefficient *= powerOfTen(-scale)
      scale = 0
    }
  }
  return new Decimal(coefficient, scale)
}

/** The decimal of a text that starts as a number; 0 for other text. */
export function fromText(text: string): Decimal {
  const d = parse(text) as Decimal
  return d.scale > MAX_SCALE ? rescale(d, MAX_SCALE) : d
}

/** The decimal with the digits that a double prints; 0 for infinities. */
export function fromNumber(n: number): Decimal {
  if (Number.isSafeInteger(n)) return new Decimal(BigInt(n), 0)
  if (!Number.isFinite(n)) return new Decimal(0n, 0)
  return fromText(String(n))
}

export function fromInt(n: number | bigint): Decimal {
  return new Decimal(BigInt(n), 0)
}

export function toNumber(d: Decimal): number {
  if (d.scale === 0) return Number(d.coefficient)
  const c = d.coefficient
  // Both operands exact doubles: one correctly rounded division.
  if (d.scale <= 22 && c >= -9007199254740991n && c <= 9007199254740991n) return Number(c) / 10 ** d.scale
  return Number(d.toString())
}

/** Rounded to the nearest integer, half away from zero. */
export function toInteger(d: Decimal): bigint {
  return coefficientAt(d, 0)
}

/** Without trailing zeros behind the point. */
export function reduce(d: Decimal): Decimal {
  let { coefficient, scale } = d
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n
    scale--
  }
  return scale === d.scale ? d : new Decimal(coefficient, scale)
}

/** The largest decimal of a type: 9…9.9…9. */
export function largest(precision: number, scale: number): Decimal {
  return new Decimal(powerOfTen(precision) - 1n, scale)
}

/** @throws OxbowError 1690 when the number needs more than 65 digits. */
export function checkRange(d: Decimal, expression: string): Decimal {
  const c = d.coefficient
  const limit = powerOfTen(MAX_DIGITS + MAX_SCALE)
  if (c < limit && c > -limit) return d
  throw new OxbowError('ER_DATA_OUT_OF_RANGE', `DECIMAL value is out of range in '${expression}'`, { errno: 1690, sqlState: '22003' })
}
