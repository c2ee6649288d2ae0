import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'

/** What a command printed and how it ended; addresses and dates are words in it. */
export interface Outcome {
  out: string
  err: string
  code: number
}

export const ok = (out: string): Outcome => ({ out, err: '', code: 0 })
export const fails = (err: string, code = 1): Outcome => ({ out: '', err: `${err}\n`, code })

/** Runs commands within this process, with settings of their own and an empty directory for each test. */
export class InProcessCli {
  /** Holds everything, the global settings too; printed as `BASE`. */
  base = ''
  /** Where commands run. */
  directory = ''
  /** The test's number: its directory is `BASE/case<number>/db`. */
  case = 0

  constructor() {
    const environment = process.env.DOLT_ROOT_PATH
    beforeAll(() => {
      this.base = mkdtempSync(join(tmpdir(), 'oxbow-cli-'))
      process.env.DOLT_ROOT_PATH = this.base
    })
    afterAll(() => {
      if (environment === undefined) delete process.env.DOLT_ROOT_PATH
      else process.env.DOLT_ROOT_PATH = environment
      rmSync(this.base, { recursive: true, force: true })
    })
    beforeEach(() => {
      this.directory = join(this.base, `case${++this.case}`, 'db')
      mkdirSync(this.directory, { recursive: true })
    })
  }

  /** Runs a command as a process would. */
  async run(...argv: string[]): Promise<Outcome> {
    const stdout: Uint8Array[] = []
    let err = ''
    const code = await runCli([`--data-dir=${this.directory}`, ...argv], {
      write: (text) => stdout.push(Buffer.from(text)),
      line: (text = '') => stdout.push(Buffer.from(`${text}\n`)),
      bytes: (bytes) => stdout.push(bytes),
      error: (text) => {
        err += `${text}\n`
      },
    })
    return { out: this.plain(Buffer.concat(stdout).toString()), err: this.plain(err), code }
  }

  /** Makes a repository where commands run. */
  async repository(): Promise<void> {
    await this.run('config', '--global', '--add', 'user.name', 'Jo Doe', 'user.email', 'jo@example.com')
    await this.run('init')
  }

  private plain(text: string): string {
    return text
      .replaceAll(this.base, 'BASE')
      .replace(/(?<=^|\[33m|[^0-9a-z])[0-9a-v]{32}(?![0-9a-z])/gm, 'HASH')
      .replace(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}/g, 'DATE')
  }
}
