import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type HttpAnswer, MAIN, ServerProcess, type ServerProcessOptions } from './server-process.ts'

/** Names the one database of a cluster. */
export const DATABASE = 'db'

/** Masters, standbys and lazy replicas around one remote, each a process of its own, in a temporary directory. */
export class Cluster {
  readonly directory: string
  /** Of a directory, unless another was given. */
  readonly remoteUrl: string
  readonly #running = new Set<ServerProcess>()

  /** @param remoteUrl where masters push; a new directory when left out. */
  constructor(remoteUrl?: string) {
    this.directory = mkdtempSync(join(tmpdir(), 'oxbow-cluster-'))
    const remote = join(this.directory, 'remote')
    mkdirSync(remote)
    this.remoteUrl = remoteUrl ?? pathToFileURL(remote).href
  }

  /**
   * Starts a server on a data directory, which is made where it is absent.
   * @param settings configuration keys, in the directory's own global file: `user.name`, `sqlserver.global.…`
   */
  async startServer(name: string, settings: Readonly<Record<string, string>> = {}, options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const home = join(this.directory, name)
    mkdirSync(join(home, '.dolt'), { recursive: true })
    mkdirSync(join(home, 'data'), { recursive: true })
    writeFileSync(join(home, '.dolt', 'config_global.json'), JSON.stringify({ 'user.name': name, 'user.email': `${name}@example.com`, ...settings }))
    return this.#keep(await ServerProcess.start(['sql-server', '--host', '127.0.0.1', '--data-dir', join(home, 'data')], {
      ...options, env: { DOLT_ROOT_PATH: home, OXBOW_TOKEN_KEY: undefined, ...options.env },
    }))
  }

  /** Starts a server with a new database, and has it push every commit to the remote. */
  async startMaster(name: string, settings: Readonly<Record<string, string>> = {}, options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const master = await this.startServer(name, { 'sqlserver.global.dolt_replicate_to_remote': 'origin', ...settings }, options)
    await must(master.sql(undefined, `create database ${DATABASE}`))
    await must(master.sql(DATABASE, `call dolt_remote('add', 'origin', '${this.remoteUrl}')`))
    return master
  }

  /** Starts a server with a clone of the database, which follows the remote and can be promoted. */
  async startStandby(name: string, settings: Readonly<Record<string, string>> = {}, options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const standby = await this.startServer(name, {
      'sqlserver.global.dolt_read_replica_remote': 'origin', 'sqlserver.global.dolt_replicate_all_heads': '1', ...settings,
    }, options)
    await must(standby.sql(undefined, `call dolt_clone('${this.remoteUrl}', '${DATABASE}')`))
    return standby
  }

  /** Starts a lazy replica. @param options.remoteUrl where it reads, if not where masters push. */
  async startReplica(name: string, options: ServerProcessOptions & { readonly remoteUrl?: string } = {}): Promise<ServerProcess> {
    return this.#keep(await ServerProcess.start(
      ['replica', '-H', '127.0.0.1', '--cache', join(this.directory, name), options.remoteUrl ?? this.remoteUrl, DATABASE], options,
    ))
  }

  /** Runs a command on a server's database, while the server is down. @throws Error with what it said when it fails. */
  async run(name: string, ...args: readonly string[]): Promise<string> {
    const home = join(this.directory, name)
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--data-dir', join(home, 'data', DATABASE), ...args], {
      env: { ...process.env, DOLT_ROOT_PATH: home },
    })
    return stdout
  }

  /** Ends all that runs and removes the directory. */
  async remove(): Promise<void> {
    await Promise.all([...this.#running].map((server) => server.kill()))
    rmSync(this.directory, { recursive: true, force: true })
  }

  #keep(server: ServerProcess): ServerProcess {
    this.#running.add(server)
    void server.ended.then(() => this.#running.delete(server))
    return server
  }
}

/** @throws Error for an answer that is an error. */
export async function must(answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  const got = await answer
  if (got.error !== undefined) throw new Error(`${got.error.code}: ${got.error.message}`)
  return got
}
