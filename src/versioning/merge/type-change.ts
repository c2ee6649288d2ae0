import { bytesOfCharset, charsetOf } from '../../sql/types/collation.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'

/** What a column's change of type means for a merge. */
export interface TypeChange {
  /** Whether the other side's rows can take the new type. */
  readonly compatible: boolean
  /** Whether indexes have to be built anew. */
  readonly rebuildsIndexes: boolean
}

const SAME: TypeChange = { compatible: true, rebuildsIndexes: false }
const OTHER: TypeChange = { compatible: false, rebuildsIndexes: false }

/** Source: Dolt go/libraries/doltcore/schema/typecompatibility. */
export function typeChange(from: string, to: string): TypeChange {
  if (from === to) return SAME
  const [a, b] = [parseSqlType(from), parseSqlType(to)]
  const family = familyOf(a)
  if (family === undefined || family !== familyOf(b)) return OTHER
  if (family === 'members') {
    const [before, after] = [a.members ?? [], b.members ?? []]
    return a.name === b.name && a.collation === b.collation && before.every((member, i) => member === after[i]) ? SAME : OTHER
  }
  const compatible = charsetOfType(a) === charsetOfType(b) && maxBytes(b) >= maxBytes(a)
  const rewritten = isLong(a) !== isLong(b) || b.name === 'BINARY'
  return { compatible, rebuildsIndexes: a.collation !== b.collation || rewritten }
}

function familyOf({ name }: SqlType): 'text' | 'binary' | 'members' | undefined {
  if (name === 'ENUM' || name === 'SET') return 'members'
  if (name === 'CHAR' || name === 'VARCHAR' || name.endsWith('TEXT')) return 'text'
  return name === 'BINARY' || name === 'VARBINARY' || name.endsWith('BLOB') ? 'binary' : undefined
}

function isLong({ name }: SqlType): boolean {
  return name.endsWith('TEXT') || name.endsWith('BLOB')
}

function charsetOfType({ collation }: SqlType): string {
  return collation === undefined ? '' : charsetOf(collation)
}

const TEXT_BYTES: Readonly<Record<string, number>> = { TINYTEXT: 255, TEXT: 65_535, MEDIUMTEXT: 16_777_215, LONGTEXT: 4_294_967_295 }

function maxBytes(type: SqlType): number {
  const own = TEXT_BYTES[type.name.replace('BLOB', 'TEXT')]
  if (own !== undefined) return own
  const length = type.length ?? 1
  return type.collation === undefined ? length : length * bytesOfCharset(charsetOf(type.collation))
}
