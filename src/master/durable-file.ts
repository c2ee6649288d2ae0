import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the names of files under construction begin with; one that a killed process left behind means nothing. */
export const TEMPORARY_PREFIX = '.tmp-'

/**
 * Writes a whole file so that after a crash, at any moment, either the old or the new content is there: temporary
 * file, fsync, rename, fsync of the directory.
 * @param mode of the file, less the process's umask.
 */
export function writeFileDurably(path: string, bytes: Uint8Array | string, mode = 0o666): void {
  const directory = dirname(path)
  const temporary = join(directory, `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}`)
  const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  try {
    const fd = openSync(temporary, 'wx', mode)
    try {
      for (let at = 0; at < data.length;) at += writeSync(fd, data, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (e) {
    rmSync(temporary, { force: true })
    throw e
  }
  syncDirectory(directory)
}

/** Makes the names in a directory durable. */
export function syncDirectory(path: string): void {
  // Windows can't open directories, and needs no fsync of them.
  if (process.platform === 'win32') return
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
