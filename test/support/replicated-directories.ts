import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '../../src/master/create-database.ts'
import { DataDirectory } from '../../src/master/data-directory.ts'
import { MasterHost } from '../../src/master/master-host.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { Platform } from '../../src/store/platform.ts'
import { Engine } from '../../src/sql/engine.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { Value } from '../../src/sql/value.ts'
import { cloneRemote } from '../../src/versioning/procedures/clone.ts'

/** One client of a server in this process. */
export interface Client {
  readonly session: Session
  /** Runs statements one after another; the last one's rows. */
  sql(...statements: string[]): Promise<readonly (readonly Value[])[]>
}

/** A server over a data directory, in this process, with one client connected. */
export interface InProcessServer extends Client {
  readonly host: MasterHost
  /** Another client. @param database what it connects to; the directory's own when left out */
  connect(database?: string | null): Client
  close(): Promise<void>
}

/** Servers over data directories around one `file://` remote, in one process, in a temporary directory. */
export class ReplicatedDirectories {
  readonly base: string
  /** Messages of all servers' logs. */
  readonly log: string[] = []
  readonly #opened: InProcessServer[] = []
  readonly #home = process.env.DOLT_ROOT_PATH

  constructor() {
    this.base = mkdtempSync(join(tmpdir(), 'oxbow-directories-'))
    process.env.DOLT_ROOT_PATH = this.base
  }

  get remote(): string {
    return join(this.base, 'rem')
  }

  /** Opens a directory as a process does. */
  open(name: string, platform: Platform = nodePlatform): InProcessServer {
    const data = new DataDirectory(join(this.base, name))
    const host = new MasterHost({ data, log: (_level, event, fields) => this.log.push(String(fields?.message ?? event)) })
    const engine = new Engine(host)
    const connect = (database: string | null = data.databases.has(name) ? name : null): Client => {
      const session = new Session(host, platform)
      session.database = database
      return {
        session,
        sql: async (...statements) => {
          let rows: readonly (readonly Value[])[] = []
          for (const statement of statements) ({ rows } = await engine.query(session, statement))
          return rows
        },
      }
    }
    const server: InProcessServer = {
      ...connect(), host, connect,
      close: async () => {
        await host.close()
        data.close()
        this.#opened.splice(this.#opened.indexOf(server), 1)
      },
    }
    this.#opened.push(server)
    return server
  }

  /** A server over an empty directory of databases. */
  openEmpty(name: string): InProcessServer {
    mkdirSync(join(this.base, name))
    return this.open(name)
  }

  /** A master `m` that pushes to the remote, with one table `t (a, b)` of one row. */
  async master(): Promise<InProcessServer> {
    mkdirSync(join(this.base, 'm'))
    await createDatabase(join(this.base, 'm'), { branch: 'main', name: 'M', email: 'm@x' })
    const master = this.open('m')
    await master.sql(
      "call dolt_remote('add', 'origin', 'file://../rem')", "set persist @@GLOBAL.dolt_replicate_to_remote = 'origin'",
      'create table t (a int primary key, b text)', "insert into t values (1, 'x')", "call dolt_commit('-Am', 'one')",
    )
    return master
  }

  async clone(name: string): Promise<void> {
    const data = new DataDirectory(this.base, { discover: false })
    const host = new MasterHost({ data, log: () => undefined })
    const url = `file://${this.remote}`
    await cloneRemote(host, await host.remotes.open(url), { name, url, remoteName: 'origin', branch: undefined, singleBranch: false })
    await host.close()
    data.close()
  }

  /** A replica, made by cloning. @param settings what is set besides, by name of the variable */
  async replica(name: string, settings: Readonly<Record<string, string | number>>): Promise<InProcessServer> {
    await this.clone(name)
    const setUp = this.open(name)
    for (const [variable, value] of Object.entries({ ...settings, dolt_read_replica_remote: 'origin' })) {
      await setUp.sql(`set persist ${variable} = ${typeof value === 'number' ? value : `'${value}'`}`)
    }
    await setUp.close()
    return this.open(name)
  }

  /** Takes the remote out of reach. */
  takeAway(): void {
    renameSync(this.remote, `${this.remote}-away`)
  }

  bringBack(): void {
    renameSync(`${this.remote}-away`, this.remote)
  }

  async remove(): Promise<void> {
    while (this.#opened.length > 0) await this.#opened[0].close()
    if (this.#home === undefined) delete process.env.DOLT_ROOT_PATH
    else process.env.DOLT_ROOT_PATH = this.#home
    // Dolt leaves helpers behind that still write for a moment.
    rmSync(this.base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
