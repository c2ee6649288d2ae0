import type { Platform } from './platform.ts'

/**
 * A chunk's address: 20 bytes (SHA-512 of the chunk, cut to its first 20 bytes), held as 32 characters of base32
 * with the alphabet `0-9a-v`. As text it is a Map key, prints as Dolt prints it, and sorts as the bytes sort.
 * Source: Dolt go/store/hash/hash.go, base32.go.
 */
export type Hash = string

/** Number of bytes in an address. */
export const HASH_BYTES = 20

/** "None" everywhere in the format: 20 zero bytes. */
export const EMPTY_HASH: Hash = '00000000000000000000000000000000'

const ALPHABET = '0123456789abcdefghijklmnopqrstuv'
const PATTERN = /^[0-9a-v]{32}$/

/** True for the text form of an address. */
export function isHash(text: string): boolean {
  return PATTERN.test(text)
}

/** The text form of the 20 bytes at `offset`. */
export function encodeHash(bytes: Uint8Array, offset = 0): Hash {
  let out = ''
  for (let i = offset; i < offset + HASH_BYTES; i += 5) {
    const high = (bytes[i] << 12) | (bytes[i + 1] << 4) | (bytes[i + 2] >> 4)
    const low = ((bytes[i + 2] & 15) << 16) | (bytes[i + 3] << 8) | bytes[i + 4]
    out +=
      ALPHABET[high >> 15] + ALPHABET[(high >> 10) & 31] + ALPHABET[(high >> 5) & 31] + ALPHABET[high & 31] +
      ALPHABET[low >> 15] + ALPHABET[(low >> 10) & 31] + ALPHABET[(low >> 5) & 31] + ALPHABET[low & 31]
  }
  return out
}

/** The 20 bytes of a text address, written into `out` at `offset`. */
export function decodeHash(hash: Hash, out: Uint8Array = new Uint8Array(HASH_BYTES), offset = 0): Uint8Array {
  for (let i = 0; i < 32; i += 8) {
    const high = (digit(hash, i) << 15) | (digit(hash, i + 1) << 10) | (digit(hash, i + 2) << 5) | digit(hash, i + 3)
    const low = (digit(hash, i + 4) << 15) | (digit(hash, i + 5) << 10) | (digit(hash, i + 6) << 5) | digit(hash, i + 7)
    out[offset++] = high >> 12
    out[offset++] = (high >> 4) & 255
    out[offset++] = ((high & 15) << 4) | (low >> 16)
    out[offset++] = (low >> 8) & 255
    out[offset++] = low & 255
  }
  return out
}

function digit(hash: Hash, i: number): number {
  const c = hash.charCodeAt(i)
  return c < 58 ? c - 48 : c - 87
}

/** The address of a chunk. */
export function hashOf(platform: Platform, chunk: Uint8Array): Hash {
  return encodeHash(platform.sha512(chunk))
}
