import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { startProgram } from '../start/child.ts'
import { freePort } from '../start/free-port.ts'

/** A `dolt sql-server` of the user's, and a connection to it. */
export interface DoltServer {
  readonly connection: mysql.Connection
  stop(): Promise<void>
}

export interface DoltServerOptions {
  /** The program. */
  readonly dolt: string
  /** Of the database; made where it is absent. */
  readonly directory: string
  /** Where its global configuration is. */
  readonly home: string
  /** Run in the directory before the server starts. */
  readonly prepare: readonly (readonly string[])[]
  /** That the connection is in. */
  readonly database?: string
}

/** How long it may take until it answers, in milliseconds. */
const START_MS = 30_000

/** Prepares a database and serves it on 127.0.0.1. @throws Error when it doesn't come up. */
export async function startDolt({ dolt, directory, home, prepare, database }: DoltServerOptions): Promise<DoltServer> {
  mkdirSync(directory, { recursive: true })
  const env = { ...process.env, HOME: home, DOLT_ROOT_PATH: home, DOLT_DISABLE_EVENT_FLUSH: '1' }
  for (const [key, value] of [['user.name', 'bench'], ['user.email', 'bench@example.com'], ['metrics.disabled', 'true']]) {
    execFileSync(dolt, ['config', '--global', '--add', key, value], { cwd: directory, env })
  }
  for (const args of prepare) execFileSync(dolt, args, { cwd: directory, env })
  const port = await freePort(0)
  const child = startProgram(dolt, ['sql-server', '--host', '127.0.0.1', '--port', String(port)], { cwd: directory, env, stdio: 'ignore' })
  for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
    try {
      const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root', database })
      return {
        connection,
        stop: async () => {
          connection.destroy()
          await child.stop()
        },
      }
    } catch (e) {
      if (Date.now() < deadline) continue
      await child.stop()
      throw e
    }
  }
}
