import { XXH3_SECRET } from './xxh3-secret.ts'

/*
 * XXH3, 128 bits, seed 0: the row ids of tables without a primary key, and ids of conflicts. One call a row, so
 * BigInt is quick enough. Source: xxHash's specification, doc/xxhash_spec.md, version 0.2.0.
 */

const MASK = (1n << 64n) - 1n
const P32_1 = 0x9e3779b1n
const P32_2 = 0x85ebca77n
const P32_3 = 0xc2b2ae3dn
const P64_1 = 0x9e3779b185ebca87n
const P64_2 = 0xc2b2ae3d27d4eb4fn
const P64_3 = 0x165667b19e3779f9n
const P64_4 = 0x85ebca77c2b2ae63n
const P64_5 = 0x27d4eb2f165667c5n
const MX1 = 0x165667919e3779f9n
const MX2 = 0x9fb21c651e98df25n

const secretView = new DataView(XXH3_SECRET.buffer)

function secret(at: number): bigint {
  return secretView.getBigUint64(at, true)
}

function fold(a: bigint, b: bigint): bigint {
  const product = a * b
  return (product & MASK) ^ (product >> 64n)
}

function avalanche(h: bigint): bigint {
  h = ((h ^ (h >> 37n)) * MX1) & MASK
  return h ^ (h >> 32n)
}

function avalanche64(h: bigint): bigint {
  h = ((h ^ (h >> 33n)) * P64_2) & MASK
  h = ((h ^ (h >> 29n)) * P64_3) & MASK
  return h ^ (h >> 32n)
}

function swap64(v: bigint): bigint {
  let swapped = 0n
  for (let i = 0; i < 8; i++) {
    swapped = (swapped << 8n) | (v & 255n)
    v >>= 8n
  }
  return swapped
}

/** XXH3-128 of `data` with seed 0: the low and the high 64 bits. */
export function xxh3Of128(data: Uint8Array): { low: bigint; high: bigint } {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const { length } = data
  if (length > 240) return hashLong(view, length)
  if (length > 16) return hashMiddle(view, length)
  if (length > 8) return hashTo16(view, length)
  if (length >= 4) return hashTo8(view, length)
  if (length === 0) return { low: avalanche64(secret(64) ^ secret(72)), high: avalanche64(secret(80) ^ secret(88)) }
  const combined = ((data[0] << 16) | (data[length >> 1] << 24) | data[length - 1] | (length << 8)) >>> 0
  const swapped = ((combined << 24) | ((combined & 0xff00) << 8) | ((combined >>> 8) & 0xff00) | (combined >>> 24)) >>> 0
  const rotated = ((swapped << 13) | (swapped >>> 19)) >>> 0
  const flipLow = (secretView.getUint32(0, true) ^ secretView.getUint32(4, true)) >>> 0
  const flipHigh = (secretView.getUint32(8, true) ^ secretView.getUint32(12, true)) >>> 0
  return { low: avalanche64(BigInt(combined) ^ BigInt(flipLow)), high: avalanche64(BigInt(rotated) ^ BigInt(flipHigh)) }
}

function hashTo8(view: DataView, length: number): { low: bigint; high: bigint } {
  const input = BigInt(view.getUint32(0, true)) | (BigInt(view.getUint32(length - 4, true)) << 32n)
  const product = (input ^ secret(16) ^ secret(24)) * (P64_1 + BigInt(length << 2))
  let low = product & MASK
  const high = ((product >> 64n) + (low << 1n)) & MASK
  low ^= high >> 3n
  low = ((low ^ (low >> 35n)) * MX2) & MASK
  return { low: low ^ (low >> 28n), high: avalanche(high) }
}

function hashTo16(view: DataView, length: number): { low: bigint; high: bigint } {
  const first = view.getBigUint64(0, true)
  const last = view.getBigUint64(length - 8, true)
  const product = (first ^ last ^ secret(32) ^ secret(40)) * P64_1
  let low = ((product & MASK) + (BigInt(length - 1) << 54n)) & MASK
  const flipped = last ^ secret(48) ^ secret(56)
  const high = ((product >> 64n) + flipped + (flipped & 0xffffffffn) * (P32_2 - 1n)) & MASK
  low ^= swap64(high)
  const second = low * P64_2
  return { low: avalanche(second & MASK), high: avalanche(((second >> 64n) + high * P64_2) & MASK) }
}

function mix16(view: DataView, at: number, secretAt: number): bigint {
  return fold(view.getBigUint64(at, true) ^ secret(secretAt), view.getBigUint64(at + 8, true) ^ secret(secretAt + 8))
}

function hashMiddle(view: DataView, length: number): { low: bigint; high: bigint } {
  let low = (BigInt(length) * P64_1) & MASK
  let high = 0n
  const mix32 = (first: number, second: number, secretAt: number): void => {
    low = (low + mix16(view, first, secretAt)) & MASK
    low ^= (view.getBigUint64(second, true) + view.getBigUint64(second + 8, true)) & MASK
    high = (high + mix16(view, second, secretAt + 16)) & MASK
    high ^= (view.getBigUint64(first, true) + view.getBigUint64(first + 8, true)) & MASK
  }
  if (length <= 128) {
    for (let pair = (length - 1) >> 5; pair >= 0; pair--) mix32(16 * pair, length - 16 * (pair + 1), 32 * pair)
  } else {
    for (let at = 0; at < 128; at += 32) mix32(at, at + 16, at)
    low = avalanche(low)
    high = avalanche(high)
    for (let at = 128; at + 32 <= length; at += 32) mix32(at, at + 16, 3 + at - 128)
    mix32(length - 16, length - 32, 103)
  }
  const mixed = (low * P64_1 + high * P64_4 + BigInt(length) * P64_2) & MASK
  return { low: avalanche((low + high) & MASK), high: -avalanche(mixed) & MASK }
}

function hashLong(view: DataView, length: number): { low: bigint; high: bigint } {
  const lanes = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1]
  const stripe = (at: number, secretAt: number): void => {
    for (let lane = 0; lane < 8; lane++) {
      const data = view.getBigUint64(at + 8 * lane, true)
      const key = data ^ secret(secretAt + 8 * lane)
      lanes[lane ^ 1] = (lanes[lane ^ 1] + data) & MASK
      lanes[lane] = (lanes[lane] + (key & 0xffffffffn) * (key >> 32n)) & MASK
    }
  }
  const stripes = (length - 1) >> 6
  for (let i = 0; i < stripes; i++) {
    stripe(64 * i, 8 * (i % 16))
    if (i % 16 === 15) {
      for (let lane = 0; lane < 8; lane++) {
        lanes[lane] = ((lanes[lane] ^ (lanes[lane] >> 47n) ^ secret(128 + 8 * lane)) * P32_1) & MASK
      }
    }
  }
  stripe(length - 64, 121)
  const merge = (secretAt: number, start: bigint): bigint => {
    let sum = start
    for (let i = 0; i < 4; i++) sum += fold(lanes[2 * i] ^ secret(secretAt + 16 * i), lanes[2 * i + 1] ^ secret(secretAt + 16 * i + 8))
    return avalanche(sum & MASK)
  }
  return {
    low: merge(11, (BigInt(length) * P64_1) & MASK),
    high: merge(117, ~(BigInt(length) * P64_2) & MASK),
  }
}
