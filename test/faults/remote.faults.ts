import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileObjectStore } from '../../src/master/file-object-store.ts'
import { Cluster, DATABASE, must } from '../support/cluster.ts'
import { type Fault, FaultyRemote, type Plan, always, flapping, sometimes } from './faulty-remote.ts'
import { checkHistory } from './history.ts'
import { CREATE_WRITES, Workload, outcomeAt } from './workload.ts'

/** How long the remote misbehaves in a scenario, in milliseconds. */
const BAD_MS = 6000

const isManifest = ({ key }: { readonly key: string }): boolean => key === 'manifest'
const isPut = ({ method }: { readonly method: string }): boolean => method === 'PUT'

/** Same faults each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

const MIXED: readonly Fault[] = [
  { kind: 'refuse' }, { kind: 'status', status: 500 }, { kind: 'status', status: 503 }, { kind: 'slow', ms: 300 }, { kind: 'lose answer' },
  { kind: 'truncate' }, { kind: 'corrupt' },
]

/** Name and plan of each misbehaviour. */
const PLANS: readonly (readonly [string, Plan])[] = [
  ['is down', always({ kind: 'refuse' })],
  ['is slow', always({ kind: 'slow', ms: 400 })],
  ['flaps', flapping(3, 4)],
  ['answers 409', always({ kind: 'status', status: 409 }, isPut)],
  ['answers 412', always({ kind: 'status', status: 412 }, (r) => isPut(r) && isManifest(r))],
  ['answers 500', always({ kind: 'status', status: 500 })],
  ['never answers', always({ kind: 'hang' })],
  ['does what it is asked, and the answer is lost', always({ kind: 'lose answer' }, isPut)],
  ['cuts bodies', always({ kind: 'truncate' }, (r) => !isPut(r) && !isManifest(r))],
  ['cuts manifests', always({ kind: 'truncate' }, (r) => !isPut(r) && isManifest(r))],
  ['gives wrong bytes', always({ kind: 'corrupt' }, (r) => !isPut(r) && !isManifest(r))],
  ['gives wrong manifests', always({ kind: 'corrupt' }, (r) => !isPut(r) && isManifest(r))],
  ['does a bit of everything', sometimes(MIXED, 0.3, seeded(7))],
]

describe.each(['local', 'remote'] as const)('a remote that misbehaves, ack=%s', (ack) => {
  let cluster: Cluster
  let remote: FaultyRemote
  beforeEach(async () => {
    const backing = new Cluster()
    mkdirSync(join(backing.directory, 'remote'), { recursive: true })
    remote = await FaultyRemote.start(new FileObjectStore(join(backing.directory, 'remote')))
    cluster = backing
  })
  afterEach(async () => {
    await cluster.remove()
    await remote.close()
  })

  it.each(PLANS)('%s: nothing acknowledged is lost, and no reader sees what no commit had', async (_what, plan) => {
    const env = { OXBOW_REMOTE_TIMEOUT_MS: '1000' }
    const master = await cluster.startServer('master', {
      'sqlserver.global.dolt_replicate_to_remote': 'origin', 'sqlserver.global.dolt_transaction_commit': '1', 'sqlserver.global.dolt_replication_ack': ack,
    }, { env })
    await must(master.sql(undefined, `create database ${DATABASE}`))
    await must(master.sql(DATABASE, `call dolt_remote('add', 'origin', '${remote.url}')`))
    await must(master.sql(DATABASE, CREATE_WRITES))
    const replica = await cluster.startReplica('through-the-faults', { env, remoteUrl: remote.url })
    await must(replica.sql(DATABASE, 'select count(*) from writes'))

    const workload = new Workload()
    for (const client of ['a', 'b', 'c']) workload.write(client, () => master.url)
    workload.read(replica.url)
    workload.read(replica.url, 'max-staleness=2000')
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    await pause(1000)
    remote.misbehave(plan)
    await pause(BAD_MS)
    remote.heal()
    await pause(1500)
    const before = workload.acknowledged
    await expect.poll(() => workload.acknowledged, { timeout: 90_000 }).toBeGreaterThan(before)
    const history = await workload.stop()
    // What was queued is pushed at the end.
    await must(master.sql(DATABASE, `insert into writes values ('end', 1)`))
    expect(await master.stop()).toBe(0)

    const judge = await cluster.startReplica('judge')
    const outcome = await outcomeAt(judge.url)
    const { problems, lost } = await checkHistory({ ...history, writes: [...history.writes, { row: 'end:1', start: 0, end: 0, outcome: 'unknown' }] }, outcome, {
      replicatesLater: ack === 'local',
    })
    expect(problems).toEqual([])
    expect(lost).toEqual([])
    expect(history.reads.length).toBeGreaterThan(10)
    expect(history.writes.filter((write) => write.outcome === 'ok').length).toBeGreaterThan(10)
  })
})
