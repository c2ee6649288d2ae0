import { createReadStream } from 'node:fs'
import { resolve, sep } from 'node:path'
import { OxbowError } from '../error.ts'

/**
 * A file of this machine, as LOAD DATA names it, piece by piece.
 * @param within secure_file_priv: the directory that it has to be in; empty for any.
 * @throws OxbowError 1290 for one outside, 13 for one that can't be read.
 */
export async function* readServerFile(path: string, within: string): AsyncGenerator<Uint8Array> {
  if (within !== '' && !resolve(path).startsWith(resolve(within) + sep)) {
    throw new OxbowError('OPTION_PREVENTS_STATEMENT', 'The MySQL server is running with the --secure-file-priv option so it cannot execute this statement', { errno: 1290 })
  }
  try {
    for await (const piece of createReadStream(path)) yield piece as Uint8Array
  } catch (e) {
    throw new OxbowError('CANT_OPEN_FILE', `Can't get stat of '${path}': ${(e as Error).message}`, { errno: 13, cause: e })
  }
}
