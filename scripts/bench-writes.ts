/**
 * Writes by the MySQL protocol, on `oxbow sql-server` and, where DOLT_BIN names a dolt, on `dolt sql-server` in the same run, each
 * less what `do 0` takes there; both make every commit durable before they answer.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import mysql from 'mysql2/promise'
import { MAIN, ServerProcess } from '../test/support/server-process.ts'
import { startDolt } from './bench/dolt-server.ts'

const HELP = `usage: npm run bench:writes -- [options]
  --only TEXT   only measures whose name has TEXT
  --runs N      how often each is run warm (default 1000; those of 1,000 rows a tenth as often)
  --help        this text
DOLT_BIN names the dolt to compare with; without it only our own times are measured.`

const { values } = parseArgs({ options: { only: { type: 'string' }, runs: { type: 'string', default: '1000' }, help: { type: 'boolean', default: false } } })
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

/** One thing that is timed: its statements for the n-th run, the last of them on the clock. */
interface Measure {
  readonly name: string
  /** Of the runs, one in so many. */
  readonly share: number
  readonly statements: (n: number) => readonly string[]
}

const ROWS = 1000
/** Runs before those that count, as a share of these. */
const WARMING_SHARE = 0.3
const rowsFrom = (first: number): string => Array.from({ length: ROWS }, (_, i) => `(${first + i}, 'name ${first + i}', ${(first + i) % 97})`).join(', ')

const MEASURES: readonly Measure[] = [
  { name: 'insert of one row', share: 1, statements: (n) => [`insert into t values (${1_000_000 + n}, 'a row', ${n})`] },
  { name: 'insert of 1,000 rows', share: 10, statements: (n) => [`insert into t values ${rowsFrom(10_000_000 + n * ROWS)}`] },
  { name: 'update by key', share: 1, statements: (n) => [`update t set c = c + 1 where id = ${(n * 7919) % 10_000}`] },
  { name: 'delete by key', share: 1, statements: (n) => [`delete from t where id = ${10_000 + n}`] },
  { name: 'dolt_commit', share: 1, statements: (n) => [`update t set c = c + 1 where id = ${(n * 7919) % 10_000}`, `call dolt_commit('-am', 'run ${n}')`] },
  { name: 'transaction of 10 inserts', share: 4, statements: (n) => ['begin', ...Array.from({ length: 10 }, (_, i) => `insert into t values (${100_000_000 + n * 10 + i}, 'in a transaction', ${i})`), 'commit'] },
]

const base = mkdtempSync(join(tmpdir(), 'oxbow-bench-'))
const undo: (() => unknown)[] = [() => rmSync(base, { recursive: true, force: true })]
try {
  const ourDirectory = join(base, 'oxbow', 'db')
  mkdirSync(ourDirectory, { recursive: true })
  const env = { ...process.env, DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '' }
  execFileSync(process.execPath, [MAIN, 'init', '--name', 'bench', '--email', 'bench@example.com'], { cwd: ourDirectory, env, stdio: 'ignore' })
  const server = await ServerProcess.start(['sql-server', '--data-dir', join(base, 'oxbow')], { env })
  undo.push(() => server.stop())
  const ours = await mysql.createConnection({ host: '127.0.0.1', port: server.mysqlPort, user: 'root', database: 'db' })
  undo.push(() => ours.destroy())

  const clients = [ours]
  const dolt = process.env.DOLT_BIN
  if (dolt !== undefined) {
    const running = await startDolt({ dolt, directory: join(base, 'dolt', 'db'), home: base, prepare: [['init']], database: 'db' })
    undo.push(() => running.stop())
    clients.push(running.connection)
  }
  for (const client of clients) {
    await client.query('create table t (id int primary key, name varchar(100), c int, index (c))')
    for (let first = 0; first < 20_000; first += ROWS) await client.query(`insert into t values ${rowsFrom(first)}`)
    await client.query("call dolt_commit('-Am', 'made')")
  }

  console.log(`${cpus().length} cores; medians of warm runs in ms, net of what \`do 0\` takes on the same server; each statement durable when it is answered\n`)
  console.log('statement'.padEnd(30) + ['oxbow', ...clients.length === 1 ? [] : ['dolt', 'ratio']].map((head) => head.padStart(10)).join(''))
  for (const measure of MEASURES.filter(({ name }) => name.includes(values.only ?? ''))) {
    const net = await nets(measure)
    const cells = net.map((ms) => ms.toFixed(3))
    if (net.length > 1) cells.push((net[0] / net[1]).toFixed(2))
    console.log(measure.name.padEnd(30) + cells.map((cell) => cell.padStart(10)).join(''))
  }

  /** What each server takes for a measure, in ms; the servers take turns, so that a busy moment falls on both. */
  async function nets({ share, statements }: Measure): Promise<number[]> {
    const times = clients.map((): { work: number[]; nothing: number[] } => ({ work: [], nothing: [] }))
    const runs = Math.ceil(Number(values.runs) / share)
    const warming = Math.ceil(runs * WARMING_SHARE)
    for (let n = 0; n < warming + runs; n++) {
      for (const [i, client] of clients.entries()) {
        const all = statements(n)
        const isTransaction = all[0] === 'begin'
        if (!isTransaction) for (const sql of all.slice(0, -1)) await client.query(sql)
        times[i].work.push(await timed(async () => {
          for (const sql of isTransaction ? all : all.slice(-1)) await client.query(sql)
        }))
        const nothings = isTransaction ? all.length : 1
        times[i].nothing.push(nothings * await timed(() => nothing(client)))
      }
    }
    return times.map(({ work, nothing: idle }) => median(work.slice(warming)) - median(idle.slice(warming)))
  }
} finally {
  for (const step of undo.toReversed()) await step()
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await run()
  return performance.now() - begin
}

/** The smallest statement: Dolt's parser doesn't know DO, and answers it at once with an error. */
async function nothing(client: mysql.Connection): Promise<void> {
  try {
    await client.query('do 0')
  } catch (e) {
    if (!(e instanceof Error && 'errno' in e)) throw e
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]
}
