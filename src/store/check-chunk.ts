import { OxbowError } from '../error.ts'
import { addressKey } from './address-key.ts'
import { HASH_BYTES, type Hash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'

/**
 * Lets bytes in that are the chunk that was asked for. Dolt's readers trust the checksums of files; oxbow hashes every
 * chunk that enters.
 * @param where what a user knows the chunk's origin by: a file's name, a URL.
 * @throws OxbowError `CHUNK_HASH_MISMATCH`.
 */
export function checkChunk(platform: Platform, hash: Hash, chunk: Uint8Array, where: string): Uint8Array {
  const digest = platform.sha512(chunk)
  const { bytes } = addressKey(hash)
  for (let i = 0; i < HASH_BYTES; i++) {
    if (digest[i] !== bytes[i]) {
      throw new OxbowError(
        'CHUNK_HASH_MISMATCH', `chunk ${hash} in ${where} has the content of ${encodeHash(digest)}; run dolt fsck on a clone of the remote`,
      )
    }
  }
  return chunk
}
