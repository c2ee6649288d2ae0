import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

let base = ''
const environment = process.env.DOLT_ROOT_PATH
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-late-'))
  process.env.DOLT_ROOT_PATH = base
  for (const name of ['data', 'remote']) mkdirSync(join(base, name))
})
afterEach(() => {
  if (environment === undefined) delete process.env.DOLT_ROOT_PATH
  else process.env.DOLT_ROOT_PATH = environment
  rmSync(base, { recursive: true, force: true })
})

it('a master whose remote comes after its variables has its lease, and takes writes, with the next statement', async () => {
  const data = new DataDirectory(join(base, 'data'))
  const host = new MasterHost({ data, longLived: true, log: () => undefined })
  try {
    await host.start()
    const engine = new Engine(host)
    const session = new Session(host, nodePlatform)
    const sql = async (text: string) => (await engine.query(session, text)).rows
    await sql("set global dolt_replicate_to_remote = 'origin'")
    await sql("set global dolt_replication_failover = 'automatic'")
    await sql('create database db')
    await sql('use db')
    await sql(`call dolt_remote('add', 'origin', '${pathToFileURL(join(base, 'remote')).href}')`)
    await sql('create table t (a int primary key)')
    expect(await sql('select role, epoch from dolt_replication_status')).toEqual([['master', 1]])
  } finally {
    await host.close()
    data.close()
  }
})
