import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cluster, DATABASE, must } from '../../../test/support/cluster.ts'
import type { ServerProcess } from '../../../test/support/server-process.ts'
import type { ReplicationStatus } from '../../versioning/environment.ts'

let cluster: Cluster
beforeEach(() => {
  cluster = new Cluster()
})
afterEach(() => cluster.remove())

async function write(server: ServerProcess, statement: string): Promise<void> {
  await must(server.sql(DATABASE, statement))
  await must(server.sql(DATABASE, "call dolt_commit('-Am', 'a write')"))
}

async function statusOf(server: ServerProcess): Promise<ReplicationStatus> {
  const { databases } = await (await fetch(`${server.url}/v1/replication?database=${DATABASE}`)).json() as { databases: ReplicationStatus[] }
  expect(databases.length).toBe(1)
  return databases[0]
}

async function metricsOf(server: ServerProcess): Promise<string> {
  return await (await fetch(`${server.url}/metrics`)).text()
}

it('4 a running standby is promoted without a restart; master, standby and lazy replica tell their roles by SQL, JSON and metrics', async () => {
  const master = await cluster.startMaster('master')
  await write(master, 'create table t (a int primary key)')
  await write(master, 'insert into t values (1)')
  const standby = await cluster.startStandby('standby')
  const lazy = await cluster.startReplica('lazy')
  for (const replica of [standby, lazy]) expect(await replica.sql(DATABASE, 'select count(*) from t')).toMatchObject({ rows: [['1']] })

  expect(await statusOf(master)).toMatchObject({ role: 'master', remote: 'origin', url: cluster.remoteUrl, queue: [], lagMs: 0, lastError: null, fetched: null })
  expect((await statusOf(master)).lastPushAt).toBeGreaterThan(0)
  expect(await statusOf(standby)).toMatchObject({ role: 'replica', heads: '*', lastPushAt: null, lastError: null })
  expect(await statusOf(lazy)).toMatchObject({ role: 'replica', heads: '*', url: cluster.remoteUrl, lastError: null, fetched: { refused: 0 } })
  for (const replica of [standby, lazy]) {
    const { lastCheckAt, lagMs } = await statusOf(replica)
    expect(lastCheckAt).toBeGreaterThan(0)
    expect(lagMs).toBeGreaterThanOrEqual(0)
    expect((await replica.sql(DATABASE, 'select role, last_error from dolt_replication_status')).rows).toEqual([['replica', null]])
    expect(await metricsOf(replica)).toMatch(/^oxbow_replication_is_master\{database="db"\} 0$/m)
    expect(await metricsOf(replica)).toMatch(/^oxbow_replication_lag_seconds\{database="db"\} \d/m)
  }
  expect(await metricsOf(lazy)).toMatch(/^oxbow_replication_chunks_fetched_total\{database="db"\} [1-9]/m)
  expect(await metricsOf(master)).toMatch(/^oxbow_replication_is_master\{database="db"\} 1$/m)
  expect(await metricsOf(master)).toMatch(/^oxbow_replication_queue_length\{database="db"\} 0$/m)
  expect((await fetch(`${lazy.url}/v1/replication?database=elsewhere`)).status).toBe(404)

  await master.stop()
  expect(await cluster.run('standby', 'promote', '--url', standby.url)).toMatch(/^This server is the master now, at epoch \d+\.\n$/)
  await write(standby, 'insert into t values (2)')
  expect(await statusOf(standby)).toMatchObject({ role: 'master', queue: [], lastError: null })
  expect(await metricsOf(standby)).toMatch(/^oxbow_replication_is_master\{database="db"\} 1$/m)
  expect(await lazy.sql(DATABASE, 'select count(*) from t')).toMatchObject({ rows: [['2']] })
}, 60_000)

it('4 a directory without a server is promoted, and is the master when its server is started', async () => {
  const master = await cluster.startMaster('master')
  await write(master, 'create table t (a int primary key)')
  const standby = await cluster.startStandby('standby')
  await must(standby.sql(DATABASE, 'select * from t'))
  await write(master, 'insert into t values (1)')
  await Promise.all([master.kill(), standby.stop()])
  // What the master pushed after the standby's last pull is pulled first.
  expect(await cluster.run('standby', 'promote')).toMatch(/^This server is the master now, at epoch \d+\.\n$/)
  const settings = { 'sqlserver.global.dolt_read_replica_remote': 'origin', 'sqlserver.global.dolt_replicate_all_heads': '1' }
  const promoted = await cluster.startServer('standby', settings)
  expect(await promoted.sql(DATABASE, 'select count(*) from t')).toMatchObject({ rows: [['1']] })
  await write(promoted, 'insert into t values (2)')
  expect(await statusOf(promoted)).toMatchObject({ role: 'master', queue: [], lastError: null })
}, 60_000)

it('says where no server answers, and what a server refuses', async () => {
  await expect(cluster.run('nobody', 'promote', '--url', 'http://127.0.0.1:1')).rejects.toThrow('no server answers at http://127.0.0.1:1')
  const server = await cluster.startServer('alone')
  await expect(cluster.run('alone', 'promote', '--url', server.url)).rejects.toThrow('no database here replicates with a remote')
}, 60_000)
