import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

it('version-control functions take what rows hold', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (a int)')
  await sql("call dolt_commit('-Am', 'one')")
  await sql("call dolt_branch('b')")
  await sql("call dolt_commit('--allow-empty', '-m', 'two')")
  expect(await sql("select message, has_ancestor(commit_hash, 'b'), has_ancestor('b', commit_hash) from dolt_log order by commit_order desc")).toEqual([
    ['two', '1', '0'], ['one', '1', '1'], ['Initialize data repository', '0', '1'],
  ])
  expect(await sql("select name from dolt_branches where hash = hashof(name) and dolt_merge_base(name, 'main') = hashof('b') order by name"))
    .toEqual([['b']])
  expect(await sql('select dolt_hashof_table(table_name) is not null from dolt_status')).toEqual([])
  await expect(sql('select has_ancestor(name) from dolt_branches')).rejects.toMatchObject({ errno: 1582 })
  await expect(sql('select hashof(message) from dolt_log')).rejects.toThrow('invalid ref spec')
  await expect(sql('select nothing_at_all(name) from dolt_branches')).rejects.toMatchObject({ errno: 1305 })
})
