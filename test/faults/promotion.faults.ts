import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASE, must } from '../support/cluster.ts'
import type { HttpAnswer, ServerProcess } from '../support/server-process.ts'
import { ENV, type Scene, closeScene, judge, killAt, masterSettings, openScene, startMaster } from './killed-processes.ts'
import { Workload } from './workload.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => closeScene(scene))

const STANDBY = {
  'sqlserver.global.dolt_read_replica_remote': 'origin', 'sqlserver.global.dolt_replicate_all_heads': '1',
  'sqlserver.global.dolt_transaction_commit': '1', 'sqlserver.global.dolt_replication_ack': 'remote',
}

async function startStandby(): Promise<ServerProcess> {
  const standby = await scene.cluster.startServer('standby', STANDBY, { env: ENV })
  await must(standby.sql(undefined, `call dolt_clone('${scene.remote.url}', '${DATABASE}')`))
  return standby
}

function promote(server: ServerProcess): Promise<HttpAnswer> {
  return server.sql(DATABASE, "call dolt_assume_role('master')")
}

async function roleOf(server: ServerProcess): Promise<unknown> {
  return (await must(server.sql(DATABASE, 'select role from dolt_replication_status'))).rows?.[0]?.[0]
}

const insert = (server: ServerProcess, client: string, n: number) => server.sql(DATABASE, `insert into writes values ('${client}', ${n})`)
const rowsAt = async (server: ServerProcess) => (await must(server.sql(DATABASE, "select concat(client, ':', n) from writes order by client, n"))).rows?.map(([row]) => row)

describe('2.2 a promotion that is killed', () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 8, 10].flatMap((step) => [{ step, when: 'before' as const }, { step, when: 'after' as const }])

  it.each(steps)('at its request $step, $when it is done: repeated, it leaves one master, which has all that was acknowledged', async ({ step, when }) => {
    const master = await startMaster(scene, 'remote')
    const workload = new Workload()
    workload.write('a', () => master.url, 10)
    await workload.writersDone()
    const standby = await startStandby()
    const killed = new Promise<void>((resolve) => scene.remote.misbehave(killAt(step, when, () => standby.kill(), resolve)))
    // A promotion may need fewer requests than this step is far: then it is done, and killed afterwards.
    await Promise.race([killed, promote(standby).catch(() => killed)])
    await standby.kill()
    scene.remote.heal()
    const again = await scene.cluster.startServer('standby', STANDBY, { env: ENV })
    if (await roleOf(again) !== 'master') await must(promote(again))
    expect(await roleOf(again)).toBe('master')
    workload.write('b', () => again.url, 5)
    await workload.writersDone()
    // The old master hears of it when it next pushes, and accepts nothing from then on.
    expect(await insert(master, 'late', 1)).toHaveProperty('error')
    await expect.poll(() => roleOf(master), { timeout: 20_000 }).toBe('replica')
    expect(await insert(master, 'late', 2)).toMatchObject({ error: { errno: 1290 } })
    expect(await again.stop()).toBe(0)
    await master.stop()
    expect(workload.acknowledged).toBe(15)
    await judge(scene, workload, 'remote')
  })
})

describe('2.2 a push that is under way while another server is promoted', () => {
  /** The last request of a push is the one that swaps the manifest. */
  const swap = ({ method, key }: { method: string; key: string }) => method === 'PUT' && key.endsWith('manifest')

  it('lands before the lease: the new master has it', async () => {
    const master = await startMaster(scene, 'remote')
    const standby = await startStandby()
    await must(insert(master, 'a', 1))
    let landed = false
    // The answer of the swap is lost: the master doesn't know that it landed.
    scene.remote.misbehave((request) => {
      if (landed || !swap(request)) return undefined
      landed = true
      return { kind: 'lose answer' }
    })
    const written = insert(master, 'a', 2)
    await expect.poll(() => landed).toBe(true)
    await must(promote(standby))
    const { error } = await written
    // Acknowledged or open, but there.
    expect([undefined, 'NOT_REPLICATED']).toContain(error?.code)
    expect(await rowsAt(standby)).toEqual(['a:1', 'a:2'])
    await must(insert(standby, 'b', 1))
  })

  it('lands after the lease: it is fenced off, its writer gets an error, and the change is kept on a rescue branch', async () => {
    const master = await startMaster(scene, 'remote')
    const standby = await startStandby()
    await must(insert(master, 'a', 1))
    let letGo = (): void => undefined
    const until = new Promise<void>((resolve) => (letGo = resolve))
    let held = false
    scene.remote.misbehave((request) => {
      if (held || !swap(request)) return undefined
      held = true
      return { kind: 'hold', until }
    })
    const written = insert(master, 'a', 2)
    await expect.poll(() => held).toBe(true)
    await must(promote(standby))
    await must(insert(standby, 'b', 1))
    letGo()
    expect(await written).toHaveProperty('error')
    expect(await rowsAt(standby)).toEqual(['a:1', 'b:1'])
    await expect.poll(() => roleOf(master), { timeout: 20_000 }).toBe('replica')
    expect(await rowsAt(master)).toEqual(['a:1', 'b:1'])
    const { rows } = await must(master.sql(DATABASE, "select name from dolt_branches where name like '%rescue%'"))
    expect(rows).toHaveLength(1)
    expect((await must(master.sql(DATABASE, `select concat(client, ':', n) from writes as of '${rows![0][0]}' order by n`))).rows).toEqual([['a:1'], ['a:2']])
    expect(await scene.cluster.run('standby', 'fsck', '--remote', scene.remote.url).catch(String)).toMatch(/no problems found/i)
  })
})

it('2.2 the queue of what is to be pushed survives a kill: the restarted server pushes it without being asked', async () => {
  const master = await startMaster(scene, 'local')
  scene.remote.misbehave(() => ({ kind: 'refuse' }))
  await must(insert(master, 'a', 1))
  await must(master.sql(DATABASE, "call dolt_branch('side')"))
  await must(master.sql(DATABASE, "call dolt_tag('v1')"))
  await master.kill()
  scene.remote.heal()
  const again = await scene.cluster.startServer('master', masterSettings('local'), { env: ENV })
  await expect.poll(async () => (await must(again.sql(DATABASE, 'select queue from dolt_replication_status'))).rows?.[0]?.[0], { timeout: 30_000 }).toEqual([])
  const reader = await scene.cluster.startReplica('reader')
  expect(await rowsAt(reader)).toEqual(['a:1'])
  expect((await must(reader.sql(DATABASE, 'select name from dolt_branches order by name'))).rows).toEqual([['main'], ['side']])
  expect((await must(reader.sql(DATABASE, 'select tag_name from dolt_tags'))).rows).toEqual([['v1']])
})
