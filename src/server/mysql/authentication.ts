import { createHash, timingSafeEqual } from 'node:crypto'

/** How passwords are proved. */
export type AuthPlugin = 'caching_sha2_password' | 'mysql_native_password'

/** @param name as clients and accounts spell it. */
export function isAuthPlugin(name: string | undefined): name is AuthPlugin {
  return name === 'caching_sha2_password' || name === 'mysql_native_password'
}

/** `SHA256(SHA256(password))`: what the server keeps to prove fast answers of caching_sha2_password. */
export function doubleSha256(password: string): Buffer {
  return sha256(sha256(Buffer.from(password)))
}

/** `SHA1(SHA1(password))`: what an account of mysql_native_password holds. */
export function doubleSha1(password: string): Buffer {
  return sha1(sha1(Buffer.from(password)))
}

/**
 * Whether a scramble proves the password whose double hash is known.
 * Sources: MySQL internals, "Secure Password Authentication" (`SHA1(p) XOR SHA1(nonce, SHA1(SHA1(p)))`) and "Caching SHA-2" (`SHA256(p) XOR SHA256(SHA256(SHA256(p)), nonce)`).
 */
export function proves(plugin: AuthPlugin, scramble: Uint8Array, doubleHash: Buffer, nonce: Uint8Array): boolean {
  const hash = plugin === 'mysql_native_password' ? sha1 : sha256
  if (scramble.length !== doubleHash.length) return false
  const mask = plugin === 'mysql_native_password' ? sha1(Buffer.concat([nonce, doubleHash])) : sha256(Buffer.concat([doubleHash, nonce]))
  const single = Buffer.alloc(mask.length)
  for (let i = 0; i < mask.length; i++) single[i] = mask[i] ^ scramble[i]
  return timingSafeEqual(hash(single), doubleHash)
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest()
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
