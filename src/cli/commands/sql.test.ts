import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fails, InProcessCli, ok, type Outcome } from '../../../test/support/in-process-cli.ts'

const cli = new InProcessCli()

// What is expected below is what Dolt 2.3.1 prints for the same command, `dolt` in its advice read as `oxbow`.
describe('sql', () => {
  it('prints results as Dolt does', async () => {
    await cli.repository()
    expect(await cli.run('sql', '-q', 'create table t (id int primary key, s varchar(20), d decimal(10,2), j json, dt datetime)')).toEqual(ok(''))
    expect(await cli.run('sql', '-q', `insert into t values (1,'a,"b',1.5,'{"a":1}','2020-01-02'),(2,null,null,null,null)`)).toEqual(ok(''))
    const query = (format: string, sql = 'select * from t'): Promise<Outcome> => cli.run('sql', '-r', format, '-q', sql)
    expect(await query('tabular')).toEqual(ok(`+----+------+------+---------+---------------------+
| id | s    | d    | j       | dt                  |
+----+------+------+---------+---------------------+
| 1  | a,"b | 1.50 | {"a":1} | 2020-01-02 00:00:00 |
| 2  | NULL | NULL | NULL    | NULL                |
+----+------+------+---------+---------------------+

`))
    expect(await query('csv')).toEqual(ok('id,s,d,j,dt\n1,"a,""b",1.50,"{""a"":1}",2020-01-02 00:00:00\n2,,,,\n'))
    expect(await query('json')).toEqual(ok('{"rows": [{"d":"1.50","dt":"2020-01-02 00:00:00","id":1,"j":{"a":1},"s":"a,\\"b"},{"id":2}]}\n'))
    expect(await query('vertical')).toEqual(ok(`*************************** 1. row ***************************
id: 1
 s: a,"b
 d: 1.50
 j: {"a":1}
dt: 2020-01-02 00:00:00

*************************** 2. row ***************************
id: 2
 s: NULL
 d: NULL
 j: NULL
dt: NULL


`))
    const none = 'select * from t where id > 10'
    expect([(await query('tabular', none)).out, (await query('csv', none)).out, (await query('json', none)).out, (await query('vertical', none)).out])
      .toEqual(['\n', 'id,s,d,j,dt\n', '{}\n\n', '\n'])
    expect((await query('csv', `select '' as a, null as b, true as c, 'x
y' as d, 1.5e10 as e`)).out).toBe('a,b,c,d,e\n"",,true,"x\ny",1.5e+10\n')
    expect((await query('tabular', `select '日本語' as a, '👍' c union all select 'x','y'`)).out)
      .toBe('+--------+----+\n| a      | c  |\n+--------+----+\n| 日本語 | 👍 |\n| x      | y  |\n+--------+----+\n\n')
    expect(await query('nope')).toEqual(fails('Invalid argument for --result-format. Valid values are tabular, csv, json'))
  })

  it('stops a script at its first error, and says where', async () => {
    await cli.repository()
    const { out, err, code } = await cli.run('sql', '-q', 'select 1 as x;\nselect nope;\nselect 2')
    expect(out).toBe('+---+\n| x |\n+---+\n| 1 |\n+---+\n\n')
    expect(err).toMatch(/^error on line 2 for query select nope: /)
    expect(code).toBe(1)
    const on = await cli.run('sql', '--continue', '-r', 'csv', '-q', 'select 1 as x;\nselect nope;\nselect 2 as y')
    expect({ out: on.out, code: on.code }).toEqual({ out: 'x\n1\ny\n2\n', code: 0 })
    expect(await cli.run('sql', '-f', join(cli.directory, 'none.sql'))).toEqual(fails('couldn\'t open file BASE/case' + cli.case + '/db/none.sql'))
  })
})
