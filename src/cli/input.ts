/** Where a command reads what isn't on its command line. */
export interface Input {
  /** True where somebody types. */
  readonly isTerminal: boolean
  /** What is there, as it arrives. */
  pieces(): AsyncIterable<string>
}

/** The process's standard input. */
export const processInput: Input = {
  get isTerminal() {
    return process.stdin.isTTY === true
  },
  pieces() {
    process.stdin.setEncoding('utf8')
    return process.stdin as AsyncIterable<string>
  },
}
