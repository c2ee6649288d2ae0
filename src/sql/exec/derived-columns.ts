import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'

/** Leaves keep so much of what was decoded of them, as a part of their bytes; the node store counts it in. */
const PART = 1 / 4

/** What is kept with a leaf, under which key: by field, encoding and kind, as leaves of one content may be of tables with different schemas. */
interface Kept {
  readonly key: number
  readonly bytes: number
  /** Undefined where the field can't be had in that form. */
  readonly column: unknown
}

/**
 * A field of a leaf in another form: made once, and kept with the leaf for as long as that is in memory. Columns that come later
 * don't drive others out: who needs all of them would make each anew for every scan.
 * @param bytes memory that the column takes, about.
 * @returns undefined where the leaf has no room for it, or it can't be made.
 */
export function derivedColumn<T>(node: Node, { part, field, encoding }: FieldPlace, kind: number, bytes: number, make: () => T | undefined): T | undefined {
  const key = ((field * 2 + (part === 'key' ? 1 : 0)) * 256 + encoding) * 2 + kind
  const kept = (node.derived ??= []) as Kept[]
  let left = node.bytes.length * PART
  for (let i = 0; i < kept.length; i++) {
    if (kept[i].key === key) return kept[i].column as T | undefined
    left -= kept[i].bytes
  }
  if (bytes > left) return undefined
  const column = make()
  kept.push({ key, column, bytes: column === undefined ? 0 : bytes })
  return column
}
