import { DatabaseSync } from 'node:sqlite'
import { OxbowError } from '../error.ts'

/** How long to wait for other processes, in milliseconds. */
const TIMEOUT_MS = 10_000

/**
 * A lock that processes of one machine share by the path of a file. Node can't lock files, but the SQLite inside it
 * does; the system frees the lock when its holder dies, however that happens. The file stays empty.
 */
export class ProcessLock {
  readonly #path: string
  #file: DatabaseSync | undefined

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Runs `work` while no other holder of the lock runs theirs. Not reentrant.
   * @throws OxbowError `LOCK_TIMEOUT` after ten seconds.
   */
  hold<T>(work: () => T): T {
    this.#file ??= new DatabaseSync(this.#path, { timeout: TIMEOUT_MS })
    const file = this.#file
    try {
      file.exec('BEGIN EXCLUSIVE')
    } catch (e) {
      throw new OxbowError('LOCK_TIMEOUT', `another process holds ${this.#path}; try again`, { cause: e })
    }
    try {
      return work()
    } finally {
      file.exec('COMMIT')
    }
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }
}
