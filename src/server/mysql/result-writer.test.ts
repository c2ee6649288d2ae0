import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixtureEngine } from '../../../test/support/fixture-engine.ts'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import { sharedPath } from '../../../test/support/shared-path.ts'
import type { Engine } from '../../sql/engine.ts'
import type { RowSink } from '../../sql/exec/row-sink.ts'
import type { Session } from '../../sql/session-state.ts'
import type { PacketStream } from './packet-stream.ts'
import { PacketWriter } from './packet-writer.ts'
import { ResultWriter } from './result-writer.ts'

/** The bytes of an answer: from places in leaves, or from values. */
async function bytesOf(engine: Engine, session: Session, sql: string, from: 'places' | 'values'): Promise<{ bytes: Buffer; flushes: number }> {
  const parts: Buffer[] = []
  const writer = new PacketWriter()
  const stream = {
    writer,
    flush: () => {
      parts.push(Buffer.from(writer.take()))
      return Promise.resolve()
    },
  }
  const result = new ResultWriter({ stream: stream as unknown as PacketStream, capabilities: 0, database: 'mydb', status: 2, format: 'text', results: 'utf8mb4' })
  const sink: RowSink = from === 'places' ? result : { bytes: 0, begin: (columns, stored) => result.begin(columns, stored), take: (rows) => result.take(rows) }
  const answer = await engine.query(session, sql, [], { sink })
  expect(answer.rows).toEqual([])
  const flushes = parts.length
  await stream.flush()
  return { bytes: Buffer.concat(parts), flushes }
}

async function same(engine: Engine, session: Session, sql: string): Promise<Buffer> {
  const { bytes } = await bytesOf(engine, session, sql, 'places')
  expect({ sql, bytes: bytes.toString('latin1') }).toEqual({ sql, bytes: (await bytesOf(engine, session, sql, 'values')).bytes.toString('latin1') })
  return bytes
}

const TABLE = `create table t (
  id int primary key, i8 tinyint, u8 tinyint unsigned, i16 smallint, u16 smallint unsigned, i24 mediumint, i32 int, u32 int unsigned, i64 bigint, u64 bigint unsigned,
  f float, d double, n decimal(20,4), y year, da date, dt datetime, dt6 datetime(6), ts timestamp, ti time, c char(5), vc varchar(200), b binary(3), vb varbinary(10),
  e enum('x','y'), s set('a','b'), bi bit(9), j json, tx text, bl blob, b1 boolean, v int as (i16 + 1))`
const ROWS = [
  "(1, -128, 0, -32768, 0, -8388608, -2147483648, 0, -9223372036854775808, 0, -1.5, -1e300, -1234567890123456.7891, 1901, '1000-01-01', '1000-01-01 00:00:00', '1000-01-01 00:00:00.000001', '1970-01-01 00:00:01', '-838:59:59', '', '', x'000000', '', 'x', '', 0, 'null', '', '', false, default)",
  `(2, 127, 255, 32767, 65535, 8388607, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 1e10, 1e15, 1.5, 2155, '9999-12-31', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07', '838:59:59', 'abcde', '${'é'.repeat(100)}', x'ffffff', x'00ff', 'y', 'a,b', 511, '{"a": [1, "x"]}', '${'long '.repeat(2000)}', x'00', true, default)`,
  '(3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, default)',
  "(4, 9, 10, 99, 100, 999, 1000, 2147483648, 2147483648, 9007199254740993, 0, 0, 0, 2000, '2024-02-29', '2024-02-29 12:34:56', '2024-02-29 12:34:56.5', '2024-02-29 12:34:56', '00:00:00', ' a', 'exactly thirty-two bytes of text', x'010203', x'41', 'x', 'a', 1, '[]', 'x', x'41', 5, default)",
  "(5, 0, 9, -1, 10, -10, -999999999, 999999999, -4294967296, 4294967296, 1, 0.1, 0.1, 1999, '2024-02-29', '2024-02-29 12:34:56', '2024-02-29 12:34:56.5', '2024-02-29 12:34:56', '12:00:00', 'z', 'exactly thirty-three bytes of tex', x'010203', x'41', 'x', 'b', 1, '1', 'x', x'41', 5, default)",
]

describe('answers that are sent as they come', () => {
  it('are the same from places as from values', async () => {
    const memory = await MemoryEngine.open()
    const session = memory.session()
    await memory.engine.query(session, TABLE)
    await memory.engine.query(session, `insert into t values ${ROWS.join(', ')}`)
    await memory.engine.query(session, 'create table k (a varchar(10), b int, c date, primary key (a, b, c))')
    await memory.engine.query(session, "insert into k values ('x', 1, '2020-01-01'), ('', -5, '1000-01-01')")
    for (const sql of [
      'select * from t', 'select * from t where id = 2', 'select u64, id, i8 + 1, upper(vc), u64 from t', 'select * from t limit 0', 'select * from k', 'select b, a from k order by b',
      'select a.vc, b.dt, k.c from t a join t b on a.id = b.id join k', 'select a.vc, b.dt from t a left join t b on b.id = a.id + 1', 'select count(*), max(dt), min(n) from t',
      'select distinct e from t', 'select 1, null, 1.5', 'select vc from t union select tx from t', "select id from t where j->'$.a' is not null",
    ]) await same(memory.engine, session, sql)
  })

  it('are the texts that they should be', async () => {
    const memory = await MemoryEngine.open()
    const session = memory.session()
    await memory.engine.script(session, "create table t (id bigint primary key, dt datetime); insert into t values (-9007199254740991, '2024-02-29 12:34:56'), (2147483648, null)", () => undefined)
    const bytes = (await same(memory.engine, session, 'select id, dt from t')).toString('latin1')
    expect(bytes).toContain('\x11-9007199254740991\x132024-02-29 12:34:56')
    expect(bytes).toContain('\x0a2147483648\xfb')
  })

  it('are sent in parts', async () => {
    const memory = await MemoryEngine.open()
    const session = memory.session()
    await memory.engine.query(session, 'create table t (id int primary key, v varchar(100))')
    await memory.engine.query(session, `insert into t values ${Array.from({ length: 10_000 }, (_, i) => `(${i}, '${'x'.repeat(90)}')`).join(', ')}`)
    const { bytes, flushes } = await bytesOf(memory.engine, session, 'select * from t', 'places')
    expect(bytes.length).toBeGreaterThan(900_000)
    expect(flushes).toBeGreaterThan(5)
    await expect(memory.engine.query(session, 'select * from t', [], { sink: new ResultWriter({ stream: { writer: new PacketWriter(), flush: () => Promise.resolve() } as unknown as PacketStream, capabilities: 0, database: '', status: 0, format: 'text', results: 'utf8mb4' }), maxRows: 100 }))
      .rejects.toMatchObject({ code: 'RESULT_TOO_LARGE' })
  })

  it.skipIf(!existsSync(sharedPath('fixtures', 'types', 'remote')))('are the same for every table of the types fixture', async () => {
    const { engine, session } = fixtureEngine('types')
    const { rows } = await engine.query(session, 'show tables')
    expect(rows.length).toBeGreaterThan(3)
    for (const [table] of rows) await same(engine, session, `select * from \`${String(table).replaceAll('`', '``')}\``)
  })
})
