import { crc32c } from '../crc32c.ts'
import { HASH_BYTES, type Hash, decodeHash, encodeHash } from '../hash.ts'
import { decodeTableRecord, encodeTableRecord } from '../table-record.ts'
import { isOxbowError } from '../../error.ts'

/*
 * The starter: an object of ours beside a remote's manifest with what a replica that has nothing reads first. It is a
 * hint: it may be missing, old or damaged, and whoever reads it gets the same answers without it, only later. Dolt never
 * asks for it. All numbers are big-endian.
 *
 *     "OXSTART" | version u8 | lock of the manifest that it was made for (20 bytes)
 *     u32 large files × (name (20 bytes) | file's size u64 | footer's length u16 | what stands in the file behind its index)
 *     u32 small files × (name's first 5 bytes | u16 chunks × the first 3 bytes of an address)
 *     u32 chunks × (address (20 bytes) | u32 length | the chunk as a table file's record)
 *     CRC-32C of all before (u32)
 */

/** The starter's key beside the manifest. */
export const STARTER_KEY = 'oxbow/starter'
/** A starter is never longer, and what lies there and is longer is none. */
export const MAX_STARTER_BYTES = 224 * 1024

const MAGIC = new TextEncoder().encode('OXSTART')
const VERSION = 1
/** Bytes of a name that tell small files apart, and the letters that they are. */
const NAME_BYTES = 5
export const NAME_LETTERS = 8
/** Bytes of an address that say in which small file it is likely to be. */
const PREFIX_BYTES = 3

/** A file whose index is read in pages: what is needed to open it. */
export interface LargeFile {
  readonly name: Hash
  /** Bytes of the whole file. */
  readonly size: number
  /** The file's last bytes, all that stands behind its index. */
  readonly footer: Uint8Array
}

/** A small file, and what it holds. */
export interface SmallFile {
  /** The name's first letters. */
  readonly name: string
  /** The first 24 bits of the addresses in it. */
  readonly prefixes: readonly number[]
}

export interface Starter {
  /** Of the manifest that it was made for. */
  readonly lock: Hash
  readonly large: readonly LargeFile[]
  readonly small: readonly SmallFile[]
  /** Not checked against their addresses yet. */
  readonly chunks: ReadonlyMap<Hash, Uint8Array>
}

/** The first 24 bits of an address, by its first 32. */
export function prefixOf(high: number): number {
  return high >>> 8
}

/** Bytes of a starter with these files, its chunks aside. */
export function starterBytes(files: Pick<Starter, 'large' | 'small'>): number {
  let bytes = MAGIC.length + 1 + HASH_BYTES + 4 * 4
  for (const { footer } of files.large) bytes += HASH_BYTES + 8 + 2 + footer.length
  for (const { prefixes } of files.small) bytes += NAME_BYTES + 2 + PREFIX_BYTES * prefixes.length
  return bytes
}

/** Bytes that a chunk adds to a starter, and how it stands there. */
export function starterRecord(chunk: Uint8Array): { readonly bytes: number; readonly record: Uint8Array } {
  const record = encodeTableRecord(chunk)
  return { bytes: HASH_BYTES + 4 + record.length, record }
}

/** Lays out a starter. @param records chunks as `starterRecord` made them. */
export function formatStarter(starter: Omit<Starter, 'chunks'>, records: ReadonlyMap<Hash, Uint8Array>): Uint8Array {
  const { lock, large, small } = starter
  let length = starterBytes(starter)
  for (const record of records.values()) length += HASH_BYTES + 4 + record.length
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  const put = (part: Uint8Array): void => {
    bytes.set(part, at)
    at += part.length
  }
  const number = (value: number, width: 1 | 2 | 3 | 4 | 8): void => {
    if (width === 8) view.setBigUint64(at, BigInt(value))
    else for (let i = 0; i < width; i++) bytes[at + i] = value >>> (8 * (width - 1 - i))
    at += width
  }
  put(MAGIC)
  number(VERSION, 1)
  put(decodeHash(lock))
  number(large.length, 4)
  for (const { name, size, footer } of large) {
    put(decodeHash(name))
    number(size, 8)
    number(footer.length, 2)
    put(footer)
  }
  number(small.length, 4)
  for (const { name, prefixes } of small) {
    put(decodeHash(name.slice(0, NAME_LETTERS).padEnd(32, '0') as Hash).subarray(0, NAME_BYTES))
    number(prefixes.length, 2)
    for (const prefix of prefixes) number(prefix, PREFIX_BYTES)
  }
  number(records.size, 4)
  for (const [hash, record] of records) {
    put(decodeHash(hash))
    number(record.length, 4)
    put(record)
  }
  number(crc32c(bytes, 0, at), 4)
  return bytes
}

/** Reads a starter; undefined for what is none, is damaged, or is of a version that isn't known. */
export function parseStarter(bytes: Uint8Array): Starter | undefined {
  const end = bytes.length - 4
  if (end < MAGIC.length + 1 || bytes.length > MAX_STARTER_BYTES || !MAGIC.every((byte, i) => bytes[i] === byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes[MAGIC.length] !== VERSION || crc32c(bytes, 0, end) !== view.getUint32(end)) return undefined
  try {
    return parseBody(bytes.subarray(0, end), MAGIC.length + 1)
  } catch (e) {
    // The checksum is right, so whoever wrote it had another idea of the format.
    if (e instanceof RangeError || isOxbowError(e)) return undefined
    throw e
  }
}

function parseBody(bytes: Uint8Array, from: number): Starter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = from
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('the starter ends early')
    at += length
    return bytes.subarray(at - length, at)
  }
  const uint16 = (): number => view.getUint16((at += 2) - 2)
  const uint32 = (): number => view.getUint32((at += 4) - 4)
  const lock = encodeHash(take(HASH_BYTES))
  const large: LargeFile[] = []
  for (let left = uint32(); left > 0; left--) {
    const name = encodeHash(take(HASH_BYTES))
    const size = uint32() * 2 ** 32 + uint32()
    large.push({ name, size, footer: take(uint16()) })
  }
  const small: SmallFile[] = []
  for (let left = uint32(); left > 0; left--) {
    const name = new Uint8Array(HASH_BYTES)
    name.set(take(NAME_BYTES))
    const list = take(PREFIX_BYTES * uint16())
    const prefixes: number[] = []
    for (let i = 0; i < list.length; i += PREFIX_BYTES) prefixes.push((list[i] << 16) | (list[i + 1] << 8) | list[i + 2])
    small.push({ name: encodeHash(name).slice(0, NAME_LETTERS), prefixes })
  }
  const chunks = new Map<Hash, Uint8Array>()
  for (let left = uint32(); left > 0; left--) {
    const hash = encodeHash(take(HASH_BYTES))
    chunks.set(hash, decodeTableRecord(take(uint32())))
  }
  return { lock, large, small, chunks }
}
