import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

describe('AUTO_INCREMENT', () => {
  it('gives transactions that run side by side different numbers, and takes none back', async () => {
    const memory = await MemoryEngine.open()
    const a = memory.client()
    const b = memory.client()
    await a('create table t (id int auto_increment primary key, v int)')
    await a('begin')
    await b('begin')
    await a('insert into t (v) values (1)')
    await b('insert into t (v) values (2), (3)')
    await a('commit')
    await b('commit')
    expect(await a('select id, v from t order by id')).toEqual([['1', '1'], ['2', '2'], ['3', '3']])
    await a('begin')
    await a('insert into t (v) values (4)')
    await a('rollback')
    await a('insert into t (v) values (5)')
    expect(await a('select max(id) from t')).toEqual([['5']])
  })

  it('goes on behind the numbers of other branches, until the table is emptied', async () => {
    const sql = (await MemoryEngine.open()).client()
    await sql('create table t (id int auto_increment primary key, v int)')
    await sql("call dolt_commit('-Am', 'made')")
    await sql("call dolt_checkout('-b', 'other')")
    await sql('insert into t (v) values (1), (2)')
    await sql("call dolt_commit('-am', 'rows')")
    await sql("call dolt_checkout('main')")
    await sql('insert into t (v) values (3)')
    expect(await sql('select id from t')).toEqual([['3']])
    await sql('alter table t auto_increment = 10')
    await sql('insert into t (v) values (4)')
    expect(await sql('select id from t order by id')).toEqual([['3'], ['10']])
  })
})
