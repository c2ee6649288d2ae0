import { closureEntries, type ClosureEntry } from '../prolly/commit-closure-tree.ts'
import { isGhost } from '../store/ghosts.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, wantChunks, type Fetching } from '../store/missing.ts'
import { readCommit, type Commit } from './commit.ts'
import type { DoltDatabase } from './database.ts'

/** Commits that the first request ahead asks for; each further one asks for twice as many. */
const FIRST_WINDOW = 16
const LAST_WINDOW = 1024

/**
 * The commits that can be reached from `starts` but not from `excluded`, each once, children before parents: the
 * highest first, of one height the youngest. Source: Dolt go/libraries/doltcore/commitgraph.
 *
 * Closures say which commits will come, so they are fetched ahead in growing windows, not one after another.
 */
export function* commitWalk(
  db: DoltDatabase, starts: readonly Hash[], excluded: readonly Hash[] = [],
): Generator<Missing | Commit, void, void> {
  const pending = new Pending()
  for (const hash of excluded) pending.hide(yield* readCommit(db, hash))
  for (const hash of starts) pending.add(yield* readCommit(db, hash))
  const ahead = new Ahead(db, pending.commits())
  while (pending.visible > 0) {
    const { commit, hidden } = pending.take()
    for (const parent of commit.parents) {
      if (isGhost(db.store, parent)) continue
      if (!db.store.has(parent)) yield* ahead.fetch()
      const found = yield* readCommit(db, parent)
      if (hidden) pending.hide(found)
      else pending.add(found)
    }
    if (!hidden) yield commit
  }
}

/**
 * The commits of one head after the other, each once: a commit, then its last parent's history, then the others'. This is
 * the order of dolt_diff, dolt_commits and dolt_history. Source: Dolt go/libraries/doltcore/doltdb/commit_itr.go.
 */
export function* commitsOfHeads(db: DoltDatabase, heads: readonly Hash[]): Generator<Missing | Commit, void, void> {
  const seen = new Set<Hash>()
  for (const head of heads) {
    if (seen.has(head)) continue
    seen.add(head)
    const first = yield* readCommit(db, head)
    const ahead = new Ahead(db, [first])
    const stack: Hash[] = []
    for (let commit = first; ; ) {
      yield commit
      for (const parent of commit.parents) {
        if (seen.has(parent) || isGhost(db.store, parent)) continue
        seen.add(parent)
        stack.push(parent)
      }
      const next = stack.pop()
      if (next === undefined) break
      if (!db.store.has(next)) yield* ahead.fetch()
      commit = yield* readCommit(db, next)
    }
  }
}

/** The commits of a walk some at a time, so that what is read of each can be fetched for all of them together. */
export function* inGroups(walk: Generator<Missing | Commit, void, void>, size = 32): Generator<Missing | readonly Commit[], void, void> {
  let group: Commit[] = []
  for (const step of walk) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    group.push(step)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

interface Entry {
  readonly commit: Commit
  hidden: boolean
  taken: boolean
}

/** Commits that were reached and not given out, in the order in which they will be. */
class Pending {
  /** How many of the waiting ones will be given out. */
  visible = 0
  private readonly queue: Entry[] = []
  private readonly seen = new Map<Hash, Entry>()

  add(commit: Commit): void {
    if (!this.seen.has(commit.hash)) this.insert({ commit, hidden: false, taken: false })
  }

  hide(commit: Commit): void {
    const entry = this.seen.get(commit.hash)
    if (entry === undefined) this.insert({ commit, hidden: true, taken: false })
    else if (!entry.hidden) {
      entry.hidden = true
      if (!entry.taken) this.visible--
    }
  }

  take(): Entry {
    const entry = this.queue.pop()!
    entry.taken = true
    if (!entry.hidden) this.visible--
    return entry
  }

  commits(): Commit[] {
    return this.queue.map((e) => e.commit)
  }

  /** The queue's last comes first, so that taking it moves nothing; of equal ones the one that was added first. */
  private insert(entry: Entry): void {
    let low = 0
    let high = this.queue.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comesFirst(entry.commit, this.queue[middle].commit)) low = middle + 1
      else high = middle
    }
    this.queue.splice(low, 0, entry)
    this.seen.set(entry.commit.hash, entry)
    if (!entry.hidden) this.visible++
  }
}

function comesFirst(a: Commit, b: Commit): boolean {
  return a.height !== b.height ? a.height > b.height : a.userTimestampMillis > b.userTimestampMillis
}

/** Fetches commits before the walk reaches them. */
class Ahead {
  private readonly db: DoltDatabase
  private readonly sources: Generator<Missing | ClosureEntry, void, void>[]
  private window = FIRST_WINDOW

  constructor(db: DoltDatabase, commits: readonly Commit[]) {
    this.db = db
    this.sources = commits.map((c) => closureEntries(db.nodes, c.parentClosure))
  }

  *fetch(): Fetching<void> {
    const wanted: Hash[] = []
    for (const source of this.sources) {
      for (let taken = 0; taken < this.window; ) {
        const step = source.next()
        if (step.done) break
        if (step.value instanceof Missing) {
          yield step.value
          continue
        }
        taken++
        wanted.push(step.value.hash)
      }
    }
    this.window = Math.min(LAST_WINDOW, this.window * 2)
    yield* wantChunks(this.db.store, wanted)
  }
}
