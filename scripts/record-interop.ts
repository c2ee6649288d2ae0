/** Records anew what real Dolt does in the scenarios of test/interop; oxbow is held against it everywhere. */
import { parseArgs } from 'node:util'
import { DoltServer } from '../test/interop/dolt-server.ts'
import { readGolden, writeGolden } from '../test/interop/golden.ts'
import { observe } from '../test/interop/scenario.ts'
import { SCENARIOS } from '../test/interop/scenarios.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', default: false } } })
const dolt = process.env.DOLT_BIN
if (values.help || dolt === undefined) {
  console.log(`usage: DOLT_BIN=… npm run interop:record -- [NAME...]
  NAME       scenarios of test/interop, by the beginning of their names (default: all)
  --help     this text
DOLT_BIN names a dolt of version 2.3.1. Read what changed in test/golden/interop.jsonl before it is committed.`)
  process.exit(values.help ? 0 : 1)
}
const golden = readGolden()
const server = await DoltServer.start(dolt)
try {
  for (const scenario of SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)))) {
    const observed = await observe(scenario, await server.open())
    golden.set(scenario.name, observed)
    const errors = observed.steps.filter(({ answer }) => 'error' in answer).map(({ sql, answer }) => `\n    ${sql.slice(0, 100)}: ${JSON.stringify(answer)}`)
    console.log(`${scenario.name}: ${observed.steps.length} statements${errors.join('')}`)
  }
} finally {
  await server.stop()
}
writeGolden(SCENARIOS.flatMap(({ name }) => golden.get(name) ?? []))
