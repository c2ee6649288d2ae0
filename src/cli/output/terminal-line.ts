/** Between two showings, in ms. */
const EVERY_MS = 100

/** A line on the terminal (stderr) that says how far something is, in place; nothing where there is no terminal. */
export class TerminalLine {
  readonly #stream: NodeJS.WriteStream
  readonly #now: () => number
  #shown = false
  #last = -Infinity

  constructor(stream: NodeJS.WriteStream = process.stderr, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
  }

  /** Shows a text instead of the last one, unless that one is only a moment old. */
  show(text: string): void {
    if (this.#stream.isTTY !== true || this.#now() - this.#last < EVERY_MS) return
    this.#last = this.#now()
    this.#shown = true
    this.#stream.write(`\r\u001b[K${text}`)
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K')
    this.#shown = false
  }
}
