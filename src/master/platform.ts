import { hash, randomBytes } from 'node:crypto'
import { constants, zstdDecompressSync } from 'node:zlib'
import { OxbowError } from '../error.ts'
import type { Platform } from '../store/platform.ts'

/** A frame may not ask for a larger window than the longest chunk needs: 2^25 bytes. */
const PARAMS = { [constants.ZSTD_d_windowLogMax]: 25 }

/** The engine's platform on Node (22.15 and newer: its zstd takes dictionaries). */
export const nodePlatform: Platform = {
  sha512: (data) => hash('sha512', data, 'buffer'),
  zstdDecompress(frame, dictionary, maxLength) {
    try {
      // zlib answers a view of a larger buffer, which a cached chunk would keep alive: hence the copy.
      return new Uint8Array(zstdDecompressSync(frame, { dictionary, maxOutputLength: maxLength, params: PARAMS }))
    } catch (e) {
      throw new OxbowError('ZSTD_CORRUPT', 'a compressed chunk is damaged (zstd)', { cause: e })
    }
  },
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  now: () => Date.now(),
}
