import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../../prolly/decimal.ts'
import * as decimal from './decimal-math.ts'

const anyDecimal = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 })).map(([c, s]) => new Decimal(c, s))

describe('decimals', () => {
  it('are the same after printing and reading', () => {
    fc.assert(fc.property(anyDecimal, (d) => {
      expect(decimal.parse(d.toString(), true)).toEqual(d)
    }))
  })

  it('add and subtract exactly', () => {
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => {
      expect(decimal.compare(decimal.sub(decimal.add(a, b), b), a)).toBe(0)
    }))
  })

  it('order as their differences do', () => {
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => {
      const difference = decimal.sub(a, b).coefficient
      expect(decimal.compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0)
    }))
  })

  it('split into quotient and remainder', () => {
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => {
      const q = decimal.divWhole(a, b)
      const r = decimal.mod(a, b)
      if (q === null || r === null) {
        expect(b.coefficient).toBe(0n)
        return
      }
      expect(decimal.compare(decimal.add(decimal.mul(new Decimal(q, 0), b), r), a)).toBe(0)
    }))
  })

  it.each([['2.5', 0, '3'], ['-2.5', 0, '-3'], ['1.2345', 2, '1.23'], ['155', -1, '160'], ['0.05', 1, '0.1'], ['99', -3, '0']])('rounds %s to %d', (text, digits, want) => {
    expect(decimal.round(decimal.fromText(text), digits).toString()).toBe(want)
  })

  it('keeps as many digits in a quotient as MySQL does', () => {
    const digits = (a: string, b: string): number | undefined => decimal.div(decimal.fromText(a), decimal.fromText(b))?.scale
    expect(digits('1', '3')).toBe(9)
    expect(digits('1.0', '3.0')).toBe(18)
    expect(digits('1.000000', '3.000000000')).toBe(27)
    expect(digits('1.0', '3.0000000000000000000')).toBe(36)
  })

  it('reads what a text begins with', () => {
    expect(decimal.fromText('1.5abc').toString()).toBe('1.5')
    expect(decimal.fromText('abc').toString()).toBe('0')
    expect(decimal.fromText(' -12e2x').toString()).toBe('-1200')
    expect(decimal.parse('1.5abc', true)).toBeUndefined()
  })
})
