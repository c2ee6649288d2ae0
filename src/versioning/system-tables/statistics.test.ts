import { expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

const COLUMNS = 'index_name, row_count, distinct_count, null_count, columns, types, upper_bound, upper_bound_cnt, mcv1, mcv2, mcv_counts'

// Recorded from real Dolt.
it('dolt_statistics tells how the values of each index are spread, leaf by leaf', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table xy (x int primary key, y varchar(10), z int not null, key yz (y, z), key y (y), unique u (z))')
  await sql(`insert into xy values (1,'a',1),(2,'a',2),(3,'b',3),(4,'c',4),(5,'a',5),(6,'a',6),(7,'a',7),(8,'b',8),(9,'b',9),(10,'d',10),(11,null,11)`)
  expect(await sql('analyze table xy')).toEqual([['xy', 'analyze', 'status', 'OK']])
  expect(await sql(`select ${COLUMNS} from dolt_statistics where table_name = 'xy'`)).toEqual([
    ['primary', '11', '11', '0', 'x', 'int', '11', '1', '', '', ''],
    ['u', '11', '11', '0', 'z', 'int', '11', '1', '', '', ''],
    ['y', '11', '5', '1', 'y', 'varchar(10)', 'd', '1', 'a', '', '5'],
    ['yz', '11', '11', '1', 'y,z', 'varchar(10),int', 'd,10', '1', '', '', ''],
  ])
  await sql('create table big (id int primary key, s varchar(200))')
  await sql("insert into big with recursive n(i) as (select 1 union all select i + 1 from n where i < 200) select i, repeat('x', 100) from n")
  expect(await sql("select row_count, upper_bound from dolt_statistics where table_name = 'big'")).toEqual([
    ['46', '46'], ['12', '58'], ['35', '93'], ['31', '124'], ['34', '158'], ['32', '190'], ['10', '200'],
  ])
  await expect(sql('analyze table xy, nope')).rejects.toEqual(mysqlError(1146))
})
