/**
 * What the engine needs from the machine that it runs on. Node's is in src/master/platform.ts, the Workers' in
 * src/edge/platform.ts. Everything here is synchronous: it is called on the hot path.
 */
export interface Platform {
  /** The 64 bytes of SHA-512(data). */
  sha512(data: Uint8Array): Uint8Array
  /**
   * Decompresses one zstd frame. `dictionary` is a raw (already decompressed) trained dictionary.
   * @throws OxbowError `ZSTD_CORRUPT` when the frame is damaged or longer than `maxLength` bytes.
   */
  zstdDecompress(frame: Uint8Array, dictionary: Uint8Array | undefined, maxLength: number): Uint8Array
  /** `length` random bytes, fit for nonces. */
  randomBytes(length: number): Uint8Array
  /** Milliseconds since 1970 UTC. On Workers it stands still between I/O. */
  now(): number
}
