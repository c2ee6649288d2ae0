import { OxbowError } from '../error.ts'
import { closureHas, closureOfParents } from '../prolly/commit-closure-tree.ts'
import { buildCommit, readCommit as readMessage, type Commit as CommitMessage } from '../serial/commit.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import { isGhost } from '../store/ghosts.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'

/** A commit with its address. */
export interface Commit extends CommitMessage {
  readonly hash: Hash
}

/** Who made a commit and when. */
export interface CommitMeta {
  /** The author. */
  readonly name: string
  readonly email: string
  readonly description: string
  /** When it is committed: milliseconds since 1970 UTC. */
  readonly timestampMillis: number
  /** When it was authored; `timestampMillis` when left out. */
  readonly userTimestampMillis?: number
  /** The author when left out. */
  readonly committerName?: string
  readonly committerEmail?: string
}

/** @throws OxbowError `NOT_A_COMMIT` for the address of something else, `GHOST_COMMIT` for one that a shallow clone left out, `CHUNK_NOT_FOUND`. */
export function* readCommit(db: DoltDatabase, hash: Hash): Fetching<Commit> {
  if (isGhost(db.store, hash)) {
    const advice = 'You are using a shallow clone which does not contain the requested commit. Please do a full clone.'
    throw new OxbowError('GHOST_COMMIT', `Commit not found. ${advice}`)
  }
  return yield* db.object('commit', hash, decodeCommit)
}

function decodeCommit(chunk: Uint8Array, hash: Hash): Commit {
  if (identifierOf(chunk) !== 'DCMT') throw new OxbowError('NOT_A_COMMIT', 'the value retrieved for this hash is not a commit')
  return { hash, ...readMessage(chunk) }
}

/** Writes a commit with its closure. The commit is reachable only when a ref is set to it. */
export function* writeCommit(db: DoltDatabase, root: Hash, parents: readonly Commit[], meta: CommitMeta): Fetching<Commit> {
  const parentClosure = yield* closureOfParents(
    db.nodes, db.sink, parents.map((p) => ({ hash: p.hash, height: p.height, closure: p.parentClosure })),
  )
  const { name, email, description, timestampMillis } = meta
  const commit: CommitMessage = {
    root, parents: parents.map((p) => p.hash), parentClosure, name, email, description, timestampMillis,
    height: parents.reduce((highest, p) => Math.max(highest, p.height), 0) + 1,
    userTimestampMillis: meta.userTimestampMillis ?? timestampMillis,
    signature: '',
    committerName: meta.committerName ?? name,
    committerEmail: meta.committerEmail ?? email,
  }
  return { hash: db.sink.put(buildCommit(commit)), ...commit }
}

/** True when `ancestor` is `commit` or one of its ancestors. */
export function* isAncestor(db: DoltDatabase, ancestor: Commit, commit: Commit): Fetching<boolean> {
  if (ancestor.hash === commit.hash) return true
  if (ancestor.height >= commit.height) return false
  return yield* closureHas(db.nodes, commit.parentClosure, ancestor)
}
