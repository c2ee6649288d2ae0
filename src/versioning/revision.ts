import { readCommit, type Commit } from '../doltdb/commit.ts'
import { parseCommitSpec } from '../doltdb/commit-spec.ts'
import { branchRef, tagRef, workingSetRef } from '../doltdb/refs.ts'
import { commitAsOf, commitAt, resolveCommit } from '../doltdb/resolve-ref.ts'
import { readRoot, type RootValue } from '../doltdb/root-value.ts'
import { readWorkingSet } from '../doltdb/working-set.ts'
import { OxbowError } from '../error.ts'
import type { MergeState, RebaseState, WorkingSet } from '../serial/working-set.ts'
import type { AsOf } from '../sql/catalog.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { VersionedDatabase } from './environment.ts'
import { databaseNotFound } from './errors.ts'

/** A branch as one transaction sees it: its roots, and what the store has of them. Immutable; changes make a new one. */
export interface BranchState {
  readonly working: RootValue
  readonly staged: RootValue
  readonly mergeState: MergeState | undefined
  readonly rebaseState: RebaseState | undefined
  /** The stored working set's address, null where there is none. */
  readonly storedAt: Hash | null
  readonly storedWorking: Hash
  readonly storedStaged: Hash
  /** The whole stored message: what isn't known here is written again as it was. */
  readonly stored: WorkingSet | undefined
}

/** What a database's name means: a branch with its working set, or a commit that can only be read. */
export interface Revision {
  readonly database: VersionedDatabase
  /** As errors name it: `db` or `db/ref`. */
  readonly name: string
  /** Undefined where a tag, a commit or AS OF was named. */
  readonly branch: string | undefined
  readonly head: Commit
  /** What reads see. */
  readonly root: RootValue
  /** Set where there is a working set. */
  readonly state: BranchState | undefined
  /** All refs of the database, as of the transaction's start or its last change. */
  readonly refs: ReadonlyMap<string, Hash>
}

/** `db/branch` (or `db@branch`) in two; the ref may hold slashes. */
export function splitDatabaseName(name: string): { readonly base: string; readonly ref: string | undefined } {
  const at = name.search(/[/@]/)
  return at < 0 ? { base: name, ref: undefined } : { base: name.slice(0, at), ref: name.slice(at + 1) }
}

/** A branch's name as it is stored; names are matched in any case when none is exactly so. */
export function findBranch(refs: ReadonlyMap<string, Hash>, name: string): string | undefined {
  return findName(refs, branchRef(''), name)
}

function findName(refs: ReadonlyMap<string, Hash>, prefix: string, name: string): string | undefined {
  if (refs.has(prefix + name)) return name
  const wanted = (prefix + name).toLowerCase()
  for (const ref of refs.keys()) if (ref.toLowerCase() === wanted) return ref.slice(prefix.length)
  return undefined
}

/** Reads a branch's working set; where there is none, the head's root takes its place. */
export function* readBranchState(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string, head: Commit,
): Fetching<BranchState> {
  const { db } = database
  const storedAt = refs.get(workingSetRef(branch)) ?? null
  if (storedAt === null) {
    const root = yield* readRoot(db, head.root)
    return {
      working: root, staged: root, mergeState: undefined, rebaseState: undefined, storedAt,
      storedWorking: root.hash, storedStaged: root.hash, stored: undefined,
    }
  }
  const stored = yield* readWorkingSet(db, storedAt)
  const working = yield* readRoot(db, stored.workingRoot)
  const staged = stored.stagedRoot === undefined ? working : yield* readRoot(db, stored.stagedRoot)
  return {
    working, staged, mergeState: stored.mergeState, rebaseState: stored.rebaseState, storedAt, storedWorking: working.hash,
    storedStaged: staged.hash, stored,
  }
}

/** The branch of that name, whose state (if it has working sets) the caller looks up. Undefined when there is none. */
export function* headOfBranch(database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string): Fetching<Commit | undefined> {
  const target = refs.get(branchRef(branch))
  return target === undefined ? undefined : yield* readCommit(database.db, target)
}

/**
 * The commit that `db/<text>` names where no branch has that name: a tag, an address, steps back from a branch.
 * @throws OxbowError 1049 when it names nothing.
 */
export function* namedCommit(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, text: string, fullName: string,
): Fetching<Commit> {
  const { db } = database
  const tag = findName(refs, tagRef(''), text)
  if (tag !== undefined) return yield* commitAt(db, refs.get(tagRef(tag))!)
  try {
    const { base, steps } = parseCommitSpec(text)
    if (base.kind !== 'hash' && steps.length === 0) throw databaseNotFound(fullName)
    return yield* resolveCommit(db, refs, text, undefined)
  } catch (e) {
    if (e instanceof OxbowError && NOT_FOUND.has(e.code)) throw databaseNotFound(fullName)
    throw e
  }
}

const NOT_FOUND = new Set(['BRANCH_NOT_FOUND', 'COMMIT_NOT_FOUND', 'INVALID_REF', 'INVALID_ANCESTOR_SPEC', 'NOT_A_COMMIT'])

/** A revision that can only be read. */
export function* commitRevision(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, commit: Commit, name: string,
): Fetching<Revision> {
  return { database, name, branch: undefined, head: commit, root: yield* readRoot(database.db, commit.root), state: undefined, refs }
}

/** What a ref in an expression or argument names: a commit, `WORKING` or `STAGED`. @throws OxbowError as `resolveCommit`. */
export function* resolveRevision(revision: Revision, text: string): Fetching<Revision> {
  const { state } = revision
  const upper = text.toUpperCase()
  if (upper === 'WORKING') return state === undefined ? revision : { ...revision, root: state.working }
  if (upper === 'STAGED') return state === undefined ? revision : { ...revision, root: state.staged }
  const commit = yield* resolveCommit(revision.database.db, revision.refs, text, revision.head.hash)
  return yield* commitRevision(revision.database, revision.refs, commit, revision.name)
}

/** The revision as of a ref or moment; undefined when it didn't exist then. */
export function* revisionAsOf(revision: Revision, asOf: AsOf | undefined): Fetching<Revision | undefined> {
  if (asOf === undefined) return revision
  if ('ref' in asOf) return yield* resolveRevision(revision, asOf.ref)
  const commit = yield* commitAsOf(revision.database.db, revision.head.hash, asOf.time / 1000)
  return commit === undefined ? undefined : yield* commitRevision(revision.database, revision.refs, commit, revision.name)
}
