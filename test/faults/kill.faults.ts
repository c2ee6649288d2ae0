import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASE, must } from '../support/cluster.ts'
import { MAIN, type ServerProcess } from '../support/server-process.ts'
import { ENV, type Scene, closeScene, judge, killAt, masterIsKilled, masterSettings, openScene, startMaster } from './killed-processes.ts'
import { Workload } from './workload.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => closeScene(scene))

describe.each(['local', 'remote'])('a master that is killed, ack=%s', (ack) => {
  const steps = [0, 1, 2, 3, 4, 5, 6].flatMap((step) => [{ step, when: 'before' as const }, { step, when: 'after' as const }])

  it.each(steps)('at request $step of its pushes, $when it is done: loses nothing that it acknowledged', ({ step, when }) => masterIsKilled(scene, ack, step, when))

  it('ten times at any moment, loses nothing that it acknowledged', async () => {
    let master = await startMaster(scene, ack)
    const workload = new Workload()
    for (const client of ['a', 'b', 'c']) workload.write(client, () => master.url)
    for (let i = 0; i < 10; i++) {
      await sleep(100 + i * 37)
      await master.kill()
      master = await scene.cluster.startServer('master', masterSettings(ack), { env: ENV })
    }
    const before = workload.acknowledged
    await expect.poll(() => workload.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 5)
    await workload.stop()
    expect(await master.stop()).toBe(0)
    await judge(scene, workload, ack)
  })
})

describe('a replica that is killed', () => {
  const steps = [0, 1, 2, 3, 4, 6, 8, 10, 14, 20]

  it.each(steps)('at request %i of its reads: answers right when it is back', async (step) => {
    const master = await startMaster(scene, 'remote')
    const workload = new Workload()
    workload.write('a', () => master.url, 30)
    await workload.writersDone()
    const first = await scene.cluster.startReplica('replica', { env: ENV, remoteUrl: scene.remote.url })
    const killed = new Promise<void>((resolve) => scene.remote.misbehave(killAt(step, 'before', () => first.kill(), resolve)))
    const read = (server: ServerProcess) => server.sql(DATABASE, 'select count(*), max(n) from writes')
    // A read may need fewer requests than this step is far: then nothing was killed.
    await Promise.race([killed, read(first).catch(() => killed)])
    scene.remote.heal()
    await first.kill()
    const again = await scene.cluster.startReplica('replica', { env: ENV, remoteUrl: scene.remote.url })
    expect(await read(again)).toMatchObject({ rows: [['30', 30]] })
  })

  it.each(steps)('with a data directory, at request %i of its pull: goes on where it stood', async (step) => {
    const master = await startMaster(scene, 'remote')
    const workload = new Workload()
    workload.write('a', () => master.url, 10)
    await workload.writersDone()
    const replica = { 'sqlserver.global.dolt_read_replica_remote': 'origin', 'sqlserver.global.dolt_replicate_all_heads': '1' }
    const first = await scene.cluster.startServer('standby', replica, { env: ENV })
    await must(first.sql(undefined, `call dolt_clone('${scene.remote.url}', '${DATABASE}')`))
    const more = new Workload()
    more.write('b', () => master.url, 20)
    await more.writersDone()
    const read = (server: ServerProcess) => server.sql(DATABASE, 'select count(*) from writes')
    const killed = new Promise<void>((resolve) => scene.remote.misbehave(killAt(step, 'before', () => first.kill(), resolve)))
    await Promise.race([killed, read(first).catch(() => killed)])
    scene.remote.heal()
    await first.kill()
    const again = await scene.cluster.startServer('standby', replica, { env: ENV })
    expect(await read(again)).toMatchObject({ rows: [['30']] })
    expect(await again.stop()).toBe(0)
    expect(await scene.cluster.run('standby', 'fsck')).toMatch(/no problems found/i)
  })
})

describe('a push that is killed', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7].flatMap((step) => [{ step, when: 'before' as const }, { step, when: 'after' as const }]))('at its request $step, $when it is done: the next one completes it', async ({ step, when }) => {
    const { cluster, remote } = scene
    const master = await cluster.startServer('master')
    await must(master.sql(undefined, `create database ${DATABASE}`))
    await must(master.sql(DATABASE, `call dolt_remote('add', 'origin', '${remote.url}')`))
    await must(master.sql(DATABASE, 'create table t (a int primary key)'))
    await must(master.sql(DATABASE, 'insert into t values (1), (2)'))
    await must(master.sql(DATABASE, "call dolt_commit('-Am', 'two')"))
    await master.stop()
    const home = join(cluster.directory, 'master')
    const pusher = execFile(process.execPath, [MAIN, '--data-dir', join(home, 'data', DATABASE), 'push', 'origin', 'main'], { env: { ...process.env, ...ENV, DOLT_ROOT_PATH: home } })
    const ended = new Promise<void>((resolve) => pusher.on('exit', () => resolve()))
    remote.misbehave(killAt(step, when, async () => void pusher.kill('SIGKILL'), () => undefined))
    await ended
    remote.heal()
    await cluster.run('master', 'push', 'origin', 'main')
    expect(await cluster.run('master', 'fsck', '--remote', remote.url)).toMatch(/no problems found/i)
    const judge = await cluster.startReplica('judge')
    expect(await must(judge.sql(DATABASE, 'select count(*) from t'))).toMatchObject({ rows: [['2']] })
  })
})
