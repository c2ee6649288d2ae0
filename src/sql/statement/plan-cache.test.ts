import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import type { Session } from '../session-state.ts'

/** Runs a text as the MySQL door does: by a kept plan where there is one. @returns its rows, and whether there was one */
async function again(memory: MemoryEngine, session: Session, sql: string): Promise<{ kept: boolean; rows: readonly (readonly unknown[])[] }> {
  const found = memory.engine.findPlan(session, sql)
  const { rows } = found === undefined ? await memory.engine.query(session, sql) : await memory.engine.runAgain(session, found, sql)
  return { kept: found !== undefined, rows }
}

function inOrder(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted()
}

async function open(): Promise<{ memory: MemoryEngine; session: Session }> {
  const memory = await MemoryEngine.open()
  const session = memory.session()
  await memory.engine.script(session, `
    create table t (id int primary key, tiny tinyint, name varchar(20), n int, key (n), key by_name (name), unique key (tiny));
    insert into t values ${Array.from({ length: 100 }, (_, i) => `(${i}, ${i}, 'name ${i % 7}', ${i % 10})`).join(', ')};
  `, () => undefined)
  return { memory, session }
}

const integer = fc.oneof(fc.integer({ min: -5, max: 105 }), fc.integer({ min: -200, max: 300 }), fc.constantFrom(2147483647, 2147483648, 99999999999))
const word = fc.oneof(fc.integer({ min: 0, max: 8 }).map((i) => `'name ${i}'`), fc.constantFrom("''", "'NAME 3'", "'x'"))
const query = fc.oneof(
  integer.map((a) => `select * from t where id = ${a}`),
  integer.map((a) => `select id, name from t where tiny = ${a}`),
  fc.tuple(integer, integer).map(([a, b]) => `select id, n from t where id between ${a} and ${b}`),
  fc.tuple(integer, integer).map(([a, b]) => `select id, n from t where id > ${a} and id < ${b}`),
  fc.tuple(integer, integer).map(([a, b]) => `select id from t where id > ${a} and id > ${b} and n = 3`),
  fc.tuple(integer, integer).map(([a, b]) => `select id, name from t where n = ${a} and id <> ${b}`),
  fc.tuple(integer, integer).map(([a, b]) => `select id from t where tiny >= ${a} and n in (${b}, 4)`),
  fc.tuple(word, integer).map(([a, b]) => `select id, ${b} from t where name = ${a}`),
  fc.tuple(word, word).map(([a, b]) => `select count(*), max(n) from t where name between ${a} and ${b}`),
  fc.tuple(integer, fc.integer({ min: 0, max: 5 })).map(([a, b]) => `select id from t where n = ${a} order by id desc limit ${b}`),
  fc.constant('select count(*) from t'),
  integer.map((a) => `update t set n = n + 1 where id = ${a}`),
  integer.map((a) => `insert ignore into t values (${a}, null, 'name 1', 3)`),
  integer.map((a) => `delete from t where id = ${a}`),
)

describe('kept plans', () => {
  it('answer as a session without them', async () => {
    let kept = 0
    await fc.assert(fc.asyncProperty(fc.array(query, { minLength: 40, maxLength: 80 }), async (queries) => {
      const { memory, session } = await open()
      for (const sql of queries) {
        if (!sql.startsWith('select')) {
          await memory.engine.query(session, sql)
          continue
        }
        const fresh = await memory.engine.query(memory.session(), sql)
        const answer = await again(memory, session, sql)
        if (answer.kept) kept++
        // Without ORDER BY the order is the plan's.
        expect({ sql, rows: inOrder(answer.rows) }).toEqual({ sql, rows: inOrder(fresh.rows) })
      }
    }), { numRuns: 20 })
    expect(kept).toBeGreaterThan(100)
  }, 60_000)

  it('serve other literals, other rows, but no other schema, database or SQL mode', async () => {
    const { memory, session } = await open()
    const ask = (id: number) => again(memory, session, `select * from t where id = ${id}`)
    expect((await ask(5)).kept).toBe(false)
    expect(await ask(6)).toEqual({ kept: true, rows: [[6, 6, 'name 6', 6]] })
    await memory.engine.query(session, 'update t set n = 66 where id = 6')
    expect(await ask(6)).toEqual({ kept: true, rows: [[6, 6, 'name 6', 66]] })
    await memory.engine.query(session, 'alter table t drop column tiny')
    expect((await ask(6)).rows).toEqual([[6, 'name 6', 66]])
    await memory.engine.query(session, 'drop table t')
    await expect(ask(6)).rejects.toMatchObject({ errno: 1146 })
    await memory.engine.query(session, 'create table t (id varchar(5) primary key)')
    await memory.engine.query(session, "insert into t values ('06')")
    expect((await ask(6)).rows).toEqual([['06']])
    await memory.engine.query(session, "set sql_mode = 'ANSI_QUOTES'")
    expect((await ask(6)).kept).toBe(false)
    expect((await ask(6)).kept).toBe(true)
    await memory.engine.query(session, 'create database other')
    await memory.engine.query(session, 'use other')
    await expect(ask(6)).rejects.toMatchObject({ errno: 1146 })
  })

  it('are forgotten when a global variable is set', async () => {
    const { memory, session } = await open()
    await again(memory, session, 'select * from t where id = 1')
    await memory.engine.query(memory.session(), 'set global max_connections = 5')
    expect((await again(memory, session, 'select * from t where id = 1')).kept).toBe(false)
  })

  it('give way where a range holds many more rows than that which they were made for', async () => {
    const { memory, session } = await open()
    await memory.engine.query(session, `insert into t (id, n) values ${Array.from({ length: 2000 }, (_, i) => `(${i + 1000}, 77)`).join(', ')}`)
    const ask = (n: number) => again(memory, session, `select name from t where n = ${n}`)
    await ask(3)
    const looked = async (n: number): Promise<number> => {
      expect((await ask(n)).kept).toBe(true)
      return session.rowsRead
    }
    expect(await looked(4)).toBeLessThan(50)
    expect((await ask(77)).rows).toHaveLength(2000)
    // By now the plan is one that suits it.
    expect((await ask(77)).rows).toHaveLength(2000)
    expect((await ask(5)).rows).toHaveLength(10)
  })

  it('serve prepared statements, by the kinds of their values', async () => {
    const { memory, session } = await open()
    const ask = async (value: string | number) => (await memory.engine.query(session, 'select id, name from t where id = ?', [value])).rows
    expect(await ask(3)).toEqual([[3, 'name 3']])
    expect(await ask(4)).toEqual([[4, 'name 4']])
    expect(await ask('5')).toEqual([[5, 'name 5']])
    expect(await ask(6)).toEqual([[6, 'name 6']])
  })
})
