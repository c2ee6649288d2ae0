import { isOxbowError, OxbowError } from '../error.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import { references } from '../serial/references.ts'
import { readCommitClosure } from '../serial/commit-closure.ts'
import { isGhost } from '../store/ghosts.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import { readChunk, wantChunks, type Fetching } from '../store/missing.ts'
import { isAncestor, readCommit, type Commit } from './commit.ts'
import type { DoltDatabase } from './database.ts'
import { readTag } from './tag.ts'

/** Chunks that are handed over, or asked for, at a time. */
const BATCH = 512

/** Where chunks go: what it has needn't be copied. */
export interface CopyTarget {
  /** True when it surely has the chunk and all that is below it. False costs nothing but time. */
  has(hash: Hash): boolean
  hasCommit(commit: Commit): Promise<boolean>
  /** Whether it has a commit that the source, a shallow clone, hasn't. */
  hasGhost(commit: Hash): Promise<boolean>
  /** Commits that aren't to be copied: a shallow clone begins after them. */
  readonly cut?: ReadonlySet<Hash>
}

/** A database whose chunks are at hand: what it has, it has with all below, since nothing is put before what it needs. */
export class LocalTarget implements CopyTarget {
  readonly cut: ReadonlySet<Hash>
  private readonly db: DoltDatabase

  constructor(db: DoltDatabase, cut: ReadonlySet<Hash> = new Set()) {
    this.db = db
    this.cut = cut
  }

  async hasGhost(commit: Hash): Promise<boolean> {
    return this.db.store.has(commit)
  }

  has(hash: Hash): boolean {
    return this.db.store.has(hash)
  }

  async hasCommit(commit: Commit): Promise<boolean> {
    return this.db.store.has(commit.hash)
  }
}

/**
 * A remote: it has the commits that its refs lead to, which closures tell without reading them. What of a new commit's
 * data it has follows from the commit's parents.
 */
export class RemoteTarget implements CopyTarget {
  private readonly db: DoltDatabase
  private heads: Promise<Commit[]> | undefined

  constructor(db: DoltDatabase) {
    this.db = db
  }

  has(): boolean {
    return false
  }

  async hasCommit(commit: Commit): Promise<boolean> {
    const heads = await (this.heads ??= this.readHeads())
    for (const head of heads) if (head.hash === commit.hash) return true
    for (const head of heads) if (head.height > commit.height && (await this.db.run(isAncestor(this.db, commit, head)))) return true
    return false
  }

  async hasGhost(commit: Hash): Promise<boolean> {
    try {
      await this.db.run(readCommit(this.db, commit))
      return true
    } catch (e) {
      if (isOxbowError(e) && e.code === 'CHUNK_NOT_FOUND') return false
      throw e
    }
  }

  private async readHeads(): Promise<Commit[]> {
    const refs = await this.db.run(this.db.refs())
    const heads: Commit[] = []
    for (const [ref, target] of refs) {
      if (ref.startsWith('refs/heads/')) heads.push(await this.db.run(readCommit(this.db, target)))
      else if (ref.startsWith('refs/tags/')) heads.push(
        await this.db.run(readCommit(this.db, (await this.db.run(readTag(this.db, target))).commit)),
      )
    }
    return heads
  }
}

/**
 * The chunks that a target lacks of commits and all that they lead to, children before those that refer to them. The
 * cost follows what is new, not the size of the database: commits are walked back to those that the target has, and
 * each one's data is compared with its parents', from the root down to where they are the same.
 * @param roots commits, tags
 */
export async function* chunksToCopy(
  source: DoltDatabase, target: CopyTarget, roots: readonly Hash[],
): AsyncGenerator<readonly Uint8Array[], void, void> {
  const sent = new Set<Hash>()
  for (const root of roots) {
    const chunk = await source.run(readChunk(source.store, root))
    const isTag = identifierOf(chunk) === 'DTAG'
    const head = isTag ? (await source.run(readTag(source, root))).commit : root
    for (const commit of await newCommits(source, target, head, sent)) {
      yield* inBatches(await source.run(newChunks(source, target, commit, sent)))
    }
    if (isTag && !target.has(root) && !sent.has(root)) {
      sent.add(root)
      yield [chunk]
    }
  }
}

/**
 * The chunks that a target lacks of everything that a database's refs lead to: commits and tags, and working sets, stashes and
 * what else a newer Dolt keeps. Children come before those that refer to them.
 */
export async function* allChunks(source: DoltDatabase, target: CopyTarget): AsyncGenerator<readonly Uint8Array[], void, void> {
  const heads: Hash[] = []
  const others: Hash[] = []
  for (const root of (await source.run(source.refs())).values()) {
    const identifier = identifierOf(await source.run(readChunk(source.store, root)))
    ;(identifier === 'DCMT' || identifier === 'DTAG' ? heads : others).push(root)
  }
  yield* chunksToCopy(source, target, heads)
  const walk = new LevelWalk(source, target, new Set())
  for (const head of heads) {
    const chunk = await source.run(readChunk(source.store, head))
    walk.old.push(head, ...(identifierOf(chunk) === 'DCMT' ? rootsOf(await source.run(readCommit(source, head))) : []))
  }
  walk.young.push(...others)
  await source.run(walk.run())
  yield* inBatches(walk.ordered(others))
}

function* inBatches(chunks: readonly Uint8Array[]): Generator<readonly Uint8Array[], void, void> {
  for (let i = 0; i < chunks.length; i += BATCH) yield chunks.slice(i, i + BATCH)
}

/** The commits that lead to `head` and that the target lacks, parents before children. */
async function newCommits(source: DoltDatabase, target: CopyTarget, head: Hash, sent: ReadonlySet<Hash>): Promise<Commit[]> {
  const found = new Map<Hash, Commit>()
  const pending = [head]
  for (let hash = pending.pop(); hash !== undefined; hash = pending.pop()) {
    if (found.has(hash) || sent.has(hash) || target.cut?.has(hash) === true) continue
    if (isGhost(source.store, hash)) {
      if (await target.hasGhost(hash)) continue
      throw new OxbowError('SHALLOW_SOURCE', `commit ${hash} was left out of this shallow clone, and isn't where it is copied to; make a full clone`)
    }
    const commit = await source.run(readCommit(source, hash))
    if (await target.hasCommit(commit)) continue
    found.set(hash, commit)
    pending.push(...commit.parents)
  }
  // A commit is higher than all of its ancestors.
  return [...found.values()].sort((a, b) => a.height - b.height)
}

/** The chunks of one commit that the target can't have, children first. Its parents are in the target, or were sent. */
function* newChunks(source: DoltDatabase, target: CopyTarget, commit: Commit, sent: Set<Hash>): Fetching<Uint8Array[]> {
  const walk = new LevelWalk(source, target, sent)
  for (const parent of commit.parents) {
    if (target.cut?.has(parent) !== true && !isGhost(source.store, parent)) walk.old.push(...rootsOf(yield* readCommit(source, parent)))
  }
  walk.young.push(...rootsOf(commit))
  yield* walk.run()
  const chunks = walk.ordered(rootsOf(commit))
  chunks.push(yield* readChunk(source.store, commit.hash))
  sent.add(commit.hash)
  return chunks
}

function rootsOf(commit: Commit): Hash[] {
  return [commit.root, commit.parentClosure].filter((hash) => hash !== EMPTY_HASH)
}

/**
 * Walks two trees of chunks level by level. What the older one refers to anywhere so far isn't new; and of the older
 * one only those chunks are opened that the newer one hasn't, since only they can be what new ones replaced.
 */
class LevelWalk {
  young: Hash[] = []
  old: Hash[] = []
  private readonly source: DoltDatabase
  private readonly target: CopyTarget
  private readonly sent: Set<Hash>
  private readonly found = new Map<Hash, { readonly chunk: Uint8Array; readonly children: readonly Hash[] }>()
  private readonly known = new Set<Hash>()

  constructor(source: DoltDatabase, target: CopyTarget, sent: Set<Hash>) {
    this.source = source
    this.target = target
    this.sent = sent
  }

  *run(): Fetching<void> {
    while (this.young.length > 0) {
      const wanted = new Set(this.young)
      for (const hash of this.old) this.known.add(hash)
      const young = [...wanted].filter((h) => !this.known.has(h) && !this.found.has(h) && !this.sent.has(h) && !this.target.has(h))
      const old = [...new Set(this.old)].filter((h) => !wanted.has(h) && !this.target.has(h))
      this.young = yield* this.open(young, true)
      this.old = young.length === 0 ? [] : yield* this.open(old, false)
    }
  }

  private *open(hashes: readonly Hash[], keep: boolean): Fetching<Hash[]> {
    const { store } = this.source
    const children: Hash[] = []
    for (let from = 0; from < hashes.length; from += BATCH) {
      const batch = hashes.slice(from, from + BATCH)
      yield* wantChunks(store, batch)
      for (const hash of batch) {
        const chunk = yield* readChunk(store, hash)
        const below = childrenOf(chunk)
        if (keep) this.found.set(hash, { chunk, children: below })
        for (const child of below) children.push(child)
      }
    }
    return children
  }

  /** The new chunks, each behind all that it refers to. */
  ordered(roots: readonly Hash[]): Uint8Array[] {
    const chunks: Uint8Array[] = []
    const stack: { readonly hash: Hash; next: number }[] = roots.map((hash) => ({ hash, next: 0 }))
    while (stack.length > 0) {
      const top = stack[stack.length - 1]
      const entry = this.found.get(top.hash)
      if (entry === undefined || this.sent.has(top.hash)) {
        stack.pop()
      } else if (top.next < entry.children.length) {
        stack.push({ hash: entry.children[top.next++], next: 0 })
      } else {
        this.sent.add(top.hash)
        chunks.push(entry.chunk)
        stack.pop()
      }
    }
    return chunks
  }
}

/** What a chunk refers to, but for the commits in a closure: those are walked as commits. */
export function childrenOf(chunk: Uint8Array): readonly Hash[] {
  if (identifierOf(chunk) === 'CMCL' && readCommitClosure(chunk).level === 0) return []
  return references(chunk)
}

/** Told of chunks as they are copied: how many by now, and their bytes. */
export type TransferProgress = (chunks: number, bytes: number) => void

/** Puts chunks that are copied into a database. */
export async function putAll(target: DoltDatabase, copied: AsyncIterable<readonly Uint8Array[]>, progress?: TransferProgress): Promise<void> {
  let count = 0
  let bytes = 0
  for await (const chunks of copied) {
    for (const chunk of chunks) {
      target.sink.put(chunk)
      bytes += chunk.length
    }
    count += chunks.length
    progress?.(count, bytes)
  }
}
