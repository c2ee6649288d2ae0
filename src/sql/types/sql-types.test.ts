import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../../prolly/decimal.ts'
import { testContext } from '../functions/expression-for-tests.ts'
import type { Value } from '../value.ts'
import { compareStrings, collationKey } from './collation.ts'
import { commonType, comparator } from './compare.ts'
import { showTypeText, storedTypeText } from './format-type.ts'
import { JsonDocument } from './json.ts'
import { generalNumber, plainNumber, shortestFloat } from './number-text.ts'
import { parseSqlType } from './parse-type.ts'
import { storeConverter } from './store.ts'
import { BIGINT, DATE, DATETIME, DOUBLE, INT, LONGTEXT, NULL_TYPE, SMALLINT, TINYINT, decimalType, integerLiteralType, varchar } from './types.ts'
import { protocolType, toJson, toText, typeLabel } from './wire.ts'

describe('type texts', () => {
  it.each([
    'int', 'int unsigned', 'tinyint(1)', 'bigint', 'float', 'double', 'decimal(10,2)', 'bit(12)', 'year', 'date', 'time(6)', 'datetime(0)', 'timestamp(6)',
    'char(5)', 'varchar(20) COLLATE utf8mb4_0900_ai_ci', 'varchar(10) CHARACTER SET latin1 COLLATE latin1_swedish_ci', 'binary(4)', 'longtext', 'tinyblob',
    "enum('a','it''s',',)')", "set('x','y') COLLATE utf8mb4_0900_ai_ci", 'json', 'geometry SRID 0', 'point', 'VECTOR(3)',
  ])('%s is the same after reading and writing', (text) => {
    expect(storedTypeText(parseSqlType(text))).toBe(text)
    expect(parseSqlType(text)).toBe(parseSqlType(text))
  })

  it('shows types as SHOW CREATE TABLE does', () => {
    expect(showTypeText(parseSqlType('datetime(0)'))).toBe('datetime')
    expect(showTypeText(parseSqlType('timestamp(6)'))).toBe('timestamp(6)')
    expect(showTypeText(parseSqlType('varchar(9) COLLATE utf8mb4_0900_ai_ci'), 'utf8mb4_0900_ai_ci')).toBe('varchar(9)')
    expect(showTypeText(parseSqlType('varchar(9)'), 'utf8mb4_0900_ai_ci')).toBe('varchar(9) COLLATE utf8mb4_0900_bin')
  })

  it('refuses other text plainly', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      try {
        parseSqlType(text)
      } catch (e) {
        expect(e).toMatchObject({ name: 'OxbowError' })
      }
    }))
  })
})

describe('values on the wire', () => {
  it('prints doubles as Go does', () => {
    expect([1e6, 27188805, 123456.5, 2.5e-5, 0.0001, -1e21, 50246.98743718593, 0].map(generalNumber)).toEqual(
      ['1e+06', '2.7188805e+07', '123456.5', '2.5e-05', '0.0001', '-1e+21', '50246.98743718593', '0'])
    expect([1e6, 1e-7, -1.5e22].map(plainNumber)).toEqual(['1000000', '0.0000001', '-15000000000000000000000'])
    expect(plainNumber(shortestFloat(Math.fround(-3.4028234e38)))).toBe('-340282350000000000000000000000000000000')
  })

  it('labels and prints by type', () => {
    expect(toText({ name: 'BIT', length: 13 }, 5)).toEqual(Uint8Array.of(0, 5))
    expect(toText(parseSqlType("set('a','b','c')"), 5)).toBe('a,c')
    expect(toText(decimalType(5, 4), new Decimal(333333333n, 9))).toBe('0.3333')
    expect(toText({ name: 'DOUBLE', wire: SMALLINT }, 44.63)).toBe('45')
    expect(protocolType({ name: 'DOUBLE', wire: SMALLINT })).toBe(2)
    expect(typeLabel(parseSqlType('bigint unsigned'))).toBe('BIGINT UNSIGNED')
  })

  it('turns to JSON', () => {
    expect(toJson(INT, 5)).toBe(5)
    expect(toJson(BIGINT, 5)).toBe('5')
    expect(toJson({ name: 'BLOB' }, Uint8Array.of(0, 255))).toEqual({ base64: 'AP8=' })
    expect(toJson({ name: 'JSON' }, new JsonDocument([1]))).toEqual([1])
    expect(toJson(DOUBLE, Infinity)).toBeNull()
  })
})

describe('comparisons', () => {
  it('follow MySQL\'s rules between types', () => {
    expect(comparator(INT, LONGTEXT)(1, '1.0')).toBe(0)
    expect(comparator(DATE, LONGTEXT)((2020 << 16) | 0x102, '2020-1-2')).toBe(0)
    expect(comparator(LONGTEXT, DATETIME)('2020-01-01', 1577836800000000)).toBe(0)
    expect(comparator(INT, decimalType(3, 1))(1, new Decimal(10n, 1))).toBe(0)
    expect(comparator(BIGINT, BIGINT)(9007199254740993n, 5)).toBeGreaterThan(0)
  })

  it('find common types', () => {
    expect(commonType([TINYINT, NULL_TYPE, INT])).toBe(INT)
    expect(commonType([INT, DOUBLE])).toBe(DOUBLE)
    expect(commonType([INT, decimalType(5, 2)])).toEqual(decimalType(12, 2))
    expect(commonType([INT, LONGTEXT])).toBe(LONGTEXT)
    expect(commonType([varchar(3), varchar(9)])).toMatchObject({ name: 'VARCHAR', length: 9 })
    expect(commonType([])).toBe(NULL_TYPE)
  })

  it('put texts in the collation\'s order', () => {
    expect(compareStrings('utf8mb4_0900_ai_ci', 'É', 'e')).toBe(0)
    expect(compareStrings('utf8mb4_0900_bin', 'a', 'A')).toBeGreaterThan(0)
    expect(compareStrings('utf8mb4_0900_bin', '\uffff', '😀')).toBeLessThan(0)
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      if (compareStrings('utf8mb4_0900_ai_ci', a, b) === 0) expect(collationKey('utf8mb4_0900_ai_ci', a)).toBe(collationKey('utf8mb4_0900_ai_ci', b))
    }))
  })

  it('type literals as small as they go', () => {
    expect([1, 200, 300, 40000, 70000, 4294967295, 5e9, 18446744073709551615n].map((n) => protocolType(integerLiteralType(n)))).toEqual([1, 1, 2, 2, 3, 3, 8, 8])
  })
})

describe('storing', () => {
  const cx = testContext()
  const store = (type: string, v: Value, from = LONGTEXT): Value => storeConverter(parseSqlType(type), from, 'c')(v, cx)
  it.each([
    ['tinyint', '128', 1264], ['int unsigned', '-1', 1264], ['int', 'abc', 1366], ['int', '1x', 1366], ['decimal(3,1)', '100', 1264], ['varchar(3)', 'abcd', 1406],
    ['binary(2)', 'abc', 1406], ['date', '2024-02-30', 1292], ['datetime(0)', 'nope', 1292], ['datetime(0)', '2020-01-01 abc', 1292], ['time', 'x', 1292], ['year', '1900', 1264],
    ['varchar(2)', 'ab  ', 1406], ["enum('a','b')", 'c', 1265], ["set('a','b')", 'a,c', 1265], ['json', '{', 3140], ['float', '1e300', 1264], ['bit(3)', '8', 1406],
  ])('refuses for %s %j', (type, v, errno) => {
    expect(() => store(type, v)).toThrowError(expect.objectContaining({ errno }))
  })

  it('converts what fits', () => {
    expect(store('int', '12.5')).toBe(13)
    expect(store('bigint unsigned', '18446744073709551615')).toBe(18446744073709551615n)
    expect(store('char(4)', 'ab  ')).toBe('ab  ')
    expect(store('varchar(2)', '😀é')).toBe('😀é')
    expect(store('binary(3)', 'a')).toEqual(Uint8Array.of(97, 0, 0))
    expect(store('decimal(5,2)', '1.005')).toEqual(new Decimal(101n, 2))
    expect(store("enum('a','b')", 'b')).toBe(2)
    expect(store("set('a','b','c')", 'c,a')).toBe(5)
    expect(store('year', '24')).toBe(2024)
    expect(store('float', '0.1')).toBe(Math.fround(0.1))
    expect(store('datetime(0)', '2020-01-01 00:00:00.6')).toBe(1577836801000000)
  })
})
