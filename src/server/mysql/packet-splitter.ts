import { OxbowError } from '../../error.ts'

/** Largest payload of one packet; longer messages go in several, of which the last is shorter. */
export const MAX_PAYLOAD = 0xffffff

/** One message of a client. */
export interface Packet {
  /** Of its last packet; what answers it goes on counting. */
  readonly sequence: number
  /** A view of what was fed. */
  readonly payload: Buffer
}

/**
 * Cuts a client's bytes into messages. Source: MySQL internals, "MySQL Packets".
 * @example
 * for (const { payload } of splitter.feed(chunk)) take(payload)
 */
export class PacketSplitter {
  readonly #maxBytes: number
  /** Bytes that arrived, but are no whole packet yet. */
  #pending: Buffer[] = []
  #pendingBytes = 0
  /** Payloads of 16 MiB that go on in the next packet. */
  #parts: Buffer[] = []
  #partBytes = 0

  /** @param maxBytes of one message (max_allowed_packet). */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @throws OxbowError 1153 (08S01) for a message that is too large. */
  *feed(chunk: Buffer): Generator<Packet, void> {
    this.#pending.push(chunk)
    this.#pendingBytes += chunk.length
    while (this.#pendingBytes >= 4) {
      const head = this.#peek(4)
      const length = head.readUIntLE(0, 3)
      if (this.#partBytes + length > this.#maxBytes) throw tooLarge()
      if (this.#pendingBytes < 4 + length) return
      const packet = this.#peek(4 + length)
      this.#pendingBytes -= packet.length
      this.#pending = this.#pending[0].length === packet.length ? this.#pending.slice(1) : [this.#pending[0].subarray(packet.length), ...this.#pending.slice(1)]
      const payload = packet.subarray(4)
      if (length === MAX_PAYLOAD) {
        this.#parts.push(payload)
        this.#partBytes += length
      } else {
        const whole = this.#parts.length === 0 ? payload : Buffer.concat([...this.#parts, payload])
        this.#parts = []
        this.#partBytes = 0
        yield { sequence: packet[3], payload: whole }
      }
    }
  }

  /** The first bytes of what is pending, which are enough; brings them together if they aren't. */
  #peek(count: number): Buffer {
    if (this.#pending[0].length < count) this.#pending = [Buffer.concat(this.#pending)]
    return this.#pending[0].subarray(0, count)
  }
}

function tooLarge(): OxbowError {
  return new OxbowError('PACKET_TOO_LARGE', "Got a packet bigger than 'max_allowed_packet' bytes", { errno: 1153, sqlState: '08S01' })
}
