import type { Socket } from 'node:net'
import { TLSSocket, type TLSSocketOptions } from 'node:tls'
import type { OxbowError } from '../../error.ts'
import { type Packet, PacketSplitter } from './packet-splitter.ts'
import { PacketWriter } from './packet-writer.ts'

/** Messages that wait before the client has to: it may send the next before it has the answer. */
const MAX_WAITING = 64

/** A client's messages one by one, and what answers them. */
export class PacketStream {
  readonly writer = new PacketWriter()
  readonly #splitter: PacketSplitter
  readonly #waiting: Packet[] = []
  readonly #closers: (() => void)[] = []
  #socket: Socket
  #wake: (() => void) | undefined
  #error: OxbowError | undefined
  #closed = false

  /** @param maxBytes of one message. */
  constructor(socket: Socket, maxBytes: number) {
    this.#socket = socket
    this.#splitter = new PacketSplitter(maxBytes)
    this.#listen(socket)
  }

  /** `address:port` of the client. */
  get peer(): string {
    return `${this.peerAddress}:${this.#socket.remotePort ?? 0}`
  }

  /** The client's address; `localhost` on this machine. */
  get peerAddress(): string {
    const address = this.#socket.remoteAddress?.replace(/^::ffff:/, '')
    return address === undefined || address === '127.0.0.1' || address === '::1' ? 'localhost' : address
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket
  }

  onClose(action: () => void): void {
    this.#closers.push(action)
  }

  /**
   * The next message's payload; undefined when the client has gone. The answer's packets count on from it.
   * @throws OxbowError 1153 for one that is too large.
   */
  async next(): Promise<Buffer | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#error !== undefined) throw this.#error
      if (this.#closed) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const { sequence, payload } = this.#waiting.shift()!
    if (this.#waiting.length === 0 && this.#socket.isPaused()) this.#socket.resume()
    this.writer.sequence = (sequence + 1) & 0xff
    return payload
  }

  /** Sends what was written, and waits while the client is slower than we are. */
  async flush(): Promise<void> {
    if (this.writer.pending === 0) return
    const bytes = this.writer.take()
    if (this.#closed || this.#socket.destroyed || this.#socket.write(bytes)) return
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#socket.off('drain', go)
        this.#socket.off('close', go)
        resolve()
      }
      this.#socket.on('drain', go)
      this.#socket.on('close', go)
    })
  }

  /** Goes on over TLS, from the client's next byte. */
  startTls(options: TLSSocketOptions): void {
    const plain = this.#socket
    plain.removeAllListeners('data')
    plain.removeAllListeners('close')
    this.#socket = new TLSSocket(plain, { ...options, isServer: true })
    this.#listen(this.#socket)
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const packet of this.#splitter.feed(chunk)) this.#waiting.push(packet)
      } catch (e) {
        this.#error = e as OxbowError
        socket.pause()
      }
      if (this.#waiting.length >= MAX_WAITING) socket.pause()
      this.#wakeUp()
    })
    // A client that breaks off is no error of ours.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#closed = true
      for (const close of this.#closers) close()
      this.#wakeUp()
    })
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
