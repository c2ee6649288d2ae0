import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { crc32, md5, sha1, sha256, sha512 } from './hash.ts'

const LENGTHS = [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000]

it.each(LENGTHS)('digests %d bytes as Node does', (length) => {
  const message = Uint8Array.from({ length }, (_, i) => (i * 7) & 255)
  const node = (name: string): string => createHash(name).update(message).digest('hex')
  expect(md5(message)).toBe(node('md5'))
  expect(sha1(message)).toBe(node('sha1'))
  expect(sha256(message)).toBe(node('sha256'))
  expect(sha256(message, true)).toBe(node('sha224'))
  expect(sha512(message)).toBe(node('sha512'))
  expect(sha512(message, true)).toBe(node('sha384'))
})

it('computes CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})
