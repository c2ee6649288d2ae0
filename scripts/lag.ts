/**
 * Lag: from a commit at the master until it is visible at a replica, p50 and p99, for the edge (the Worker in workerd), for the lazy
 * replica in Node and, with DOLT_BIN, for two real Dolt servers on a file:// remote. A reader asks again and again, each time for the
 * newest; lag is the time from the moment a statement is sent, or acknowledged, to the first answer that shows its commit.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Cluster, DATABASE, must } from '../test/support/cluster.ts'
import { post } from '../test/support/server-process.ts'
import { startDolt } from './bench/dolt-server.ts'
import { quantile } from './bench/load.ts'
import { startEdge } from './start/edge.ts'
import { freePort } from './start/free-port.ts'

const HELP = `usage: npm run lag -- [options]
  --commits N          commits to follow for each pair (default: 200)
  --only TEXT          only pairs whose name has TEXT
  --help               this text
With DOLT_BIN naming a real dolt, two of its servers are measured the same way.`

const { values } = parseArgs({
  options: { commits: { type: 'string', default: '200' }, only: { type: 'string' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const commits = Number(values.commits)

/** A master and a replica, whatever they are. */
interface Pair {
  /** Makes the counter n, in the working set. */
  write(n: number): Promise<void>
  /** Commits; resolves when that is acknowledged. */
  commit(): Promise<void>
  /** The counter at the replica. */
  read(): Promise<number>
  stop(): Promise<void>
}

interface Lag {
  readonly sent: Float64Array
  readonly acknowledged: Float64Array
}

async function measure(pair: Pair): Promise<Lag> {
  const sentAt: number[] = []
  const ackedAt: number[] = []
  const seenAt: number[] = []
  let done = false
  const reader = (async () => {
    while (!done || seenAt.length <= commits) {
      const n = await pair.read()
      const now = performance.now()
      for (let i = seenAt.length; i <= n; i++) seenAt[i] = now
      if (done && n >= commits) return
    }
  })()
  for (let n = 1; n <= commits; n++) {
    await pair.write(n)
    sentAt[n] = performance.now()
    await pair.commit()
    ackedAt[n] = performance.now()
    // Commits stand apart, so that each has its own way to go.
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10))
  }
  done = true
  await reader
  const from = (start: readonly number[]) => Float64Array.from(start.slice(1), (at, i) => Math.max(0, seenAt[i + 1] - at)).sort()
  return { sent: from(sentAt), acknowledged: from(ackedAt) }
}

const COUNTER = 'create table counter (id int primary key, n int)'

async function ours(cluster: Cluster, url: string, more: { readonly env?: Record<string, string>; stop?(): Promise<void> } = {}): Promise<Pair> {
  const master = await cluster.startMaster('master', {}, { env: more.env })
  await must(master.sql(DATABASE, COUNTER))
  await must(master.sql(DATABASE, 'insert into counter values (1, 0)'))
  await must(master.sql(DATABASE, "call dolt_commit('-Am', 'counter')"))
  return {
    write: async (n) => {
      await must(master.sql(DATABASE, `update counter set n = ${n}`))
    },
    commit: async () => {
      await must(master.sql(DATABASE, "call dolt_commit('-am', 'one more')"))
    },
    read: async () => Number((await must(post(url, { database: DATABASE, sql: 'select n from counter', freshness: 'strong' }))).rows?.[0][0]),
    stop: async () => {
      await cluster.remove()
      await more.stop?.()
    },
  }
}

async function edgePair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'oxbow-lag-'))
  const edge = await startEdge({
    port: await freePort(0), vars: { REMOTE_URL: '', DATABASES: DATABASE, ACCESS: 'public' }, secrets: { SESSION_KEY: 'lag', REMOTE_TOKEN: 'lag' },
    persistTo: folder, logLevel: 'error',
  })
  const stop = async () => {
    await edge.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return await ours(new Cluster(`oxbow+${edge.url}/remote/${DATABASE}`), edge.url, { env: { OXBOW_REMOTE_TOKEN: 'lag' }, stop })
}

async function nodePair(): Promise<Pair> {
  const cluster = new Cluster()
  const replica = await cluster.startReplica('replica')
  return await ours(cluster, replica.url)
}

async function doltPair(dolt: string): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'oxbow-lag-'))
  const remote = pathToFileURL(join(folder, 'remote')).href
  const set = (...pairs: string[]) => ['config', '--global', '--add', ...pairs.map((text, i) => (i % 2 === 0 ? `sqlserver.global.${text}` : text))]
  for (const name of ['remote', 'master', 'replica']) mkdirSync(join(folder, name))
  const master = await startDolt({
    dolt, directory: join(folder, 'master', DATABASE), home: join(folder, 'master'),
    prepare: [
      ['init'], ['sql', '-q', COUNTER], ['sql', '-q', 'insert into counter values (1, 0)'], ['add', '.'], ['commit', '-m', 'counter'],
      ['remote', 'add', 'origin', remote], ['push', 'origin', 'main'], set('dolt_replicate_to_remote', 'origin'),
    ],
  })
  const replica = await startDolt({
    dolt, directory: join(folder, 'replica', 'parent'), home: join(folder, 'replica'),
    prepare: [['clone', remote, DATABASE], set('dolt_read_replica_remote', 'origin', 'dolt_replicate_heads', 'main')],
  })
  await master.connection.query(`use ${DATABASE}`)
  await replica.connection.query(`use ${DATABASE}`)
  return {
    write: async (n) => {
      await master.connection.query(`update counter set n = ${n}`)
    },
    commit: async () => {
      await master.connection.query("call dolt_commit('-am', 'one more')")
    },
    read: async () => Number(((await replica.connection.query<never>('select n from counter'))[0] as { n: number }[])[0].n),
    stop: async () => {
      await master.stop()
      await replica.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const { DOLT_BIN } = process.env
const pairs: [name: string, start: () => Promise<Pair>][] = [['our master, Node replica, file://', nodePair], ['our master, edge in workerd', edgePair]]
if (DOLT_BIN === undefined) console.log('DOLT_BIN is not set: real Dolt is not measured')
else pairs.push(['two Dolt servers, file://', () => doltPair(DOLT_BIN)])

console.log(`${commits} commits each; ms from dolt_commit sent, or acknowledged, until visible`)
for (const [name, start] of pairs) {
  if (values.only !== undefined && !name.includes(values.only)) continue
  const pair = await start()
  try {
    const { sent, acknowledged } = await measure(pair)
    const of = (lags: Float64Array) => `p50 ${quantile(lags, 0.5).toFixed(1).padStart(6)}  p99 ${quantile(lags, 0.99).toFixed(1).padStart(6)}`
    console.log(`${name.padEnd(36)} sent: ${of(sent)}   acknowledged: ${of(acknowledged)}`)
  } finally {
    await pair.stop()
  }
}
