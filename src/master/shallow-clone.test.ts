import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'
import { checkChunks } from '../doltdb/check-chunks.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'

let at: ReplicatedDirectories
let master: InProcessServer
let clones: InProcessServer
beforeEach(async () => {
  at = new ReplicatedDirectories()
  master = await at.master()
  for (const n of [2, 3, 4]) await master.sql(`insert into t values (${n}, 'x')`, `call dolt_commit('-am', 'row ${n}')`)
  await master.sql("call dolt_tag('v1')", "call dolt_branch('other')", "call dolt_push('origin', 'other')", "call dolt_push('origin', 'v1')")
  clones = at.openEmpty('clones')
  await clones.sql(`call dolt_clone('--depth', '2', 'file://${at.remote}', 's')`, 'use s')
})
afterEach(() => at.remove())

async function problems(): Promise<readonly string[]> {
  const store = LocalChunkStore.open(join(at.base, 'clones', 's', '.dolt', 'noms'), nodePlatform)
  try {
    return (await checkChunks(store, nodePlatform)).problems
  } finally {
    store.close()
  }
}

it('a shallow clone has the last commits of one branch, and names those that it lacks', async () => {
  expect(await clones.sql('select message from dolt_log')).toEqual([['row 4'], ['row 3']])
  expect(await clones.sql('select distinct message from dolt_diff')).toEqual([['row 4']])
  expect(await clones.sql('select a from t')).toEqual([[1], [2], [3], [4]])
  expect(await clones.sql("select count(*) from t as of 'HEAD~1'")).toEqual([[3]])
  await expect(clones.sql("select * from t as of 'HEAD~2'")).rejects.toThrow('Please do a full clone')
  expect(await clones.sql('select name from dolt_remote_branches')).toEqual([['remotes/origin/main']])
  expect(await clones.sql('select * from dolt_tags')).toEqual([])
  // Rows 1 and 2 and the first commit.
  expect(readFileSync(join(at.base, 'clones', 's', '.dolt', 'noms', 'ghostObjects.txt'), 'utf8')).toMatch(/^([0-9a-v]{32}\n){3}$/)
  expect(await problems()).toEqual([])
})

it('a shallow clone pulls, pushes and is collected', async () => {
  await master.sql("insert into t values (5, 'master')", "call dolt_commit('-am', 'row 5')")
  await clones.sql("call dolt_pull('origin', 'main')", "insert into t values (6, 'clone')", "call dolt_commit('-am', 'row 6')", 'call dolt_gc()', "call dolt_push('origin', 'main')")
  await master.sql("call dolt_pull('origin', 'main')")
  expect(await master.sql('select count(*) from dolt_log')).toEqual([[7]])
  expect(await clones.sql('select count(*) from dolt_log')).toEqual([[4]])
  expect(await problems()).toEqual([])
  await expect(clones.sql(`call dolt_remote('add', 'empty', 'file://${at.base}/empty')`, "call dolt_push('empty', 'main')")).rejects.toThrow('shallow clone')
})
