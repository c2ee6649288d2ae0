import { createHash, randomFillSync } from 'node:crypto'
import type { Platform } from '../store/platform.ts'
import zstdModule from '../../node_modules/@bokuweb/zstd-wasm/dist/web/zstd.wasm'
import { ZstdDecompressor } from './zstd.ts'

let zstd: ZstdDecompressor | undefined

/** The Workers' side of `Platform`; needs the compatibility flag nodejs_compat. */
export const edgePlatform: Platform = {
  sha512(data) {
    return createHash('sha512').update(data).digest()
  },
  zstdDecompress(frame, dictionary, maxLength) {
    // At start-up a Worker has little time; the first frame makes the decoder.
    zstd ??= new ZstdDecompressor(zstdModule)
    return zstd.decompress(frame, dictionary, maxLength)
  },
  randomBytes(length) {
    return randomFillSync(new Uint8Array(length))
  },
  now() {
    return Date.now()
  },
}
