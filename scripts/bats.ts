/** Runs files of Dolt's own suite with oxbow in dolt's place, and compares the outcome with what is recorded. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildProgram, expectedFailures, missingForBats, runBats, surprises } from '../test/bats/bats.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    filter: { type: 'string' }, show: { type: 'string', default: '0' }, dolt: { type: 'string' }, jobs: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`usage: npm run bats -- [FILE...] [options]
  FILE            files of Dolt's suite, by name (default: replication.bats replication-multidb.bats)
  --filter REGEX  only tests whose names match (default: all)
  --jobs N        files that run at once (default: 2)
  --show N        print the last N lines of what each unexpected failure said (default: 0)
  --dolt PROGRAM  the program under test (default: oxbow, built from the sources as they are)
  --help          this text
DOLT_BATS_DIR names integration-tests/bats of a checkout of dolthub/dolt.`)
  process.exit(0)
}

const missing = missingForBats(process.env.DOLT_BATS_DIR)
if (missing !== undefined) {
  console.log(`skipped: ${missing}`)
  process.exit(0)
}
const built = mkdtempSync(join(tmpdir(), 'oxbow-built-'))
const program = values.dolt === undefined ? buildProgram(built) : resolve(values.dolt)
const files = positionals.length > 0 ? positionals : ['replication.bats', 'replication-multidb.bats']

let surprising = false
const waiting = [...files]
await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, async () => {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await runFile(file)
}))
rmSync(built, { recursive: true, force: true })
process.exitCode = surprising ? 1 : 0

async function runFile(name: string): Promise<void> {
  const start = performance.now()
  const file = join(process.env.DOLT_BATS_DIR!, name)
  const run = await runBats({ file, program, filter: values.filter })
  const count = (outcome: string) => run.tests.filter((test) => test.outcome === outcome).length
  const known = Object.keys(expectedFailures()[basename(file)] ?? {}).length
  console.log(`${name.padEnd(28)} ${count('ok')} of ${run.tests.length} ok, ${count('failed')} failed (${known} known to), ${count('skipped')} skipped`
    + `, ${((performance.now() - start) / 1000).toFixed(0)} s`)
  for (const test of run.tests) if (test.outcome === 'failed') console.log(`  failed: ${test.name}`)
  const { failed, passed } = surprises(file, run)
  for (const test of failed) {
    console.log(`  NOT EXPECTED to fail: ${test}`)
    const { output } = run.tests.find(({ name: other }) => other === test)!
    for (const line of output.slice(-Number(values.show) || output.length)) console.log(`    ${line}`)
  }
  for (const test of passed) console.log(`  NOT EXPECTED to pass: ${test}; take it off test/bats/expected-failures.json`)
  if (run.tests.length !== run.planned || run.planned === 0) console.log(`  ${run.tests.length} results for ${run.planned} tests: bats itself failed`)
  if (failed.length > 0 || passed.length > 0 || run.tests.length !== run.planned || run.planned === 0) surprising = true
}
