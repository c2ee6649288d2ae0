import type { Platform } from '../store/platform.ts'
import { GoRandom } from './go-random.ts'

/** Tags below this are drawn; above 2^51 stand those of Dolt's own tables. */
const RESERVED_TAG_MIN = 2 ** 50

/** A column for which a tag is wanted. */
export interface NewColumn {
  readonly name: string
  /** Kind of the value in Dolt's older format (`kindOfSqlType` in sql-type-storage.ts). */
  readonly kind: number
}

/** A column whose tag a new column of the same name and kind takes over. */
export interface TaggedColumn extends NewColumn {
  readonly tag: number
}

/** Of a name, what counts for tags. */
function simplified(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, '').toLowerCase()
}

/**
 * Tags for the columns of a new table, or for those added to one. They depend only on what is given here, so equal
 * statements make equal databases everywhere. Source: Dolt go/libraries/doltcore/schema/tag.go, doltdb/root_val.go.
 *
 * @param existing columns whose tags are taken over by name and kind: the table's own when columns are added; when it is
 * created, those of the head's table of that name which match a new column
 * @param used all tags of all tables in head and working root; those that are drawn are added
 */
export function newColumnTags(
  platform: Platform, table: string, columns: readonly NewColumn[], existing: readonly TaggedColumn[], used: Set<number>,
): number[] {
  const kinds = existing.map((c) => c.kind)
  return columns.map((column) => {
    const same = existing.find((c) => c.name.toLowerCase() === column.name.toLowerCase() && c.kind === column.kind)
    if (same !== undefined) return same.tag
    const tag = drawTag(platform, table, column, kinds, used)
    kinds.push(column.kind)
    used.add(tag)
    return tag
  })
}

function drawTag(platform: Platform, table: string, column: NewColumn, kinds: readonly number[], used: ReadonlySet<number>): number {
  const names = new TextEncoder().encode(simplified(table) + simplified(column.name))
  const seed = new Uint8Array(kinds.length + 1 + names.length)
  seed.set(kinds)
  seed[kinds.length] = column.kind
  seed.set(names, kinds.length + 1)
  const digest = platform.sha512(seed)
  const random = new GoRandom(new DataView(digest.buffer, digest.byteOffset, 8).getBigInt64(0, true))
  let bound = 16384
  while (bound / 2 < used.size && bound < RESERVED_TAG_MIN - 1) bound = Math.min(bound * 128, RESERVED_TAG_MIN - 1)
  for (;;) {
    const tag = Number(random.int63n(BigInt(bound)))
    if (!used.has(tag)) return tag
  }
}
