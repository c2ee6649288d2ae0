import { expect, test } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

async function client(): Promise<Client> {
  const engine = await MemoryEngine.open()
  return engine.client()
}

test('parameters go in, out and both ways; a CALL answers with its last SELECT', async () => {
  const sql = await client()
  await sql('create procedure p(in a int, out b int, inout c varchar(10)) begin select 1; set b = a * 2, c = concat(c, a); select a, b, c; set a = 0; end')
  await sql("set @c = 'x'")
  expect(await sql('call p(4, @b, @c)')).toEqual([['4', '8', 'x4']])
  expect(await sql('select @b, @c')).toEqual([['8', 'x4']])
})

test('loops, labels and CASE', async () => {
  const sql = await client()
  await sql(`create procedure p(n int, out total int) begin
    declare i int default 0;
    set total = 0;
    outerloop: loop
      set i = i + 1;
      if i > n then leave outerloop; end if;
      case when i % 2 = 0 then iterate outerloop; else set total = total + i; end case;
    end loop outerloop;
    while i < 20 do set i = i + 10; end while;
    repeat set total = total + 100; until total > 200 end repeat;
  end`)
  await sql('call p(5, @t)')
  expect(await sql('select @t')).toEqual([['209']])
})

test('cursors read to their end, where NOT FOUND is handled', async () => {
  const sql = await client()
  await sql('create table t (a int primary key)')
  await sql('insert into t values (1), (2), (3)')
  await sql(`create procedure p(out total int) begin
    declare x int; declare ended int default 0;
    declare c cursor for select a from t order by a;
    declare continue handler for not found set ended = 1;
    set total = 0;
    open c;
    repeat fetch c into x; if not ended then set total = total + x; end if; until ended end repeat;
    close c;
  end`)
  await sql('call p(@t)')
  expect(await sql('select @t')).toEqual([['6']])
})

test('handlers continue or leave their block; what failed is undone by itself', async () => {
  const sql = await client()
  await sql('create table t (a int primary key)')
  await sql(`create procedure go_on() begin
    declare continue handler for 1062 set @seen = 'duplicate';
    insert into t values (1); insert into t values (2), (1); insert into t values (3);
  end`)
  await sql('call go_on()')
  expect(await sql('select a, @seen from t')).toEqual([['1', 'duplicate'], ['3', 'duplicate']])
  await sql(`create procedure stop() begin
    begin declare exit handler for sqlstate '23000' begin declare v int default 5; set @v = v; end; insert into t values (1); insert into t values (9); end;
    insert into t values (10);
  end`)
  await sql('call stop()')
  expect(await sql('select a, @v from t where a > 3')).toEqual([['10', '5']])
})

test('SIGNAL and RESIGNAL', async () => {
  const sql = await client()
  await sql("create procedure s() signal sqlstate '45000' set message_text = 'no', mysql_errno = 1234")
  await expect(sql('call s()')).rejects.toMatchObject({ errno: 1234, sqlState: '45000', message: 'no' })
  await sql("create procedure r() begin declare exit handler for sqlexception resignal set message_text = 'again'; call s(); end")
  await expect(sql('call r()')).rejects.toMatchObject({ errno: 1234, sqlState: '45000', message: 'again' })
})

test('a failed CALL leaves nothing behind; transactions in a procedure end where it says', async () => {
  const sql = await client()
  await sql('create table t (a int primary key)')
  await sql('create procedure f() begin insert into t values (1); insert into t values (1); end')
  await expect(sql('call f()')).rejects.toMatchObject({ errno: 1062 })
  expect(await sql('select count(*) from t')).toEqual([['0']])
  await sql('create procedure x() begin start transaction; insert into t values (1); rollback; start transaction; insert into t values (2); commit; end')
  await sql('call x()')
  expect(await sql('select a from t')).toEqual([['2']])
})

test('procedures call themselves, but not for ever; a time limit ends a loop', async () => {
  const memory = await MemoryEngine.open()
  const sql = memory.client()
  await sql('create procedure fac(n int, out f bigint) begin if n < 2 then set f = 1; else call fac(n - 1, f); set f = f * n; end if; end')
  await sql('call fac(10, @f)')
  expect(await sql('select @f')).toEqual([['3628800']])
  await sql('create procedure deep() call deep()')
  await expect(sql('call deep()')).rejects.toMatchObject({ errno: 1456 })
  await sql('create procedure endless() begin declare continue handler for sqlexception set @x = 1; loop set @y = 1; end loop; end')
  const abort = new AbortController()
  const running = memory.engine.query(sql.session, 'call endless()', [], { signal: abort.signal })
  setTimeout(() => abort.abort(), 5)
  await expect(running).rejects.toMatchObject({ errno: 1317 })
})

test('prepared statements in a procedure', async () => {
  const sql = await client()
  await sql("create procedure p() begin set @q = 'select ? + 1'; prepare s from @q; set @n = 4; execute s using @n; deallocate prepare s; end")
  expect(await sql('call p()')).toEqual([['5']])
  await expect(sql('execute s')).rejects.toMatchObject({ errno: 1243 })
})

test('bodies that can never run are refused', async () => {
  const sql = await client()
  const refused = async (body: string): Promise<number> => (await sql(`create procedure p(a int) ${body}`).catch((e) => e)).errno
  expect(await refused('begin declare x int; declare x int; end')).toBe(1331)
  expect(await refused('begin select 1; declare x int; end')).toBe(1064)
  expect(await refused('begin declare c cursor for select 1; declare x int; end')).toBe(1337)
  expect(await refused('begin leave nowhere; end')).toBe(1308)
  expect(await refused('b: begin iterate b; end')).toBe(1308)
  expect(await refused('begin open c; end')).toBe(1324)
  expect(await refused('begin fetch c into a; end')).toBe(1324)
  expect(await refused('begin select 1 into b; end')).toBe(1327)
  expect(await refused('begin signal nothing; end')).toBe(1319)
  expect(await refused('create procedure q() select 1')).toBe(1303)
})

test('calls are checked: name, number of arguments, CASE without a branch', async () => {
  const sql = await client()
  await sql('create procedure p(a int) case a when 1 then select 1; end case')
  await expect(sql('call nope()')).rejects.toMatchObject({ errno: 1305 })
  await expect(sql('call p()')).rejects.toMatchObject({ errno: 1318 })
  await expect(sql('call p(2)')).rejects.toMatchObject({ errno: 1339, sqlState: '20000' })
  await expect(sql('create procedure P() select 1')).rejects.toMatchObject({ errno: 1304 })
  await expect(sql('drop procedure q')).rejects.toMatchObject({ errno: 1305 })
  await sql('drop procedure P')
  await expect(sql('call p(1)')).rejects.toMatchObject({ errno: 1305 })
})

test("a name that begins like version control's may be the user's", async () => {
  const sql = await client()
  await sql('create procedure dolt_mine() select 7')
  expect(await sql('call dolt_mine()')).toEqual([['7']])
  await expect(sql('call dolt_nobodys()')).rejects.toMatchObject({ errno: 1305 })
})

test('dolt_procedures has the bytes that Dolt gives it, and is versioned', async () => {
  const sql = await client()
  await sql('create procedure gone() select 1')
  await sql('drop procedure gone')
  // Recorded from Dolt 2.3.1.
  expect(await sql("select dolt_hashof_table('dolt_procedures')")).toEqual([['poo6ce4irknb9egf6oo8q6vm3mpilde7']])
  await sql('create procedure Pq() select 1')
  await sql("call dolt_commit('-Am', 'a procedure')")
  await sql("call dolt_checkout('-b', 'other')")
  await sql('drop procedure pq')
  await sql('create procedure pq() select 2')
  expect(await sql('call pq()')).toEqual([['2']])
  await sql("call dolt_commit('-Am', 'another')")
  await sql("call dolt_checkout('main')")
  expect(await sql('call pq()')).toEqual([['1']])
})
