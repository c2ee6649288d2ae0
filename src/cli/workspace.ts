import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DoltDatabase } from '../doltdb/database.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import type { QueryResult } from '../sql/result.ts'
import type { Value } from '../sql/value.ts'
import { Config } from '../master/config.ts'
import { ConfigFile } from '../master/config-file.ts'
import type { DataDirectory } from '../master/data-directory.ts'
import type { LocalDatabase } from '../master/local-database.ts'
import type { MasterHost } from '../master/master-host.ts'
import { CommandError } from './command.ts'
import type { Output } from './output/output.ts'
import { megabytes } from './output/size-text.ts'
import type { TerminalLine } from './output/terminal-line.ts'
import type { ServerAddress, ServerConnection } from './server-sql.ts'
import { PROGRAM } from './program.ts'

export interface WorkspaceOptions {
  /** The directory that commands work in. */
  readonly directory: string
  /** `--use-db`: a database, perhaps with a branch. */
  readonly useDatabase?: string
  /** `--branch`. */
  readonly branch?: string
  /** `--host`: where SQL runs instead. */
  readonly server?: ServerAddress
  readonly out: Output
  /** False where the databases that are in the directory already don't matter. */
  readonly discover?: boolean
}

/** SQL on the directory that a command works in. */
export interface SqlAccess {
  /** The database that is selected. */
  readonly database: string | null
  query(sql: string, params?: readonly Value[]): Promise<QueryResult>
  /** Rows as texts; NULL as the empty text. */
  texts(sql: string, params?: readonly Value[]): Promise<string[][]>
  /** Calls a procedure of Dolt's; its first row as texts, undefined where it gave none. */
  call(procedure: string, args: readonly string[]): Promise<string[] | undefined>
}

/** The directory that a command works in. What a command doesn't ask for isn't opened, nor even loaded. */
export class Workspace {
  readonly directory: string
  readonly #useDatabase: string | undefined
  readonly #branch: string | undefined
  readonly #server: ServerAddress | undefined
  readonly #out: Output
  readonly #discover: boolean
  #data: DataDirectory | undefined
  #host: MasterHost | undefined
  /** Tells how far a transfer is. */
  #line: TerminalLine | undefined
  #sql: SqlAccess | undefined
  #connection: ServerConnection | undefined

  constructor(options: WorkspaceOptions) {
    this.directory = resolve(options.directory)
    this.#useDatabase = options.useDatabase
    this.#branch = options.branch
    this.#server = options.server
    this.#out = options.out
    this.#discover = options.discover ?? true
  }

  /** True where the directory itself is a database. */
  get isDatabase(): boolean {
    return existsSync(join(this.directory, '.dolt', 'noms'))
  }

  get config(): Config {
    const local = join(this.directory, '.dolt')
    return new Config(existsSync(local) ? new ConfigFile(join(local, 'config.json')) : undefined)
  }

  /** The databases of the directory. */
  async data(): Promise<DataDirectory> {
    if (this.#data === undefined) {
      if (!existsSync(this.directory)) throw new CommandError(`failed to load database names: open ${this.directory}: no such file or directory`)
      const { DataDirectory: Directory } = await import('../master/data-directory.ts')
      this.#data = new Directory(this.directory, { discover: this.#discover })
    }
    return this.#data
  }

  /** The database that the command is about. @throws CommandError (exit code 2) where there is none. */
  async database(): Promise<LocalDatabase> {
    const data = await this.data()
    const name = this.#useDatabase?.split('/')[0].toLowerCase()
    const named = name === undefined ? data.own : data.databases.get(name)
    const found = named ?? (name === undefined && data.databases.size === 1 ? [...data.databases.values()][0] : undefined)
    if (found !== undefined) return found
    if (name !== undefined) throw new CommandError(`The provided --use-db ${this.#useDatabase} does not exist.`)
    throw new CommandError(`The current directory is not a valid dolt repository.\nrun: ${PROGRAM} init before trying to run this command`, 2)
  }

  /** The tables as the working set of the current branch has them. */
  async workingRoot(): Promise<{ readonly db: DoltDatabase; readonly root: RootValue }> {
    const { db, defaultBranch } = await this.database()
    const { readRoot } = await import('../doltdb/root-value.ts')
    const { readWorkingSet } = await import('../doltdb/working-set.ts')
    const { workingSetRef } = await import('../doltdb/refs.ts')
    const branch = this.#branch ?? this.#useDatabase?.split('/')[1] ?? defaultBranch
    const hash = (await db.run(db.refs())).get(workingSetRef(branch))
    if (hash === undefined) throw new CommandError(`branch not found: ${branch}`)
    return { db, root: await db.run(readRoot(db, (await db.run(readWorkingSet(db, hash))).workingRoot)) }
  }

  /** The directory's own database, else the first by name. */
  async #firstDatabase(): Promise<LocalDatabase | undefined> {
    const data = await this.data()
    return data.own ?? [...data.databases.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))[0]
  }

  /** True where SQL runs on a server: one that is named, or the one that runs in the directory. */
  async isServed(): Promise<boolean> {
    if (this.#server !== undefined) return true
    const { runningServer } = await import('../master/server-info.ts')
    return runningServer(this.directory) !== undefined
  }

  async host(): Promise<MasterHost> {
    if (this.#host === undefined) {
      const { openMaster } = await import('./open-master.ts')
      const { TerminalLine } = await import('./output/terminal-line.ts')
      const line = (this.#line = new TerminalLine())
      this.#host = openMaster(await this.data(), this.#out, (chunks, bytes) => line.show(`${chunks} chunks, ${megabytes(bytes)}`))
    }
    return this.#host
  }

  /**
   * SQL on the command's database, on the server that is named or runs in the directory; `anywhere`, on the first of the directory's
   * databases, or on none where it has none.
   */
  async sql(options: { anywhere?: boolean } = {}): Promise<SqlAccess> {
    if (this.#sql !== undefined) return this.#sql
    const { runningServer, LOCAL_USER } = await import('../master/server-info.ts')
    const running = this.#server === undefined ? runningServer(this.directory) : undefined
    const server = this.#server ?? (running === undefined ? undefined : { host: '127.0.0.1', port: running.port, user: LOCAL_USER, password: running.secret, tls: false })
    const run = server === undefined ? await this.#localSql(options.anywhere === true) : await this.#serverSql(server)
    const { cellOf } = await import('./output/result-format.ts')
    const texts: SqlAccess['texts'] = async (sql, params) => {
      const { columns, rows } = await run.query(sql, params)
      return rows.map((row) => row.map((value, i) => (value === null ? '' : Buffer.from(cellOf(columns[i], value) as string).toString())))
    }
    const call: SqlAccess['call'] = async (procedure, args) => (await texts(`call ${procedure}(${args.map(() => '?').join(', ')})`, args))[0]
    this.#sql = Object.assign(run, { texts, call })
    return this.#sql
  }

  async #localSql(anywhere: boolean): Promise<Pick<SqlAccess, 'database' | 'query'>> {
    const database = anywhere && this.#useDatabase === undefined ? await this.#firstDatabase() : await this.database()
    const host = await this.host()
    const { Engine } = await import('../sql/engine.ts')
    const { Session } = await import('../sql/session-state.ts')
    const { nodePlatform } = await import('../master/platform.ts')
    const engine = new Engine(host)
    const session = new Session(host, nodePlatform)
    session.user = 'root@localhost'
    session.database = this.#placeIn(database?.name ?? null)
    for (const [variable, value] of Object.entries(identityFromEnvironment())) session.setVariable(variable, value)
    return {
      get database() {
        return session.database
      },
      query: async (sql, params) => {
        try {
          return await engine.query(session, sql, params)
        } finally {
          this.#line?.clear()
        }
      },
    }
  }

  async #serverSql(server: ServerAddress): Promise<Pick<SqlAccess, 'database' | 'query'>> {
    const { ServerConnection: Connection } = await import('./server-sql.ts')
    const own = this.#server === undefined && this.isDatabase ? (await this.data()).own?.name ?? null : null
    const connection = (this.#connection = await Connection.open(server, this.#placeIn(own)))
    await this.#introduce(connection)
    return {
      get database() {
        return connection.database
      },
      query: (sql, params) => connection.query(sql, params),
    }
  }

  /** Tells a server who commits: whom the configuration names, not the account. */
  async #introduce(connection: ServerConnection): Promise<void> {
    const { config } = this
    const name = config.get('user.name')
    const email = config.get('user.email')
    const configured = { dolt_author_name: name, dolt_author_email: email, dolt_committer_name: name, dolt_committer_email: email }
    for (const [variable, value] of Object.entries({ ...configured, ...identityFromEnvironment() })) {
      if (value !== undefined) await connection.query(`set ${variable} = ?`, [value])
    }
  }

  /** What `--use-db` and `--branch` make of a database. */
  #placeIn(otherwise: string | null): string | null {
    const database = this.#useDatabase ?? otherwise
    return database === null || this.#branch === undefined ? database : `${database.split('/')[0]}/${this.#branch}`
  }

  /** Ends what was begun: pushes that are under way, open files. */
  async close(): Promise<void> {
    await this.#connection?.close()
    await this.#host?.close()
    this.#data?.close()
  }
}

/** Session variables of who commits, and when, as the environment has them: DOLT_AUTHOR_NAME, DOLT_COMMITTER_DATE and so on. */
function identityFromEnvironment(): Readonly<Record<string, string>> {
  const variables = ['dolt_author_name', 'dolt_author_email', 'dolt_author_date', 'dolt_committer_name', 'dolt_committer_email', 'dolt_committer_date']
  return Object.fromEntries(variables.map((variable) => [variable, process.env[variable.toUpperCase()] ?? '']).filter(([, value]) => value !== ''))
}
