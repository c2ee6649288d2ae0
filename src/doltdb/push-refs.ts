import type { Hash } from '../store/hash.ts'
import { allChunks, chunksToCopy, type CopyTarget, LocalTarget, putAll, RemoteTarget, type TransferProgress } from './copy-chunks.ts'
import { readCommit } from './commit.ts'
import type { DoltDatabase, RefChange, RefEdit } from './database.ts'
import { parseRef, workingSetRef } from './refs.ts'
import { writeWorkingSet } from './working-set.ts'

/**
 * Sets refs of a remote to commits and tags of `source`: first all chunks that the remote lacks, then the refs, all of
 * them at once. Refs that aren't named stay as others have them.
 * @throws OxbowError `REF_MOVED` when a ref isn't where an edit expects it.
 */
export async function pushRefs(source: DoltDatabase, remote: DoltDatabase, edits: readonly RefEdit[], progress?: TransferProgress): Promise<RefChange[]> {
  const roots = edits.map((edit) => edit.to).filter((to): to is Hash => to !== null)
  await putAll(remote, chunksToCopy(source, new RemoteTarget(remote), roots), progress)
  return await remote.updateRefs([...edits, ...(await workingSetEdits(source, remote, edits))])
}

/**
 * A remote has working sets only where somebody forced a push. One that stayed behind its branch would look like
 * changes that aren't committed, so it follows the branch.
 */
async function workingSetEdits(source: DoltDatabase, remote: DoltDatabase, edits: readonly RefEdit[]): Promise<RefEdit[]> {
  const refs = await remote.run(remote.refs())
  const more: RefEdit[] = []
  for (const { ref, to } of edits) {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'branch') continue
    const workingSet = workingSetRef(parsed.name)
    if (!refs.has(workingSet)) continue
    if (to === null) more.push({ ref: workingSet, to: null })
    else {
      const { root } = await source.run(readCommit(source, to))
      more.push({
        ref: workingSet,
        to: writeWorkingSet(
          remote, { workingRoot: root, stagedRoot: root, meta: undefined, mergeState: undefined, rebaseState: undefined },
        ),
      })
    }
  }
  return more
}

/** Copies what commits and tags of a remote lead to into a database that has everything at hand. */
export async function fetchChunks(remote: DoltDatabase, local: DoltDatabase, roots: readonly Hash[], progress?: TransferProgress): Promise<void> {
  await putAll(local, chunksToCopy(remote, new LocalTarget(local), roots), progress)
}

/**
 * Makes one database a copy of another: all of its refs, working sets included, and no others.
 * @param have tells what the target needn't be given
 */
export async function copyDatabase(source: DoltDatabase, target: DoltDatabase, have: CopyTarget, progress?: TransferProgress): Promise<void> {
  await putAll(target, allChunks(source, have), progress)
  const refs = await source.run(source.refs())
  const gone = [...(await target.run(target.refs())).keys()].filter((ref) => !refs.has(ref))
  await target.updateRefs([...[...refs].map(([ref, to]) => ({ ref, to })), ...gone.map((ref) => ({ ref, to: null }))])
}
