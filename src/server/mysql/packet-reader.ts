import { OxbowError } from '../../error.ts'

/**
 * Reads the fields of one packet, in order. Source: MySQL internals, "Basic Data Types".
 * Every method throws OxbowError 1835 (HY000) where the packet ends too soon.
 */
export class PacketReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  skip(count: number): void {
    this.#take(count)
  }

  uint8(): number {
    return this.#bytes[this.#take(1)]
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#take(2))
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#take(4))
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1))
  }

  int16(): number {
    return this.#bytes.readInt16LE(this.#take(2))
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#take(4))
  }

  int64(): bigint {
    return this.#bytes.readBigInt64LE(this.#take(8))
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8))
  }

  float(): number {
    return this.#bytes.readFloatLE(this.#take(4))
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#take(8))
  }

  /** A length-encoded integer; what stands for NULL and what no buffer can be as long as is malformed. */
  length(): number {
    const first = this.uint8()
    if (first < 0xfb) return first
    if (first === 0xfc) return this.uint16()
    if (first === 0xfd) return this.#bytes.readUIntLE(this.#take(3), 3)
    if (first !== 0xfe) throw malformed()
    const long = this.uint64()
    if (long > BigInt(this.#bytes.length)) throw malformed()
    return Number(long)
  }

  /** A view of the packet: to be copied by whoever keeps it. */
  bytes(count: number): Buffer {
    const start = this.#take(count)
    return this.#bytes.subarray(start, this.#at)
  }

  /** A view of bytes behind their length. */
  lengthEncodedBytes(): Buffer {
    return this.bytes(this.length())
  }

  nulTerminatedText(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw malformed()
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  restOfText(): string {
    return this.bytes(this.left).toString('utf8')
  }

  #take(count: number): number {
    const start = this.#at
    if (start + count > this.#bytes.length) throw malformed()
    this.#at = start + count
    return start
  }
}

export function malformed(): OxbowError {
  return new OxbowError('MALFORMED_PACKET', 'Malformed communication packet.', { errno: 1835 })
}
