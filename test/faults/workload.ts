import { setTimeout as sleep } from 'node:timers/promises'
import { DATABASE } from '../support/cluster.ts'
import { type HttpAnswer, post } from '../support/server-process.ts'
import type { History, Outcome, Read, Row, Write, WriteOutcome } from './history.ts'

/** The table that clients write to; each row is written once. */
export const CREATE_WRITES = 'create table writes (client varchar(20), n int, primary key (client, n))'

const READ = 'select client, n from writes'

/** How long a client waits for an answer, in milliseconds. */
const PATIENCE_MS = 20_000

/** Errors after which it is open whether the write will show. */
const OPEN = new Set(['NOT_REPLICATED'])

/** Clients that write and read at once, and what they saw. Times are those of this process's monotonic clock. */
export class Workload {
  readonly #writes: Write[] = []
  readonly #reads: Read[] = []
  readonly #clients: Promise<void>[] = []
  readonly #stopped = new AbortController()
  /** Reads and writes that got no answer or an error, by code. */
  readonly errors = new Map<string, number>()

  get history(): History {
    return { writes: this.#writes, reads: this.#reads }
  }

  /** How many writes were acknowledged so far. */
  get acknowledged(): number {
    return this.#writes.filter(({ outcome }) => outcome === 'ok').length
  }

  /** When writes were acknowledged, in order. */
  get acknowledgements(): readonly number[] {
    return this.#writes.filter(({ outcome }) => outcome === 'ok').map(({ end }) => end).toSorted((a, b) => a - b)
  }

  /**
   * A client that writes one row after the other.
   * @param url where, each time: a client follows a master that moves. @param most rows, then it ends.
   */
  write(client: string, url: () => string, most = Infinity): void {
    this.#clients.push((async () => {
      for (let n = 1; n <= most && !this.#stopped.signal.aborted; n++) {
        const start = performance.now()
        const outcome = await this.#writeRow(url(), client, n)
        this.#writes.push({ row: `${client}:${n}`, start, end: performance.now(), outcome })
        // A server that refuses at once is not to be asked a thousand times a second.
        if (outcome !== 'ok') await sleep(20)
      }
    })())
  }

  async #writeRow(url: string, client: string, n: number): Promise<WriteOutcome> {
    try {
      const { error } = await post(url, { database: DATABASE, sql: `insert into writes values ('${client}', ${n})` }, AbortSignal.timeout(PATIENCE_MS))
      if (error === undefined) return 'ok'
      this.#note(error.code)
      return OPEN.has(error.code) ? 'unknown' : 'refused'
    } catch {
      this.#note('no answer')
      return 'unknown'
    }
  }

  /** A client that reads all rows again and again, at a server whose answers name their commit. */
  read(url: string, freshness = 'strong', pauseMs = 5): void {
    this.#clients.push((async () => {
      while (!this.#stopped.signal.aborted) {
        const start = performance.now()
        const answer = await readRows(url, { freshness })
        if (answer.rows === undefined) this.#note(answer.code)
        else this.#reads.push({ start, end: performance.now(), commit: answer.commit, rows: answer.rows, strong: freshness === 'strong' })
        await sleep(pauseMs)
      }
    })())
  }

  /** Waits for writers that have a last row. */
  async writersDone(): Promise<void> {
    await Promise.all(this.#clients)
  }

  /** Ends all clients after the statement that each is at. */
  async stop(): Promise<History> {
    this.#stopped.abort()
    await Promise.all(this.#clients)
    return this.history
  }

  #note(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1)
  }
}

async function readRows(url: string, more: object): Promise<{ rows: ReadonlySet<Row>; commit: string } | { rows: undefined; code: string }> {
  let answer: HttpAnswer
  try {
    answer = await post(url, { database: DATABASE, sql: READ, ...more }, AbortSignal.timeout(PATIENCE_MS))
  } catch {
    return { rows: undefined, code: 'no answer' }
  }
  if (answer.rows === undefined) return { rows: undefined, code: answer.error?.code ?? 'no rows' }
  return { rows: new Set(answer.rows.map(([client, n]): Row => `${String(client)}:${Number(n)}`)), commit: String(answer.meta?.commit) }
}

/** What a remote holds at the end, seen through a replica that had no part in it. @throws Error when it can't be read. */
export async function outcomeAt(url: string): Promise<Outcome> {
  const head = await readRows(url, { freshness: 'strong' })
  if (head.rows === undefined) throw new Error(`the remote can't be read: ${head.code}`)
  return { rows: head.rows, at: async (commit) => (await readRows(url, { ref: commit })).rows }
}
