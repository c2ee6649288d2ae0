import type { DoltDatabase } from '../doltdb/database.ts'
import { isOxbowError } from '../error.ts'
import { EMPTY_HASH } from '../store/hash.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { MAX_STARTER_BYTES, STARTER_KEY, type SmallFile, type Starter, formatStarter, parseStarter, starterBytes } from '../store/remote/starter.ts'
import type { Clock } from './clock.ts'
import type { ReplicationLog } from './replication-log.ts'
import { atHand, starterChunks } from './starter-chunks.ts'
import { WritableRemote } from './writable-remote.ts'

/** Bytes of a starter for chunks, and for what it says of files. */
const CHUNK_BYTES = 80 * 1024
const FILE_BYTES = MAX_STARTER_BYTES - CHUNK_BYTES - 1024
/** Files that are opened for one starter, in order to describe them. */
const OPENS = 60
/** How long after a push a starter is written, and how long it then stays, in milliseconds. */
const DELAY_MS = 2000
const PAUSE_MS = 30_000

export interface StarterWriterOptions {
  readonly db: DoltDatabase
  readonly clock: Clock
  readonly log: ReplicationLog
}

/**
 * Keeps a remote's starter up to date behind the pushes of a server: never within a push, once for many of them, and
 * at most twice a minute. A starter that can't be written costs replicas time and nothing else.
 */
export class StarterWriter {
  readonly #options: StarterWriterOptions
  #cancel: (() => void) | undefined
  #last = -Infinity
  #running: Promise<void> | undefined
  /** What the last starter said of small files; undefined before the first. */
  #small: { readonly url: string; readonly files: readonly SmallFile[] } | undefined

  constructor(options: StarterWriterOptions) {
    this.#options = options
  }

  /** Says that something was pushed. Returns at once. */
  pushed(remote: DoltDatabase): void {
    if (this.#cancel !== undefined) return
    const { clock } = this.#options
    this.#cancel = clock.after(Math.max(DELAY_MS, this.#last + PAUSE_MS - clock.monotonic()), () => {
      this.#cancel = undefined
      this.#running = this.#write(remote)
    })
  }

  /** Ends; what was not written yet is left to the next server. */
  async close(): Promise<void> {
    this.#cancel?.()
    this.#cancel = undefined
    await this.#running
  }

  async #write(remote: DoltDatabase): Promise<void> {
    const { db, clock, log } = this.#options
    this.#last = clock.monotonic()
    if (!(remote.store instanceof WritableRemote)) return
    const { objects } = remote.store.remote
    try {
      const before = this.#small?.url === objects.url ? this.#small.files : await smallFilesOf(objects)
      const { small } = await writeStarter(objects, db, remote, before)
      this.#small = { url: objects.url, files: small }
    } catch (e) {
      if (!isOxbowError(e)) throw e
      log('info', 'starter not written', { message: e.message, remote: objects.url })
    }
  }
}

/** What the starter that stands in a remote says of small files. */
async function smallFilesOf(objects: ObjectStore): Promise<readonly SmallFile[]> {
  const got = await objects.get(STARTER_KEY)
  return got === null || got.notModified === true ? [] : parseStarter(got.body)?.small ?? []
}

/**
 * Writes a remote's starter.
 * @param db has at hand what the remote's heads lead to, or most of it; the rest is left out.
 * @param remote opened over a `WritableRemote`.
 * @param before what an earlier starter said of small files.
 * @throws OxbowError of the object store.
 */
export async function writeStarter(
  objects: ObjectStore, db: DoltDatabase, remote: DoltDatabase, before: readonly SmallFile[] = [],
): Promise<Omit<Starter, 'chunks'>> {
  const store = remote.store as WritableRemote
  const { root, lock } = await store.remote.refresh()
  if (root === EMPTY_HASH) return { lock, large: [], small: [] }
  // Opens the newest file, so that it comes once.
  const refs = await remote.run(remote.refs(root))
  const described = await store.remote.describeFiles(OPENS, before)
  const files = { ...described, small: fitting(described) }
  const room = Math.min(CHUNK_BYTES, MAX_STARTER_BYTES - starterBytes(files))
  await objects.put(STARTER_KEY, formatStarter({ lock, ...files }, starterChunks(atHand(db, remote), root, refs, room)))
  return { lock, ...files }
}

/** The newest of the small files that there is room for. */
function fitting({ large, small }: Pick<Starter, 'large' | 'small'>): SmallFile[] {
  let room = FILE_BYTES - starterBytes({ large, small: [] })
  const kept: SmallFile[] = []
  for (const file of small.toReversed()) {
    room -= starterBytes({ large: [], small: [file] }) - starterBytes({ large: [], small: [] })
    if (room < 0) break
    kept.push(file)
  }
  return kept.reverse()
}
