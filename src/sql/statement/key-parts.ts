import { OxbowError } from '../../error.ts'
import type { IndexColumn } from '../parser/ast.ts'

/** The columns of a primary key, which takes them whole. @throws OxbowError 1089, 1391 for a prefix, 1235 for an expression. */
export function primaryKeyColumns(parts: readonly IndexColumn[]): string[] {
  return parts.map((part) => {
    if (part.name === undefined) throw new OxbowError('NOT_SUPPORTED', 'The primary key cannot be a functional index', { errno: 3756 })
    if (prefixLength(part) !== undefined) throw wrongPrefix()
    return part.name
  })
}

/** The length of a prefix, if the part is one. @throws OxbowError 1391. */
export function prefixLength({ name, length }: IndexColumn): number | undefined {
  if (length === 0) throw new OxbowError('KEY_PART_0', `Key part '${name}' length cannot be 0`, { errno: 1391 })
  return length
}

/** 1089: a prefix of what has none, or one that is too long. */
export function wrongPrefix(): OxbowError {
  return new OxbowError(
    'WRONG_SUB_KEY',
    "Incorrect prefix key; the used key part isn't a string, the used length is longer than the key part, or the storage engine doesn't support unique prefix keys",
    { errno: 1089 },
  )
}
