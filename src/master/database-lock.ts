import { closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { tryFlock } from './flock.ts'

/** Dolt's name for the file. It stays empty, and stays. */
const LOCK = 'LOCK'
/** How long Dolt waits for one before it opens a database for reading only, in ms. */
const PATIENCE_MS = 100
/** How often it is tried meanwhile, in ms. */
const POLL_MS = 5

/** Whether waiting was in vain once: a process that is told to read only some databases gains nothing by waiting for the others. */
let hasWaited = false

/** What this process holds, by device and inode: stores of one directory in one process take turns by themselves. */
const held = new Map<string, { readonly fd: number; holders: number }>()

/**
 * The lock of a directory of chunks. Whoever writes there holds it as long as the database is open; the system frees it
 * when the holder dies, however that happens. Source: Dolt go/store/nbs/journal.go, newJournalLock.
 */
export class DatabaseLock {
  readonly #key: string

  private constructor(key: string) {
    this.#key = key
  }

  /**
   * Takes the lock. @param patienceMs how long to wait for other processes.
   * @returns undefined where another process holds it, or where nothing may be written. @throws OxbowError `LOCKS_UNAVAILABLE`.
   */
  static take(directory: string, patienceMs = PATIENCE_MS): DatabaseLock | undefined {
    const fd = openLockFile(join(directory, LOCK))
    if (fd === undefined) return undefined
    let keep = false
    try {
      const { dev, ino } = fstatSync(fd, { bigint: true })
      const key = `${dev}:${ino}`
      const known = held.get(key)
      if (known !== undefined) {
        known.holders++
        return new DatabaseLock(key)
      }
      for (const deadline = Date.now() + (hasWaited ? 0 : patienceMs); !tryFlock(fd);) {
        if (Date.now() >= deadline) {
          hasWaited = true
          return undefined
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
      }
      held.set(key, { fd, holders: 1 })
      keep = true
      return new DatabaseLock(key)
    } finally {
      if (!keep) closeSync(fd)
    }
  }

  /** True when other stores of this process hold it, too. */
  get isShared(): boolean {
    return (held.get(this.#key)?.holders ?? 0) > 1
  }

  /** Gives it back. To be called once. */
  release(): void {
    const entry = held.get(this.#key)
    if (entry === undefined || --entry.holders > 0) return
    held.delete(this.#key)
    closeSync(entry.fd)
  }
}

/** Undefined where the directory can only be read. */
function openLockFile(path: string): number | undefined {
  try {
    return openSync(path, 'a+', 0o600)
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return undefined
    throw e
  }
}
