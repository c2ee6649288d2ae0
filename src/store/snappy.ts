import { OxbowError } from '../error.ts'

/*
 * Snappy's raw block format: the length as a varint, then literals and copies, without framing or checksum.
 * Source: google/snappy, format_description.txt.
 */

/** No element makes more of its bytes than a copy of 64 does of its 3; a block that claims more is damaged. */
const MOST_OUT_OF_A_BYTE = 22

/** Copies at least this long go by `copyWithin` or `set`, which cost too much for shorter ones. */
const LONG = 48

function corrupt(what: string): OxbowError {
  return new OxbowError('SNAPPY_CORRUPT', `a compressed chunk is damaged (snappy: ${what})`)
}

/**
 * Decompresses the block in bytes from ≤ i < to into an array of its own.
 * @param maxLength bytes that the result may have; a block that claims more is refused before anything is allocated.
 * @throws OxbowError `SNAPPY_CORRUPT`.
 */
export function snappyDecompress(bytes: Uint8Array, from: number, to: number, maxLength: number): Uint8Array {
  let at = from
  let length = 0
  for (let shift = 0; ; shift += 7) {
    if (at >= to || shift > 28) throw corrupt('length')
    const b = bytes[at++]
    length += (b & 127) * 2 ** shift
    if (b < 128) break
  }
  if (length > maxLength || length > (to - at) * MOST_OUT_OF_A_BYTE) throw corrupt('too long')
  const out = new Uint8Array(length)
  let o = 0
  while (at < to) {
    const tag = bytes[at++]
    let n = tag >> 2
    if ((tag & 3) === 0) {
      if (n >= 60) {
        const size = n - 59
        if (at + size > to) throw corrupt('literal')
        n = 0
        for (let i = size - 1; i >= 0; i--) n = n * 256 + bytes[at + i]
        at += size
      }
      n++
      if (n > to - at || n > length - o) throw corrupt('literal')
      if (n >= LONG) {
        out.set(bytes.subarray(at, at + n), o)
        at += n
        o += n
      } else {
        for (const end = at + n; at < end;) out[o++] = bytes[at++]
      }
      continue
    }
    let distance: number
    if ((tag & 3) === 1) {
      if (at >= to) throw corrupt('copy')
      n = (n & 7) + 4
      distance = ((tag >> 5) << 8) | bytes[at++]
    } else if ((tag & 3) === 2) {
      if (at + 2 > to) throw corrupt('copy')
      n++
      distance = bytes[at] | (bytes[at + 1] << 8)
      at += 2
    } else {
      if (at + 4 > to) throw corrupt('copy')
      n++
      distance = (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0
      at += 4
    }
    if (distance === 0 || distance > o || n > length - o) throw corrupt('copy')
    if (n >= LONG && distance >= n) {
      out.copyWithin(o, o - distance, o - distance + n)
      o += n
    } else {
      // A copy may reach into what it writes itself, so it goes byte by byte.
      for (const end = o + n; o < end; o++) out[o] = out[o - distance]
    }
  }
  if (o !== length) throw corrupt('short')
  return out
}

const MAX_HASH_BITS = 14
/** Where a hash of four bytes was last seen, as position + 1; 0: not yet. Only the part that a call uses is cleared. */
const seen = new Int32Array(1 << MAX_HASH_BITS)
/** Farthest that a copy of the two-byte form reaches back. */
const MAX_DISTANCE = 65535

/**
 * Most bytes that a block of `length` bytes can take: a match pays for itself, so what is added is the length in
 * front and the tags of literals.
 */
export function maxCompressedLength(length: number): number {
  return 32 + length + Math.ceil(length / 6)
}

/** Compresses to one block, in an array of its own. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(maxCompressedLength(bytes.length))
  return out.slice(0, snappyCompressInto(bytes, out))
}

/**
 * Compresses to one block at the beginning of `out`, which has room for `maxCompressedLength`: greedy matches of four bytes and more,
 * found through a hash table. @returns where the block ends
 */
export function snappyCompressInto(bytes: Uint8Array, out: Uint8Array): number {
  const n = bytes.length
  let o = 0
  for (let rest = n; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      out[o++] = rest
      break
    }
    out[o++] = (rest % 128) | 128
  }
  const bits = Math.min(MAX_HASH_BITS, Math.max(8, 32 - Math.clz32(n)))
  seen.fill(0, 0, 1 << bits)
  const shift = 32 - bits
  let literal = 0
  let i = 0
  while (i <= n - 4) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    const slot = Math.imul(word, 0x1e35a7bd) >>> shift
    const candidate = seen[slot] - 1
    seen[slot] = i + 1
    if (
      candidate < 0 || i - candidate > MAX_DISTANCE || bytes[candidate] !== bytes[i] || bytes[candidate + 1] !== bytes[i + 1] ||
      bytes[candidate + 2] !== bytes[i + 2] || bytes[candidate + 3] !== bytes[i + 3]
    ) {
      // The longer nothing matched, the wider the steps: bytes that can't be compressed are passed over fast.
      i += 1 + ((i - literal) >> 5)
      continue
    }
    const start = i
    i += 4
    for (let c = candidate + 4; i < n && bytes[c] === bytes[i]; c++) i++
    o = writeLiteral(out, o, bytes, literal, start)
    o = writeCopy(out, o, start - candidate, i - start)
    literal = i
  }
  return writeLiteral(out, o, bytes, literal, n)
}

function writeLiteral(out: Uint8Array, o: number, bytes: Uint8Array, from: number, to: number): number {
  const n = to - from
  if (n === 0) return o
  const stated = n - 1
  if (stated < 60) {
    out[o++] = stated << 2
  } else {
    const size = stated < 0x100 ? 1 : stated < 0x10000 ? 2 : stated < 0x1000000 ? 3 : 4
    out[o++] = (59 + size) << 2
    for (let i = 0; i < size; i++) out[o++] = (stated >>> (8 * i)) & 255
  }
  if (n >= LONG) out.set(bytes.subarray(from, to), o)
  else for (let i = 0; i < n; i++) out[o + i] = bytes[from + i]
  return o + n
}

function writeCopy(out: Uint8Array, o: number, distance: number, length: number): number {
  while (length > 0) {
    // What is left after a part must be 0 or at least 4 bytes, so that the short form can take it.
    const part = length <= 64 ? length : length < 68 ? 60 : 64
    if (part <= 11 && distance < 2048) {
      out[o++] = 1 | ((part - 4) << 2) | ((distance >> 8) << 5)
      out[o++] = distance & 255
    } else {
      out[o++] = 2 | ((part - 1) << 2)
      out[o++] = distance & 255
      out[o++] = distance >> 8
    }
    length -= part
  }
  return o
}
