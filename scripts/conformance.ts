/**
 * Replays recorded scripts (../shared/conformance/dev, or any folder of that format) through the engine in this process
 * and prints how many steps are answered as recorded, by area.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RecordedScript, type StepAnswer, answersAsRecorded, replay } from '../test/support/recorded-script.ts'

const HELP = `usage: npm run conformance -- [FILE_OR_FOLDER…] [options]
  FILE_OR_FOLDER   recorded scripts, one JSON a line (default: ../shared/conformance/dev)
  --show N         print the first N steps of each area that are not answered as recorded (default: 0)
  --only TEXT      only scripts whose id has TEXT
  --help           this text`

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { show: { type: 'string', default: '0' }, only: { type: 'string' }, help: { type: 'boolean', default: false } },
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
      if (answersAsRecorded(step, answer)) ok++
      else if (shown++ < Number(values.show)) {
        const want = JSON.stringify(step.rows ?? step.error ?? step.ok ?? null).slice(0, 300)
        console.log(`  ${script.id}: ${step.sql.slice(0, 200)}\n    want ${want}\n    got  ${JSON.stringify(answer).slice(0, 300)}${broken === undefined ? '' : `\n    setup: ${broken}`}`)
      }
    })
  }
  total += steps
  good += ok
  console.log(basename(file, '.jsonl').padEnd(24), `${ok} of ${steps}`.padEnd(14), steps > 0 ? `${((100 * ok) / steps).toFixed(1)} %` : '')
}
console.log('all'.padEnd(24), `${good} of ${total}`.padEnd(14), `${((100 * good) / Math.max(1, total)).toFixed(2)} %`)
