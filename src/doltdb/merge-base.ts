import { closureEntries, type ClosureEntry } from '../prolly/commit-closure-tree.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import type { Commit } from './commit.ts'
import type { DoltDatabase } from './database.ts'

/**
 * The commit that a merge of two starts from: the highest that both have among themselves and their ancestors, of
 * several the one with the greatest address. Undefined when their histories have nothing in common.
 * Source: Dolt go/store/datas/commit.go (closure iteration).
 */
export function* mergeBase(db: DoltDatabase, a: Commit, b: Commit): Fetching<Hash | undefined> {
  const left = new Descent(db, a)
  const right = new Descent(db, b)
  yield* left.next()
  yield* right.next()
  while (left.entry !== undefined && right.entry !== undefined) {
    const order = left.entry.height - right.entry.height || compareHashes(left.entry.hash, right.entry.hash)
    if (order === 0) return left.entry.hash
    yield* (order > 0 ? left : right).next()
  }
  return undefined
}

function compareHashes(a: Hash, b: Hash): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** A commit and its ancestors from the highest down. */
class Descent {
  entry: ClosureEntry | undefined
  private first: Commit | undefined
  private readonly rest: Generator<Missing | ClosureEntry, void, void>

  constructor(db: DoltDatabase, commit: Commit) {
    this.first = commit
    this.rest = closureEntries(db.nodes, commit.parentClosure)
  }

  *next(): Fetching<void> {
    if (this.first !== undefined) {
      this.entry = this.first
      this.first = undefined
      return
    }
    for (;;) {
      const step = this.rest.next()
      if (step.done) {
        this.entry = undefined
        return
      }
      if (!(step.value instanceof Missing)) {
        this.entry = step.value
        return
      }
      yield step.value
    }
  }
}
