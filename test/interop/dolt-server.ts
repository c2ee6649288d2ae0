import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'
import { freePort } from '../../scripts/start/free-port.ts'
import { doltEnvironment } from './dolt-command.ts'
import { FIRST_COMMIT, type RunStatement, SESSION_SETUP } from './scenario.ts'

/** Real Dolt's server over an empty directory: each scenario gets a database of its own. */
export class DoltServer {
  readonly #base: string
  readonly #process: ChildProcess
  readonly #port: number
  readonly #connections: Connection[] = []
  #databases = 0

  private constructor(base: string, child: ChildProcess, port: number) {
    this.#base = base
    this.#process = child
    this.#port = port
  }

  /** @param dolt path of the program */
  static async start(dolt: string): Promise<DoltServer> {
    const base = mkdtempSync(join(tmpdir(), 'oxbow-interop-'))
    const data = join(base, 'data')
    mkdirSync(data)
    const port = await freePort(0)
    const child = spawn(dolt, ['sql-server', '-H', '127.0.0.1', '-P', String(port)], { cwd: data, env: doltEnvironment(dolt, base), stdio: 'ignore' })
    const server = new DoltServer(base, child, port)
    await server.#connect().catch(async (e: unknown) => {
      await server.stop()
      throw e
    })
    return server
  }

  /** A fresh database. */
  async open(): Promise<RunStatement> {
    const name = `s${++this.#databases}`
    const first = await this.#connect()
    await first.query(`create database ${name}`)
    const sessions = new Map([['', first]])
    const begin = async (connection: Connection): Promise<Connection> => {
      await connection.query(`use ${name}`)
      await connection.query(SESSION_SETUP)
      return connection
    }
    await (await begin(first)).query(FIRST_COMMIT)
    return async (sql, session) => {
      let connection = sessions.get(session)
      if (connection === undefined) sessions.set(session, (connection = await begin(await this.#connect())))
      try {
        const [result] = await connection.query({ sql, rowsAsArray: true, typeCast: (field) => cellOf(field.buffer()) })
        return Array.isArray(result) ? { rows: result as unknown[][] } : { affected: result.affectedRows }
      } catch (e) {
        const { errno, message } = e as { errno?: number; message: string }
        if (errno === undefined) throw e
        return { error: errno, message }
      }
    }
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    if (this.#process.exitCode === null) {
      const gone = once(this.#process, 'exit')
      this.#process.kill()
      await gone
    }
    rmSync(this.#base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }

  async #connect(): Promise<Connection> {
    for (let attempt = 1; ; attempt++) {
      try {
        const connection = await createConnection({ host: '127.0.0.1', port: this.#port, user: 'root', flags: ['-FOUND_ROWS'] })
        this.#connections.push(connection)
        return connection
      } catch (e) {
        if (attempt === 200 || this.#process.exitCode !== null) throw e
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }
}

/** Text, null, or `{hex}` where the bytes are no UTF-8. */
function cellOf(bytes: Buffer | null): string | null | { hex: string } {
  if (bytes === null) return null
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { hex: bytes.toString('hex') }
}
