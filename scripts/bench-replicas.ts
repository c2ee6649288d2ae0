/**
 * Reads a second with 1, 2, 4 lazy replicas, each a process of its own, and what the master serves beside them. All of it, the clients
 * too, shares this machine's cores, so the cores that each process really had are printed: what they can't show isn't claimed.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Cluster, DATABASE, must } from '../test/support/cluster.ts'
import type { ServerProcess } from '../test/support/server-process.ts'
import { cpuSeconds } from './bench/cpu-time.ts'
import { type LoadResult, LoadClient, closedLoops, quantile } from './bench/load.ts'

const HELP = `usage: npm run bench:replicas -- [options]
  --replicas LIST      how many replicas, one run each (default: 0,1,2,4)
  --seconds N          length of a run (default: 5)
  --rows N             rows of the table (default: 20000)
  --clients N          closed loops of reads at each server (default: 4)
  --freshness TEXT     of the reads at the replicas: strong, max-staleness=MS (default: both strong and max-staleness=1000)
  --help               this text`

const { values } = parseArgs({
  options: {
    replicas: { type: 'string', default: '0,1,2,4' }, seconds: { type: 'string', default: '5' }, rows: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '4' }, freshness: { type: 'string' }, help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const rows = Number(values.rows)
const clients = Number(values.clients)
const seconds = Number(values.seconds)
const freshnesses = values.freshness === undefined ? ['strong', 'max-staleness=1000'] : [values.freshness]

/** A point read of a random row. */
function nextRead(freshness?: string): string {
  return JSON.stringify({ database: DATABASE, sql: 'select id, name, amount from t where id = ?', params: [Math.floor(Math.random() * rows)], freshness })
}

/** Writes that leave a commit each, one after the other, until it is told to stop. */
async function writer(master: ServerProcess, until: number): Promise<number> {
  let commits = 0
  for (; performance.now() < until; commits++) {
    await must(master.sql(DATABASE, `update t set amount = amount + 1 where id = ${commits % rows}`))
    await must(master.sql(DATABASE, "call dolt_commit('-am', 'one more')"))
  }
  return commits
}

function line(result: LoadResult, replicas: number): string {
  const each = result.answers / seconds
  const spread = replicas === 0 ? '' : ` (${Math.round(each / replicas)} each)`
  return `${String(Math.round(each)).padStart(7)}/s${spread.padEnd(16)} p50 ${quantile(result.latencies, 0.5).toFixed(1)} ms, p99 ${quantile(result.latencies, 0.99).toFixed(1)} ms`
    + (result.errors > 0 ? `, ${result.errors} ERRORS` : '')
}

const cluster = new Cluster()
try {
  const master = await cluster.startMaster('master')
  await must(master.sql(DATABASE, 'create table t (id int primary key, name varchar(40), amount int)'))
  for (let at = 0; at < rows; at += 1000) {
    const part = Array.from({ length: Math.min(1000, rows - at) }, (_, i) => `(${at + i}, 'name of row ${at + i}', ${i})`)
    await must(master.sql(DATABASE, `insert into t values ${part.join(',')}`))
  }
  await must(master.sql(DATABASE, "call dolt_commit('-Am', 'rows')"))
  console.log(`${availableParallelism()} cores for the servers, the client and the writer together; ${rows} rows, point reads by key, ${clients} closed loops a server, ${seconds} s a run`)
  const servers: ServerProcess[] = []
  for (const count of values.replicas.split(',').map(Number)) {
    while (servers.length < count) {
      const replica = await cluster.startReplica(`replica${servers.length + 1}`)
      await must(replica.sql(DATABASE, 'select sum(amount) from t'))
      servers.push(replica)
    }
    for (const freshness of count === 0 ? [undefined] : freshnesses) {
      console.log(`\n${count} replica${count === 1 ? '' : 's'}${freshness === undefined ? '' : `, ${freshness}`}`)
      const measured = [master, ...servers]
      const before = measured.map(({ pid }) => cpuSeconds(pid))
      const own = process.cpuUsage()
      const until = performance.now() + seconds * 1000
      const loads = measured.map(({ url }) => new LoadClient(url, clients))
      const [commits, atMaster, ...atReplicas] = await Promise.all([
        writer(master, until),
        ...loads.map((load, i) => closedLoops(load, clients, until, () => nextRead(i === 0 ? undefined : freshness))),
      ] as const)
      for (const load of loads) load.close()
      const cores = measured.map(({ pid }, i) => {
        const [then, now] = [before[i], cpuSeconds(pid)]
        return then === undefined || now === undefined ? '?' : ((now - then) / seconds).toFixed(2)
      })
      const { user, system } = process.cpuUsage(own)
      console.log(`  master        ${line(atMaster, 0)}, ${(commits / seconds).toFixed(1)} commits/s beside`)
      if (count > 0) {
        const all = {
          answers: atReplicas.reduce((sum, r) => sum + r.answers, 0),
          errors: atReplicas.reduce((sum, r) => sum + r.errors, 0),
          latencies: Float64Array.from(atReplicas.flatMap((r) => [...r.latencies])).sort(),
        }
        console.log(`  all replicas  ${line(all, count)}`)
      }
      console.log(`  cores had: master ${cores[0]}${count > 0 ? `, replicas ${cores.slice(1).join(' ')}` : ''}, client ${((user + system) / 1e6 / seconds).toFixed(2)}`)
    }
  }
} finally {
  await cluster.remove()
}
