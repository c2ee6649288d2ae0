/**
 * In-process times of the engine on the flights fixture and, with --port, the same queries through a MySQL client against
 * any MySQL server that has the same data, with the ratio. Times are medians of warm runs, in ms.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import mysql from 'mysql2/promise'
import { fixtureEngine } from '../test/support/fixture-engine.ts'
import { protocolRows } from '../test/support/protocol-rows.ts'
import { sharedPath } from '../test/support/shared-path.ts'

const HELP = `usage: npm run bench -- [options]
  --host HOST          a MySQL server to compare with (default: 127.0.0.1)
  --port PORT          its port; without it only our own times are measured
  --user NAME          (default: root)
  --password TEXT      (default: empty)
  --database NAME      where it has the flights (default: flights)
  --only TEXT          only queries whose name has TEXT
  --help               this text`

/** Name, SQL, warm runs. */
const QUERIES: readonly (readonly [name: string, sql: string, runs: number])[] = [
  ['nothing (select 1)', 'select 1', 200],
  ['point by key', 'select * from flights where id = 123456', 200],
  ['50 rows by secondary index', "select id, carrier, dep_delay from flights where tailnum = 'N14228' limit 50", 100],
  ['range of 100', 'select id, dep_delay from flights where id between 5000 and 5099', 100],
  ['count(*)', 'select count(*) from flights', 100],
  ['filter scan', "select count(*) from flights where dep_delay > 60 and origin = 'JFK'", 15],
  ['group by, four aggregates', 'select carrier, count(*) n, avg(dep_delay), max(arr_delay), sum(distance) from flights group by carrier order by n desc', 15],
  ['join airlines, group', 'select al.name, count(*) n, avg(f.dep_delay) d from flights f join airlines al on al.carrier = f.carrier group by al.name order by d desc', 15],
  ['join planes, group', 'select p.manufacturer, count(*) n, avg(f.arr_delay) from flights f join planes p on p.tailnum = f.tailnum group by p.manufacturer order by n desc, 1 limit 10', 15],
  ['top 10', 'select id, dep_delay from flights order by dep_delay desc, id limit 10', 15],
  ['AS OF scan', "select count(*) from flights as of 'h1' where dep_delay > 60", 15],
  ['50,000 whole rows', 'select * from flights where id <= 50000', 7],
]

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string' }, user: { type: 'string', default: 'root' }, password: { type: 'string', default: '' },
    database: { type: 'string', default: 'flights' }, only: { type: 'string' }, help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
if (!existsSync(sharedPath('fixtures', 'flights', 'remote'))) {
  console.error('the flights fixture (../shared/fixtures/flights) is not there: nothing to measure')
  process.exit(1)
}

async function median(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < runs + 3; i++) {
    const start = performance.now()
    await run()
    if (i >= 3) times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1]
}

const { engine, session } = fixtureEngine('flights')
const other = values.port === undefined ? undefined : await mysql.createConnection({
  host: values.host, port: Number(values.port), user: values.user, password: values.password, database: values.database, rowsAsArray: true,
  typeCast: (field) => field.string(),
})
console.log(`${'query'.padEnd(30)}${'ours ms'.padStart(10)}${other === undefined ? '' : `${'theirs ms'.padStart(12)}${'ratio'.padStart(9)}   (ours in process, theirs through mysql2)`}`)
for (const [name, sql, runs] of QUERIES) {
  if (values.only !== undefined && !name.includes(values.only)) continue
  const ours = await median(runs, async () => await engine.query(session, sql))
  let line = name.padEnd(30) + ours.toFixed(3).padStart(10)
  if (other !== undefined) {
    const theirs = await median(runs, async () => await other.query(sql))
    line += theirs.toFixed(3).padStart(12) + (ours / theirs).toFixed(3).padStart(9)
    const [rows] = await other.query(sql)
    const mine = protocolRows(await engine.query(session, sql))
    const key = (all: readonly unknown[]): string => JSON.stringify(all.map((row) => JSON.stringify(row)).toSorted())
    if (Array.isArray(rows) && key(rows) !== key(mine)) line += '   answers differ!'
  }
  console.log(line)
}
await other?.end()
