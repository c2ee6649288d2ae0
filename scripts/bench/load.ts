import { Agent, request } from 'node:http'

/** What closed loops of reads gave. */
export interface LoadResult {
  readonly answers: number
  readonly errors: number
  /** Milliseconds of each answer, ascending. */
  readonly latencies: Float64Array
}

/** Posts to `/v1/sql` over kept connections: less work for the client than `fetch`, so more is left to measure. */
export class LoadClient {
  readonly #agent: Agent
  readonly #url: URL

  constructor(url: string, connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
    this.#url = new URL('/v1/sql', url)
  }

  /** @returns the status and the body. */
  post(body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#url, { method: 'POST', agent: this.#agent, headers: { 'content-length': Buffer.byteLength(body) } }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }))
        response.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Runs `loops` closed loops until `until` (of `performance.now()`). @param next the next request's body. */
export async function closedLoops(client: LoadClient, loops: number, until: number, next: () => string): Promise<LoadResult> {
  const latencies: number[] = []
  let errors = 0
  await Promise.all(Array.from({ length: loops }, async () => {
    for (let start = performance.now(); start < until; start = performance.now()) {
      const { status } = await client.post(next())
      if (status === 200) latencies.push(performance.now() - start)
      else errors++
    }
  }))
  return { answers: latencies.length, errors, latencies: Float64Array.from(latencies).sort() }
}

/** @param part between 0 and 1. */
export function quantile(sorted: Float64Array, part: number): number {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}
