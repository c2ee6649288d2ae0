import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { OxbowError } from '../error.ts'
import { tryFlock } from './flock.ts'

/** How long to wait for others, in ms: what is done under a lock takes them a few milliseconds. */
const PATIENCE_MS = 60_000
/** How often it is tried meanwhile, in ms. */
const POLL_MS = 2

/**
 * Does `work` at once while holding a file's lock, which other processes honour, dolt among them. The file is made, and stays;
 * the system frees the lock of a process that dies.
 * @throws OxbowError `REMOTE_LOCKED` when others hold it for a minute, `LOCKS_UNAVAILABLE`.
 */
export async function withFileLock<T>(path: string, work: () => T): Promise<T> {
  const fd = openSync(path, 'a', 0o600)
  try {
    for (const deadline = Date.now() + PATIENCE_MS; !tryFlock(fd); await sleep(POLL_MS * (1 + Math.random()))) {
      if (Date.now() > deadline) throw new OxbowError('REMOTE_LOCKED', `${path} has been locked by another process for a minute; try again when it has ended`)
    }
    return work()
  } finally {
    closeSync(fd)
  }
}
