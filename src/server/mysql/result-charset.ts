import { isUtf8 } from '../../sql/types/charset.ts'
import { charsetOf, collation, defaultCollation } from '../../sql/types/collation.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { isText } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'

/**
 * The character set of texts in answers: `character_set_results`. Undefined where each column's texts come in the column's own set, which
 * `binary` and NULL ask for. Source: MySQL manual, "Connection Character Sets and Collations".
 */
export type ResultCharset = string | undefined

/** @param value of `character_set_results` */
export function resultCharset(value: Value | undefined): ResultCharset {
  return typeof value !== 'string' || value === 'binary' ? undefined : defaultCollation(value).charset
}

/** The set that a type's texts are to be encoded in; undefined where that is UTF-8, or they are no texts. */
export function encodingOf(type: SqlType, results: ResultCharset): string | undefined {
  const shown = type.wire ?? type
  if (!hasCharset(shown) || shown.collation === undefined) return undefined
  const set = results ?? charsetOf(shown.collation)
  return isUtf8(set) ? undefined : set
}

/** utf8mb4_0900_bin, Dolt's default; clients take a text's character set from the number. */
const TEXT_COLLATION = 309

/** The number of the collation that a column of texts is announced with. */
export function collationId(type: SqlType, results: ResultCharset): number {
  const own = type.collation
  if (own === undefined) return TEXT_COLLATION
  const set = results ?? charsetOf(own)
  if (isUtf8(set)) return isUtf8(charsetOf(own)) ? collation(own).id : TEXT_COLLATION
  return charsetOf(own) === set ? collation(own).id : defaultCollation(set).id
}

/** True for types whose values leave as texts of some character set. */
export function hasCharset(type: SqlType): boolean {
  return isText(type) || type.name === 'ENUM' || type.name === 'SET'
}
