import { readRoot } from '../doltdb/root-value.ts'
import { parseRef, workingSetRef } from '../doltdb/refs.ts'
import { readTable } from '../doltdb/table.ts'
import type { Sequence } from '../doltdb/table-writer.ts'
import { readCommit } from '../doltdb/commit.ts'
import { readWorkingSet } from '../doltdb/working-set.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { VersionedDatabase } from './environment.ts'

/** Most (root, table) pairs whose values are kept. */
const KEPT = 10_000

const known = new WeakMap<VersionedDatabase, Map<string, bigint>>()

const sequences = new WeakMap<VersionedDatabase, Map<string, Sequence>>()

/**
 * The sequence of a table's AUTO_INCREMENT values, which all sessions and branches share. What was taken of it stays taken, whatever becomes
 * of the transaction that took it.
 */
export function sequenceOf(database: VersionedDatabase, table: string): Sequence {
  let tables = sequences.get(database)
  if (tables === undefined) sequences.set(database, (tables = new Map()))
  let sequence = tables.get(table.toLowerCase())
  if (sequence === undefined) tables.set(table.toLowerCase(), (sequence = { next: 0n }))
  return sequence
}

/** Begins a table's sequence anew: with what its rows and other branches say. */
export function forgetSequence(database: VersionedDatabase, table: string): void {
  sequences.get(database)?.delete(table.toLowerCase())
}

/**
 * The next AUTO_INCREMENT value of a table on the other branches of a database, so that rows of different branches never
 * get one number and can be merged. 0 when no branch has used one. Only roots that weren't seen before are read.
 * @param except the branch whose own table is at hand
 */
export function* nextAutoIncrement(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, table: string, except: string,
): Fetching<bigint> {
  let cache = known.get(database)
  if (cache === undefined) known.set(database, (cache = new Map()))
  let most = 0n
  for (const [ref, target] of refs) {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'branch' || parsed.name === except) continue
    const workingSet = refs.get(workingSetRef(parsed.name))
    const key = `${workingSet ?? target}/${table.toLowerCase()}`
    let next = cache.get(key)
    if (next === undefined) {
      next = yield* nextIn(database, target, workingSet, table)
      if (cache.size >= KEPT) cache.clear()
      cache.set(key, next)
    }
    if (next > most) most = next
  }
  return most
}

function* nextIn(database: VersionedDatabase, head: Hash, workingSet: Hash | undefined, table: string): Fetching<bigint> {
  const { db } = database
  const hash = workingSet === undefined ? (yield* readCommit(db, head)).root : (yield* readWorkingSet(db, workingSet)).workingRoot
  const found = yield* (yield* readRoot(db, hash)).find(table)
  if (found === undefined) return 0n
  const { schema, message } = yield* readTable(db, found.hash)
  return schema.autoIncrement < 0 ? 0n : message.autoIncrementValue
}
