/**
 * An exact decimal number: `coefficient / 10^scale`. Plain data; arithmetic is in src/sql/types.
 * `new Decimal(1234n, 2)` is 12.34.
 */
export class Decimal {
  readonly coefficient: bigint
  /** Digits behind the point, 0 or more. */
  readonly scale: number
  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient
    this.scale = scale
  }

  /** As MySQL prints it: every digit of the scale, no exponent. */
  toString(): string {
    const negative = this.coefficient < 0n
    const digits = (negative ? -this.coefficient : this.coefficient).toString().padStart(this.scale + 1, '0')
    const text = this.scale === 0 ? digits : `${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`
    return negative ? `-${text}` : text
  }
}
