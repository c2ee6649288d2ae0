import { type KeyObject, constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'

/** A client asks for the server's key, so that it can send its password without TLS. */
export const REQUEST_PUBLIC_KEY = 2
/** The server believes the client's scramble. */
export const FAST_AUTH_SUCCESS = 3
/** The server needs the password itself. */
export const PERFORM_FULL_AUTHENTICATION = 4

let pair: { readonly publicKey: string; readonly privateKey: KeyObject } | undefined

/** The key that passwords are encrypted with, PEM. Made when first asked for, and never kept. */
export function passwordKey(): string {
  return keys().publicKey
}

/**
 * A password that a client encrypted: XOR with the nonce, a zero behind it, RSA with OAEP.
 * Source: MySQL manual, "Caching SHA-2 Pluggable Authentication".
 * @returns undefined where it isn't that.
 */
export function decryptPassword(encrypted: Buffer, nonce: Buffer): string | undefined {
  let mixed: Buffer
  try {
    mixed = privateDecrypt({ key: keys().privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, encrypted)
  } catch {
    return undefined
  }
  const plain = Buffer.alloc(mixed.length)
  for (let i = 0; i < mixed.length; i++) plain[i] = mixed[i] ^ nonce[i % nonce.length]
  return withoutZero(plain)
}

/** A password as it is sent over TLS: with a zero behind it. */
export function withoutZero(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.length > 0 && bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length)
}

function keys(): NonNullable<typeof pair> {
  if (pair === undefined) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    pair = { publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string, privateKey }
  }
  return pair
}
