import { closeSync, copyFileSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import { holdsLostData, scanJournal } from '../store/journal-scan.ts'
import { JOURNAL_NAME } from '../store/manifest.ts'
import { DatabaseLock } from './database-lock.ts'
import { syncDirectory } from './durable-file.ts'
import { readUpTo } from './read-file.ts'

const IGNORED = { chunk: () => {}, root: () => {} }

/**
 * Cuts off a chunk journal where it can no longer be read, and with that loses what follows; a copy of all of it is kept beside it.
 * Source: Dolt go/store/nbs/journal_record.go, ReviveJournalWithDataLoss.
 * @param directory the database's `.dolt/noms` @returns the copy's path
 * @throws OxbowError `DATABASE_LOCKED`, `JOURNAL_MISSING`, `JOURNAL_SOUND` where there is nothing to revive.
 */
export function reviveJournal(directory: string, now: Date = new Date()): string {
  const lock = DatabaseLock.take(directory)
  if (lock === undefined) throw new OxbowError('DATABASE_LOCKED', 'could not acquire lock on NBS store: another process has the database open')
  try {
    const path = join(directory, JOURNAL_NAME)
    const fd = openJournal(path)
    try {
      const { size } = fstatSync(fd)
      const read = (offset: number, length: number): Uint8Array => readUpTo(fd, offset, length)
      const { end, damage } = scanJournal(read, size, 0, IGNORED)
      if (damage === undefined || !holdsLostData(read, size, end)) {
        throw new OxbowError('JOURNAL_SOUND', 'no data loss detected in chunk journal file; no recovery performed')
      }
      const copy = `${path}_save_${stampOf(now)}`
      copyFileSync(path, copy, constants.COPYFILE_EXCL)
      syncDirectory(directory)
      ftruncateSync(fd, end)
      fsyncSync(fd)
      return copy
    } finally {
      closeSync(fd)
    }
  } finally {
    lock.release()
  }
}

function openJournal(path: string): number {
  try {
    return openSync(path, 'r+')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e
    throw new OxbowError('JOURNAL_MISSING', `could not open chunk journal file: ${path} does not exist`)
  }
}

/** The day, and the seconds of the day. */
function stampOf(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const seconds = now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds()
  return `${now.getFullYear()}_${two(now.getMonth() + 1)}_${two(now.getDate())}_${String(seconds).padStart(5, '0')}`
}
