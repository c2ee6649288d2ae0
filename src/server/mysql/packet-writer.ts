import { MAX_PAYLOAD } from './packet-splitter.ts'

const FIRST_SIZE = 4096

/**
 * Writes packets, one behind the other, into one buffer that the connection sends at once. A packet is open from `begin` to
 * `end`, which fills in its length. Source: MySQL internals, "MySQL Packets".
 */
export class PacketWriter {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE)
  #end = 0
  #packet = 0
  /** Number of the next packet; a client's message begins a new count. */
  sequence = 0

  /** Bytes that wait for `take`. */
  get pending(): number {
    return this.#end
  }

  begin(): void {
    this.#packet = this.#end
    this.#room(4)
    this.#end += 4
  }

  end(): void {
    const length = this.#end - this.#packet - 4
    if (length >= MAX_PAYLOAD) {
      this.#endLong()
      return
    }
    this.#header(this.#packet, length)
  }

  /** Drops the open packet. */
  cancel(): void {
    this.#end = this.#packet
  }

  /** What was written; the writer begins anew. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#end)
    // The socket may keep what it was given, so the next packets stand behind it, or in another buffer.
    this.#bytes = this.#bytes.length - this.#end >= FIRST_SIZE ? this.#bytes.subarray(this.#end) : Buffer.allocUnsafe(FIRST_SIZE * 4)
    this.#end = 0
    return bytes
  }

  uint8(value: number): void {
    this.#room(1)
    this.#bytes[this.#end++] = value
  }

  uint16(value: number): void {
    this.#room(2)
    this.#bytes[this.#end++] = value & 0xff
    this.#bytes[this.#end++] = (value >>> 8) & 0xff
  }

  uint32(value: number): void {
    this.#room(4)
    this.#end = this.#bytes.writeUInt32LE(value >>> 0, this.#end)
  }

  /** Two's complement: signed and unsigned alike. */
  int64(value: number | bigint): void {
    this.#room(8)
    this.#end = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), this.#end)
  }

  float(value: number): void {
    this.#room(4)
    this.#end = this.#bytes.writeFloatLE(value, this.#end)
  }

  double(value: number): void {
    this.#room(8)
    this.#end = this.#bytes.writeDoubleLE(value, this.#end)
  }

  zeros(count: number): void {
    this.#room(count)
    this.#bytes.fill(0, this.#end, this.#end + count)
    this.#end += count
  }

  /** A length-encoded integer. */
  length(value: number | bigint): void {
    this.#room(9)
    if (value < 0xfb) this.#bytes[this.#end++] = Number(value)
    else if (value <= 0xffff) {
      this.#bytes[this.#end++] = 0xfc
      this.#end = this.#bytes.writeUInt16LE(Number(value), this.#end)
    } else if (value <= 0xffffff) {
      this.#bytes[this.#end++] = 0xfd
      this.#end = this.#bytes.writeUIntLE(Number(value), this.#end, 3)
    } else {
      this.#bytes[this.#end++] = 0xfe
      this.#end = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), this.#end)
    }
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#end)
    this.#end += bytes.length
  }

  rawText(text: string): void {
    this.#room(text.length * 3)
    this.#end += this.#bytes.write(text, this.#end, 'utf8')
  }

  nulTerminatedText(text: string): void {
    this.rawText(text)
    this.uint8(0)
  }

  bytes(bytes: Uint8Array): void {
    this.length(bytes.length)
    this.raw(bytes)
  }

  /** An integer's decimal digits behind their count. */
  integer(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.text(String(value))
      return
    }
    this.#room(20)
    const bytes = this.#bytes
    const start = this.#end
    let at = start + 1
    let rest = value
    if (rest < 0) {
      bytes[at++] = 45
      rest = -rest
    }
    let end = at + 1
    for (let power = 10; power <= rest; power *= 10) end++
    at = end
    // Beyond 32 bits the quick division would lose digits.
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 10)) bytes[--at] = 48 + (rest % 10)
    let small = rest | 0
    do {
      const tenth = (small / 10) | 0
      bytes[--at] = 48 + small - tenth * 10
      small = tenth
    } while (small > 0)
    bytes[start] = end - start - 1
    this.#end = end
  }

  /** Two decimal digits of 0 to 99. */
  twoDigits(value: number): void {
    this.#room(2)
    const tens = (value / 10) | 0
    this.#bytes[this.#end++] = 48 + tens
    this.#bytes[this.#end++] = 48 + value - tens * 10
  }

  /** The bytes [from, to) behind their count. */
  copy(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from
    if (length > 32) {
      this.bytes(bytes.subarray(from, to))
      return
    }
    this.#room(length + 1)
    const target = this.#bytes
    let at = this.#end
    target[at++] = length
    for (let i = from; i < to; i++) target[at++] = bytes[i]
    this.#end = at
  }

  /** UTF-8 behind its length. */
  text(text: string): void {
    const { length } = text
    // Short texts are mostly ASCII, and a loop is quicker than a call out of JavaScript.
    if (length < 32) {
      this.#room(length + 1)
      const start = this.#end
      let i = 0
      for (; i < length; i++) {
        const unit = text.charCodeAt(i)
        if (unit > 0x7f) break
        this.#bytes[start + 1 + i] = unit
      }
      if (i === length) {
        this.#bytes[start] = length
        this.#end = start + 1 + length
        return
      }
    }
    const size = Buffer.byteLength(text, 'utf8')
    this.length(size)
    this.#room(size)
    this.#bytes.write(text, this.#end, size, 'utf8')
    this.#end += size
  }

  #header(at: number, length: number): void {
    this.#bytes[at] = length & 0xff
    this.#bytes[at + 1] = (length >>> 8) & 0xff
    this.#bytes[at + 2] = length >>> 16
    this.#bytes[at + 3] = this.sequence++ & 0xff
  }

  /** Cuts an open packet that is too long into several. */
  #endLong(): void {
    const payload = Buffer.from(this.#bytes.subarray(this.#packet + 4, this.#end))
    this.#end = this.#packet
    // A message of just 16 MiB ends with an empty packet.
    for (let at = 0; at <= payload.length; at += MAX_PAYLOAD) {
      const part = payload.subarray(at, at + MAX_PAYLOAD)
      const start = this.#end
      this.#room(4)
      this.#end += 4
      this.raw(part)
      this.#header(start, part.length)
    }
  }

  #room(count: number): void {
    if (this.#end + count <= this.#bytes.length) return
    const bigger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + count, FIRST_SIZE * 4))
    this.#bytes.copy(bigger, 0, 0, this.#end)
    this.#bytes = bigger
  }
}
