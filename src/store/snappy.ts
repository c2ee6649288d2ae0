import { OxbowError } from '../error.ts'

/**
 * Snappy's raw block format (no framing). Source: google/snappy format_description.txt.
 */

function corrupt(what: string): OxbowError {
  return new OxbowError('SNAPPY_CORRUPT', `a compressed chunk is damaged (${what}); run dolt fsck on the remote`)
}

/**
 * Decompresses the block in bytes from ≤ i < to.
 * @param maxLength bytes that the result may have; a block that claims more is refused before anything is allocated.
 * @throws OxbowError `SNAPPY_CORRUPT`.
 */
export function snappyDecompress(bytes: Uint8Array, from = 0, to = bytes.length, maxLength = 1 << 25): Uint8Array {
  let at = from
  let length = 0
  for (let shift = 0; ; shift += 7) {
    if (at >= to || shift > 28) throw corrupt('length')
    const b = bytes[at++]
    length += (b & 127) * 2 ** shift
    if (b < 128) break
  }
  if (length > maxLength) throw corrupt('too long')
  const out = new Uint8Array(length)
  let o = 0
  while (at < to) {
    const tag = bytes[at++]
    if ((tag & 3) === 0) {
      let n = tag >> 2
      if (n >= 60) {
        const extra = n - 59
        if (at + extra > to) throw corrupt('literal')
        n = 0
        for (let i = extra - 1; i >= 0; i--) n = n * 256 + bytes[at + i]
        at += extra
      }
      n++
      if (at + n > to || o + n > length) throw corrupt('literal')
      if (n > 32) {
        out.set(bytes.subarray(at, at + n), o)
        o += n
        at += n
      } else for (const end = at + n; at < end;) out[o++] = bytes[at++]
      continue
    }
    let n: number
    let offset: number
    if ((tag & 3) === 1) {
      if (at >= to) throw corrupt('copy')
      n = ((tag >> 2) & 7) + 4
      offset = ((tag >> 5) << 8) | bytes[at++]
    } else if ((tag & 3) === 2) {
      if (at + 2 > to) throw corrupt('copy')
      n = (tag >> 2) + 1
      offset = bytes[at] | (bytes[at + 1] << 8)
      at += 2
    } else {
      if (at + 4 > to) throw corrupt('copy')
      n = (tag >> 2) + 1
      offset = bytes[at] + bytes[at + 1] * 256 + bytes[at + 2] * 65536 + bytes[at + 3] * 16777216
      at += 4
    }
    if (offset === 0 || offset > o || o + n > length) throw corrupt('copy')
    for (let i = 0; i < n; i++, o++) out[o] = out[o - offset]
  }
  if (o !== length) throw corrupt('short')
  return out
}

const HASH_BITS = 14
const table = new Int32Array(1 << HASH_BITS)

/** Compresses to one block: greedy matches of four bytes and more, found through a hash table. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  const n = bytes.length
  const out = new Uint8Array(32 + n + Math.ceil(n / 6))
  let o = 0
  for (let v = n; ; v = Math.floor(v / 128)) {
    if (v < 128) {
      out[o++] = v
      break
    }
    out[o++] = (v % 128) | 128
  }
  const literal = (from: number, to: number): void => {
    let length = to - from
    if (length === 0) return
    length--
    if (length < 60) out[o++] = length << 2
    else {
      const size = length < 256 ? 1 : length < 65536 ? 2 : length < 16777216 ? 3 : 4
      out[o++] = (59 + size) << 2
      for (let i = 0; i < size; i++) out[o++] = Math.floor(length / 256 ** i) & 255
    }
    out.set(bytes.subarray(from, to), o)
    o += to - from
  }
  const copy = (offset: number, length: number): void => {
    while (length > 0) {
      // A rest shorter than 4 can't be a copy of the short form; keep it at 4 and more.
      const part = length > 64 ? (length < 68 ? 60 : 64) : length
      if (part >= 4 && part <= 11 && offset < 2048) {
        out[o++] = 1 | ((part - 4) << 2) | ((offset >> 8) << 5)
        out[o++] = offset & 255
      } else {
        out[o++] = 2 | ((part - 1) << 2)
        out[o++] = offset & 255
        out[o++] = offset >> 8
      }
      length -= part
    }
  }
  table.fill(-1)
  let from = 0
  let i = 0
  const last = n - 4
  while (i <= last) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS)
    const candidate = table[slot]
    table[slot] = i
    if (candidate < 0 || i - candidate > 65535 || bytes[candidate] !== bytes[i] || bytes[candidate + 1] !== bytes[i + 1] ||
      bytes[candidate + 2] !== bytes[i + 2] || bytes[candidate + 3] !== bytes[i + 3]) {
      i += 1 + ((i - from) >> 5) // step wider where nothing matches
      continue
    }
    let length = 4
    while (i + length < n && bytes[candidate + length] === bytes[i + length]) length++
    literal(from, i)
    copy(i - candidate, length)
    i += length
    from = i
  }
  literal(from, n)
  return out.slice(0, o)
}
