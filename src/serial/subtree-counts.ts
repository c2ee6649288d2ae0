import { corrupt } from './flatbuffer-reader.ts'

/*
 * How many pairs lie below each child of an inner node: the differences between consecutive counts (the first
 * against 0) as zig-zag LEB128 varints, end to end.
 * Source: Dolt go/store/prolly/message/varint.go, Go's encoding/binary PutVarint.
 */

/** Above it, doubles would round the zig-zagged differences. */
const MAX_COUNT = 2 ** 52 - 1

/** @param counts whole numbers in 0..2^52-1. */
export function encodeSubtreeCounts(counts: ArrayLike<number>): Uint8Array {
  // A zig-zagged difference of two such numbers has at most 54 bits: eight bytes of 7.
  const out = new Uint8Array(8 * counts.length)
  let at = 0
  let last = 0
  for (let i = 0; i < counts.length; i++) {
    const difference = counts[i] - last
    last = counts[i]
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference
    while (rest >= 128) {
      out[at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    out[at++] = rest
  }
  return out.subarray(0, at)
}

/**
 * The `count` counts in the `length` bytes at `at`.
 * @throws OxbowError `MESSAGE_CORRUPT` unless the bytes hold exactly so many numbers, none negative or 2^52 and more.
 */
export function decodeSubtreeCounts(bytes: Uint8Array, at: number, length: number, count: number): Float64Array {
  const end = at + length
  if (count > length) throw corruptCounts()
  const counts = new Float64Array(count)
  let last = 0
  for (let i = 0; i < count; i++) {
    let zigzag = 0
    let scale = 1
    let byte = 128
    while (byte >= 128) {
      if (at >= end || scale > 2 ** 49) throw corruptCounts()
      byte = bytes[at++]
      zigzag += (byte & 127) * scale
      scale *= 128
    }
    if (zigzag > 2 * MAX_COUNT) throw corruptCounts()
    last += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    if (last < 0 || last > MAX_COUNT) throw corruptCounts()
    counts[i] = last
  }
  if (at !== end) throw corruptCounts()
  return counts
}

function corruptCounts(): Error {
  return corrupt('the counts of its subtrees are wrong')
}
