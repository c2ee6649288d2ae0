/** CRC-32, MD5, SHA-1 and SHA-2 in plain code: the engine has no platform's crypto (RFC 1321, FIPS 180-4). */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** CRC-32 as zlib's. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 255] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

/** The message, a 1 bit, zeros, and the length in bits, in whole blocks. */
function padded(message: Uint8Array, block: number, littleEndian: boolean): DataView {
  const lengthBytes = block / 8
  const size = Math.ceil((message.length + 1 + lengthBytes) / block) * block
  const out = new Uint8Array(size)
  out.set(message)
  out[message.length] = 0x80
  const view = new DataView(out.buffer)
  const bits = message.length * 8
  const low = bits >>> 0
  const high = Math.floor(bits / 2 ** 32)
  view.setUint32(littleEndian ? size - 8 : size - 4, low, littleEndian)
  view.setUint32(littleEndian ? size - 4 : size - 8, high, littleEndian)
  return view
}

function hexWords(words: ArrayLike<number>, count: number): string {
  let out = ''
  for (let i = 0; i < count; i++) out += (words[i] >>> 0).toString(16).padStart(8, '0')
  return out
}

function rotateLeft(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n))
}

const MD5_SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0)
const MD5_SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]

/** MD5 in lower-case hexadecimal digits. */
export function md5(message: Uint8Array): string {
  const view = padded(message, 64, true)
  const state = Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476)
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = state
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const word = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15
      const sum = (a + f + MD5_SINES[i] + view.getInt32(at + 4 * word, true)) | 0
      a = d
      d = c
      c = b
      b = (b + rotateLeft(sum, MD5_SHIFTS[round][i & 3])) | 0
    }
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
  }
  const swapped = new DataView(new ArrayBuffer(16))
  state.forEach((w, i) => swapped.setInt32(4 * i, w, true))
  return hexWords([0, 4, 8, 12].map((i) => swapped.getUint32(i)), 4)
}

/** SHA-1 in lower-case hexadecimal digits. */
export function sha1(message: Uint8Array): string {
  const view = padded(message, 64, false)
  const h = Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0)
  const w = new Int32Array(80)
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i)
    for (let i = 16; i < 80; i++) w[i] = rotateLeft(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1)
    let [a, b, c, d, e] = h
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1]
        : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6]
      const t = (rotateLeft(a, 5) + f + e + k + w[i]) | 0
      e = d
      d = c
      c = rotateLeft(b, 30)
      b = a
      a = t
    }
    h[0] += a
    h[1] += b
    h[2] += c
    h[3] += d
    h[4] += e
  }
  return hexWords(h, 5)
}

/** The first primes. */
function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n)
  return found
}

/** The integer root of n of a degree (2 or 3), by Newton's method. */
function integerRoot(n: bigint, degree: bigint): bigint {
  let x = 1n << (BigInt(n.toString(2).length) / degree + 1n)
  for (;;) {
    const next = ((degree - 1n) * x + n / x ** (degree - 1n)) / degree
    if (next >= x) return x
    x = next
  }
}

/** The first 64 bits behind the point of a root of a prime: where SHA-2's constants come from. */
function rootFraction(prime: number, degree: bigint): bigint {
  return integerRoot(BigInt(prime) << (64n * degree), degree) & 0xffffffffffffffffn
}

const PRIMES = primes(80)
const K64 = PRIMES.map((p) => rootFraction(p, 3n))
const K32 = Int32Array.from(K64.slice(0, 64), (k) => Number(k >> 32n))
const ROOTS = PRIMES.slice(0, 16).map((p) => rootFraction(p, 2n))

/** SHA-256 (or SHA-224) in lower-case hexadecimal digits. */
export function sha256(message: Uint8Array, short = false): string {
  const view = padded(message, 64, false)
  const h = Int32Array.from(short ? ROOTS.slice(8).map((r) => Number(r & 0xffffffffn)) : ROOTS.slice(0, 8).map((r) => Number(r >> 32n)))
  const w = new Int32Array(64)
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i)
    for (let i = 16; i < 64; i++) {
      const s0 = rotateLeft(w[i - 15], 25) ^ rotateLeft(w[i - 15], 14) ^ (w[i - 15] >>> 3)
      const s1 = rotateLeft(w[i - 2], 15) ^ rotateLeft(w[i - 2], 13) ^ (w[i - 2] >>> 10)
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0
    }
    let [a, b, c, d, e, f, g, k] = h
    for (let i = 0; i < 64; i++) {
      const s1 = rotateLeft(e, 26) ^ rotateLeft(e, 21) ^ rotateLeft(e, 7)
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K32[i] + w[i]) | 0
      const s0 = rotateLeft(a, 30) ^ rotateLeft(a, 19) ^ rotateLeft(a, 10)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      k = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    const sums = [a, b, c, d, e, f, g, k]
    for (let i = 0; i < 8; i++) h[i] += sums[i]
  }
  return hexWords(h, short ? 7 : 8)
}

function rotateRight64(x: bigint, n: bigint): bigint {
  return BigInt.asUintN(64, (x >> n) | (x << (64n - n)))
}

/** SHA-512 (or SHA-384) in lower-case hexadecimal digits. */
export function sha512(message: Uint8Array, short = false): string {
  const view = padded(message, 128, false)
  const h = short ? ROOTS.slice(8) : ROOTS.slice(0, 8)
  const w = new BigUint64Array(80)
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + 8 * i)
    for (let i = 16; i < 80; i++) {
      const s0 = rotateRight64(w[i - 15], 1n) ^ rotateRight64(w[i - 15], 8n) ^ (w[i - 15] >> 7n)
      const s1 = rotateRight64(w[i - 2], 19n) ^ rotateRight64(w[i - 2], 61n) ^ (w[i - 2] >> 6n)
      w[i] = w[i - 16] + s0 + w[i - 7] + s1
    }
    let [a, b, c, d, e, f, g, k] = h
    for (let i = 0; i < 80; i++) {
      const s1 = rotateRight64(e, 14n) ^ rotateRight64(e, 18n) ^ rotateRight64(e, 41n)
      const t1 = k + s1 + ((e & f) ^ (BigInt.asUintN(64, ~e) & g)) + K64[i] + w[i]
      const s0 = rotateRight64(a, 28n) ^ rotateRight64(a, 34n) ^ rotateRight64(a, 39n)
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
      k = g
      g = f
      f = e
      e = BigInt.asUintN(64, d + t1)
      d = c
      c = b
      b = a
      a = BigInt.asUintN(64, t1 + t2)
    }
    const sums = [a, b, c, d, e, f, g, k]
    for (let i = 0; i < 8; i++) h[i] = BigInt.asUintN(64, h[i] + sums[i])
  }
  return h.slice(0, short ? 6 : 8).map((x) => x.toString(16).padStart(16, '0')).join('')
}
