import { expect, onTestFinished, test, vi } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

async function logged(): Promise<Client> {
  const engine = await MemoryEngine.open()
  const sql = engine.client()
  await sql('create table k (a int primary key, b int)')
  await sql('create table log (id int primary key auto_increment, s varchar(100))')
  for (const [name, when, text] of [
    ['k1', 'before insert', "concat('bi ', new.a)"], ['k2', 'after insert', "concat('ai ', new.a)"],
    ['k3', 'before update', "concat('bu ', old.a, '-', new.b)"], ['k4', 'after update', "concat('au ', old.b)"],
    ['k5', 'before delete', "concat('bd ', old.a)"], ['k6', 'after delete', "concat('ad ', old.a)"],
  ]) await sql(`create trigger ${name} ${when} on k for each row insert into log(s) values (${text})`)
  return sql
}

test('triggers run for each row, as Dolt runs them: for REPLACE and ON DUPLICATE KEY those of INSERT', async () => {
  const sql = await logged()
  await sql('insert into k values (1,1)')
  await sql('replace into k values (1,2)')
  await sql('insert into k values (1,3) on duplicate key update b = 7')
  await sql('update k set b = 9')
  await sql('update k set b = 9')
  await sql('insert ignore into k values (1,3)')
  // Recorded from Dolt 2.3.1.
  expect(await sql('select group_concat(s order by id) from log')).toEqual([['bi 1,ai 1,bi 1,ai 1,bi 1,ai 1,bu 1-9,au 7,bu 1-9,au 9,bi 1']])
  await sql('delete from k')
  expect(await sql('select s from log order by id desc limit 2')).toEqual([['ad 1'], ['bd 1']])
})

test('BEFORE triggers change the new row, in the order of FOLLOWS and PRECEDES', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (id int primary key auto_increment, n int not null, s varchar(20))')
  await sql("create trigger a before insert on t for each row set new.s = concat(new.s, 'a'), new.n = coalesce(new.n, new.id)")
  await sql("create trigger b before insert on t for each row precedes a set new.s = concat(new.s, 'b')")
  await sql("create trigger c before insert on t for each row follows b set new.s = concat(new.s, 'c')")
  await sql("insert into t (n, s) values (null, '-'), (7, '+')")
  expect(await sql('select * from t')).toEqual([['1', '1', '-bca'], ['2', '7', '+bca']])
  await expect(sql('drop trigger b')).rejects.toMatchObject({ errno: 1105 })
  await sql('drop trigger c')
  await sql('drop trigger b')
  await sql("insert into t values (9, 1, '')")
  expect(await sql('select s from t where id = 9')).toEqual([['a']])
})

test('triggers see the rows so far, and cascade', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table a (i int primary key, j int)')
  await sql('create table b (x int primary key)')
  await sql('create table c (y int)')
  await sql('create trigger t1 before insert on a for each row begin set new.j = (select count(*) from a); insert into b values (new.i); end')
  await sql('create trigger t2 after insert on b for each row insert into c values (new.x * 10)')
  await sql('insert into a (i) values (1), (2), (3)')
  expect(await sql('select j from a order by i')).toEqual([['0'], ['1'], ['2']])
  expect(await sql('select y from c order by y')).toEqual([['10'], ['20'], ['30']])
})

test('SIGNAL in a trigger undoes the statement, with what triggers wrote', async () => {
  const sql = await logged()
  await sql("create trigger guard after insert on k for each row if new.b > 10 then signal sqlstate '45000' set message_text = 'too big'; end if")
  await expect(sql('insert into k values (1, 1), (2, 11)')).rejects.toMatchObject({ errno: 1644, sqlState: '45000', message: 'too big' })
  expect(await sql('select (select count(*) from k), (select count(*) from log)')).toEqual([['0', '0']])
})

test('a trigger may not write to the table it belongs to, neither by itself nor through others', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table a (x int primary key)')
  await sql('create table b (x int primary key)')
  await sql('create trigger ta after insert on a for each row insert into b values (new.x)')
  await sql('create trigger tb after insert on b for each row delete from a')
  await expect(sql('insert into a values (1)')).rejects.toMatchObject({ errno: 1442 })
  await sql('drop trigger tb')
  await sql('create procedure p() update a set x = 5')
  await sql('create trigger tb after insert on b for each row call p()')
  await expect(sql('insert into a values (1)')).rejects.toMatchObject({ errno: 1442 })
})

test('what a trigger may not be', async () => {
  const sql = await logged()
  await sql('create view v as select * from k')
  const refused = async (text: string): Promise<number> => (await sql(`create trigger ${text}`).catch((e) => e)).errno
  expect(await refused('x before insert on v for each row set @x = 1')).toBe(1347)
  expect(await refused('x before insert on nowhere for each row set @x = 1')).toBe(1146)
  expect(await refused('k1 before insert on k for each row set @x = 1')).toBe(1359)
  expect(await refused('x before insert on k for each row set @x = old.a')).toBe(1363)
  expect(await refused('x before delete on k for each row set @x = new.a')).toBe(1363)
  expect(await refused('x before update on k for each row set old.a = 1')).toBe(1362)
  expect(await refused('x after update on k for each row set new.a = 1')).toBe(1362)
  expect(await refused('x before insert on k for each row set @x = new.nothing')).toBe(1054)
  expect(await refused('x before insert on k for each row follows k3 set @x = 1')).toBe(3011)
  expect(await refused(`${'x'.repeat(65)} before insert on k for each row set @x = 1`)).toBe(1059)
})

test('triggers go with their table; dolt_schemas has the bytes that Dolt gives it', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (a int primary key)')
  await sql('create table u (a int primary key)')
  await sql('create view v as select 1')
  vi.useFakeTimers({ now: 1795465630_000, toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  await sql('create trigger gone before insert on u for each row set @x = 1')
  await sql('create trigger x before insert on t for each row set @x = 1')
  await sql('drop table u')
  // Recorded from Dolt 2.3.1.
  expect(await sql("select dolt_hashof_table('dolt_schemas')")).toEqual([['l2q3mj90u76t77h965jv60rl02r6csuk']])
})
