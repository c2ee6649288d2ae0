import { expect, onTestFinished, test, vi } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { EventScheduler, nextRun } from './event-scheduler.ts'

/** 2030-01-01 00:00:00 UTC, in milliseconds. */
const START = Date.UTC(2030, 0, 1)

async function scheduled(): Promise<{ sql: Client; failures: string[]; at: (seconds: number) => Promise<void> }> {
  vi.useFakeTimers({ now: START, toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const memory = await MemoryEngine.open()
  const sql = memory.client()
  await sql('create table log (n int)')
  const failures: string[] = []
  const scheduler = new EventScheduler({
    engine: memory.engine, openSession: () => memory.session(null), now: () => Date.now(), failed: (_database, event) => failures.push(event),
  })
  return {
    sql, failures,
    at: async (seconds) => {
      vi.setSystemTime(START + seconds * 1000)
      await scheduler.tick()
    },
  }
}

test('an event runs when its time comes, and then goes or stays disabled', async () => {
  const { sql, at } = await scheduled()
  await sql("create event once on schedule at '2030-01-01 00:00:10' do begin insert into log values (1); insert into log values (2); end")
  await sql("create event kept on schedule at '2030-01-01 00:00:10' on completion preserve do insert into log values (3)")
  await at(9)
  expect(await sql('select count(*) from log')).toEqual([['0']])
  await at(10)
  expect(await sql('select n from log order by n')).toEqual([['1'], ['2'], ['3']])
  expect(await sql('select event_name, status from information_schema.events')).toEqual([['kept', 'DISABLED']])
  await at(20)
  expect(await sql('select count(*) from log')).toEqual([['3']])
})

test('a recurring event runs once a time until it ends; disabled ones, and a scheduler that is off, rest', async () => {
  const { sql, at } = await scheduled()
  await sql("create event often on schedule every 10 second starts '2030-01-01 00:00:10' ends '2030-01-01 00:00:35' do insert into log values (1)")
  await sql('create event resting on schedule every 10 second disable do insert into log values (2)')
  for (let second = 1; second <= 25; second++) await at(second)
  expect(await sql('select n from log')).toEqual([['1'], ['1']])
  await sql("set global event_scheduler = 'OFF'")
  await at(31)
  expect(await sql('select count(*) from log')).toEqual([['2']])
})

test('a failing event is told of, and changes nothing', async () => {
  const { sql, failures, at } = await scheduled()
  await sql("create event bad on schedule every 10 second do begin insert into log values (1); insert into nowhere values (1); end")
  await at(11)
  expect(failures).toEqual(['bad'])
  expect(await sql('select count(*) from log')).toEqual([['0']])
})

test('months are counted by the calendar', () => {
  const micros = (text: string): number => Date.parse(`${text}Z`) * 1000
  const monthly = { kind: 'every' as const, interval: '1', unit: 'month', starts: micros('2030-01-15T00:00:00') }
  expect(nextRun(monthly, micros('2030-02-20T00:00:00'))).toBe(micros('2030-03-15T00:00:00'))
  expect(nextRun({ ...monthly, ends: micros('2030-03-01T00:00:00') }, micros('2030-02-20T00:00:00'))).toBeUndefined()
})
