import { join } from 'node:path'
import { expect } from 'vitest'
import { FileObjectStore } from '../../src/master/file-object-store.ts'
import { Cluster, DATABASE, must } from '../support/cluster.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { FaultyRemote, type Plan } from './faulty-remote.ts'
import { checkHistory } from './history.ts'
import { CREATE_WRITES, Workload, outcomeAt } from './workload.ts'

/** A remote that doesn't answer is given up soon. */
export const ENV = { OXBOW_REMOTE_TIMEOUT_MS: '2000' }

/** The scene of a killing: servers around a remote that sees each of their requests. */
export interface Scene {
  readonly cluster: Cluster
  readonly remote: FaultyRemote
}

export async function openScene(): Promise<Scene> {
  const cluster = new Cluster()
  return { cluster, remote: await FaultyRemote.start(new FileObjectStore(join(cluster.directory, 'remote'))) }
}

export async function closeScene({ cluster, remote }: Scene): Promise<void> {
  await cluster.remove()
  await remote.close()
}

/** A master's settings, with a promise. */
export function masterSettings(ack: string): Record<string, string> {
  return {
    'sqlserver.global.dolt_replicate_to_remote': 'origin', 'sqlserver.global.dolt_transaction_commit': '1', 'sqlserver.global.dolt_replication_ack': ack,
  }
}

/** Starts a master that pushes through the remote that misbehaves, with a table to write to. */
export async function startMaster({ cluster, remote }: Scene, ack: string): Promise<ServerProcess> {
  const master = await cluster.startServer('master', masterSettings(ack), { env: ENV })
  await must(master.sql(undefined, `create database ${DATABASE}`))
  await must(master.sql(DATABASE, `call dolt_remote('add', 'origin', '${remote.url}')`))
  await must(master.sql(DATABASE, CREATE_WRITES))
  return master
}

/** Kills a process at the n-th request that comes from it: before the request is done, or between that and its answer. */
export function killAt(step: number, when: 'before' | 'after', kill: () => Promise<void>, killed: () => void): Plan {
  return ({ ordinal }) => {
    if (ordinal !== step) return undefined
    void kill().then(killed)
    return when === 'after' ? { kind: 'lose answer' } : { kind: 'hang' }
  }
}

/** Checks what clients saw against what a fresh replica sees, and every chunk of both stores. */
export async function judge({ cluster, remote }: Scene, workload: Workload, ack: string): Promise<void> {
  const history = await workload.stop()
  const outcome = await outcomeAt((await cluster.startReplica('judge')).url)
  const { problems } = await checkHistory(history, outcome, { replicatesLater: ack === 'local' })
  expect(problems).toEqual([])
  expect(await cluster.run('master', 'fsck')).toMatch(/no problems found/i)
  expect(await cluster.run('master', 'fsck', '--remote', remote.url)).toMatch(/no problems found/i)
}

/** A master is killed at a request of its pushes, under load, and started again. */
export async function masterIsKilled(scene: Scene, ack: string, step: number, when: 'before' | 'after'): Promise<void> {
  const { cluster, remote } = scene
  const master = await startMaster(scene, ack)
  const workload = new Workload()
  let url = master.url
  for (const client of ['a', 'b']) workload.write(client, () => url)
  await expect.poll(() => workload.acknowledged, { timeout: 30_000 }).toBeGreaterThan(5)
  await new Promise<void>((resolve) => remote.misbehave(killAt(step, when, () => master.kill(), resolve)))
  remote.heal()
  const again = await cluster.startServer('master', masterSettings(ack), { env: ENV })
  ;({ url } = again)
  const before = workload.acknowledged
  await expect.poll(() => workload.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 5)
  await workload.stop()
  expect(await again.stop()).toBe(0)
  await judge(scene, workload, ack)
}
