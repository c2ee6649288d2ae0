import { expect, test } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

async function client(): Promise<Client> {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table totals (num int)')
  return sql
}

const text = async (sql: Client, name: string): Promise<unknown> => ((await sql(`show create event ${name}`)) as string[][])[0][3]

test('events are kept in the text that Dolt writes', async () => {
  const sql = await client()
  await sql("create event e1 on schedule every 1 day starts '2037-01-01 00:00:00' do insert into totals values (77)")
  // Recorded from Dolt 2.3.1, as the others here.
  expect(await sql("select fragment from dolt_schemas where type = 'event'")).toEqual([[
    "CREATE DEFINER = `root`@`localhost` EVENT `e1` ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO insert into totals values (77)",
  ]])
  await sql("create event event2 on schedule every 3 day starts '2037-10-16 23:59:00' + interval 2 day ends '2037-11-16 23:59:00' + interval 1 month do insert into totals values (1000)")
  expect(await text(sql, 'EVENT2')).toBe("CREATE DEFINER = `root`@`localhost` EVENT `event2` ON SCHEDULE EVERY 3 DAY STARTS '2037-10-18 23:59:00' " +
    "ENDS '2037-12-16 23:59:00' ON COMPLETION NOT PRESERVE ENABLE DO insert into totals values (1000)")
  expect(await sql('show events where name = "e1"')).toEqual([[
    'mydb', 'e1', '`root`@`localhost`', 'SYSTEM', 'RECURRING', null, '1', 'DAY', '2037-01-01 00:00:00', null, 'ENABLED', '0', 'utf8mb4', 'utf8mb4_0900_bin', 'utf8mb4_0900_bin',
  ]])
  expect(await sql('select event_name, event_definition, event_type, interval_field, on_completion from information_schema.events where event_name = "e1"'))
    .toEqual([['e1', 'insert into totals values (77)', 'RECURRING', 'DAY', 'NOT PRESERVE']])
})

test('events whose time is over', async () => {
  const sql = await client()
  await sql("create event gone on schedule at '2006-02-10 23:59:00' disable do insert into totals values (1)")
  expect(await sql('show events')).toEqual([])
  await sql("create event kept on schedule at '2006-02-10 23:59:00' on completion preserve do insert into totals values (1)")
  expect(await text(sql, 'kept')).toContain("AT '2006-02-10 23:59:00' ON COMPLETION PRESERVE DISABLE DO")
  await sql('alter event kept enable')
  expect(await text(sql, 'kept')).toContain('DISABLE')
  await sql('alter event kept on completion not preserve')
  expect(await text(sql, 'kept')).toContain('NOT PRESERVE DISABLE')
  await sql('alter event kept enable')
  expect(await sql('show events')).toEqual([])
  await expect(sql("create event e on schedule every 1 minute ends '2006-02-10 23:59:00' do select 1")).rejects.toMatchObject({ errno: 1543 })
})

test('events are altered, renamed and dropped', async () => {
  const sql = await client()
  await sql("create event a on schedule every '1:2' minute_second disable do insert into totals values (1)")
  await expect(sql('create event A on schedule every 1 day do select 1')).rejects.toMatchObject({ errno: 1537 })
  await sql("alter event a on schedule every 5 hour starts '2037-10-16 23:59:00' on completion preserve rename to b comment 'it''s' do insert into totals values (2)")
  expect(await text(sql, 'b')).toBe("CREATE DEFINER = `root`@`localhost` EVENT `b` ON SCHEDULE EVERY 5 HOUR STARTS '2037-10-16 23:59:00' " +
    "ON COMPLETION PRESERVE DISABLE COMMENT 'it''s' DO insert into totals values (2)")
  await expect(sql('alter event a enable')).rejects.toMatchObject({ errno: 1539 })
  await expect(sql("alter event b on schedule at '2006-01-01' on completion not preserve")).rejects.toMatchObject({ errno: 1589 })
  await sql('drop event b')
  await expect(sql('drop event b')).rejects.toMatchObject({ errno: 1539 })
  expect(await sql('drop event if exists b')).toBe(0)
})
