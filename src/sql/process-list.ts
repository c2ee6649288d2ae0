import type { Session } from './session-state.ts'
import { StatementCounts } from './status.ts'

/** One connection, as SHOW PROCESSLIST lists it. */
export interface Process {
  readonly session: Session
  /** `address:port` of the client. */
  readonly host: string
  /** What it does: `Query`, `Execute`, `Sleep`. */
  readonly command: string
  /** The statement under way. */
  readonly statement: string | null
  /** When that began, milliseconds since 1970. */
  readonly since: number
  /** Ends the statement under way, or the connection with it. */
  kill(wholeConnection: boolean): void
}

/** The open connections of a server, by their ids. */
export class ProcessList {
  /** The statements of all connections. */
  readonly counts = new StatementCounts()
  readonly #processes = new Map<number, Process>()
  #connected = 0

  get size(): number {
    return this.#processes.size
  }

  /** Connections there ever were. */
  get connected(): number {
    return this.#connected
  }

  add(process: Process): void {
    this.#connected++
    this.#processes.set(process.session.connectionId, process)
  }

  remove(id: number): void {
    this.#processes.delete(id)
  }

  get(id: number): Process | undefined {
    return this.#processes.get(id)
  }

  /** In the order in which they came. */
  [Symbol.iterator](): IterableIterator<Process> {
    return this.#processes.values()
  }
}
