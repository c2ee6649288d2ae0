import { DoltDatabase } from '../doltdb/database.ts'
import { parseRef } from '../doltdb/refs.ts'
import { EagerCopy, type EagerProgress } from '../replication/eager-copy.ts'
import { fitsPattern } from '../replication/head-patterns.ts'
import type { Logger } from '../server/log.ts'
import type { Hash } from '../store/hash.ts'
import type { PersistentCache } from '../store/remote/persistent-cache.ts'
import type { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { Env } from './env.ts'
import { edgePlatform } from './platform.ts'

/** Chunks of one alarm. At worst each is a request of its own, and an alarm may make a thousand. */
const CHUNKS_A_STEP = 512

/** When a step failed, the next one comes after so many milliseconds. */
const PAUSE_MS = 30_000

/** Under which an object remembers its database for its alarms, which are not told. */
const DATABASE_KEY = 'database'

/** The database that an alarm is for. */
export async function databaseOfAlarm(storage: DurableObjectStorage): Promise<string | undefined> {
  return await storage.get<string>(DATABASE_KEY)
}

/** The names and patterns of HEADS; none for all branches and tags. */
export function headsOf({ HEADS }: Pick<Env, 'HEADS'>): readonly string[] {
  return HEADS.split(',').map((name) => name.trim()).filter((name) => name !== '')
}

/** Whether EAGER names a database. */
export function isEager({ EAGER }: Pick<Env, 'EAGER'>, database: string): boolean {
  return EAGER.split(',').some((name) => name.trim() === database || name.trim() === '*')
}

/**
 * Copies a database into its object's storage, an alarm at a time: begun by the first answer, and again by one that shows a
 * newer head; what an eviction interrupts, the next alarm goes on with.
 */
export class EagerObject {
  readonly #copy: EagerCopy
  readonly #store: RemoteChunkStore
  readonly #storage: DurableObjectStorage
  readonly #log: Logger
  #finished: Hash | undefined

  constructor(env: Env, store: RemoteChunkStore, cache: PersistentCache, maxBytes: number, storage: DurableObjectStorage, log: Logger) {
    const patterns = headsOf(env)
    this.#copy = new EagerCopy({
      db: new DoltDatabase(store, edgePlatform), store, cache, maxBytes,
      ...(patterns.length === 0 ? undefined : { selected: (ref: string) => fits(ref, patterns) }),
    })
    this.#store = store
    this.#storage = storage
    this.#log = log
  }

  get progress(): EagerProgress {
    return this.#copy.progress
  }

  /** Sees to it that what the store shows will be copied. */
  async wake(database: string): Promise<void> {
    if (this.#finished === this.#store.root() || await this.#storage.getAlarm() !== null) return
    await this.#storage.put(DATABASE_KEY, database)
    await this.#storage.setAlarm(edgePlatform.now())
  }

  /** One alarm's work. Never throws: an alarm that fails is not to be counted against the object. */
  async step(): Promise<void> {
    try {
      const { state, copied, bytes, root } = await this.#copy.step(CHUNKS_A_STEP)
      if (state === 'copying') return await this.#storage.setAlarm(edgePlatform.now())
      this.#finished = root
      this.#log(state === 'full' ? 'warn' : 'info', state === 'full' ? 'eager copy is full' : 'eager copy', { root, chunks: copied, bytes })
    } catch (e) {
      this.#log('warn', 'eager copy failed', { error: e instanceof Error ? e.message : String(e) })
      await this.#storage.setAlarm(edgePlatform.now() + PAUSE_MS)
    }
  }
}

function fits(ref: string, patterns: readonly string[]): boolean {
  const parsed = parseRef(ref)
  return parsed?.kind === 'branch' && patterns.some((pattern) => fitsPattern(pattern, parsed.name))
}
