import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { derivedColumn } from './derived-columns.ts'
import { positions } from './leaf-positions.ts'

/** NULL's code. */
const NULL_CODE = 0

/** Codes are less than this. */
export const CODES = 0x10000

/** Longer contents are not coded. */
const MAX_BYTES = 16
/** Leaves in which fewer than so many rows share a content are not coded: their contents are likely to be another one's nowhere. */
const LEAST_SHARE = 2

/** Memory that a column takes beside its codes, in bytes, roughly. */
const OVERHEAD = 160

/** The contents that have a code: short ones that come often, of any table, so that codes are the same in all leaves. */
const contents = new ByteKeyTable()

/**
 * A field of all pairs of a leaf as codes: equal contents have equal codes, and NULL has one of its own. Kept with the leaf.
 * @returns undefined where the contents are long or many, or the leaf has no room.
 */
export function codedColumn(node: Node, place: FieldPlace): Uint16Array | undefined {
  return derivedColumn(node, place, CODED, OVERHEAD + 2 * node.count, () => encode(node, place))
}

/** The code that a content has in coded columns; -1 where it is in none. */
export function codeOf(content: Uint8Array): number {
  const id = contents.find(content, content.length)
  return id < 0 ? -1 : 1 + id
}

/** Tells coded columns from columns of numbers. */
const CODED = 1

function encode(node: Node, { part, field }: FieldPlace): Uint16Array | undefined {
  const { count, bytes } = node
  positions.ofWholeLeaf(node, part === 'key', field)
  const { from, to } = positions
  const own = new ByteKeyTable()
  for (let i = 0; i < count; i++) {
    if (from[i] < 0) continue
    if (to[i] - from[i] > MAX_BYTES) return undefined
    own.findOrAdd(bytes, to[i] - from[i], from[i])
  }
  if (own.size * LEAST_SHARE > count || contents.size + own.size >= CODES - 1) return undefined
  const codes = new Uint16Array(count)
  for (let i = 0; i < count; i++) codes[i] = from[i] < 0 ? NULL_CODE : 1 + contents.findOrAdd(bytes, to[i] - from[i], from[i])
  return codes
}
