import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PasswordPlugin } from '../../sql/accounts/user-accounts.ts'
import { doubleSha1 } from './authentication.ts'

/** Rounds of caching_sha2_password, in thousands, as `authentication_string` has them. */
const THOUSANDS = 5
const SALT_BYTES = 20

/**
 * A password as `authentication_string` keeps it; empty for an empty one.
 * Sources: MySQL manual, "Native Pluggable Authentication" and "Caching SHA-2 Pluggable Authentication".
 */
export function hashPassword(plugin: PasswordPlugin, password: string): string {
  if (password === '') return ''
  if (plugin === 'mysql_native_password') return `*${doubleSha1(password).toString('hex').toUpperCase()}`
  // Bytes that end a C string, or that part the fields, are none of a salt's.
  const salt = randomBytes(SALT_BYTES).map((byte) => (byte & 0x7f) || 1).map((byte) => (byte === 0x24 ? 0x25 : byte)) as Buffer
  return cachingSha2(password, salt, THOUSANDS)
}

/** Whether a password is the one of an `authentication_string` of caching_sha2_password. */
export function isCachingSha2(password: string, stored: string): boolean {
  const bytes = Buffer.from(stored)
  if (!/^\$A\$[0-9A-Fa-f]{3}\$/.test(stored)) return false
  const salt = bytes.subarray(7, 7 + SALT_BYTES)
  const made = Buffer.from(cachingSha2(password, salt, Number.parseInt(stored.slice(3, 6), 16)))
  return made.length === bytes.length && timingSafeEqual(made, bytes)
}

/** `$A$005$`, the salt, and SHA-256 of crypt(3), by which MySQL keeps passwords. */
function cachingSha2(password: string, salt: Buffer, thousands: number): string {
  const digest = sha256Crypt(Buffer.from(password), salt, 1000 * thousands)
  return `$A$${thousands.toString(16).toUpperCase().padStart(3, '0')}$${salt.toString('utf8')}${digest}`
}

/** Source: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", by its numbered steps. */
function sha256Crypt(key: Buffer, salt: Buffer, rounds: number): string {
  // 4 to 8
  const b = sha256(key, salt, key)
  // 1 to 3 and 9 to 12
  const parts = [key, salt, repeated(b, key.length)]
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push((bits & 1) === 1 ? b : key)
  let c = sha256(...parts)
  // 13 to 20
  const p = repeated(sha256(...Array.from(key, () => key)), key.length)
  const s = repeated(sha256(...Array.from({ length: 16 + c[0] }, () => salt)), salt.length)
  // 21
  for (let i = 0; i < rounds; i++) {
    const odd = (i & 1) === 1
    const round = [odd ? p : c]
    if (i % 3 !== 0) round.push(s)
    if (i % 7 !== 0) round.push(p)
    round.push(odd ? c : p)
    c = sha256(...round)
  }
  return base64Crypt(c)
}

/** 22: the digest's bytes in crypt's own order and alphabet. */
function base64Crypt(digest: Buffer): string {
  const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let text = ''
  const put = (group: number, count: number) => {
    for (let i = 0; i < count; i++) text += alphabet[(group >> (6 * i)) & 63]
  }
  let [a, b, c] = [0, 10, 20]
  for (let i = 0; i < 10; i++) {
    put((digest[a] << 16) | (digest[b] << 8) | digest[c], 4)
    const next = [c + 1, a + 1, b + 1] as const
    a = next[0]
    b = next[1]
    c = next[2]
  }
  put((digest[31] << 8) | digest[30], 3)
  return text
}

/** As many bytes of a digest, over and over. */
function repeated(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest)
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
