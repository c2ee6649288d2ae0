import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReplicatedDirectories } from '../../test/support/replicated-directories.ts'
import { ConfigFile } from './config-file.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

const manifestOf = (name: string): string | undefined => {
  try {
    return readFileSync(join(at.base, name, 'manifest'), 'utf8')
  } catch {
    return undefined
  }
}

describe('1 settings of one database', () => {
  it('1 come before the server\'s, at once and after a restart, and can be given up', async () => {
    const m = at.openEmpty('many')
    await m.sql('create database a', 'create database b')
    for (const name of ['a', 'b']) await m.sql(
      `use ${name}`, `call dolt_remote('add', 'one', 'file://${at.base}/${name}1')`, `call dolt_remote('add', 'two', 'file://${at.base}/${name}2')`,
    )
    await m.sql("set persist dolt_replicate_to_remote = 'one'", "call dolt_replication_set('dolt_replicate_to_remote', 'two')")
    for (const name of ['a', 'b']) await m.sql(`use ${name}`, "call dolt_branch('x')")
    expect(['a1', 'a2', 'b1', 'b2'].filter((name) => manifestOf(name) !== undefined)).toEqual(['a1', 'b2'])
    expect(readFileSync(join(at.base, 'many', 'b', '.dolt', 'config.json'), 'utf8')).toBe('{"oxbow.dolt_replicate_to_remote":"two"}')
    await m.sql("call dolt_replication_set('dolt_replication_ack', 'remote')", 'create table t (a int primary key)')
    expect(await m.sql('select count(*) from dolt_log')).toEqual([[2]])
    await m.close()
    const again = at.open('many')
    await again.sql("set global dolt_replicate_to_remote = 'one'", 'use b', 'insert into t values (1)')
    expect(await again.sql('select count(*) from dolt_log')).toEqual([[3]])
    const before = manifestOf('b1')
    await again.sql("call dolt_replication_set('--unset', 'dolt_replicate_to_remote')", "call dolt_branch('y')")
    expect([before === undefined, manifestOf('b1') === undefined]).toEqual([true, false])
  })

  it('1 can repair a replica whose remote is gone', async () => {
    await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    at.takeAway()
    await expect(r.sql('select count(*) from t')).rejects.toThrow(/^replication error/)
    await r.sql("call dolt_replication_set('dolt_skip_replication_errors', '1')")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
  })

  it('1 refuse what they can\'t be', async () => {
    const m = await at.master()
    await expect(m.sql("call dolt_replication_set('dolt_replication_ack', 'both')")).rejects.toMatchObject({ errno: 1231 })
    for (const name of ['max_connections', 'dolt_replication_freshness', 'nope']) {
      await expect(m.sql(`call dolt_replication_set('${name}', '1')`)).rejects.toMatchObject({ errno: 1193 })
    }
    await expect(m.sql("call dolt_replication_set('dolt_replication_ack')")).rejects.toThrow(/^usage: /)
    await expect(m.sql("call dolt_replication_set('dolt_read_replica_remote', 'origin')")).rejects.toMatchObject({ code: 'SECOND_ROLE' })
  })

  it('1 --data-dir: sqlserver.global.* of a member database is ignored, as in Dolt; what can\'t be loaded is told', async () => {
    const m = at.openEmpty('many')
    await m.sql('create database a')
    await m.close()
    mkdirSync(join(at.base, '.dolt'), { recursive: true })
    new ConfigFile(join(at.base, '.dolt', 'config_global.json')).update(new Map([['sqlserver.global.dolt_replicate_to_remote', 'remote1']]))
    new ConfigFile(join(at.base, 'many', 'a', '.dolt', 'config.json')).update(
      new Map([['sqlserver.global.dolt_replicate_to_remote', 'unknown'], ['oxbow.dolt_replication_ack', 'banana']]))
    const again = at.open('many')
    expect(await again.sql('use a', 'select @@GLOBAL.dolt_replicate_to_remote')).toEqual([['remote1']])
    expect(at.log.join('\n')).toContain("oxbow.dolt_replication_ack was not loaded: Variable 'dolt_replication_ack' can't be set to the value of 'banana'")
    expect(at.log.join('\n')).toContain("replication disabled: remote not found: 'remote1'")
  })
})
