import { OxbowError } from '../error.ts'
import { xxh3Low32 } from './xxh3.ts'

/** No chunk ends before this many bytes of pairs, unless nothing follows or the node is full. */
const MIN_CHUNK = 512

/** Every chunk ends at this many bytes of pairs. */
const MAX_CHUNK = 16384

/** Scale of the Weibull distribution (shape 4) that chunk sizes follow, in bytes. */
const TARGET_CHUNK = 4096

const MAX_HASH = 0xffffffff

/**
 * Seeds of the key hash by tree level, low and high half: the first 8 bytes of SHA-512 of the one byte `level + 1`.
 * Written out because the engine has no SHA-512 of its own; splitter.test.ts computes them anew.
 */
export const SALTS = new Int32Array([
  1756779643, -570703562, -917980934, 1403541430, -2114626588, -1433084035,
  633845941, 324762448, 1144938249, 754603402, 2097681752, 75258873,
  -1592697546, -1240406305, -127182090, -1207890956, -128222222, -1146986797,
  948463806, -444168502, 738163794, 264036207, 1687860010, -1539025122,
  -872255073, 704936947, 2072528702, 780671176, 803973061, -698127939,
])

/**
 * Decides where the chunks of one level of a tree end. The decision depends only on the pairs since the last end, so
 * a tree is a pure function of its pairs, whatever the edits that led there.
 * Source: Dolt go/store/prolly/tree/node_splitter.go (the key splitter).
 */
export class Splitter {
  private readonly seedLow: number
  private readonly seedHigh: number
  private size = 0

  /** @param level of the tree that is split; 0 for leaves. @throws OxbowError `TREE_TOO_DEEP` beyond level 14. */
  constructor(level: number) {
    if (2 * level >= SALTS.length) throw new OxbowError('TREE_TOO_DEEP', 'the keys of this table are too large for a tree')
    this.seedLow = SALTS[2 * level]
    this.seedHigh = SALTS[2 * level + 1]
  }

  /** Takes the next pair; true when a chunk ends behind it. `valueSize` counts, the value itself doesn't. */
  append(bytes: Uint8Array, keyStart: number, keyEnd: number, valueSize: number): boolean {
    const pair = keyEnd - keyStart + valueSize
    const size = (this.size += pair)
    if (size < MIN_CHUNK) return false
    if (size > MAX_CHUNK) return true
    const hash = xxh3Low32(bytes, keyStart, keyEnd, this.seedLow, this.seedHigh)
    const shares = (sharesBySize ??= Float64Array.from({ length: MAX_CHUNK + 1 }, (_, bytes) => weibull(bytes)))
    const start = shares[size - pair]
    if (1 - start <= 0) return true
    return hash / MAX_HASH < (shares[size] - start) / (1 - start)
  }

  /** Takes bytes of pairs behind which no chunk ends, as an older tree shows. */
  pass(bytes: number): void {
    this.size += bytes
  }

  /** Begins the next chunk. */
  reset(): void {
    this.size = 0
  }
}

/** `weibull` of each size that a chunk can have. */
let sharesBySize: Float64Array | undefined

/** Share of chunks that end by `size`, without condition. V8's expm1 is Go's bit for bit, which addresses depend on. */
export function weibull(size: number): number {
  const x = size / TARGET_CHUNK
  return -Math.expm1(-(x * x * x * x))
}
