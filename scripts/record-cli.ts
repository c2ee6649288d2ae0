/** Records transcripts of the command line anew from a real dolt; oxbow is held against them in test/cli. */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runSteps } from '../test/cli/shell.ts'
import { parseTranscript, printTranscript } from '../test/cli/transcript.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', default: false } } })
const dolt = process.env.DOLT_BIN
if (values.help || dolt === undefined) {
  console.log(`usage: DOLT_BIN=… node scripts/record-cli.ts [NAME...]
  NAME       transcripts of test/golden/cli, by the beginning of their names (default: all)
  --help     this text
DOLT_BIN names a dolt of version 2.3.1. Write commands into a transcript ("$ dolt …"), record it, and read what changed.`)
  process.exit(values.help ? 0 : 1)
}
const folder = join(import.meta.dirname, '..', 'test', 'golden', 'cli')
for (const name of readdirSync(folder).filter((file) => positionals.length === 0 || positionals.some((start) => file.startsWith(start)))) {
  const file = join(folder, name)
  const steps = parseTranscript(readFileSync(file, 'utf8'))
  const outcomes = await runSteps(steps, (args, input, { directory, env }) => {
    const { stdout, stderr, status } = spawnSync(dolt, args, { cwd: directory, input, encoding: 'utf8', env: { PATH: process.env.PATH, ...env }, timeout: 60_000 })
    return { stdout, stderr: stderr.replace(/^Warning: unable to query latest released Dolt version\n?/m, ''), code: status ?? -1 }
  }, { like: false })
  writeFileSync(file, printTranscript(steps.map((step, i) => ({ ...step, outcome: outcomes[i] }))))
  console.log(`${name}: ${steps.length} steps`)
}
