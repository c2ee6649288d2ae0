import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The CLI. */
export const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** An entry of a server's log. */
export interface LogEntry {
  readonly event: string
  readonly level: string
  readonly [field: string]: unknown
}

/** An answer of the HTTP door: what was asked for, or an error. */
export interface HttpAnswer {
  readonly columns?: readonly { readonly name: string; readonly type: string }[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly meta?: Readonly<Record<string, unknown>>
  readonly warnings?: readonly unknown[]
  readonly session?: string
  readonly error?: { readonly code: string; readonly errno: number; readonly message: string }
}

export interface ServerProcessOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Told of each line of the log. */
  onLog?(entry: LogEntry): void
}

/** A server of ours, in a process of its own. */
export class ServerProcess {
  readonly url: string
  /** Of the MySQL protocol. */
  readonly mysqlPort: number
  readonly log: readonly LogEntry[]
  readonly pid: number
  /** Settles with the exit code when the process ends, however it ends; null for a signal. */
  readonly ended: Promise<number | null>

  private constructor(url: string, mysqlPort: number, log: readonly LogEntry[], pid: number, ended: Promise<number | null>) {
    this.url = url
    this.mysqlPort = mysqlPort
    this.log = log
    this.pid = pid
    this.ended = ended
  }

  /**
   * Starts `oxbow` with these arguments, on free ports, and waits until it says that it's ready.
   * @throws Error with what it said when it ends before.
   */
  static async start(args: readonly string[], { env, onLog }: ServerProcessOptions = {}): Promise<ServerProcess> {
    const child = spawn(process.execPath, [MAIN, ...args, '-P', '0', '--http-port', '0'], { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, ...env } })
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    // A test that fails must not leave its servers behind.
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    void ended.then(() => process.off('exit', kill))
    const log: LogEntry[] = []
    const said: string[] = []
    const ready = await new Promise<LogEntry>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!line.startsWith('{')) {
          said.push(line)
          return
        }
        const entry = JSON.parse(line) as LogEntry
        log.push(entry)
        onLog?.(entry)
        if (entry.event === 'ready') resolve(entry)
      })
      ended.then((code) => reject(new Error(`the server ended with ${code}: ${[...said, ...log.map((entry) => JSON.stringify(entry))].join('\n')}`)), reject)
    })
    return new ServerProcess(String(ready.url), Number(ready.mysqlPort), log, child.pid!, ended)
  }

  /** Asks it to end, and waits. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.#signal(signal)
    return await this.ended
  }

  /** Ends it as a loss of power would, the machine's memory excepted. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL')
    await this.ended
  }

  /** Stops it in the middle of what it does; `SIGCONT` lets it go on. */
  pause(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#signal(signal)
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.pid, signal)
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'ESRCH') throw e
    }
  }

  /** Runs a statement; errors are answers. */
  sql(database: string | undefined, sql: string, more: object = {}, signal?: AbortSignal): Promise<HttpAnswer> {
    return post(this.url, { database, sql, ...more }, signal)
  }
}

/** `POST /v1/sql`. @throws what `fetch` does when nobody answers. */
export async function post(url: string, body: object, signal?: AbortSignal): Promise<HttpAnswer> {
  const response = await fetch(`${url}/v1/sql`, { method: 'POST', body: JSON.stringify(body), signal })
  return await response.json() as HttpAnswer
}
