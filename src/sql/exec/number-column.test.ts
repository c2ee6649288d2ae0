import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

const TYPES = ['tinyint', 'tinyint unsigned', 'smallint', 'smallint unsigned', 'int', 'int unsigned', 'bigint', 'bigint unsigned', 'double', 'year'] as const
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  tinyint: [-128, 127], 'tinyint unsigned': [0, 255], smallint: [-32768, 32767], 'smallint unsigned': [0, 65535], int: [-2147483648, 2147483647],
  'int unsigned': [0, 4294967295], bigint: [-9007199254740991, 9007199254740991], 'bigint unsigned': [0, 9007199254740991], double: [-1000, 1000], year: [1901, 2155],
}
const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b, '<>': (a, b) => a !== b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
}

/** Enough rows for some leaves. */
const ROWS = 3000

describe('numbers of leaves that are kept', () => {
  it.each(TYPES)('answer %s as the rows do, the first time and again', async (type) => {
    const [least, most] = RANGES[type]
    await fc.assert(fc.asyncProperty(
      fc.array(fc.option(fc.oneof(fc.integer({ min: least, max: most }), fc.constantFrom(least, most, Math.floor((least + most) / 2))), { freq: 4 }), { minLength: 20, maxLength: 60 }),
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(OPERATORS)), fc.nat(59), fc.integer({ min: -2, max: 2 })), { minLength: 4, maxLength: 8 }),
      async (some, conditions) => {
        const memory = await MemoryEngine.open()
        const session = memory.session()
        // Near rows have near values, so that whole leaves are in a range or out of it.
        const values = Array.from({ length: ROWS }, (_, i) => some[Math.floor((i * some.length) / ROWS)])
        await memory.engine.query(session, `create table t (id int primary key, v ${type}, pad varchar(40))`)
        await memory.engine.query(session, `insert into t values ${values.map((v, i) => `(${i}, ${v}, 'some words to fill the leaves')`).join(', ')}`)
        const ids = async (sql: string) => (await memory.engine.query(session, sql)).rows.map(([id]) => id)
        for (const [operator, from, shift] of [...conditions, ...conditions]) {
          const constant = (some[from % some.length] ?? 0) + shift
          const want = values.flatMap((v, i) => (v !== null && OPERATORS[operator](v, constant) ? [i] : []))
          expect({ operator, constant, ids: await ids(`select id from t where v ${operator} ${constant}`) }).toEqual({ operator, constant, ids: want })
        }
        for (const direction of ['asc', 'desc']) {
          const sign = direction === 'asc' ? 1 : -1
          const rank = (v: number | null): number => (v === null ? -Infinity : v)
          const want = values.map((v, i) => [v, i] as const).toSorted(([a, i], [b, j]) => (rank(a) === rank(b) ? i - j : sign * (rank(a) < rank(b) ? -1 : 1))).slice(0, 12).map(([, i]) => i)
          expect(await ids(`select id from t order by v ${direction}, id limit 12`)).toEqual(want)
        }
      },
    ), { numRuns: 4 })
  }, 30_000)

  it('are none where a number is not safe', async () => {
    const memory = await MemoryEngine.open()
    const client = memory.client()
    await client('create table t (id int primary key, v bigint)')
    await client('insert into t values (1, 9007199254740993), (2, 9007199254740992), (3, -5), (4, null)')
    for (let i = 0; i < 2; i++) {
      expect(await client('select id from t where v > 9007199254740992')).toEqual([['1']])
      expect(await client('select id from t order by v desc limit 2')).toEqual([['1'], ['2']])
    }
  })
})
