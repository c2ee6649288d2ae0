import { readCommit, writeCommit, type Commit } from '../doltdb/commit.ts'
import { RemoteTarget } from '../doltdb/copy-chunks.ts'
import type { DoltDatabase, RefEdit } from '../doltdb/database.ts'
import { branchRef, parseRef, workingSetRef } from '../doltdb/refs.ts'
import { readTag } from '../doltdb/tag.ts'
import { readWorkingSet } from '../doltdb/working-set.ts'
import type { Hash } from '../store/hash.ts'
import { cleanWorkingSetOf } from '../versioning/procedures/clean-working-set.ts'

const RESCUE = /^rescue\/.+\/\d{8}T\d{6}-\d+$/

/**
 * True for branches that hold what a server had not pushed when another became the master. No pull touches them, no push on
 * write takes them along: a user pushes or merges them, and deletes them.
 */
export function isRescueBranch(branch: string): boolean {
  return RESCUE.test(branch)
}

/** True for the ref of such a branch. */
export function isRescueRef(ref: string): boolean {
  const parsed = parseRef(ref)
  return (parsed?.kind === 'branch' || parsed?.kind === 'workingSet') && isRescueBranch(parsed.name)
}

/** Names of a database's rescue branches, by its refs. */
export function rescueBranches(refs: ReadonlyMap<string, Hash>): string[] {
  return [...refs.keys()].map(parseRef).filter((ref) => ref?.kind === 'branch' && isRescueBranch(ref.name)).map((ref) => ref!.name)
}

export interface RescueOptions {
  readonly db: DoltDatabase
  /** The remote, as it is now. */
  readonly theirs: DoltDatabase
  /** The epoch that goes into the branches' names. */
  readonly epoch: number
  readonly identity: { readonly name: string; readonly email: string }
}

/**
 * The branches that keep what would be lost if this database became as the remote is: commits that no branch or tag of the
 * remote leads to, and changes of working sets that aren't committed, as a commit on top. Named
 * `rescue/<branch>/<yyyymmddThhmmss>-<epoch>`, UTC; what only a tag led to, after the tag.
 * @returns edits that make them; nothing is changed yet.
 */
export async function rescueEdits({ db, theirs, epoch, identity }: RescueOptions): Promise<RefEdit[]> {
  const refs = await db.run(db.refs(db.root()))
  const remote = new RemoteTarget(theirs)
  const edits: RefEdit[] = []
  const kept = new Set<Hash>()
  const keep = (name: string, commit: Commit): void => {
    kept.add(commit.hash)
    const branch = rescueName(refs, name, db.platform.now(), epoch)
    edits.push({ ref: branchRef(branch), to: commit.hash, expect: null }, { ref: workingSetRef(branch), to: cleanWorkingSetOf(db, commit, identity) })
  }
  for (const [ref, target] of refs) {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'branch' || isRescueBranch(parsed.name)) continue
    const head = await db.run(readCommit(db, target))
    const changed = await commitChanges({ db, refs, branch: parsed.name, head, identity })
    if (changed !== head || !(await remote.hasCommit(head))) keep(parsed.name, changed)
  }
  for (const [ref, target] of refs) {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'tag') continue
    const commit = await db.run(readCommit(db, (await db.run(readTag(db, target))).commit))
    if (!kept.has(commit.hash) && !(await remote.hasCommit(commit))) keep(parsed.name, commit)
  }
  return edits
}

interface Changes {
  readonly db: DoltDatabase
  readonly refs: ReadonlyMap<string, Hash>
  readonly branch: string
  readonly head: Commit
  readonly identity: RescueOptions['identity']
}

/** Commits what a working set has that its head hasn't: first what was staged, then the rest. The head itself where nothing is. */
async function commitChanges({ db, refs, branch, head, identity }: Changes): Promise<Commit> {
  const hash = refs.get(workingSetRef(branch))
  if (hash === undefined) return head
  const { workingRoot, stagedRoot } = await db.run(readWorkingSet(db, hash))
  let commit = head
  for (const [root, what] of [[stagedRoot ?? head.root, 'staged'], [workingRoot, 'working']] as const) {
    if (root === commit.root) continue
    commit = await db.run(writeCommit(db, root, [commit], {
      ...identity, description: `Rescued ${what} changes of ${branch}`, timestampMillis: db.platform.now(),
    }))
  }
  return commit
}

function rescueName(refs: ReadonlyMap<string, Hash>, name: string, now: number, epoch: number): string {
  for (let at = now; ; at += 1000) {
    const time = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')
    const branch = `rescue/${name}/${time}-${epoch}`
    if (!refs.has(branchRef(branch))) return branch
  }
}
