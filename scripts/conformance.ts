/**
 * Replays recorded scripts (../shared/conformance/dev, or any folder of that format) and prints how many steps are answered as
 * recorded, by area: over MySQL's protocol against a server of its own, or, which takes seconds, through the engine in this process.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RecordedScript, type StepAnswer, answersAsRecorded, replay } from '../test/support/recorded-script.ts'
import { ServerProcess } from '../test/support/server-process.ts'
import { sharedPath } from '../test/support/shared-path.ts'

/** Steps that are not answered as recorded, and why. */
interface Difference {
  readonly reason: 'not yet' | "MySQL's answer" | "Dolt's bug"
  readonly why: string
  /** Numbers of steps, from 0, by the script's id. */
  readonly steps: Readonly<Record<string, readonly number[]>>
}

const HELP = `usage: npm run conformance -- [FILE_OR_FOLDER…] [options]
  FILE_OR_FOLDER   recorded scripts, one JSON a line (default: ../shared/conformance/dev)
  --show N         print the first N steps (in process: of each area) that are not answered as recorded (default: 0)
  --in-process     without a server, which takes seconds
  --only TEXT      in process: only scripts whose id has TEXT
  --help           this text`

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { show: { type: 'string', default: '0' }, 'in-process': { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const paths = positionals.length > 0 ? positionals : [join('..', 'shared', 'conformance', 'dev')]
const files = paths.flatMap((path) => {
  if (!existsSync(path)) {
    console.error(`${path} is not there: the recorded scripts stand on the team's shelf beside the checkout`)
    process.exit(1)
  }
  return statSync(path).isDirectory() ? readdirSync(path).filter((f) => f.endsWith('.jsonl')).toSorted().map((f) => join(path, f)) : [path]
})

if (values['in-process']) await inProcess()
else process.exitCode = await overMysql()

/** The shelf's own runner, against a server on an empty directory. @returns its exit code. */
async function overMysql(): Promise<number> {
  const base = mkdtempSync(join(tmpdir(), 'oxbow-conformance-'))
  // Whom the recordings have as the maker of a database's first commit.
  mkdirSync(join(base, '.dolt'))
  writeFileSync(join(base, '.dolt', 'config_global.json'), JSON.stringify({ 'user.name': 't', 'user.email': 't@t.com' }))
  const server = await ServerProcess.start(['sql-server', '--data-dir', base], { env: { DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '', TZ: 'UTC' } })
  try {
    const runner = spawn(process.execPath, [sharedPath('conformance', 'run.mjs'), '--port', String(server.mysqlPort), '--show', values.show, ...files], { stdio: 'inherit' })
    const [code] = await once(runner, 'exit') as [number | null]
    return code ?? 1
  } finally {
    await server.stop()
    rmSync(base, { recursive: true, force: true })
  }
}

async function inProcess(): Promise<void> {
  const differences = JSON.parse(readFileSync(new URL('../test/conformance-differences.json', import.meta.url), 'utf8')) as Difference[]
  const reasons = new Map<string, number>()
  let total = 0
  let good = 0
  for (const file of files) {
    let steps = 0
    let ok = 0
    let shown = 0
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue
      const script = JSON.parse(line) as RecordedScript
      if (values.only !== undefined && !script.id.includes(values.only)) continue
      const { answers, broken } = await replay(script)
      answers.forEach((answer: StepAnswer, i: number) => {
        const step = script.steps[i]
        steps++
        if (answersAsRecorded(step, answer)) {
          ok++
          return
        }
        const difference = differences.find((d) => d.steps[script.id]?.includes(i))
        const reason = difference?.reason ?? 'unexplained'
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        if (shown++ < Number(values.show)) {
          const want = JSON.stringify(step.rows ?? step.error ?? step.ok ?? null).slice(0, 300)
          console.log(`  ${script.id}: ${step.sql.slice(0, 200)}\n    want ${want}\n    got  ${JSON.stringify(answer).slice(0, 300)}${broken === undefined ? '' : `\n    setup: ${broken}`}\n    ${reason}${difference === undefined ? '' : `: ${difference.why}`}`)
        }
      })
    }
    total += steps
    good += ok
    console.log(basename(file, '.jsonl').padEnd(24), `${ok} of ${steps}`.padEnd(14), steps > 0 ? `${((100 * ok) / steps).toFixed(1)} %` : '')
  }
  console.log('all'.padEnd(24), `${good} of ${total}`.padEnd(14), `${((100 * good) / Math.max(1, total)).toFixed(2)} %`)
  if (reasons.size > 0) console.log(`of those that differ (test/conformance-differences.json): ${[...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')}`)
}
