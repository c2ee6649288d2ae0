import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileObjectStore } from '../../src/master/file-object-store.ts'
import { Cluster, DATABASE, must } from '../support/cluster.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { FaultyRemote, type Plan } from './faulty-remote.ts'
import { checkHistory } from './history.ts'
import { CREATE_WRITES, Workload, outcomeAt } from './workload.ts'

const ENV = { OXBOW_REMOTE_TIMEOUT_MS: '2000' }

let cluster: Cluster
let remote: FaultyRemote
beforeEach(async () => {
  cluster = new Cluster()
  remote = await FaultyRemote.start(new FileObjectStore(join(cluster.directory, 'remote')))
})
afterEach(async () => {
  await cluster.remove()
  await remote.close()
})

function settings(ack: string): Record<string, string> {
  return {
    'sqlserver.global.dolt_replicate_to_remote': 'origin', 'sqlserver.global.dolt_transaction_commit': '1', 'sqlserver.global.dolt_replication_ack': ack,
  }
}

async function startMaster(ack: string): Promise<ServerProcess> {
  const master = await cluster.startServer('master', settings(ack), { env: ENV })
  await must(master.sql(undefined, `create database ${DATABASE}`))
  await must(master.sql(DATABASE, `call dolt_remote('add', 'origin', '${remote.url}')`))
  await must(master.sql(DATABASE, CREATE_WRITES))
  return master
}

/** Kills a server at the n-th request that comes from it: before the request is done, or between that and its answer. */
function killAt(step: number, done: boolean, server: ServerProcess, killed: () => void): Plan {
  return ({ ordinal }) => {
    if (ordinal !== step) return undefined
    void server.kill().then(killed)
    return done ? { kind: 'lose answer' } : { kind: 'hang' }
  }
}

/** Checks what clients saw against what a fresh replica sees, and every chunk of both stores. */
async function judge(workload: Workload, ack: string): Promise<void> {
  const history = await workload.stop()
  const outcome = await outcomeAt((await cluster.startReplica('judge')).url)
  const { problems } = await checkHistory(history, outcome, { replicatesLater: ack === 'local' })
  expect(problems).toEqual([])
  expect(await cluster.run('master', 'fsck')).toMatch(/no problems found/i)
  expect(await cluster.run('master', 'fsck', '--remote', remote.url)).toMatch(/no problems found/i)
}

describe.each(['local', 'remote'])('a master that is killed, ack=%s', (ack) => {
  const steps = [0, 1, 2, 3, 4, 5, 6].flatMap((step) => [{ step, when: 'before' }, { step, when: 'after' }])

  it.each(steps)('at request $step of its pushes, $when it is done: loses nothing that it acknowledged', async ({ step, when }) => {
    const master = await startMaster(ack)
    const workload = new Workload()
    let url = master.url
    for (const client of ['a', 'b']) workload.write(client, () => url)
    await expect.poll(() => workload.acknowledged).toBeGreaterThan(5)
    await new Promise<void>((resolve) => remote.misbehave(killAt(step, when === 'after', master, resolve)))
    remote.heal()
    const again = await cluster.startServer('master', settings(ack), { env: ENV })
    ;({ url } = again)
    const before = workload.acknowledged
    await expect.poll(() => workload.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 5)
    await workload.stop()
    expect(await again.stop()).toBe(0)
    await judge(workload, ack)
  })

  it('ten times at any moment, loses nothing that it acknowledged', async () => {
    let master = await startMaster(ack)
    const workload = new Workload()
    for (const client of ['a', 'b', 'c']) workload.write(client, () => master.url)
    for (let i = 0; i < 10; i++) {
      await sleep(100 + i * 37)
      await master.kill()
      master = await cluster.startServer('master', settings(ack), { env: ENV })
    }
    const before = workload.acknowledged
    await expect.poll(() => workload.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 5)
    await workload.stop()
    expect(await master.stop()).toBe(0)
    await judge(workload, ack)
  })
})

describe('a replica that is killed', () => {
  const steps = [0, 1, 2, 3, 4, 6, 8, 10, 14, 20]

  it.each(steps)('at request %i of its reads: answers right when it is back', async (step) => {
    const master = await startMaster('remote')
    const workload = new Workload()
    workload.write('a', () => master.url, 30)
    await workload.writersDone()
    const first = await cluster.startReplica('replica', { env: ENV, remoteUrl: remote.url })
    const killed = new Promise<void>((resolve) => remote.misbehave(killAt(step, false, first, resolve)))
    const read = (server: ServerProcess) => server.sql(DATABASE, 'select count(*), max(n) from writes')
    // A read may need fewer requests than this step is far: then nothing was killed.
    await Promise.race([killed, read(first).catch(() => killed)])
    remote.heal()
    await first.kill()
    const again = await cluster.startReplica('replica', { env: ENV, remoteUrl: remote.url })
    expect(await read(again)).toMatchObject({ rows: [['30', 30]] })
  })

  it.each(steps)('with a data directory, at request %i of its pull: goes on where it stood', async (step) => {
    const master = await startMaster('remote')
    const workload = new Workload()
    workload.write('a', () => master.url, 10)
    await workload.writersDone()
    const replica = { 'sqlserver.global.dolt_read_replica_remote': 'origin', 'sqlserver.global.dolt_replicate_all_heads': '1' }
    const first = await cluster.startServer('standby', replica, { env: ENV })
    await must(first.sql(undefined, `call dolt_clone('${remote.url}', '${DATABASE}')`))
    const more = new Workload()
    more.write('b', () => master.url, 20)
    await more.writersDone()
    const read = (server: ServerProcess) => server.sql(DATABASE, 'select count(*) from writes')
    const killed = new Promise<void>((resolve) => remote.misbehave(killAt(step, false, first, resolve)))
    await Promise.race([killed, read(first).catch(() => killed)])
    remote.heal()
    await first.kill()
    const again = await cluster.startServer('standby', replica, { env: ENV })
    expect(await read(again)).toMatchObject({ rows: [['30']] })
    expect(await again.stop()).toBe(0)
    expect(await cluster.run('standby', 'fsck')).toMatch(/no problems found/i)
  })
})
