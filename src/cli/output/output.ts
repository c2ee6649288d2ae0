import { writeSync } from 'node:fs'

/** Where a command writes. */
export interface Output {
  /** Text for stdout, as it is. */
  write(text: string): void
  /** A line for stdout. */
  line(text?: string): void
  /** Bytes for stdout: what SQL gives needn't be text. */
  bytes(bytes: Uint8Array): void
  /** A line for stderr. */
  error(text: string): void
}

/** Output to the process's own streams; synchronous, so that nothing is lost when it exits. */
export const processOutput: Output = {
  write: (text) => writeAll(1, text),
  line: (text = '') => writeAll(1, `${text}\n`),
  bytes: (bytes) => writeBytes(1, bytes),
  error: (text) => writeAll(2, `${text}\n`),
}

function writeAll(fd: number, text: string): void {
  writeBytes(fd, Buffer.from(text))
}

function writeBytes(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException
      // A pipe whose reader is slow: its buffer is full for the moment.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      // A reader such as `head` has seen enough.
      else if (code === 'EPIPE') process.exit(0)
      else throw e
    }
  }
}
