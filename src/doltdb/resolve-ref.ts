import { OxbowError } from '../error.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, readChunk, wantChunks, type Fetching } from '../store/missing.ts'
import { invalidAncestor, parseCommitSpec, refCandidates } from './commit-spec.ts'
import { commitWalk } from './commit-walk.ts'
import { isAncestor, readCommit, type Commit } from './commit.ts'
import type { DoltDatabase } from './database.ts'
import { parseRef } from './refs.ts'
import { readTag } from './tag.ts'
import { VisibleRefs } from './visible-refs.ts'

/**
 * The commit that a text names: `HEAD`, a branch, tag, remote-tracking branch or address, with steps to ancestors.
 * @param refs where some are hidden (`VisibleRefs`), addresses that only those lead to name nothing
 * @param head address of the commit that HEAD means; undefined where there is none
 * @throws OxbowError `BRANCH_NOT_FOUND`, `COMMIT_NOT_FOUND`, `INVALID_REF`, `INVALID_ANCESTOR_SPEC`.
 */
export function* resolveCommit(
  db: DoltDatabase, refs: ReadonlyMap<string, Hash>, text: string, head: Hash | undefined,
): Fetching<Commit> {
  const { base, steps } = parseCommitSpec(text)
  let commit: Commit
  if (base.kind === 'hash') {
    commit = yield* readCommitByHash(db, base.name)
    if (refs instanceof VisibleRefs && !(yield* isReached(db, refs, commit))) throw commitNotFound()
  }
  else {
    const target = base.kind === 'head' ? head : refTarget(refs, base.name)
    if (target === undefined) throw branchNotFound(base.kind === 'head' ? 'HEAD' : base.name)
    commit = yield* commitAt(db, target)
  }
  for (const step of steps) {
    if (step >= commit.parents.length) throw invalidAncestor()
    commit = yield* readCommit(db, commit.parents[step])
  }
  return commit
}

function refTarget(refs: ReadonlyMap<string, Hash>, name: string): Hash | undefined {
  for (const candidate of refCandidates(name)) {
    const target = refs.get(candidate)
    if (target !== undefined) return target
  }
  return undefined
}

/** The commit that a ref's target is: itself, or what a tag points at. */
export function* commitAt(db: DoltDatabase, target: Hash): Fetching<Commit> {
  const kind = identifierOf(yield* readChunk(db.store, target))
  if (kind === 'DTAG') return yield* readCommit(db, (yield* readTag(db, target)).commit)
  return yield* readCommit(db, target)
}

function* readCommitByHash(db: DoltDatabase, hash: Hash): Fetching<Commit> {
  try {
    return yield* readCommit(db, hash)
  } catch (e) {
    if (e instanceof OxbowError && (e.code === 'CHUNK_NOT_FOUND' || e.code === 'NOT_A_COMMIT')) throw commitNotFound(e)
    throw e
  }
}

/** Most commits of which it is kept whether one may see them. */
const KEPT_REACHED = 10_000

/** True when one of the refs leads to the commit. */
function* isReached(db: DoltDatabase, refs: VisibleRefs, commit: Commit): Fetching<boolean> {
  let reached = refs.reached.get(commit.hash)
  if (reached === undefined) {
    reached = false
    const targets = new Set([...refs].filter(([ref]) => parseRef(ref)?.kind !== 'workingSet').map(([, target]) => target))
    yield* wantChunks(db.store, [...targets])
    for (const target of targets) {
      reached = yield* isAncestor(db, commit, yield* commitAt(db, target))
      if (reached) break
    }
    if (refs.reached.size >= KEPT_REACHED) refs.reached.clear()
    refs.reached.set(commit.hash, reached)
  }
  return reached
}

/** The last commit at or before a moment, going back from `head`; undefined when all are later. @param millis since 1970 UTC */
export function* commitAsOf(db: DoltDatabase, head: Hash, millis: number): Fetching<Commit | undefined> {
  for (const step of commitWalk(db, [head])) {
    if (step instanceof Missing) yield step
    else if (step.timestampMillis <= millis) return step
  }
  return undefined
}

export function branchNotFound(name: string): OxbowError {
  return new OxbowError('BRANCH_NOT_FOUND', `branch not found: ${name}`)
}

function commitNotFound(cause?: unknown): OxbowError {
  return new OxbowError('COMMIT_NOT_FOUND', 'target commit not found', { cause })
}
