import type { Value } from '../value.ts'
import { Document } from './words.ts'

/** A word that is searched for. */
export interface SearchedWord {
  /** What it is in the collation. */
  readonly key: string
  /** How many rows hold it; not 0. */
  readonly rows: number
}

/**
 * How well a row's texts match the words that are searched for; 0 where they hold none.
 * Source: go-mysql-server's expression/matchagainst.go (IN NATURAL LANGUAGE MODE), which computes in single precision.
 * @param rows how many rows the table has
 */
export function relevance(collation: string, texts: readonly Value[], words: readonly SearchedWord[], rows: number): number {
  const { different } = new Document(collation, texts)
  const norm = different.size / (1 + 0.115 * different.size)
  let sum = 0
  for (const word of words) {
    const found = different.get(word.key)
    if (found !== undefined) sum = Math.fround(sum + Math.fround((Math.log(found.count) + 1) * norm * (Math.log(rows / word.rows) + 1)))
  }
  // What is true as a condition has to round to something else than 0.
  return sum > 0 ? Math.fround(sum + 0.5) : 0
}
