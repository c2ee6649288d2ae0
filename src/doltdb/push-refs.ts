import type { Hash } from '../store/hash.ts'
import { allChunks, chunksToCopy, type CopyTarget, LocalTarget, RemoteTarget } from './copy-chunks.ts'
import { readCommit } from './commit.ts'
import type { DoltDatabase, RefChange, RefEdit } from './database.ts'
import { parseRef, workingSetRef } from './refs.ts'
import { writeWorkingSet } from './working-set.ts'

/**
 * Sets refs of a remote to commits and tags of `source`: first all chunks that the remote lacks, then the refs, all of
 * them at once. Refs that aren't named stay as others have them.
 * @throws OxbowError `REF_MOVED` when a ref isn't where an edit expects it.
 */
export async function pushRefs(source: DoltDatabase, remote: DoltDatabase, edits: readonly RefEdit[]): Promise<RefChange[]> {
  const roots = edits.map((edit) => edit.to).filter((to): to is Hash => to !== null)
  for await (const chunks of chunksToCopy(source, new RemoteTarget(remote), roots)) for (const chunk of chunks) remote.sink.put(chunk)
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
export async function fetchChunks(remote: DoltDatabase, local: DoltDatabase, roots: readonly Hash[]): Promise<void> {
  for await (const chunks of chunksToCopy(remote, new LocalTarget(local), roots)) for (const chunk of chunks) local.sink.put(chunk)
}

/**
 * Makes one database a copy of another: all of its refs, working sets included, and no others.
 * @param have tells what the target needn't be given
 */
export async function copyDatabase(source: DoltDatabase, target: DoltDatabase, have: CopyTarget): Promise<void> {
  for await (const chunks of allChunks(source, have)) for (const chunk of chunks) target.sink.put(chunk)
  const refs = await source.run(source.refs())
  const gone = [...(await target.run(target.refs())).keys()].filter((ref) => !refs.has(ref))
  await target.updateRefs([...[...refs].map(([ref, to]) => ({ ref, to })), ...gone.map((ref) => ({ ref, to: null }))])
}
