/** Asks random queries over random small tables of oxbow and of SQLite, where the two mean the same, and prints where they differ. */
import { parseArgs } from 'node:util'
import { compareSeed } from '../test/fuzz/compare.ts'

const HELP = `usage: npm run fuzz -- [options]
  --queries N   how many (default: 100000)
  --seed N      the first seed (default: 1); each is a database and 100 queries
  --show N      differences that are printed (default: 10)
  --help        this text`

const { values } = parseArgs({
  options: { queries: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, show: { type: 'string', default: '10' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
let asked = 0
let different = 0
let refused = 0
for (let seed = Number(values.seed); asked < Number(values.queries); seed++) {
  const { asked: more, failed, differences } = await compareSeed(seed)
  asked += more
  refused += failed
  for (const { tables, query, ours, theirs } of differences) {
    if (different++ >= Number(values.show)) continue
    console.log(`seed ${seed}\n${tables.map(({ create, insert }) => `${create.mysql};\n${insert};`).join('\n')}\n${query.mysql};\n-- oxbow:\n${ours}\n-- sqlite:\n${theirs}\n`)
  }
  if (process.stdout.isTTY) process.stdout.write(`\r${asked} queries, ${different} differences`)
}
console.log(`${process.stdout.isTTY ? '\r' : ''}${asked} queries, of which both refused ${refused}; ${different} differences`)
process.exitCode = different === 0 ? 0 : 1
