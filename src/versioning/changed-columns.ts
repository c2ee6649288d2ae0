import type { RowDiff, RowPlace } from '../doltdb/row-diff.ts'
import type { Schema } from '../doltdb/schema.ts'
import type { Node } from '../prolly/node.ts'
import { fieldBytes } from '../prolly/tuple.ts'

/** Where a column's bytes stand in a stored row. */
interface StoredField {
  readonly inKey: boolean
  readonly field: number
}

/** A column that two schemas share, by its tag. */
export interface ColumnPair {
  /** As the later schema has it. */
  readonly name: string
  readonly from: StoredField
  readonly to: StoredField
  /** False where the values are stored in different encodings: any value but NULL counts as changed. */
  readonly alike: boolean
}

/** The stored columns that both schemas have, in the order of the later one. */
export function columnPairs(from: Schema, to: Schema): ColumnPair[] {
  return to.columns.flatMap((column, ordinal) => {
    const old = from.columns.findIndex((c) => c.tag === column.tag)
    if (old < 0) return []
    const [before, after] = [storedField(from, old), storedField(to, ordinal)]
    if (before === undefined || after === undefined) return []
    return [{ name: column.name, from: before, to: after, alike: from.columns[old].encoding === column.encoding }]
  })
}

/** Undefined for a virtual column. */
function storedField(schema: Schema, ordinal: number): StoredField | undefined {
  const inKey = schema.primaryKey.indexOf(ordinal)
  if (inKey >= 0) return { inKey: true, field: inKey }
  const inValue = schema.valueColumns.indexOf(ordinal)
  return inValue < 0 ? undefined : { inKey: false, field: inValue + (schema.keyless ? 1 : 0) }
}

/**
 * The columns whose values differ in a changed row; what isn't there counts as NULL. Only stored bytes are compared.
 * @param skip columns that need not be looked at
 */
export function* changedColumns(pairs: readonly ColumnPair[], { from, to }: RowDiff, skip: ReadonlySet<string>): Generator<string, void, void> {
  for (const pair of pairs) {
    if (skip.has(pair.name)) continue
    const before = from === undefined ? null : bytesOf(from, pair.from)
    const after = to === undefined ? null : bytesOf(to, pair.to)
    if ((!pair.alike && (before !== null || after !== null)) || !sameBytes(before, after)) yield pair.name
  }
}

function bytesOf(place: RowPlace, { inKey, field }: StoredField): Uint8Array | null {
  return inKey ? keyField(place.node, place.index, field) : valueField(place, field)
}

function keyField(node: Node, index: number, field: number): Uint8Array | null {
  return fieldBytes(node.bytes, node.keyStart(index), node.keyEnd(index), field)
}

/** The bytes of a field of a row's value; null for NULL and for what the row doesn't reach to. */
export function valueField({ node, index }: RowPlace, field: number): Uint8Array | null {
  return fieldBytes(node.bytes, node.valueStart(index), node.valueEnd(index), field)
}

export function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
