import { createHash, randomBytes } from 'node:crypto'
import * as zlib from 'node:zlib'
import { OxbowError } from '../error.ts'
import type { Platform } from '../store/platform.ts'

/** The engine's platform on Node (22.15 and newer: its zstd takes dictionaries). */
export const nodePlatform: Platform = {
  sha512: (data) => createHash('sha512').update(data).digest(),
  zstdDecompress(frame, dictionary, maxLength) {
    try {
      return zlib.zstdDecompressSync(frame, { dictionary, maxOutputLength: maxLength })
    } catch (e) {
      throw new OxbowError('ZSTD_CORRUPT', 'a compressed chunk is damaged (zstd); run dolt fsck on the remote', { cause: e })
    }
  },
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  now: () => Date.now(),
}
