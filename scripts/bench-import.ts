/**
 * The flights fixture's tables from an SQL dump (336,776 rows and a few thousand more), then a commit, a push to a directory and a
 * garbage collection, by `oxbow` and by the `dolt` that DOLT_BIN names: seconds and bytes of each, and whether both hold the same.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { MAIN } from '../test/support/server-process.ts'
import { sharedPath } from '../test/support/shared-path.ts'

const HELP = `usage: DOLT_BIN=dolt npm run bench:import
  --help        this text
DOLT_BIN names the dolt that makes the dump and is compared with; the flights fixture (../shared/fixtures/flights) must be there.`

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } })
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const dolt = process.env.DOLT_BIN
const fixture = sharedPath('fixtures', 'flights', 'remote')
if (dolt === undefined || !existsSync(fixture)) {
  console.error(HELP)
  process.exit(1)
}

const base = mkdtempSync(join(tmpdir(), 'oxbow-import-'))
const env = { ...process.env, HOME: base, DOLT_ROOT_PATH: base, NO_COLOR: '1' }
type Program = readonly [command: string, ...first: readonly string[]]
const PROGRAMS: Readonly<Record<string, Program>> = { oxbow: [process.execPath, MAIN], dolt: [dolt] }

try {
  for (const [name, value] of [['user.name', 'bench'], ['user.email', 'bench@example.com'], ['metrics.disabled', 'true']]) {
    run(PROGRAMS.dolt, base, ['config', '--global', '--add', name, value])
  }
  cpSync(fixture, join(base, 'remote'), { recursive: true })
  run(PROGRAMS.dolt, base, ['clone', pathToFileURL(join(base, 'remote')).href, 'flights'])
  run(PROGRAMS.dolt, join(base, 'flights'), ['dump', '-f', '-fn', join(base, 'flights.sql')])
  console.log(`a dump of ${megabytes(statSync(join(base, 'flights.sql')).size)}\n`)
  console.log('step'.padEnd(24) + Object.keys(PROGRAMS).map((name) => `${name}, s`.padStart(12) + 'bytes'.padStart(12)).join(''))
  const measured = Object.entries(PROGRAMS).map(([name, program]) => measure(name, program))
  for (const [i, { step }] of measured[0].steps.entries()) {
    console.log(step.padEnd(24) + measured.map(({ steps }) => steps[i].seconds.toFixed(1).padStart(12) + megabytes(steps[i].bytes).padStart(12)).join(''))
  }
  const same = measured.every(({ hash }) => hash === measured[0].hash)
  console.log(same ? '\nboth hold the same' : '\nthey differ!')
  if (!same) process.exitCode = 1
} finally {
  rmSync(base, { recursive: true, force: true })
}

interface Step {
  readonly step: string
  readonly seconds: number
  /** Of the files that it left. */
  readonly bytes: number
}

function measure(name: string, program: Program): { readonly steps: readonly Step[]; readonly hash: string } {
  const directory = join(base, name)
  const remote = join(base, `${name}-remote`)
  mkdirSync(directory)
  mkdirSync(remote)
  const steps: Step[] = []
  const timed = (step: string, where: string, work: () => unknown): void => {
    const begin = performance.now()
    work()
    steps.push({ step, seconds: (performance.now() - begin) / 1000, bytes: bytesBelow(where) })
  }
  // The dump makes its own database.
  const database = join(directory, 'flights')
  const data = join(database, '.dolt')
  timed('import', data, () => run(program, directory, ['sql'], join(base, 'flights.sql')))
  run(program, database, ['add', '-A'])
  timed('commit', data, () => run(program, database, ['commit', '-m', 'imported']))
  run(program, database, ['remote', 'add', 'origin', pathToFileURL(remote).href])
  timed('push', remote, () => run(program, database, ['push', 'origin', 'main']))
  timed('gc', data, () => run(program, database, ['gc']))
  return { steps, hash: run(program, database, ['sql', '-r', 'csv', '-q', 'select dolt_hashof_db()']).trim().split('\n').at(-1)! }
}

function run([command, ...first]: Program, cwd: string, args: readonly string[], input?: string): string {
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r')
  try {
    return execFileSync(command, [...first, ...args], { cwd, env, encoding: 'utf8', stdio: [stdin, 'pipe', 'ignore'], maxBuffer: 1 << 28 })
  } finally {
    if (typeof stdin === 'number') closeSync(stdin)
  }
}

function bytesBelow(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .reduce((sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0), 0)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
