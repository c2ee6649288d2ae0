import { charsetOf } from '../types/collation.ts'
import type { SqlType } from '../types/sql-type.ts'
import { DEFAULT_COLLATION, isBinary, isStringLike, isText } from '../types/types.ts'

/** Whether columns of two types may refer to each other. Source: go-mysql-server's plan/alter_foreign_key.go (foreignKeyComparableTypes). */
export function mayRefer(child: SqlType, parent: SqlType): boolean {
  if (sameType(child, parent) || (isMoment(child) && isMoment(parent))) return true
  if (child.name === parent.name && (child.name === 'ENUM' || child.name === 'SET' || child.name === 'DECIMAL')) return true
  if (isText(child) && isText(parent)) return charsetOf(child.collation ?? DEFAULT_COLLATION) === charsetOf(parent.collation ?? DEFAULT_COLLATION)
  return isBinary(child) && isBinary(parent)
}

/** True for types that may refer to each other while no value of the one ever equals one of the other: so does Dolt. */
export function neverEqual(child: SqlType, parent: SqlType): boolean {
  if (child.name === 'DECIMAL' && parent.name === 'DECIMAL') return (child.scale ?? 0) !== (parent.scale ?? 0)
  return isMoment(child) && isMoment(parent) && !sameType(child, parent)
}

function sameType(a: SqlType, b: SqlType): boolean {
  if (a.name !== b.name || (a.unsigned ?? false) !== (b.unsigned ?? false)) return false
  if (isStringLike(a)) return a.length === b.length && a.collation === b.collation
  switch (a.name) {
    case 'DECIMAL': return a.precision === b.precision && a.scale === b.scale
    case 'DATETIME':
    case 'TIMESTAMP': return (a.fsp ?? 0) === (b.fsp ?? 0)
    case 'BIT': return a.length === b.length
    case 'ENUM':
    case 'SET': return a.collation === b.collation && String(a.members) === String(b.members)
    default: return true
  }
}

/** Of those that hold a date, or a time of day. */
function isMoment({ name }: SqlType): boolean {
  return name === 'DATE' || name === 'DATETIME' || name === 'TIMESTAMP' || name === 'TIME'
}
