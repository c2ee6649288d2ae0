import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'

/** A test of a .bats file, as TAP reports it. */
export interface BatsTest {
  readonly name: string
  readonly outcome: 'ok' | 'failed' | 'skipped'
  /** What a failed test printed. */
  readonly output: readonly string[]
}

export interface BatsRun {
  readonly tests: readonly BatsTest[]
  /** How many tests the file announced; fewer results mean that bats itself broke down. */
  readonly planned: number
}

const ROOT = join(import.meta.dirname, '..', '..')

/** Builds the CLI into a directory of its own, so that what others build meanwhile doesn't matter. @returns the launcher's path. */
export function buildProgram(directory: string): string {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), join(directory, 'dist')], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error('oxbow could not be built')
  mkdirSync(join(directory, 'scripts'))
  copyFileSync(join(ROOT, 'scripts', 'oxbow'), join(directory, 'scripts', 'oxbow'))
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  return join(directory, 'scripts', 'oxbow')
}

/** What differs from the recorded list: both end a run with an error. */
export interface Surprises {
  readonly failed: readonly string[]
  readonly passed: readonly string[]
}

/** Tests known to fail, by file: each name with the reason. */
export type ExpectedFailures = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The recorded list of `expected-failures.json`. */
export function expectedFailures(): ExpectedFailures {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'expected-failures.json'), 'utf8')) as ExpectedFailures
}

/** What of Dolt's suite isn't on this machine, as a sentence; undefined when it can run. */
export function missingForBats(directory: string | undefined): string | undefined {
  if (directory === undefined || directory === '') return 'DOLT_BATS_DIR is not set: it names integration-tests/bats of a checkout of dolthub/dolt'
  if (!existsSync(join(directory, 'replication.bats'))) return `${directory} has no replication.bats: DOLT_BATS_DIR names integration-tests/bats of a checkout of dolthub/dolt`
  for (const tool of ['bats', 'nc']) {
    if (spawnSync(tool, ['-h']).error !== undefined) return `${tool} is not installed (Debian's packages bats and netcat-openbsd have what is needed)`
  }
  return undefined
}

export interface BatsOptions {
  /** A .bats file. */
  readonly file: string
  /** The program that stands in for `dolt`. */
  readonly program: string
  /** Only tests whose names match this regular expression. */
  readonly filter?: string
}

/** Runs a file of Dolt's suite with a program in `dolt`'s place, in a home of its own that is gone afterwards. */
export async function runBats({ file, program, filter }: BatsOptions): Promise<BatsRun> {
  const home = mkdtempSync(join(tmpdir(), 'oxbow-bats-'))
  try {
    for (const folder of ['bin', 'tmp', 'home']) mkdirSync(join(home, folder))
    symlinkSync(program, join(home, 'bin', 'dolt'))
    const env = {
      ...process.env, PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`, HOME: join(home, 'home'), DOLT_ROOT_PATH: join(home, 'home'),
      TMPDIR: join(home, 'tmp'), BATS_TMPDIR: join(home, 'tmp'),
    }
    for (const [key, value] of [['metrics.disabled', 'true'], ['user.name', 'Bats Tests'], ['user.email', 'bats@email.fake']]) {
      spawnSync(program, ['config', '--global', '--add', key, value], { env, cwd: home })
    }
    const text = await outputOf('bats', ['--tap', ...(filter === undefined ? [] : ['--filter', filter]), file], env)
    return parseTap(text)
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  }
}

function outputOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    child.on('error', reject).on('close', () => resolve(text))
  })
}

/** Reads what `bats --tap` prints. */
export function parseTap(text: string): BatsRun {
  const tests: { name: string; outcome: BatsTest['outcome']; output: string[] }[] = []
  let planned = 0
  for (const line of text.split('\n')) {
    const plan = /^1\.\.(\d+)/.exec(line)
    const result = /^(not )?ok \d+ (.*?)( # skip.*)?$/.exec(line)
    if (plan !== null) planned = Number(plan[1])
    else if (result !== null) tests.push({ name: result[2], outcome: result[3] !== undefined ? 'skipped' : result[1] === undefined ? 'ok' : 'failed', output: [] })
    else if (line.startsWith('# ')) tests.at(-1)?.output.push(line.slice(2))
  }
  return { tests, planned }
}

/** Compares a run with what is recorded for its file. */
export function surprises(file: string, run: BatsRun, expected: ExpectedFailures = expectedFailures()): Surprises {
  const known = expected[basename(file)] ?? {}
  return {
    failed: run.tests.filter(({ name, outcome }) => outcome === 'failed' && known[name] === undefined).map(({ name }) => name),
    passed: run.tests.filter(({ name, outcome }) => outcome === 'ok' && known[name] !== undefined).map(({ name }) => name),
  }
}
