/**
 * Reads of the flights fixture on `oxbow sql-server` and, where DOLT_BIN names a dolt, on `dolt sql-server`, by the same MySQL client
 * in the same run, each less what `do 0` takes there; and on Node's own SQLite, in this process, to know how far a native engine is.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import mysql from 'mysql2/promise'
import { MAIN, ServerProcess } from '../test/support/server-process.ts'
import { sharedPath } from '../test/support/shared-path.ts'
import { startDolt } from './bench/dolt-server.ts'
import { FLIGHTS_QUERIES, type TimedQuery } from './bench/flights-queries.ts'
import { copyToSqlite } from './bench/sqlite-copy.ts'

const HELP = `usage: npm run bench -- [options]
  --only TEXT   only queries whose name has TEXT
  --no-sqlite   without SQLite
  --help        this text
DOLT_BIN names the dolt to compare with; without it only our own times are measured.`

const { values } = parseArgs({ options: { only: { type: 'string' }, 'no-sqlite': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } })
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const fixture = sharedPath('fixtures', 'flights', 'remote')
if (!existsSync(fixture)) {
  console.error('the flights fixture (../shared/fixtures/flights) is not there: nothing to measure')
  process.exit(1)
}
const dolt = process.env.DOLT_BIN
const base = mkdtempSync(join(tmpdir(), 'oxbow-bench-'))
const undo: (() => unknown)[] = [() => rmSync(base, { recursive: true, force: true })]
try {
  const queries = FLIGHTS_QUERIES.filter((query) => query.name.includes(values.only ?? ''))
  const remote = join(base, 'remote')
  cpSync(fixture, remote, { recursive: true })

  execFileSync(process.execPath, [MAIN, 'clone', pathToFileURL(remote).href, 'flights'], { cwd: base, env: { ...process.env, DOLT_ROOT_PATH: base }, stdio: 'ignore' })
  const server = await ServerProcess.start(['sql-server', '--data-dir', base], { env: { DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '' } })
  undo.push(() => server.stop())
  const ours = await mysql.createConnection({ host: '127.0.0.1', port: server.mysqlPort, user: 'root', database: 'flights' })
  undo.push(() => ours.destroy())

  let theirs: mysql.Connection | undefined
  if (dolt !== undefined) {
    const directory = join(base, 'theirs')
    const running = await startDolt({ dolt, directory, home: base, prepare: [['clone', pathToFileURL(remote).href, 'flights']], database: 'flights' })
    undo.push(() => running.stop())
    theirs = running.connection
  }
  const sqlite = values['no-sqlite'] ? undefined : await copyToSqlite(ours, ['flights', 'airlines', 'planes'])

  console.log(`${cpus().length} cores; medians of warm runs in ms, net of what \`do 0\` takes on the same server\n`)
  console.log('query'.padEnd(30) + ['oxbow', ...theirs === undefined ? [] : ['dolt', 'ratio', 'at most'], ...sqlite === undefined ? [] : ['sqlite', 'ratio']].map((head) => head.padStart(10)).join(''))
  for (const query of queries) {
    const runs: (() => unknown)[] = []
    for (const client of theirs === undefined ? [ours] : [ours, theirs]) runs.push(() => ask(client, query.sql), () => nothing(client))
    const inSqlite = sqlite === undefined || query.sqlite === null ? undefined : sqlite.prepare(query.sqlite ?? query.sql)
    if (inSqlite !== undefined) runs.push(() => inSqlite.all())
    const times = await medians(query.runs, runs)
    const net = [times[0] - times[1], ...theirs === undefined ? [] : [times[2] - times[3]]]
    const cells = [net[0].toFixed(3)]
    if (theirs !== undefined) cells.push(net[1].toFixed(3), (net[0] / net[1]).toFixed(3), String(query.target))
    if (inSqlite !== undefined) cells.push(times.at(-1)!.toFixed(3), (net[0] / times.at(-1)!).toFixed(2))
    console.log(query.name.padEnd(30) + cells.map((cell) => cell.padStart(10)).join('') + (theirs === undefined || await sameAnswer(query, ours, theirs) ? '' : '   answers differ!'))
  }
} finally {
  for (const step of undo.toReversed()) await step()
}

/** Rows as the texts that were sent, so that the client does the same for every server. */
async function ask(client: mysql.Connection, sql: string): Promise<unknown[]> {
  const [rows] = await client.query<mysql.RowDataPacket[]>({ sql, rowsAsArray: true, typeCast: (field) => field.string() })
  return rows
}

/** The smallest statement: Dolt's parser doesn't know DO, and answers it at once with an error. */
async function nothing(client: mysql.Connection): Promise<void> {
  try {
    await client.query('do 0')
  } catch (e) {
    if (!(e instanceof Error && 'errno' in e)) throw e
  }
}

/** Medians of functions that take turns, so that a busy moment falls on all of them; the first three turns are not counted. */
async function medians(turns: number, runs: readonly (() => unknown)[]): Promise<number[]> {
  const times = runs.map((): number[] => [])
  for (let turn = -3; turn < turns; turn++) {
    for (const [i, run] of runs.entries()) {
      const start = performance.now()
      await run()
      if (turn >= 0) times[i].push(performance.now() - start)
    }
  }
  return times.map((all) => all.toSorted((a, b) => a - b)[all.length >> 1])
}

async function sameAnswer({ sql }: TimedQuery, ours: mysql.Connection, theirs: mysql.Connection): Promise<boolean> {
  const [mine, other] = await Promise.all([ours, theirs].map(async (client) => JSON.stringify((await ask(client, sql)).map((row) => JSON.stringify(row)).toSorted())))
  return mine === other
}
