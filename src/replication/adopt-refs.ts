import { readCommit } from '../doltdb/commit.ts'
import type { RefEdit } from '../doltdb/database.ts'
import { fetchChunks } from '../doltdb/push-refs.ts'
import { branchRef, parseRef, remoteRef, workingSetRef } from '../doltdb/refs.ts'
import { isOxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { cleanWorkingSetOf } from '../versioning/procedures/clean-working-set.ts'
import { isRescueRef, type RescueOptions, rescueBranches, rescueEdits } from './rescue.ts'

export interface AdoptOptions extends RescueOptions {
  /** The remote's name, for the remote-tracking branches. */
  readonly remoteName: string
  /** The branch that is checked out, and how to leave it when the remote hasn't got it. */
  currentBranch(): string
  checkOut(branch: string): void
}

/** What a database has of its remote now. */
export interface Adopted {
  /** Every branch and tag of the remote. */
  readonly refs: ReadonlyMap<string, Hash>
  /** Rescue branches that were made. */
  readonly rescued: readonly string[]
}

/**
 * Makes a database as its remote is: every branch and tag with all chunks, clean working sets, nothing besides. What only was
 * here is kept on rescue branches, made in the very same step that moves the refs.
 */
export async function adoptRefs(options: AdoptOptions): Promise<Adopted> {
  const { db, theirs, remoteName, identity } = options
  const wanted = new Map([...(await theirs.run(theirs.refs()))].filter(([ref]) => isBranchOrTag(ref) && !isRescueRef(ref)))
  await fetchChunks(theirs, db, [...wanted.values()])
  for (;;) {
    const ours = await db.run(db.refs(db.root()))
    const rescue = await rescueEdits(options)
    const edits: RefEdit[] = [...rescue]
    for (const [ref, to] of wanted) {
      edits.push({ ref, to, expect: ours.get(ref) ?? null })
      const parsed = parseRef(ref)
      if (parsed?.kind !== 'branch') continue
      const commit = await db.run(readCommit(db, to))
      const workingSet = workingSetRef(parsed.name)
      edits.push(
        { ref: workingSet, to: cleanWorkingSetOf(db, commit, identity), expect: ours.get(workingSet) ?? null },
        { ref: remoteRef(remoteName, parsed.name), to },
      )
    }
    for (const [ref, at] of ours) {
      if (isRescueRef(ref)) continue
      const parsed = parseRef(ref)
      const branch = parsed?.kind === 'workingSet' ? branchRef(parsed.name) : ref
      if ((isBranchOrTag(ref) || parsed?.kind === 'workingSet') && !wanted.has(branch)) edits.push({ ref, to: null, expect: at })
    }
    try {
      await db.updateRefs(edits)
    } catch (e) {
      // Another process of this directory has just written: that is kept as well.
      if (isOxbowError(e) && e.code === 'REF_MOVED') continue
      throw e
    }
    stayOnABranch(options, wanted)
    const made = new Map(rescue.map(({ ref, to }) => [ref, to!]))
    return { refs: wanted, rescued: rescueBranches(made) }
  }
}

function isBranchOrTag(ref: string): boolean {
  const kind = parseRef(ref)?.kind
  return kind === 'branch' || kind === 'tag'
}

function stayOnABranch({ currentBranch, checkOut }: AdoptOptions, refs: ReadonlyMap<string, Hash>): void {
  if (refs.has(branchRef(currentBranch()))) return
  const branches = [...refs.keys()].map(parseRef).filter((ref) => ref?.kind === 'branch').map((ref) => ref!.name)
  const next = ['main', 'master'].find((name) => branches.includes(name)) ?? branches[0]
  if (next !== undefined) checkOut(next)
}
