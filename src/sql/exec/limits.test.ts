import { beforeAll, describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import { OxbowError } from '../../error.ts'
import type { Session } from '../session-state.ts'
import type { Limits } from './driver.ts'

let memory: MemoryEngine
let session: Session

beforeAll(async () => {
  memory = await MemoryEngine.open()
  session = memory.session()
  for (const sql of [
    'create table t (a int primary key, s varchar(100), k int)',
    `insert into t with recursive n as (select 1 as i union all select i + 1 from n where i < 1000) select i, repeat('x', 100), 1 from n`,
  ]) await memory.engine.query(session, sql)
})

function run(sql: string, limits: Limits): Promise<unknown> {
  return memory.engine.query(session, sql, [], limits)
}

describe('the bounds of a statement', () => {
  it('hold rows and bytes of the answer', async () => {
    expect(await run('select a from t', { maxRows: 1000, maxBytes: 8000 })).toHaveProperty('rows.length', 1000)
    await expect(run('select a from t', { maxRows: 999 })).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE', message: expect.stringContaining('999 rows') as string })
    await expect(run('select s from t', { maxBytes: 99_999 })).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE', message: expect.stringContaining('99999 bytes') as string })
  })

  it.each([
    ['select count(*) from t where s like \'%y%\'', 1000],
    ['select count(*) from t a, t b where a.a + b.a = 7', 1_002_000],
    ['select count(*) from t a join t b on a.k = b.k', 1_002_000],
    ['select a from t where a in (1, 2, 3)', 3],
  ])('hold the rows that %s looks at', async (sql, rows) => {
    await run(sql, { maxRowsExamined: rows })
    await expect(run(sql, { maxRowsExamined: rows / 2 })).rejects.toMatchObject({ code: 'TOO_MANY_ROWS_EXAMINED' })
  })

  it.each([
    'select count(*) from t a, t b, t c where a.a + b.a + c.a = 7',
    'select count(*) from t a join t b on a.k = b.k join t c on b.k = c.k',
    'select a.a from t a, t b, t c order by b.a limit 1',
  ])('end %s in time, though it answers nothing before its end', async (sql) => {
    const late = new OxbowError('QUERY_TIMEOUT', 'too late', { errno: 3024 })
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(late), 30)
    try {
      await expect(run(sql, { signal: abort.signal })).rejects.toBe(late)
    } finally {
      clearTimeout(timer)
    }
  })

  it('of an answer do not bound what is written', async () => {
    const limits = { maxRows: 1, maxBytes: 100, maxRowsExamined: 2000 }
    await run('create table copy (a int primary key, s varchar(100), k int)', {})
    expect(await run('insert into copy select * from t', limits)).toMatchObject({ affectedRows: 1000 })
    expect(await run('update copy set k = 3', limits)).toMatchObject({ affectedRows: 1000 })
    expect(await run('delete from copy', limits)).toMatchObject({ affectedRows: 1000 })
  })

  it('leave nothing half done', async () => {
    const abort = new AbortController()
    abort.abort()
    await expect(run('update t set k = 2', { signal: abort.signal })).rejects.toMatchObject({ errno: 1317 })
    await expect(run('insert into t select a + 1000, s, k from t', { maxRowsExamined: 500 })).rejects.toMatchObject({ code: 'TOO_MANY_ROWS_EXAMINED' })
    await expect(run('update t set k = 2', { maxRowsExamined: 500 })).rejects.toMatchObject({ code: 'TOO_MANY_ROWS_EXAMINED' })
    const { rows } = await memory.engine.query(session, 'select count(*) from t where k = 1')
    expect(Number(rows[0][0])).toBe(1000)
  })
})
