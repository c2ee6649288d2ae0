import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import { isHash, type Hash } from '../store/hash.ts'
import { writeFileDurably } from './durable-file.ts'

const NAME = 'ghostObjects.txt'

/** The commits that a shallow clone left out, an address a line; undefined for a whole database. Source: Dolt go/store/nbs/ghost_store.go. */
export function readGhosts(directory: string): ReadonlySet<Hash> | undefined {
  const path = join(directory, NAME)
  if (!existsSync(path)) return undefined
  const ghosts = new Set<Hash>()
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue
    if (!isHash(line)) throw new OxbowError('GHOSTS_CORRUPT', `invalid hash ${line} in ${path}`)
    ghosts.add(line)
  }
  return ghosts
}

export function writeGhosts(directory: string, ghosts: ReadonlySet<Hash>): void {
  writeFileDurably(join(directory, NAME), [...ghosts].map((hash) => `${hash}\n`).join(''))
}
