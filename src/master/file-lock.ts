import { randomUUID } from 'node:crypto'
import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { OxbowError } from '../error.ts'

/** A lock so old belongs to nobody, in ms: what is done under one takes a few milliseconds. */
const STALE_MS = 30_000
/** How long to wait for one, in ms. */
const PATIENCE_MS = 60_000

/** Tails of the queues inside this process, by path: only one of its tasks contends for the file. */
const queues = new Map<string, Promise<void>>()

/**
 * Does `work` while holding a lock that other processes honour: a file that only one of them can create. The lock of a
 * process that died is taken over: at once on the same host, else after 30 s.
 * @param work gets a function that throws when the lock was lost meanwhile (the process was stopped for too long).
 * @throws OxbowError `REMOTE_LOCKED` when others hold it for a minute.
 */
export async function withFileLock<T>(path: string, work: (stillHeld: () => void) => Promise<T>): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve()
  const result = before.then(() => underLock(path, work))
  const tail = result.then(() => undefined, () => undefined)
  queues.set(path, tail)
  try {
    return await result
  } finally {
    if (queues.get(path) === tail) queues.delete(path)
  }
}

async function underLock<T>(path: string, work: (stillHeld: () => void) => Promise<T>): Promise<T> {
  const content = JSON.stringify({ host: hostname(), pid: process.pid, nonce: randomUUID() })
  const deadline = Date.now() + PATIENCE_MS
  while (!create(path, content)) {
    removeIfStale(path)
    if (Date.now() > deadline) throw new OxbowError(
      'REMOTE_LOCKED', `${path} has been held by another process for a minute; remove it if none is writing`,
    )
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10))
  }
  const isHeld = (): boolean => {
    try {
      return readFileSync(path, 'utf8') === content
    } catch {
      return false
    }
  }
  try {
    return await work(() => {
      if (!isHeld()) throw new OxbowError('REMOTE_LOCKED', `${path} was taken over by another process; try again`)
    })
  } finally {
    if (isHeld()) remove(path)
  }
}

function create(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 })
    return true
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw e
  }
}

/** Whoever came first has removed it else. */
function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Gone already, or to be found stale later.
  }
}

function isStale(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true
    const { host, pid } = JSON.parse(readFileSync(path, 'utf8')) as { host: unknown; pid: unknown }
    return host === hostname() && typeof pid === 'number' && !isAlive(pid)
  } catch {
    // Gone, or not written yet: whoever made it is at work.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes a dead process's lock; a second lock keeps two who saw it from removing each other's new one. */
function removeIfStale(path: string): void {
  if (!isStale(path)) return
  const guard = `${path}-takeover`
  if (!create(guard, JSON.stringify({ host: hostname(), pid: process.pid }))) {
    if (isStale(guard)) remove(guard)
    return
  }
  try {
    if (isStale(path)) remove(path)
  } finally {
    remove(guard)
  }
}
