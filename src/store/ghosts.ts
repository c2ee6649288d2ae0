import type { ChunkStore } from './chunk-store.ts'
import type { Hash } from './hash.ts'

/** True for a commit before which a shallow clone begins: its address is known, its chunk isn't there. */
export function isGhost(store: ChunkStore, commit: Hash): boolean {
  return store.ghosts?.has(commit) === true && !store.has(commit)
}
