import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { Decimal } from './decimal.ts'
import { compareDecimals, fieldComparator } from './field-compare.ts'
import { Encoding, decodeField, encodeField, fixedSize, OutOfBand, readText, type FieldValue } from './encoding.ts'

const hex = (bytes: Uint8Array | null): string => (bytes === null ? 'NULL' : Buffer.from(bytes).toString('hex'))
const int64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(normal)
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(normal)
const bytes = fc.uint8Array({ maxLength: 40 })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const decimal = fc
  .tuple(fc.oneof(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.bigInt({ min: -300n, max: 300n })), fc.nat(30))
  .map(([coefficient, scale]) => new Decimal(coefficient, scale))

function normal(v: bigint): number | bigint {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}

function compareValues(a: FieldValue, b: FieldValue): number {
  if (a instanceof Decimal && b instanceof Decimal) return compareDecimals(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a! < b! ? -1 : a! > b! ? 1 : 0
}

const KINDS: readonly (readonly [string, number, fc.Arbitrary<FieldValue>])[] = [
  ['Int8', Encoding.Int8, fc.integer({ min: -128, max: 127 })],
  ['Uint8', Encoding.Uint8, fc.integer({ min: 0, max: 255 })],
  ['Int16', Encoding.Int16, fc.integer({ min: -32768, max: 32767 })],
  ['Uint16', Encoding.Uint16, fc.integer({ min: 0, max: 65535 })],
  ['Int32', Encoding.Int32, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  ['Uint32', Encoding.Uint32, fc.integer({ min: 0, max: 2 ** 32 - 1 })],
  ['Int64', Encoding.Int64, int64],
  ['Uint64', Encoding.Uint64, uint64],
  ['Bit64', Encoding.Bit64, uint64],
  ['Float32', Encoding.Float32, fc.float({ noNaN: true })],
  ['Float64', Encoding.Float64, fc.double({ noNaN: true })],
  ['Year', Encoding.Year, fc.oneof(fc.constant(0), fc.integer({ min: 1901, max: 2155 }))],
  ['Date', Encoding.Date, fc.record({ y: fc.nat(9999), m: fc.nat(12), d: fc.nat(31) }).map(({ y, m, d }) => y * 65536 + m * 256 + d)],
  ['Time', Encoding.Time, fc.integer({ min: -3020399000001, max: 3020399000001 })],
  ['Datetime', Encoding.Datetime, fc.bigInt({ min: -62135596800000000n, max: 253402300799999999n }).map(normal)],
  ['Enum', Encoding.Enum, fc.integer({ min: 0, max: 65535 })],
  ['Set', Encoding.Set, uint64],
  ['String', Encoding.String, text],
  ['Bytes', Encoding.Bytes, bytes],
  ['Decimal', Encoding.Decimal, decimal],
  ['StringAdaptive', Encoding.StringAdaptive, text],
  ['BytesAdaptive', Encoding.BytesAdaptive, bytes],
  ['Hash128', Encoding.Hash128, fc.uint8Array({ minLength: 16, maxLength: 16 })],
  ['Cell', Encoding.Cell, fc.uint8Array({ minLength: 17, maxLength: 17 })],
]

describe('every encoding', () => {
  it.each(KINDS)('%s: a value comes back as it went in, and the order of the bytes is that of the values', (_, encoding, values) => {
    const compare = fieldComparator(encoding, undefined)
    fc.assert(
      fc.property(values, values, (a, b) => {
        const x = encodeField(encoding, a)!
        const y = encodeField(encoding, b)!
        expect(x.length).toBeGreaterThan(0)
        if (fixedSize(encoding) !== 0) expect(x.length).toBe(fixedSize(encoding))
        const shifted = new Uint8Array(x.length + 3)
        shifted.set(x, 3)
        expect(decodeField(encoding, shifted, 3, shifted.length)).toEqual(a)
        expect(Math.sign(compare(x, 0, x.length, y, 0, y.length))).toBe(Math.sign(compareValues(a, b)))
        expect(compare(x, 0, x.length, x, 0, x.length)).toBe(0)
      }),
    )
  })

  it('writes what Dolt writes', () => {
    const written: readonly (readonly [number, FieldValue, string])[] = [
      [Encoding.Int8, -128, '80'], [Encoding.Uint8, 255, 'ff'], [Encoding.Int16, -2, 'feff'], [Encoding.Int32, -8388608, '000080ff'],
      [Encoding.Uint32, 16777215, 'ffffff00'], [Encoding.Int64, -(1n << 63n), '0000000000000080'], [Encoding.Float32, 1.5, '0000c03f'],
      [Encoding.Float64, -2.25, '00000000000002c0'], [Encoding.Uint64, 0xaaa, 'aa0a000000000000'],
      [Encoding.Decimal, new Decimal(-12345678901234567890123456780123456789n, 10), 'f6ffffffff0949b0f6f0023313c449904ecc674515'],
      [Encoding.Decimal, new Decimal(0n, 2), 'feffffff00'], [Encoding.Decimal, new Decimal(-5n, 2), 'feffffffff0000000000000005'],
      [Encoding.Year, 2024, '7b'], [Encoding.Year, 0, 'ff'], [Encoding.Date, (2024 << 16) | (2 << 8) | 29, '1d02e807'],
      [Encoding.Date, 0, '00000000'],
      [Encoding.Time, -3020399000000, '40c630c240fdffff'], [Encoding.Datetime, 1709168523456000, '00aeb3ce7a120600'],
      [Encoding.Enum, 2, '0200'], [Encoding.Set, 5, '0500000000000000'], [Encoding.String, 'ab', '616200'], [Encoding.String, '', '00'],
      [Encoding.Bytes, Uint8Array.of(1, 0, 0, 0), '0100000000'], [Encoding.StringAdaptive, 'short', '0073686f7274'],
      [Encoding.StringAdaptive, '', '00'],
    ]
    for (const [encoding, value, expected] of written) expect(hex(encodeField(encoding, value))).toBe(expected)
  })

  it('keeps addresses of values that are elsewhere, with their length', () => {
    const out = new OutOfBand('a6jb0s117g5aj57o7adr315jti8mg2o5', 3000)
    const field = encodeField(Encoding.StringAdaptive, out)!
    expect(hex(field.subarray(0, 3))).toBe('f902c8')
    expect(decodeField(Encoding.StringAdaptive, field, 0, field.length)).toEqual(out)
    const address = encodeField(Encoding.JsonAddr, new OutOfBand(out.hash, -1))!
    expect(decodeField(Encoding.JsonAddr, address, 0, 20)).toEqual(new OutOfBand(out.hash, -1))
    expect(decodeField(Encoding.StringAddr, new Uint8Array(20), 0, 20)).toBe('')
  })

  it('fields of damaged or unknown form are clear errors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ minLength: 1, maxLength: 40 }), (encoding, field) => {
        try {
          decodeField(encoding, field, 0, field.length)
        } catch (e) {
          expect(e).toBeInstanceOf(OxbowError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describe('readText', () => {
  it('reads UTF-8 of any length, a repeated short text without a new string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const utf8 = new TextEncoder().encode(value)
        expect(readText(utf8, 0, utf8.length)).toBe(value.toWellFormed())
        expect(readText(utf8, 0, utf8.length)).toBe(value.toWellFormed())
      }),
    )
  })

  it('keeps a byte order mark', () => {
    expect(readText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 0, 4)).toBe('\ufeffa')
  })
})
