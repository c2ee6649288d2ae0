import { isWeighed, type Weigher, weigherOf } from '../../prolly/collation-weights.ts'
import { OxbowError } from '../../error.ts'
import { listedCollations } from './listed-collations.ts'
import { DEFAULT_COLLATION } from './types.ts'

/** Collations: names, numbers, and the order that they put texts in (the order of stored keys: src/prolly/collation.ts). */

export interface Collation {
  readonly name: string
  /** MySQL's number of it, as result columns carry it. */
  readonly id: number
  readonly charset: string
  readonly isDefault: boolean
}

const LIST: readonly (readonly [name: string, id: number, charset: string, isDefault?: boolean])[] = [
  ['armscii8_bin', 64, 'armscii8'], ['armscii8_general_ci', 32, 'armscii8', true],
  ['ascii_bin', 65, 'ascii'], ['ascii_general_ci', 11, 'ascii', true],
  ['binary', 63, 'binary', true],
  ['cp1250_bin', 66, 'cp1250'], ['cp1250_general_ci', 26, 'cp1250', true], ['cp1251_bin', 50, 'cp1251'],
  ['cp1251_general_ci', 51, 'cp1251', true], ['cp1251_general_cs', 52, 'cp1251'], ['cp1256_bin', 67, 'cp1256'],
  ['cp1256_general_ci', 57, 'cp1256', true], ['cp1257_bin', 58, 'cp1257'], ['cp1257_general_ci', 59, 'cp1257', true],
  ['cp850_bin', 80, 'cp850'], ['cp850_general_ci', 4, 'cp850', true], ['cp852_bin', 81, 'cp852'], ['cp852_general_ci', 40, 'cp852', true],
  ['gbk_bin', 87, 'gbk'], ['gbk_chinese_ci', 28, 'gbk', true], ['greek_bin', 70, 'greek'], ['greek_general_ci', 25, 'greek', true],
  ['hebrew_bin', 71, 'hebrew'], ['hebrew_general_ci', 16, 'hebrew', true],
  ['koi8r_bin', 74, 'koi8r'], ['koi8r_general_ci', 7, 'koi8r', true],
  ['latin1_bin', 47, 'latin1'], ['latin1_danish_ci', 15, 'latin1'], ['latin1_general_ci', 48, 'latin1'],
    ['latin1_general_cs', 49, 'latin1'],
  ['latin1_german1_ci', 5, 'latin1'], ['latin1_german2_ci', 31, 'latin1'], ['latin1_spanish_ci', 94, 'latin1'],
  ['latin1_swedish_ci', 8, 'latin1', true], ['latin2_bin', 77, 'latin2'], ['latin2_general_ci', 9, 'latin2', true],
  ['latin5_bin', 78, 'latin5'], ['latin5_turkish_ci', 30, 'latin5', true], ['latin7_bin', 79, 'latin7'],
  ['latin7_general_ci', 41, 'latin7', true], ['latin7_general_cs', 42, 'latin7'],
  ['sjis_bin', 88, 'sjis'], ['sjis_japanese_ci', 13, 'sjis', true], ['tis620_bin', 89, 'tis620'], ['tis620_thai_ci', 18, 'tis620', true],
  ['ucs2_bin', 90, 'ucs2'], ['ucs2_general_ci', 35, 'ucs2', true], ['utf16_bin', 55, 'utf16'], ['utf16_general_ci', 54, 'utf16', true],
  ['utf16_unicode_520_ci', 123, 'utf16'], ['utf16_unicode_ci', 101, 'utf16'], ['utf16le_bin', 62, 'utf16le'], ['utf16le_general_ci', 56, 'utf16le', true],
  ['utf32_bin', 61, 'utf32'], ['utf32_general_ci', 60, 'utf32', true], ['utf32_unicode_520_ci', 182, 'utf32'],
  ['utf32_unicode_ci', 160, 'utf32'],
  ['utf8mb3_bin', 83, 'utf8mb3'], ['utf8mb3_general_ci', 33, 'utf8mb3', true], ['utf8mb3_tolower_ci', 76, 'utf8mb3'],
  ['utf8mb3_unicode_520_ci', 214, 'utf8mb3'], ['utf8mb3_unicode_ci', 192, 'utf8mb3'],
  ['utf8mb4_0900_ai_ci', 255, 'utf8mb4', true], ['utf8mb4_0900_as_ci', 305, 'utf8mb4'], ['utf8mb4_0900_as_cs', 278, 'utf8mb4'],
  ['utf8mb4_0900_bin', 309, 'utf8mb4'], ['utf8mb4_bin', 46, 'utf8mb4'], ['utf8mb4_croatian_ci', 245, 'utf8mb4'],
  ['utf8mb4_czech_ci', 234, 'utf8mb4'], ['utf8mb4_danish_ci', 235, 'utf8mb4'], ['utf8mb4_de_pb_0900_ai_ci', 256, 'utf8mb4'],
  ['utf8mb4_de_pb_0900_as_cs', 279, 'utf8mb4'], ['utf8mb4_es_0900_ai_ci', 263, 'utf8mb4'], ['utf8mb4_es_0900_as_cs', 286, 'utf8mb4'],
  ['utf8mb4_esperanto_ci', 241, 'utf8mb4'], ['utf8mb4_estonian_ci', 230, 'utf8mb4'], ['utf8mb4_general_ci', 45, 'utf8mb4'],
  ['utf8mb4_german2_ci', 244, 'utf8mb4'], ['utf8mb4_hungarian_ci', 242, 'utf8mb4'], ['utf8mb4_icelandic_ci', 225, 'utf8mb4'],
  ['utf8mb4_ja_0900_as_cs', 303, 'utf8mb4'], ['utf8mb4_ja_0900_as_cs_ks', 304, 'utf8mb4'], ['utf8mb4_latvian_ci', 226, 'utf8mb4'],
  ['utf8mb4_lithuanian_ci', 236, 'utf8mb4'], ['utf8mb4_persian_ci', 240, 'utf8mb4'], ['utf8mb4_polish_ci', 229, 'utf8mb4'],
  ['utf8mb4_roman_ci', 239, 'utf8mb4'], ['utf8mb4_romanian_ci', 227, 'utf8mb4'], ['utf8mb4_ru_0900_ai_ci', 306, 'utf8mb4'],
  ['utf8mb4_ru_0900_as_cs', 307, 'utf8mb4'], ['utf8mb4_sinhala_ci', 243, 'utf8mb4'], ['utf8mb4_slovak_ci', 237, 'utf8mb4'],
  ['utf8mb4_slovenian_ci', 228, 'utf8mb4'], ['utf8mb4_spanish2_ci', 238, 'utf8mb4'], ['utf8mb4_spanish_ci', 231, 'utf8mb4'],
  ['utf8mb4_swedish_ci', 232, 'utf8mb4'], ['utf8mb4_turkish_ci', 233, 'utf8mb4'], ['utf8mb4_unicode_520_ci', 246, 'utf8mb4'],
  ['utf8mb4_unicode_ci', 224, 'utf8mb4'], ['utf8mb4_vietnamese_ci', 247, 'utf8mb4'], ['utf8mb4_zh_0900_as_cs', 308, 'utf8mb4'],
]

const own: readonly Collation[] = LIST.map(([name, id, charset, isDefault]) => ({ name, id, charset, isDefault: isDefault === true }))
const names = new Set(own.map(({ name }) => name))

/** Those that can be used. */
export const COLLATIONS: readonly Collation[] = [...own, ...[...listedCollations()].filter(({ name }) => !names.has(name) && isWeighed(name))]

const byName = new Map(COLLATIONS.map((c) => [c.name, c]))
const defaults = new Map(COLLATIONS.filter((c) => c.isDefault).map((c) => [c.charset, c]))

/** `utf8` is MySQL's old word for `utf8mb3`. */
function canonical(name: string): string {
  const lower = name.toLowerCase()
  return lower === 'utf8' || lower.startsWith('utf8_') ? `utf8mb3${lower.slice(4)}` : lower
}

/** The collation of a name. @throws OxbowError 1273 when there is none. */
export function collation(name: string): Collation {
  const found = byName.get(canonical(name))
  if (found === undefined) throw new OxbowError('ER_UNKNOWN_COLLATION', `Unknown collation: '${name}'`, { errno: 1273 })
  return found
}

/** The default collation of a character set. @throws OxbowError 1115 when there is no such character set. */
export function defaultCollation(charset: string): Collation {
  const found = defaults.get(canonical(charset))
  if (found === undefined) {
    throw new OxbowError('ER_UNKNOWN_CHARACTER_SET', `Unknown character set: '${charset}'`, { errno: 1115, sqlState: '42000' })
  }
  return found
}

/** The character set of a collation, e.g. `utf8mb4`. */
export function charsetOf(collationName: string): string {
  return byName.get(collationName)?.charset ?? collationName.slice(0, collationName.indexOf('_'))
}

const MULTIBYTE: Readonly<Record<string, number>> = {
  big5: 2, cp932: 2, euckr: 2, gb2312: 2, gbk: 2, sjis: 2, ucs2: 2, eucjpms: 3, ujis: 3, utf8mb3: 3, gb18030: 4, utf16: 4, utf16le: 4, utf32: 4, utf8mb4: 4,
}

/** Most bytes of a character in a character set. */
export function bytesOfCharset(charset: string): number {
  return MULTIBYTE[charset] ?? 1
}

/** True for collations to which letters of other case, or with other accents, are equal. */
export function isInsensitive(name: string | undefined): boolean {
  return !isBinaryCollation(name) && !/_cs(_ks)?$/.test(name!)
}

/** True for collations that order by code point. */
export function isBinaryCollation(name: string | undefined): boolean {
  return name === undefined || name === 'binary' || name.endsWith('_bin')
}

/** Orders texts by their UTF-8 bytes (surrogates stand above the rest of the basic plane). */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const n = a.length < b.length ? a.length : b.length
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    if (x < 0xd800 || y < 0xd800) return x - y
    const sx = x < 0xe000
    const sy = y < 0xe000
    return sx === sy ? x - y : sx ? 1 : -1
  }
  return a.length - b.length
}

/** Compares two texts: below 0, 0 or above 0. */
export type TextComparer = (a: string, b: string) => number

function byWeight(weight: Weigher): TextComparer {
  return (a, b) => {
    if (a === b) return 0
    let i = 0
    let j = 0
    while (i < a.length && j < b.length) {
      const x = a.codePointAt(i) as number
      const y = b.codePointAt(j) as number
      if (x !== y) {
        const order = weight(x) - weight(y)
        if (order !== 0) return order
      }
      i += x > 0xffff ? 2 : 1
      j += y > 0xffff ? 2 : 1
    }
    return a.length - i - (b.length - j)
  }
}

const comparers = new Map<string, TextComparer>()

function weigher(name: string): Weigher {
  const found = weigherOf(name)
  if (found === undefined) throw new OxbowError('ER_UNKNOWN_COLLATION', `Unknown collation: '${name}'`, { errno: 1273 })
  return found
}

/** How a collation compares texts; look it up once per plan. */
export function textComparer(collationName: string | undefined): TextComparer {
  if (isBinaryCollation(collationName)) return compareCodePoints
  const name = collationName as string
  let comparer = comparers.get(name)
  if (comparer === undefined) {
    comparer = byWeight(weigher(name))
    comparers.set(name, comparer)
  }
  return comparer
}

/** Compares two texts under a collation. */
export function compareStrings(collationName: string | undefined, a: string, b: string): number {
  return textComparer(collationName)(a, b)
}

const keyers = new Map<string, (s: string) => string>()

/** A function that gives texts which the collation counts as equal the same key; look it up once per plan. */
export function collationKeyer(collationName: string | undefined): (s: string) => string {
  if (isBinaryCollation(collationName)) return (s) => s
  const name = collationName as string
  let keyer = keyers.get(name)
  if (keyer === undefined) {
    const weight = weigher(name)
    keyer = (s) => {
      let key = ''
      for (let i = 0; i < s.length; i++) {
        const rune = s.codePointAt(i) as number
        if (rune > 0xffff) i++
        const w = weight(rune)
        // Weights are below 2^32: two units each, so that keys are equal exactly when all weights are.
        key += String.fromCharCode(w >>> 16, w & 0xffff)
      }
      return key
    }
    keyers.set(name, keyer)
  }
  return keyer
}

/** A key for hashing and grouping: equal for texts that the collation counts as equal. */
export function collationKey(collationName: string | undefined, s: string): string {
  return collationKeyer(collationName)(s)
}

/**
 * The collation that two operands are compared in: an explicit or column collation before the default one; a binary
 * one where they differ (manual, "Collation Coercibility in Expressions", simplified as in Dolt).
 */
export function mergeCollations(a: string | undefined, b: string | undefined): string {
  if (a === undefined || a === b) return b ?? DEFAULT_COLLATION
  if (b === undefined || b === DEFAULT_COLLATION) return a
  if (a === DEFAULT_COLLATION) return b
  return isBinaryCollation(a) ? a : isBinaryCollation(b) ? b : a
}

/** A collation's name by the id that schemas keep; the default's for an unknown one. */
export function collationName(id: number): string {
  return COLLATIONS.find((c) => c.id === id)?.name ?? DEFAULT_COLLATION
}
