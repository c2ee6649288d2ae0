import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

const archives = (): number => readdirSync(at.remote).filter((name) => name.endsWith('.darc')).length

describe('2.2 asynchronous push', () => {
  it('2.2 gathers changes, pushes each ref once at its latest, without a deleted branch, and drains at the end', async () => {
    const m = await at.master()
    const before = archives()
    await m.sql('set global dolt_async_replication = 1', "call dolt_branch('gone')")
    for (let i = 2; i < 6; i++) await m.sql(`insert into t values (${i}, 'n')`, `call dolt_commit('-am', 'row ${i}')`)
    await m.sql("call dolt_branch('-D', 'gone')")
    await m.close()
    // Of six changes; a slow machine may need more than one push.
    expect(archives() - before).toBeLessThan(4)
    const r = await at.replica('r', { dolt_replicate_all_heads: 1 })
    expect(await r.sql('select count(*) from t')).toEqual([[5]])
    expect(await r.sql('select name from dolt_branches')).toEqual([['main']])
    expect(at.log).toEqual([])
  })

  it('2.2 can be turned off while something is gathered: the next change takes it along', async () => {
    const m = await at.master()
    await m.sql('set global dolt_async_replication = 1', "call dolt_branch('a')", 'set global dolt_async_replication = 0', "call dolt_branch('b')")
    const remote = await m.host.remotes.open(`file://${at.remote}`)
    expect([...(await remote.run(remote.refs())).keys()]).toEqual(['refs/heads/a', 'refs/heads/b', 'refs/heads/main'])
  })
})
