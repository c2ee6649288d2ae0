import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { runCli } from '../../src/cli/cli.ts'
import { isOxbowError } from '../../src/error.ts'
import { createDatabase } from '../../src/master/create-database.ts'
import { ReplicatedDirectories } from '../support/replicated-directories.ts'
import { doltEnvironment } from './dolt-command.ts'
import { FIRST_COMMIT, type Observed, SESSION_SETUP, STATE } from './scenario.ts'

/** Directories of databases that dolt and oxbow work on in turns, in one temporary directory. */
export class Relay {
  readonly #at = new ReplicatedDirectories()
  readonly #dolt: string
  readonly #env: NodeJS.ProcessEnv

  /** @param dolt path of the program */
  constructor(dolt: string) {
    this.#dolt = dolt
    this.#env = doltEnvironment(dolt, this.#at.base)
  }

  /** Holds all directories. */
  get base(): string {
    return this.#at.base
  }

  /** Runs a command of dolt's. @returns what it printed. @throws Error when it fails. */
  command(directory: string, args: readonly string[], input?: string, env: NodeJS.ProcessEnv = {}): string {
    const { stdout, stderr, status } = spawnSync(this.#dolt, args, { cwd: join(this.base, directory), env: { ...this.#env, ...env }, encoding: 'utf8', input })
    if (status !== 0 && input === undefined) throw new Error(`dolt ${args.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }

  /** Makes a database, whose first commit has the scenarios' date. */
  async create(name: string, by: 'dolt' | 'oxbow'): Promise<void> {
    if (by === 'dolt') {
      this.command('', ['sql', '-q', `create database ${name}`])
      this.byDolt(name, 'main', [FIRST_COMMIT])
    } else {
      await createDatabase(join(this.base, name), { branch: 'main', name: 'root', email: 'root@localhost' })
      await this.byOxbow(name, 'main', [FIRST_COMMIT])
    }
  }

  /** Runs statements in a process of dolt's, those that fail too. @returns the state and the branch that it left. */
  byDolt(name: string, branch: string, statements: readonly string[]): Left {
    const script = ['delimiter $$', ...[`call dolt_checkout('${branch}')`, ...statements, LEFT].map((sql) => `${sql}$$`)].join('\n')
    return left(this.command(name, ['sql', '--continue', '-r', 'csv'], script).trimEnd().split('\n').at(-1)!)
  }

  /** Runs statements in an oxbow that opens the directory, those that fail too. */
  async byOxbow(name: string, branch: string, statements: readonly string[]): Promise<Left> {
    const server = this.#at.open(name)
    try {
      await server.sql(SESSION_SETUP, `call dolt_checkout('${branch}')`)
      for (const sql of statements) {
        await server.sql(sql).catch((e: unknown) => {
          if (!isOxbowError(e)) throw e
        })
      }
      return left(String((await server.sql(LEFT))[0][0]))
    } finally {
      await server.close()
    }
  }

  /** Runs statements in an oxbow that opens the directory. @returns the first cell of the last one's rows. */
  async oxbow(name: string, ...statements: string[]): Promise<string> {
    const server = this.#at.open(name)
    try {
      return String((await server.sql(SESSION_SETUP, ...statements))[0]?.[0])
    } finally {
      await server.close()
    }
  }

  /** Clones a remote into a directory, with more arguments of `dolt clone`. */
  async cloned(name: string, url: string, ...args: string[]): Promise<void> {
    const said: string[] = []
    const line = (text = ''): void => void said.push(text)
    const code = await runCli([`--data-dir=${this.base}`, 'clone', ...args, url, name], { line, write: line, error: line, bytes: () => undefined })
    if (code !== 0) throw new Error(said.join('\n'))
  }

  /** What both find wrong in a directory: nothing, one hopes. */
  async problems(name: string): Promise<string> {
    const dolt = spawnSync(this.#dolt, ['fsck'], { cwd: join(this.base, name), env: this.#env, encoding: 'utf8' })
    return `${await this.problemsOfOxbow(name)}${dolt.status === 0 ? '' : `${dolt.stdout}${dolt.stderr}`}`
  }

  /** What `oxbow fsck` finds wrong in a directory. */
  async problemsOfOxbow(name: string): Promise<string> {
    const said: string[] = []
    const line = (text = ''): void => void said.push(text)
    const code = await runCli([`--data-dir=${join(this.base, name)}`, 'fsck'], { line, write: line, error: line, bytes: () => undefined })
    return code === 0 ? '' : said.join('\n')
  }

  remove(): Promise<void> {
    return this.#at.remove()
  }
}

/** A state as `STATE` gives it, and a session's branch. */
export interface Left {
  readonly state: string
  readonly branch: string
}

const LEFT = STATE.replace("concat_ws(' ',", "concat_ws(' ', active_branch(),")

function left(line: string): Left {
  const [branch, ...state] = line.split(' ')
  return { branch, state: state.join(' ') }
}

/** Parts of about the same length, in order. */
export function legs<T>(all: readonly T[], count: number): T[][] {
  const size = Math.ceil(all.length / count)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}

/** The state that was recorded after so many statements. */
export function stateAfter({ steps }: Observed, count: number): string | undefined {
  return steps.slice(0, count).findLast(({ state }) => state !== undefined)?.state
}
