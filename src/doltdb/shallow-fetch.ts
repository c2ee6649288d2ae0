import { closureEntries } from '../prolly/commit-closure-tree.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { readCommit } from './commit.ts'
import { chunksToCopy, LocalTarget, putAll, type TransferProgress } from './copy-chunks.ts'
import type { DoltDatabase } from './database.ts'

/**
 * Copies a commit of a remote, and the commits before it up to a depth, into a new database that has everything at hand. The
 * addresses of the others are kept as ghosts. Source: Dolt go/libraries/doltcore/env/actions/remotes.go, ShallowFetchRefSpec.
 * @param depth how many generations are copied, `head` among them
 * @param keepGhosts keeps the addresses of the commits that are left out, before any chunk is copied
 */
export async function fetchShallow(
  remote: DoltDatabase, local: DoltDatabase, head: Hash, depth: number, keepGhosts: (ghosts: ReadonlySet<Hash>) => void,
  progress?: TransferProgress,
): Promise<void> {
  const cut = await remote.run(leftOut(remote, head, depth))
  if (cut.size > 0) keepGhosts(cut)
  await putAll(local, chunksToCopy(remote, new LocalTarget(local, cut), [head]), progress)
}

function* leftOut(db: DoltDatabase, head: Hash, depth: number): Fetching<Set<Hash>> {
  const first = yield* readCommit(db, head)
  const ancestors = new Set<Hash>()
  for (const step of closureEntries(db.nodes, first.parentClosure)) {
    if (step instanceof Missing) yield step
    else ancestors.add(step.hash)
  }
  let generation = [first]
  for (let i = 1; i < depth && ancestors.size > 0; i++) {
    const parents = new Set(generation.flatMap((commit) => commit.parents))
    generation = []
    for (const parent of parents) if (ancestors.delete(parent)) generation.push(yield* readCommit(db, parent))
  }
  return ancestors
}
