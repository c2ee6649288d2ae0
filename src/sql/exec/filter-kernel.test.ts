import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

/** Every kind of column that a filter reads where it lies, with values at the limits of its type. */
const COLUMNS: readonly (readonly [name: string, type: string, values: readonly string[]])[] = [
  ['i8', 'tinyint', ['-128', '-1', '0', '1', '127']],
  ['u8', 'tinyint unsigned', ['0', '1', '127', '128', '255']],
  ['i16', 'smallint', ['-32768', '-1', '0', '60', '32767']],
  ['u16', 'smallint unsigned', ['0', '1', '60', '32768', '65535']],
  ['i32', 'int', ['-2147483648', '-1', '0', '60', '2147483647']],
  ['u32', 'int unsigned', ['0', '1', '60', '2147483648', '4294967295']],
  ['i64', 'bigint', ['-9223372036854775808', '-1', '0', '60', '9223372036854775807']],
  ['u64', 'bigint unsigned', ['0', '1', '60', '9223372036854775808', '18446744073709551615']],
  ['f64', 'double', ['-1e300', '-0.5', '0', '2.5', '1e300']],
  ['f32', 'float', ['-1048576', '-0.5', '0', '2.5', '1048576']],
  ['d', 'date', ["'1000-01-01'", "'1970-01-01'", "'2024-02-29'", "'2024-03-01'", "'9999-12-31'"]],
  ['dt', 'datetime(6)', ["'1000-01-01'", "'1969-12-31 23:59:59.999999'", "'1970-01-01'", "'2024-02-29 12:00:00.5'", "'9999-12-31 23:59:59'"]],
  ['t', 'time', ["'-838:59:59'", "'-00:00:01'", "'00:00:00'", "'12:34:56'", "'838:59:59'"]],
  ['y', 'year', ['1901', '1970', '2000', '2024', '2155']],
  ['s', 'varchar(20)', ["''", "'a'", "'ab'", "'b'", "'é'"]],
]

describe('filters on stored columns', () => {
  let sql: Client

  beforeAll(async () => {
    sql = (await MemoryEngine.open()).client()
    await sql(`create table t (id int primary key, ${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`)
    for (let i = 0; i < 5; i++) await sql(`insert into t values (${i}, ${COLUMNS.map(([, , values]) => values[i]).join(', ')})`)
    await sql('insert into t (id) values (5)')
  })

  // The values ascend by id, so what each comparison keeps follows from the ids.
  it.each(COLUMNS.map(([name, , values]) => [name, values] as const))('%s', async (name, values) => {
    const ids = async (condition: string): Promise<number[]> =>
      ((await sql(`select id from t where ${condition} order by id`)) as string[][]).map(([id]) => Number(id))
    for (let i = 0; i < 5; i++) {
      const all = [0, 1, 2, 3, 4]
      expect(await ids(`${name} = ${values[i]}`)).toEqual([i])
      expect(await ids(`${name} <> ${values[i]}`)).toEqual(all.filter((j) => j !== i))
      expect(await ids(`${name} < ${values[i]}`)).toEqual(all.filter((j) => j < i))
      expect(await ids(`${name} <= ${values[i]}`)).toEqual(all.filter((j) => j <= i))
      expect(await ids(`${name} > ${values[i]}`)).toEqual(all.filter((j) => j > i))
      expect(await ids(`${values[i]} <= ${name}`)).toEqual(all.filter((j) => j >= i))
      expect(await ids(`${name} between ${values[1]} and ${values[i]}`)).toEqual(all.filter((j) => j >= 1 && j <= i))
      expect(await ids(`${name} not between ${values[1]} and ${values[i]}`)).toEqual(all.filter((j) => !(j >= 1 && j <= i)))
      expect(await ids(`${name} in (${values[i]}, ${values[0]}, null)`)).toEqual(i === 0 ? [0] : [0, i])
    }
    expect(await ids(`${name} is null`)).toEqual([5])
    expect(await ids(`${name} is not null`)).toEqual([0, 1, 2, 3, 4])
    expect(await ids(`${name} <=> null`)).toEqual([5])
    expect(await ids(`${name} = null`)).toEqual([])
  })

  it('the same through an index', async () => {
    for (const [name] of COLUMNS) await sql(`create index by_${name} on t (${name})`)
    for (const [name, , values] of COLUMNS) {
      const plan = JSON.stringify(await sql(`explain select id from t where ${name} = ${values[3]}`))
      if (name !== 'f32') expect(plan).toContain(`by_${name}`)
      expect(await sql(`select id from t where ${name} = ${values[3]}`)).toEqual([['3']])
      expect(await sql(`select id from t where ${name} > ${values[1]} and ${name} < ${values[4]} order by ${name}`)).toEqual([['2'], ['3']])
      expect(await sql(`select id from t order by ${name} desc limit 2`)).toEqual([['4'], ['3']])
      expect(await sql(`select id from t order by ${name} limit 2`)).toEqual([['5'], ['0']])
    }
  })
})
