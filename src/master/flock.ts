import { createRequire } from 'node:module'
import { OxbowError } from '../error.ts'

/*
 * flock(2), which Node lacks, by way of koffi: Dolt locks its directories with it. The same numbers on Linux and macOS.
 */

const LOCK_EX = 2
const LOCK_NB = 4

type Flock = (fd: number, operation: number) => number

interface Native {
  readonly flock: Flock
  errno(): number
  readonly EINTR: number
  readonly EWOULDBLOCK: number
}

let native: Native | undefined

/** Loaded when the first lock is taken: it takes some milliseconds. */
function load(): Native {
  if (native !== undefined) return native
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const { EINTR = 4, EAGAIN = 11 } = koffi.os.errno
    native = { flock: koffi.load(null).func('int flock(int fd, int operation)') as Flock, errno: () => koffi.errno(), EINTR, EWOULDBLOCK: EAGAIN }
    return native
  } catch (e) {
    throw new OxbowError('LOCKS_UNAVAILABLE', `files can't be locked on ${process.platform} ${process.arch}: the package koffi has no binary for it; install again`, { cause: e })
  }
}

/**
 * Locks an open file for itself alone, without waiting.
 * @returns false when others hold the lock, also through another descriptor of this process.
 * @throws OxbowError `LOCKS_UNAVAILABLE`, `LOCK_FAILED`.
 */
export function tryFlock(fd: number): boolean {
  const { flock, errno, EINTR, EWOULDBLOCK } = load()
  for (;;) {
    if (flock(fd, LOCK_EX | LOCK_NB) === 0) return true
    const error = errno()
    if (error === EWOULDBLOCK) return false
    if (error !== EINTR) throw new OxbowError('LOCK_FAILED', `the directory can't be locked: flock failed with errno ${error}; is it on a file system that has locks?`)
  }
}
