import { editAddressMap, emptyAddressMap, readAddressMapTree } from '../prolly/address-map-tree.ts'
import { parseNode } from '../prolly/node.ts'
import { buildStash, readStash, type Stash } from '../serial/stash.ts'
import { buildStashList, readStashList } from '../serial/stash-list.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'

const STASHES = 'refs/stashes/'

/** The ref of the list of stashes that has this name. */
export function stashRef(name: string): string {
  return STASHES + name
}

/** The name of a list of stashes; undefined for other refs. */
export function stashName(ref: string): string | undefined {
  return ref.startsWith(STASHES) ? ref.slice(STASHES.length) : undefined
}

/** The stashes of a list, the newest first: by the numbers under which they are stored. @param list null where there is none */
export function* readStashes(db: DoltDatabase, list: Hash | null): Fetching<{ readonly id: string; readonly stash: Stash }[]> {
  if (list === null) return []
  const entries = yield* stashEntries(db, list)
  const stashes: { id: string; stash: Stash }[] = []
  for (const { id, hash } of entries) stashes.push({ id, stash: yield* db.object('stash', hash, readStash) })
  return stashes
}

function* stashEntries(db: DoltDatabase, list: Hash): Fetching<{ readonly id: string; readonly hash: Hash }[]> {
  const { addressMap } = yield* db.object('stashList', list, readStashList)
  const map = yield* readAddressMapTree(db.nodes, parseNode(addressMap))
  return [...map].map(([id, hash]) => ({ id, hash })).toSorted((a, b) => Number(b.id) - Number(a.id))
}

/** Writes a list with one stash more. @returns its address */
export function* addStash(db: DoltDatabase, list: Hash | null, stash: Stash): Fetching<Hash> {
  const newest = list === null ? undefined : (yield* stashEntries(db, list))[0]
  const id = newest === undefined ? 0 : Number(newest.id) + 1
  return yield* editList(db, list, String(id), db.sink.put(buildStash(stash)))
}

/** Writes a list without one of its stashes. @returns its address; null where none is left */
export function* removeStash(db: DoltDatabase, list: Hash, id: string): Fetching<Hash | null> {
  return (yield* stashEntries(db, list)).length <= 1 ? null : yield* editList(db, list, id, null)
}

function* editList(db: DoltDatabase, list: Hash | null, id: string, hash: Hash | null): Fetching<Hash> {
  const node = list === null ? emptyAddressMap(db.sink) : parseNode((yield* db.object('stashList', list, readStashList)).addressMap)
  const edited = yield* editAddressMap(db.nodes, db.sink, node, [[id, hash]])
  return db.sink.put(buildStashList({ addressMap: edited.bytes }))
}
