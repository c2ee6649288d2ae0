import { childrenOf } from '../doltdb/copy-chunks.ts'
import { OxbowError } from '../error.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import type { ArchiveFiles } from './archive-file.ts'

/** What is to be kept: by what the chunks below it are sorted into generations. */
export interface GarbageRoots {
  /** Commits: what they lead to seldom becomes garbage. */
  readonly old: readonly Hash[]
  /** The store root, working sets, tags and the rest. */
  readonly young: readonly Hash[]
}

export interface GarbageOptions {
  /** Looks into the old generation as well, which else is kept whole. */
  readonly full?: boolean
  /** Told now and then: chunks that were kept so far. */
  readonly progress?: (chunks: number) => void
}

/** How long copying goes on before others have a turn, in ms. */
const TURN_MS = 10
/** Chunks between two looks at the clock. */
const LOOK_EVERY = 64

/** Datasets whose chunks go into the old generation. Source: Dolt go/libraries/doltcore/doltdb/doltdb.go, GC. */
const OLD_REFS = /^refs\/(heads|remotes|internal)\//

/** Sorts a database's refs into generations. */
export function garbageRoots(root: Hash, refs: ReadonlyMap<string, Hash>): GarbageRoots {
  const old: Hash[] = []
  const young: Hash[] = root === EMPTY_HASH ? [] : [root]
  for (const [ref, hash] of refs) (OLD_REFS.test(ref) ? old : young).push(hash)
  return { old, young }
}

/**
 * Copies what can be reached from `roots` and isn't kept elsewhere.
 * @param get reads a chunk @param isKept true for a chunk that is kept, with all below it, where it is
 * @throws OxbowError `CHUNK_NOT_FOUND` for a damaged database, of which nothing is taken away then.
 */
function* copyReachable(roots: readonly Hash[], get: (hash: Hash) => Uint8Array | undefined, isKept: (hash: Hash) => boolean, into: ArchiveFiles): Generator<undefined, void, void> {
  const stack = roots.toReversed()
  for (let hash = stack.pop(); hash !== undefined; hash = stack.pop()) {
    if (hash === EMPTY_HASH || into.has(hash) || isKept(hash)) continue
    const chunk = get(hash)
    if (chunk === undefined) throw new OxbowError('CHUNK_NOT_FOUND', `garbage collection stopped: chunk ${hash} is missing; restore the database from its remote`)
    into.add(hash, chunk)
    const children = childrenOf(chunk)
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i])
    if (into.count % LOOK_EVERY === 0) yield
  }
}

/** `copyReachable`, giving others a turn every few milliseconds. */
export async function copyInTurns(
  roots: readonly Hash[], get: (hash: Hash) => Uint8Array | undefined, isKept: (hash: Hash) => boolean, into: ArchiveFiles, progress: (chunks: number) => void,
): Promise<void> {
  let begin = performance.now()
  const copying = copyReachable(roots, get, isKept, into)
  while (copying.next().done !== true) {
    if (performance.now() - begin < TURN_MS) continue
    progress(into.count)
    await new Promise((resolve) => setImmediate(resolve))
    begin = performance.now()
  }
}

/** `copyReachable` at once. */
export function copyAtOnce(roots: readonly Hash[], get: (hash: Hash) => Uint8Array | undefined, isKept: (hash: Hash) => boolean, into: ArchiveFiles): void {
  for (const _ of copyReachable(roots, get, isKept, into)) continue
}
