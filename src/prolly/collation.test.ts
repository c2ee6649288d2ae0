import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collationOrder } from './collation.ts'

const utf8 = new TextEncoder()

function compare(collation: string, a: string, b: string): number {
  const x = utf8.encode(a)
  const y = utf8.encode(b)
  return Math.sign(collationOrder(collation).compareBytes(x, 0, x.length, y, 0, y.length))
}

const sorted = (collation: string, texts: string[]): string[] => texts.sort((a, b) => compare(collation, a, b))

describe('the order of collated keys', () => {
  it('is the one observed on Dolt', () => {
    expect(sorted('utf8mb4_0900_ai_ci', ['é', 'C', 'b', 'a b', 'A'])).toEqual(['A', 'a b', 'b', 'C', 'é'])
    expect(sorted('utf8mb4_0900_bin', ['é', 'C', 'b', 'a b', 'A'])).toEqual(['A', 'C', 'a b', 'b', 'é'])
    expect(sorted('utf8mb4_general_ci', ['ж', 'Z', 'ä', 'b', '_', '1', 'ω'])).toEqual(['1', 'ä', 'b', 'Z', '_', 'ω', 'ж'])
  })

  it('is each language\'s own, as on Dolt', () => {
    expect(sorted('utf8mb4_danish_ci', ['å', 'z', 'æ', 'ø', 'a', '日', 'ä'])).toEqual(['a', 'z', 'æ', 'ä', 'ø', 'å', '日'])
    expect(sorted('utf8mb4_swedish_ci', ['ö', 'z', 'ä', 'å'])).toEqual(['z', 'å', 'ä', 'ö'])
    expect(sorted('utf16_spanish_ci', ['o', 'ñ', 'n'])).toEqual(['n', 'ñ', 'o'])
    expect(sorted('utf8mb3_esperanto_ci', ['d', 'ĉ', 'c'])).toEqual(['c', 'ĉ', 'd'])
    expect(sorted('latin1_german2_ci', ['z', 'æ', 'a'])).toEqual(['a', 'z', 'æ'])
    expect(compare('utf8mb4_czech_ci', 'č', 'Č')).toBe(0)
    expect(compare('utf8mb4_tr_0900_ai_ci', 'ı', 'i')).not.toBe(0)
  })

  it('treats letters of one base as the same where the collation does', () => {
    for (const [a, b] of [['a', 'A'], ['é', 'E'], ['Ж', 'ж'], ['Σ', 'ς']]) expect(compare('utf8mb4_0900_ai_ci', a, b)).toBe(0)
    expect(compare('utf8mb4_0900_as_ci', 'é', 'E')).not.toBe(0)
    expect(compare('utf8mb4_0900_as_ci', 'é', 'É')).toBe(0)
    expect(compare('utf8mb4_0900_as_cs', 'é', 'É')).not.toBe(0)
    expect(compare('utf8mb4_general_ci', 'ß', 's')).toBe(0)
    expect(compare('latin1_swedish_ci', 'ü', 'y')).toBe(0)
    expect(compare('utf8mb3_general_ci', 'ä', 'A')).toBe(0)
  })

  it('puts the text with fewer bytes left first, without padding', () => {
    expect(compare('utf8mb4_0900_ai_ci', 'a', 'a ')).toBe(-1)
    expect(compare('utf8mb4_0900_ai_ci', 'éa', 'E')).toBe(1)
  })

  const collations = ['utf8mb4_0900_ai_ci', 'utf8mb4_general_ci', 'utf8mb4_unicode_ci', 'latin1_swedish_ci', 'utf8mb4_bin']
  it.each(collations)('%s is an order, whatever the bytes', (collation) => {
    const order = collationOrder(collation)
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 4 }).map((t) => utf8.encode(t)))
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const one = order.compareBytes(a, 0, a.length, b, 0, b.length)
        const other = order.compareBytes(b, 0, b.length, a, 0, a.length)
        expect(Math.sign(one)).toBe(other === 0 ? 0 : -Math.sign(other))
      }),
      { numRuns: 500 },
    )
  })

  it('is an error of MySQL\'s for an unknown name', () => {
    expect(() => collationOrder('klingon_ci')).toThrow(expect.objectContaining({ errno: 1273 }))
  })
})
