import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cluster, DATABASE, must } from '../support/cluster.ts'
import type { HttpAnswer, ServerProcess } from '../support/server-process.ts'
import { checkHistory } from './history.ts'
import { CREATE_WRITES, Workload, outcomeAt } from './workload.ts'

let cluster: Cluster
beforeEach(() => {
  cluster = new Cluster()
})
afterEach(() => cluster.remove())

const SETTINGS = { 'sqlserver.global.dolt_replication_ack': 'remote' }

function promote(server: ServerProcess): Promise<HttpAnswer> {
  return server.sql(DATABASE, "call dolt_assume_role('master')")
}

async function roleOf(server: ServerProcess): Promise<string> {
  const { rows } = await must(server.sql(DATABASE, 'select role from dolt_replication_status'))
  return String(rows?.[0]?.[0])
}

async function startMaster(): Promise<ServerProcess> {
  const master = await cluster.startMaster('a', SETTINGS)
  await must(master.sql(DATABASE, CREATE_WRITES))
  return master
}

async function judge(workload: Workload): Promise<ReturnType<typeof checkHistory>> {
  const result = await checkHistory(await workload.stop(), await outcomeAt((await cluster.startReplica('judge')).url))
  expect(result.problems).toEqual([])
  return result
}

it('two masters race for 1,000 commits, and take the role from each other: nothing acknowledged is lost', async () => {
  const a = await startMaster()
  const b = await cluster.startStandby('b', SETTINGS)
  const reader = await cluster.startReplica('reader')
  const workload = new Workload()
  for (const server of [a, b]) for (const client of ['x', 'y']) workload.write(`${server === a ? 'a' : 'b'}${client}`, () => server.url)
  workload.read(reader.url)
  let promotions = 0
  for (const deadline = Date.now() + 300_000; workload.acknowledged < 1000 && Date.now() < deadline; promotions++) {
    await sleep(1500)
    await promote(promotions % 2 === 0 ? b : a)
  }
  const history = await workload.stop()
  expect(workload.acknowledged).toBeGreaterThanOrEqual(1000)
  // Both had their share, so the role did move.
  for (const server of ['a', 'b']) expect(history.writes.some(({ row, outcome }) => outcome === 'ok' && row.startsWith(server))).toBe(true)
  expect(promotions).toBeGreaterThan(2)
  await judge(workload)
  await a.stop()
  expect(await cluster.run('a', 'fsck')).toMatch(/no problems found/i)
  expect(await cluster.run('a', 'fsck', '--remote', cluster.remoteUrl)).toMatch(/no problems found/i)
})

it('a second master without the lease is refused, whatever it tries: the first loses nothing', async () => {
  const a = await startMaster()
  const b = await cluster.startMaster('b', SETTINGS)
  await b.sql(DATABASE, CREATE_WRITES)
  const workload = new Workload()
  workload.write('a', () => a.url, 100)
  workload.write('b', () => b.url, 100)
  await workload.writersDone()
  const { writes } = await workload.stop()
  expect(writes.filter(({ row, outcome }) => outcome === 'ok' && row.startsWith('a'))).toHaveLength(100)
  expect(writes.filter(({ row, outcome }) => outcome === 'ok' && row.startsWith('b'))).toHaveLength(0)
  await judge(workload)
})

it('two promoters at once, ten times: exactly one wins', async () => {
  const servers = [await startMaster(), await cluster.startStandby('b', SETTINGS), await cluster.startStandby('c', SETTINGS)]
  let master = 0
  for (let round = 1; round <= 10; round++) {
    const promoters = servers.filter((_server, i) => i !== master)
    const answers = await Promise.all(promoters.map(promote))
    expect(answers.some(({ error }) => error === undefined)).toBe(true)
    // Where one came after the other, both won in turn, and the first has lost the role again: a write makes it notice.
    await Promise.all(servers.map((server, i) => server.sql(DATABASE, `insert into writes values ('round', ${round * 10 + i})`)))
    const roles = await Promise.all(servers.map(roleOf))
    expect(roles.filter((role) => role === 'master')).toHaveLength(1)
    master = roles.indexOf('master')
    const rows = await must(servers[master].sql(DATABASE, `select count(*) from writes where client = 'round' and n between ${round * 10} and ${round * 10 + 2}`))
    expect(rows.rows).toEqual([['1']])
  }
})
