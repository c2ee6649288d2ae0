import { readSync } from 'node:fs'
import { OxbowError } from '../error.ts'

/** The bytes at a place of an open file; fewer where it ends earlier. */
export function readUpTo(fd: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const n = readSync(fd, bytes, at, length - at, offset + at)
    if (n === 0) break
    at += n
  }
  return at === length ? bytes : bytes.subarray(0, at)
}

/** The bytes at a place of an open file of chunks. @throws OxbowError `TABLE_FILE_CORRUPT` where it ends earlier. */
export function readAt(fd: number, offset: number, length: number): Uint8Array {
  const bytes = readUpTo(fd, offset, length)
  if (bytes.length < length) throw new OxbowError('TABLE_FILE_CORRUPT', 'a table file ends too early; restore the database from its remote')
  return bytes
}
