import type { Schema } from '../../doltdb/schema.ts'
import type { SchemaIndex } from '../../serial/table-schema.ts'

/** An index with the tags of its columns, by which those of several schemas compare. */
interface TaggedIndex {
  readonly index: SchemaIndex
  readonly tags: readonly number[]
}

export interface MergedIndexes {
  /** The positions of their columns are those in the merged schema. */
  readonly indexes: readonly SchemaIndex[]
  readonly conflicts: readonly string[]
}

/**
 * Joins the indexes of two schemas that came of `base`; an index is the same by its columns. Those of columns that are gone go too.
 * Source: Dolt go/libraries/doltcore/merge/merge_schema.go, mergeIndexes.
 * @param tags of the merged columns, in their order
 * @param primaryKey positions among the merged columns
 */
export function mergeIndexes(tags: readonly number[], primaryKey: readonly number[], base: Schema, ours: Schema, theirs: Schema): MergedIndexes {
  const [was, mine, other] = [tagged(base), tagged(ours), tagged(theirs)]
  const stands = ({ tags: of }: TaggedIndex): boolean => of.every((tag) => tags.includes(tag))
  const merged = new Map<string, TaggedIndex>()
  const conflicts: string[] = []
  const add = (index: TaggedIndex): void => void merged.set(index.index.name.toLowerCase(), index)
  for (const index of mine.filter(stands)) {
    const theirOnes = over(other, index.tags)
    if (theirOnes.length === 0) continue
    const repeated = theirOnes.length > 1 ? theirOnes : over(mine, index.tags)
    if (repeated.length > 1) {
      const [first, second] = repeated.map((i) => i.index.name).toSorted()
      conflicts.push(`multiple indexes covering the same column set cannot be merged: '${first}' and '${second}'`)
      break
    }
    const [their] = theirOnes
    const [before] = over(was, index.tags)
    if (sameIndex(index, their)) add(index)
    else if (before === undefined || (!sameIndex(before, their) && !sameIndex(before, index))) conflicts.push('')
    else {
      const changed = sameIndex(before, their) ? index : their
      if (merged.has(changed.index.name.toLowerCase())) conflicts.push('')
      else add(changed)
    }
  }
  const added = (of: readonly TaggedIndex[]): TaggedIndex[] => of.filter((index) => stands(index) && over(was, index.tags).length === 0)
  const theirNew = added(other)
  for (const index of added(mine)) {
    const their = theirNew.find(({ index: { name } }) => name.toLowerCase() === index.index.name.toLowerCase())
    if (their !== undefined && !sameIndex(index, their)) conflicts.push('')
    add(index)
  }
  for (const index of theirNew) add(index)
  const indexes = [...merged.values()].map(({ index, tags: of }): SchemaIndex => {
    const indexColumns = of.map((tag) => tags.indexOf(tag))
    return { ...index, indexColumns, keyColumns: [...indexColumns, ...primaryKey.filter((i) => !indexColumns.includes(i))] }
  })
  return { indexes: indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1)), conflicts }
}

function tagged({ message: { secondaryIndexes }, columns }: Schema): TaggedIndex[] {
  return secondaryIndexes.map((index) => ({ index, tags: index.indexColumns.map((i) => columns[i].tag) }))
}

function over(indexes: readonly TaggedIndex[], tags: readonly number[]): TaggedIndex[] {
  return indexes.filter((i) => i.tags.length === tags.length && i.tags.every((tag, at) => tag === tags[at]))
}

function sameIndex(a: TaggedIndex, b: TaggedIndex): boolean {
  const [x, y] = [a.index, b.index]
  return a.tags.length === b.tags.length && a.tags.every((tag, i) => tag === b.tags[i]) && x.unique === y.unique && x.spatial === y.spatial &&
    String(x.prefixLengths) === String(y.prefixLengths) && x.comment === y.comment && x.predicate === y.predicate && x.name === y.name
}
