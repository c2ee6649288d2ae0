import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The user that commands in a served directory connect as; the secret is its password. Source: Dolt go/cmd/dolt/commands/sqlserver/server.go. */
export const LOCAL_USER = '__dolt_local_user__'

/** How commands reach the server that runs in a directory. */
export interface ServerInfo {
  readonly pid: number
  /** Of the MySQL protocol. */
  readonly port: number
  readonly secret: string
}

const fileIn = (directory: string): string => join(directory, '.dolt', 'sql-server.info')

/**
 * Tells commands in a directory that a server runs there: `.dolt/sql-server.info`, which only its owner reads.
 * Source: Dolt go/cmd/dolt/commands/sqlserver/creds.go (`pid:port:secret`).
 */
export class ServerInfoFile {
  readonly secret = randomUUID()
  readonly #path: string

  /** @param directory of the databases that are served. */
  constructor(directory: string) {
    this.#path = fileIn(resolve(directory))
  }

  write(port: number): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    writeFileSync(this.#path, `${process.pid}:${port}:${this.secret}`, { mode: 0o600 })
  }

  remove(): void {
    rmSync(this.#path, { force: true })
  }
}

/**
 * The server that runs in a directory, or in one above it. What a server left that was killed is passed over.
 * @returns undefined where none runs.
 */
export function runningServer(directory: string): ServerInfo | undefined {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const info = existsSync(fileIn(at)) ? readInfo(fileIn(at)) : undefined
    if (info !== undefined && isAlive(info.pid)) return info
    if (at === dirname(at)) return undefined
  }
}

function readInfo(path: string): ServerInfo | undefined {
  const [, pid, port, secret] = /^(\d+):(\d+):(\S+)\s*$/.exec(readFileSync(path, 'utf8')) ?? []
  return secret === undefined ? undefined : { pid: Number(pid), port: Number(port), secret }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM'
  }
}
