import { XXH3_SECRET } from './xxh3-secret.ts'

/*
 * XXH3, 64 bits, with seed. Source: xxHash's specification, doc/xxhash_spec.md, version 0.2.0.
 * Numbers of 64 bits are two int32 halves: every key of a tree is hashed when it is written, and BigInt would cost
 * ten times as much. `low` and `high` hold the result of the last operation that makes 64 bits.
 */

const out = new Int32Array(2)

const P32_1 = 0x9e3779b1 | 0
const P32_2 = 0x85ebca77 | 0
const P32_3 = 0xc2b2ae3d | 0
const P64_1_LOW = 0x85ebca87 | 0
const P64_1_HIGH = 0x9e3779b1 | 0
const P64_2_LOW = 0x27d4eb4f
const P64_2_HIGH = 0xc2b2ae3d | 0
const P64_3_LOW = 0x9e3779f9 | 0
const P64_3_HIGH = 0x165667b1
const P64_4_LOW = 0xc2b2ae63 | 0
const P64_4_HIGH = 0x85ebca77 | 0
const P64_5_LOW = 0x165667c5
const P64_5_HIGH = 0x27d4eb2f
const MX1_LOW = 0x9e3779f9 | 0
const MX1_HIGH = 0x16566791
const MX2_LOW = 0x1e98df25
const MX2_HIGH = 0x9fb21c65 | 0

const SECRET = XXH3_SECRET

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

function swap32(v: number): number {
  return (v << 24) | ((v & 0xff00) << 8) | ((v >>> 8) & 0xff00) | (v >>> 24)
}

/** 1 when a + b, of 32 bits, carries into bit 32. */
function carry(a: number, sum: number): number {
  return sum >>> 0 < a >>> 0 ? 1 : 0
}

/** The high 32 bits of the product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff
  const a1 = a >>> 16
  const b0 = b & 0xffff
  const b1 = b >>> 16
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  const other = a0 * b1 + (middle & 0xffff)
  return (a1 * b1 + (middle >>> 16) + (other >>> 16)) | 0
}

/** out = a * b, 64 bits. */
function multiply(aLow: number, aHigh: number, bLow: number, bHigh: number): void {
  out[1] = mulHigh(aLow, bLow) + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)
  out[0] = Math.imul(aLow, bLow)
}

/** out = the low 64 bits of a * b, xor the high 64 bits. */
function multiplyFold(aLow: number, aHigh: number, bLow: number, bHigh: number): void {
  const w0 = Math.imul(aLow, bLow)
  const x = mulHigh(aLow, bLow)
  const crossLow1 = Math.imul(aLow, bHigh)
  const crossLow2 = Math.imul(aHigh, bLow)
  const s1 = (x + crossLow1) | 0
  const w1 = (s1 + crossLow2) | 0
  const carry1 = carry(x, s1) + carry(s1, w1)
  const crossHigh1 = mulHigh(aLow, bHigh)
  const crossHigh2 = mulHigh(aHigh, bLow)
  const top = Math.imul(aHigh, bHigh)
  const t1 = (crossHigh1 + crossHigh2) | 0
  const t2 = (t1 + top) | 0
  const w2 = (t2 + carry1) | 0
  const w3 = mulHigh(aHigh, bHigh) + carry(crossHigh1, t1) + carry(t1, t2) + carry(t2, w2)
  out[0] = w0 ^ w2
  out[1] = w1 ^ w3
}

/** out = XXH3's final mix of its argument. */
function avalanche(low: number, high: number): void {
  multiply(low ^ (high >>> 5), high, MX1_LOW, MX1_HIGH)
  out[0] ^= out[1]
}

/** out = XXH64's final mix of its argument. */
function avalanche64(low: number, high: number): void {
  multiply(low ^ (high >>> 1), high, P64_2_LOW, P64_2_HIGH)
  low = out[0] ^ ((out[0] >>> 29) | (out[1] << 3))
  high = out[1] ^ (out[1] >>> 29)
  multiply(low, high, P64_3_LOW, P64_3_HIGH)
  out[0] ^= out[1]
}

const sum = new Int32Array(2)

/** sum += out */
function accumulate(): void {
  const before = sum[0]
  sum[0] = before + out[0]
  sum[1] += out[1] + carry(before, sum[0])
}

/** out = one step over 16 bytes. */
function mix16(bytes: Uint8Array, at: number, secretAt: number, seedLow: number, seedHigh: number): void {
  const s0 = read32(SECRET, secretAt)
  const k0 = (s0 + seedLow) | 0
  const k1 = read32(SECRET, secretAt + 4) + seedHigh + carry(s0, k0)
  const s2 = read32(SECRET, secretAt + 8)
  const k2 = (s2 - seedLow) | 0
  const k3 = read32(SECRET, secretAt + 12) - seedHigh - (s2 >>> 0 < seedLow >>> 0 ? 1 : 0)
  multiplyFold(read32(bytes, at) ^ k0, read32(bytes, at + 4) ^ k1, read32(bytes, at + 8) ^ k2, read32(bytes, at + 12) ^ k3)
}

/**
 * The low 32 bits, unsigned, of XXH3-64 of bytes[start, end) under a 64-bit seed given as two halves.
 * This is all that the splitter of trees looks at.
 */
export function xxh3Low32(bytes: Uint8Array, start: number, end: number, seedLow: number, seedHigh: number): number {
  hash(bytes, start, end, seedLow | 0, seedHigh | 0)
  return out[0] >>> 0
}

/** XXH3-64 of bytes[start, end). */
export function xxh3(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0n): bigint {
  hash(bytes, start, end, Number(BigInt.asIntN(32, seed)), Number(BigInt.asIntN(32, seed >> 32n)))
  return (BigInt(out[1] >>> 0) << 32n) | BigInt(out[0] >>> 0)
}

function hash(bytes: Uint8Array, start: number, end: number, seedLow: number, seedHigh: number): void {
  const length = end - start
  if (length > 240) hashLong(bytes, start, length, seedLow, seedHigh)
  else if (length > 128) hashTo240(bytes, start, length, seedLow, seedHigh)
  else if (length > 16) hashTo128(bytes, start, length, seedLow, seedHigh)
  else if (length > 8) hashTo16(bytes, start, length, seedLow, seedHigh)
  else if (length >= 4) hashTo8(bytes, start, length, seedLow, seedHigh)
  else hashTo3(bytes, start, length, seedLow, seedHigh)
}

function hashTo3(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  if (length === 0) {
    avalanche64(
      seedLow ^ read32(SECRET, 56) ^ read32(SECRET, 64),
      seedHigh ^ read32(SECRET, 60) ^ read32(SECRET, 68),
    )
    return
  }
  const combined = (bytes[start] << 16) | (bytes[start + (length >> 1)] << 24) | bytes[start + length - 1] | (length << 8)
  const flip = read32(SECRET, 0) ^ read32(SECRET, 4)
  const flipLow = (flip + seedLow) | 0
  avalanche64(combined ^ flipLow, (seedHigh + carry(flip, flipLow)) | 0)
}

function hashTo8(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  seedHigh ^= swap32(seedLow)
  const first = read32(SECRET, 8) ^ read32(SECRET, 16)
  const flipLow = (first - seedLow) | 0
  const flipHigh = (read32(SECRET, 12) ^ read32(SECRET, 20)) - seedHigh - (first >>> 0 < seedLow >>> 0 ? 1 : 0)
  let low = read32(bytes, start + length - 4) ^ flipLow
  let high = read32(bytes, start) ^ flipHigh
  // h ^= rotl(h, 49) ^ rotl(h, 24)
  const low49 = (high << 17) | (low >>> 15)
  const high49 = (low << 17) | (high >>> 15)
  const low24 = (low << 24) | (high >>> 8)
  const high24 = (high << 24) | (low >>> 8)
  low ^= low49 ^ low24
  high ^= high49 ^ high24
  multiply(low, high, MX2_LOW, MX2_HIGH)
  // h ^= (h >> 35) + length; the shifted half is far from 2^32, so the sum doesn't carry.
  multiply(out[0] ^ ((out[1] >>> 3) + length), out[1], MX2_LOW, MX2_HIGH)
  low = out[0]
  high = out[1]
  out[0] = low ^ ((low >>> 28) | (high << 4))
  out[1] = high ^ (high >>> 28)
}

function hashTo16(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  const a = read32(SECRET, 24) ^ read32(SECRET, 32)
  const flip1Low = (a + seedLow) | 0
  const flip1High = (read32(SECRET, 28) ^ read32(SECRET, 36)) + seedHigh + carry(a, flip1Low)
  const b = read32(SECRET, 40) ^ read32(SECRET, 48)
  const flip2Low = (b - seedLow) | 0
  const flip2High = (read32(SECRET, 44) ^ read32(SECRET, 52)) - seedHigh - (b >>> 0 < seedLow >>> 0 ? 1 : 0)
  const low0 = read32(bytes, start) ^ flip1Low
  const low1 = read32(bytes, start + 4) ^ flip1High
  const high0 = read32(bytes, start + length - 8) ^ flip2Low
  const high1 = read32(bytes, start + length - 4) ^ flip2High
  multiplyFold(low0, low1, high0, high1)
  // length + swap64(low) + high + fold
  let low = (length + out[0]) | 0
  let high = (out[1] + carry(out[0], low)) | 0
  const added = swap32(low1)
  low = (low + added) | 0
  high = (high + swap32(low0) + carry(added, low)) | 0
  low = (low + high0) | 0
  high = (high + high1 + carry(high0, low)) | 0
  avalanche(low, high)
}

function startSum(length: number): void {
  multiply(length, 0, P64_1_LOW, P64_1_HIGH)
  sum[0] = out[0]
  sum[1] = out[1]
}

function hashTo128(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  startSum(length)
  const end = start + length
  for (let pair = (length - 1) >> 5; pair >= 0; pair--) {
    mix16(bytes, start + 16 * pair, 32 * pair, seedLow, seedHigh)
    accumulate()
    mix16(bytes, end - 16 * (pair + 1), 32 * pair + 16, seedLow, seedHigh)
    accumulate()
  }
  avalanche(sum[0], sum[1])
}

function hashTo240(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  startSum(length)
  for (let i = 0; i < 8; i++) {
    mix16(bytes, start + 16 * i, 16 * i, seedLow, seedHigh)
    accumulate()
  }
  avalanche(sum[0], sum[1])
  sum[0] = out[0]
  sum[1] = out[1]
  for (let i = 8; i < length >> 4; i++) {
    mix16(bytes, start + 16 * i, 16 * (i - 8) + 3, seedLow, seedHigh)
    accumulate()
  }
  mix16(bytes, start + length - 16, 119, seedLow, seedHigh)
  accumulate()
  avalanche(sum[0], sum[1])
}

const STRIPES_OF_BLOCK = 16

/** Eight accumulators of 64 bits: low half, high half. */
const lanes = new Int32Array(16)

let seededFor = [0, 0]
let seeded = SECRET

/** The secret under a seed; the last one is kept, since keys of one tree level share theirs. */
function seededSecret(seedLow: number, seedHigh: number): Uint8Array {
  if (seededFor[0] === seedLow && seededFor[1] === seedHigh) return seeded
  const secret = new Uint8Array(192)
  const from = new DataView(SECRET.buffer, SECRET.byteOffset)
  const to = new DataView(secret.buffer)
  const seed = (BigInt(seedHigh) << 32n) | BigInt(seedLow >>> 0)
  for (let at = 0; at < 192; at += 16) {
    to.setBigUint64(at, BigInt.asUintN(64, from.getBigUint64(at, true) + seed), true)
    to.setBigUint64(at + 8, BigInt.asUintN(64, from.getBigUint64(at + 8, true) - seed), true)
  }
  seeded = secret
  seededFor = [seedLow, seedHigh]
  return secret
}

function stripe(bytes: Uint8Array, at: number, secret: Uint8Array, secretAt: number): void {
  for (let lane = 0; lane < 8; lane++) {
    const low = read32(bytes, at + 8 * lane)
    const high = read32(bytes, at + 8 * lane + 4)
    const other = 2 * (lane ^ 1)
    const before = lanes[other]
    lanes[other] = before + low
    lanes[other + 1] += high + carry(before, lanes[other])
    const keyLow = low ^ read32(secret, secretAt + 8 * lane)
    const keyHigh = high ^ read32(secret, secretAt + 8 * lane + 4)
    const mine = 2 * lane
    const was = lanes[mine]
    lanes[mine] = was + Math.imul(keyLow, keyHigh)
    lanes[mine + 1] += mulHigh(keyLow, keyHigh) + carry(was, lanes[mine])
  }
}

function hashLong(bytes: Uint8Array, start: number, length: number, seedLow: number, seedHigh: number): void {
  const secret = seededSecret(seedLow, seedHigh)
  lanes.set([
    P32_3, 0, P64_1_LOW, P64_1_HIGH, P64_2_LOW, P64_2_HIGH, P64_3_LOW, P64_3_HIGH,
    P64_4_LOW, P64_4_HIGH, P32_2, 0, P64_5_LOW, P64_5_HIGH, P32_1, 0,
  ])
  const stripes = (length - 1) >> 6
  for (let i = 0; i < stripes; i++) {
    const inBlock = i % STRIPES_OF_BLOCK
    stripe(bytes, start + 64 * i, secret, 8 * inBlock)
    if (inBlock === STRIPES_OF_BLOCK - 1) scramble(secret)
  }
  stripe(bytes, start + length - 64, secret, 192 - 64 - 7)
  startSum(length)
  for (let i = 0; i < 4; i++) {
    const at = 11 + 16 * i
    multiplyFold(
      lanes[4 * i] ^ read32(secret, at), lanes[4 * i + 1] ^ read32(secret, at + 4),
      lanes[4 * i + 2] ^ read32(secret, at + 8), lanes[4 * i + 3] ^ read32(secret, at + 12),
    )
    accumulate()
  }
  avalanche(sum[0], sum[1])
}

function scramble(secret: Uint8Array): void {
  for (let lane = 0; lane < 8; lane++) {
    const low = lanes[2 * lane] ^ (lanes[2 * lane + 1] >>> 15) ^ read32(secret, 128 + 8 * lane)
    const high = lanes[2 * lane + 1] ^ read32(secret, 128 + 8 * lane + 4)
    multiply(low, high, P32_1, 0)
    lanes[2 * lane] = out[0]
    lanes[2 * lane + 1] = out[1]
  }
}
