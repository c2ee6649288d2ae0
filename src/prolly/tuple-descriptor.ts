import { fieldComparator, type FieldComparator } from './field-compare.ts'

/** One field of a tuple. */
export interface FieldDescriptor {
  readonly encoding: number
  readonly nullable: boolean
  /** MySQL's collation name, for text; absent: by bytes. */
  readonly collation?: string
}

/**
 * What the fields of a tuple are, and so the order of the keys made of them: field by field, NULL first, a field that
 * the tuple doesn't reach is NULL. Source: Dolt go/store/val/tuple_descriptor.go, tuple_compare.go.
 */
export class TupleDescriptor {
  readonly fields: readonly FieldDescriptor[]
  private readonly comparators: readonly FieldComparator[]
  /** The comparator of the one field that there is: the commonest keys need no look at the tuple's layout. */
  private readonly only: FieldComparator | undefined

  constructor(fields: readonly FieldDescriptor[]) {
    this.fields = fields
    this.comparators = fields.map((f) => fieldComparator(f.encoding, f.collation))
    this.only = fields.length === 1 ? this.comparators[0] : undefined
  }

  /** Compares the tuples in a[aStart, aEnd) and b[bStart, bEnd): below 0, 0 or above 0. */
  compare(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
    // A tuple of two bytes has no field, any longer one is the field and its count.
    const { only } = this
    if (only !== undefined && aEnd - aStart > 2 && bEnd - bStart > 2) return only(a, aStart, aEnd - 2, b, bStart, bEnd - 2)
    return this.comparePrefix(a, aStart, aEnd, b, bStart, bEnd, this.comparators.length)
  }

  /** As `compare`, by the first `fields` fields only. */
  comparePrefix(
    a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number, fields: number,
  ): number {
    const aCount = a[aEnd - 2] | (a[aEnd - 1] << 8)
    const bCount = b[bEnd - 2] | (b[bEnd - 1] << 8)
    const aOffsets = aEnd - 2 * aCount
    const bOffsets = bEnd - 2 * bCount
    let aFrom = aStart
    let bFrom = bStart
    for (let i = 0; i < fields; i++) {
      let aTo = aFrom
      if (i < aCount) aTo = i === aCount - 1 ? aOffsets : aStart + (a[aOffsets + 2 * i] | (a[aOffsets + 2 * i + 1] << 8))
      let bTo = bFrom
      if (i < bCount) bTo = i === bCount - 1 ? bOffsets : bStart + (b[bOffsets + 2 * i] | (b[bOffsets + 2 * i + 1] << 8))
      if (aTo <= aFrom) {
        if (bTo > bFrom) return -1
      } else if (bTo <= bFrom) {
        return 1
      } else {
        const order = this.comparators[i](a, aFrom, aTo, b, bFrom, bTo)
        if (order !== 0) return order
      }
      aFrom = aTo
      bFrom = bTo
    }
    return 0
  }

  /** The comparator of field `i`, for present fields. */
  fieldComparator(i: number): FieldComparator {
    return this.comparators[i]
  }
}

/** Keys that are plain bytes, not tuples: address maps. */
export interface KeyOrder {
  compare(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number
}
