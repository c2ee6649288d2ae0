/**
 * The drill: a master dies under load, a replica is promoted, writes go on, the old master returns. Prints, for each promise, what was
 * lost and how long writes stood still; fails when more was lost than was promised, or a reader saw what no commit had.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Row, checkHistory } from '../test/faults/history.ts'
import { CREATE_WRITES, Workload, outcomeAt } from '../test/faults/workload.ts'
import { Cluster, DATABASE, must } from '../test/support/cluster.ts'
import type { ServerProcess } from '../test/support/server-process.ts'

const HELP = `usage: npm run drill -- [options]
  --seconds N          of load before the master is killed, and again after the promotion (default: 3)
  --writers N          clients that write one row after the other (default: 4)
  --automatic          no one promotes: the standby takes over when the master's lease has ended
  --lease N            seconds of a lease, with --automatic (default: 3)
  --help               this text`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' }, writers: { type: 'string', default: '4' }, automatic: { type: 'boolean', default: false },
    lease: { type: 'string', default: '3' }, help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const loadMs = Number(values.seconds) * 1000

/** The promises, from the weakest to the strongest. */
const PROMISES: readonly (readonly [name: string, settings: Readonly<Record<string, string>>])[] = [
  ['ack=local, asynchronous', { dolt_replication_ack: 'local', dolt_async_replication: '1' }],
  ['ack=local', { dolt_replication_ack: 'local' }],
  ['ack=remote', { dolt_replication_ack: 'remote' }],
]

function config(settings: Readonly<Record<string, string>>): Record<string, string> {
  const all = {
    ...settings, dolt_transaction_commit: '1', dolt_replication_failover: values.automatic ? 'automatic' : 'manual', dolt_replication_lease_seconds: values.lease,
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`sqlserver.global.${name}`, value]))
}

/** Until the standby is the master: when nobody promotes it, it must come to that by itself. */
async function promotion(standby: ServerProcess): Promise<void> {
  if (!values.automatic) {
    await must(standby.sql(DATABASE, "call dolt_assume_role('master')"))
    return
  }
  for (;;) {
    const { rows } = await must(standby.sql(DATABASE, 'select role from dolt_replication_status'))
    if (rows?.[0]?.[0] === 'master') return
    await sleep(50)
  }
}

/** Rows of all rescue branches of a server. */
async function rescuedAt(server: ServerProcess): Promise<{ branches: string[]; rows: ReadonlySet<Row> }> {
  const { rows: named = [] } = await must(server.sql(DATABASE, "select name from dolt_branches where name like 'rescue/%'"))
  const branches = named.map(([name]) => String(name))
  const rows = new Set<Row>()
  for (const ref of branches) {
    const answer = await must(server.sql(DATABASE, 'select client, n from writes', { ref }))
    for (const [client, n] of answer.rows ?? []) rows.add(`${String(client)}:${Number(n)}`)
  }
  return { branches, rows }
}

/** @returns false when the promise was broken. */
async function drill(promise: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
  const cluster = new Cluster()
  try {
    const master = await cluster.startMaster('master', config(settings))
    await must(master.sql(DATABASE, CREATE_WRITES))
    await must(master.sql(DATABASE, "call dolt_commit('--allow-empty', '-m', 'begin')"))
    await sleep(1000)
    const standby = await cluster.startStandby('standby', config(settings))
    const reader = await cluster.startReplica('reader')
    const workload = new Workload()
    let url = master.url
    for (let i = 1; i <= Number(values.writers); i++) workload.write(`client${i}`, () => url)
    workload.read(reader.url)
    await sleep(loadMs)

    const killedAt = performance.now()
    await master.kill()
    await promotion(standby)
    const promotedAt = performance.now()
    ;({ url } = standby)
    await sleep(loadMs)
    const old = await cluster.startServer('master', { 'sqlserver.global.dolt_replicate_to_remote': 'origin', ...config(settings) })
    await must(old.sql(DATABASE, 'select count(*) from writes'))
    const refused = await old.sql(DATABASE, "insert into writes values ('nobody', 1)")
    const rescued = await rescuedAt(old)
    await sleep(500)
    const history = await workload.stop()
    await standby.stop()

    const outcome = await outcomeAt((await cluster.startReplica('judge')).url)
    const { problems, lost, unacknowledged } = await checkHistory(history, outcome, { mayLoseTail: promise !== 'ack=remote' })
    const times = workload.acknowledgements
    const before = times.filter((at) => at < killedAt).at(-1) ?? killedAt
    const after = times.find((at) => at > promotedAt) ?? NaN
    const astray = lost.filter((row) => !rescued.rows.has(row))
    console.log(`\n${promise}`)
    console.log(`  ${times.length} writes acknowledged, ${history.reads.length} reads by a replica checked`)
    console.log(`  writes stood still for ${Math.round(after - before)} ms (promotion took ${Math.round(promotedAt - killedAt)} ms)`)
    console.log(`  acknowledged and lost at the new master: ${lost.length}${lost.length === 0 ? '' : ` (${lost.slice(0, 8).join(', ')}${lost.length > 8 ? ', …' : ''})`}`)
    if (rescued.branches.length > 0) console.log(`  kept by the old master on ${rescued.branches.join(', ')}: ${lost.length - astray.length} of them`)
    console.log(`  not acknowledged, and there: ${unacknowledged.length}`)
    console.log(`  the old master is back, and refuses writes: ${refused.error?.message ?? 'NO'}`)
    const wrong = [...problems, ...astray.map((row) => `${row} is on no rescue branch`), ...(refused.error === undefined ? ['the old master accepted a write'] : [])]
    for (const problem of wrong) console.log(`  WRONG: ${problem}`)
    return wrong.length === 0
  } finally {
    await cluster.remove()
  }
}

let kept = true
for (const [promise, settings] of PROMISES) kept = (await drill(promise, settings)) && kept
console.log(kept ? '\nEvery promise was kept.' : '\nA promise was broken.')
process.exitCode = kept ? 0 : 1
