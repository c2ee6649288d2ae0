/** Runs sqllogictest files through the engine in this process and prints how many records hold, by file. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runSlt } from '../test/support/sqllogictest.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'string', default: '0' }, help: { type: 'boolean', default: false } } })
if (values.help) {
  console.log(`usage: npm run slt -- [FOLDER] [options]
  FOLDER     where the .test files are, at any depth (default: ../shared/slt/dev)
  --show N   print the first N records of each file that don't hold (default: 0)
  --help     this text`)
  process.exit(0)
}
const folder = positionals[0] ?? join('..', 'shared', 'slt', 'dev')
if (!existsSync(folder)) {
  console.error(`${folder} is not there: the files stand on the team's shelf beside the checkout`)
  process.exit(1)
}
let total = 0
let good = 0
for (const name of readdirSync(folder, { recursive: true }).map(String).filter((f) => f.endsWith('.test')).toSorted()) {
  const start = performance.now()
  const outcome = await runSlt(readFileSync(join(folder, name), 'utf8'))
  total += outcome.records
  good += outcome.passed
  console.log(name.padEnd(52), `${outcome.passed} of ${outcome.records}`.padEnd(16), `${((performance.now() - start) / 1000).toFixed(1)} s`)
  for (const f of outcome.failures.slice(0, Number(values.show))) console.log(`  line ${f.line}: ${f.sql.slice(0, 200)}\n    ${f.why.slice(0, 300)}`)
}
console.log('all'.padEnd(52), `${good} of ${total}`.padEnd(16), `${((100 * good) / Math.max(1, total)).toFixed(2)} %`)
