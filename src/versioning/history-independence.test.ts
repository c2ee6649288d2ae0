import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../test/support/memory-engine.ts'

/*
 * A root follows from what is stored, not from how it came about: the same edits in any order leave the root that a fresh build has.
 */

const KEYED = `create table t (
  id int primary key, u bigint not null, s varchar(20) collate utf8mb4_0900_ai_ci, d decimal(8,2), at datetime(3), x text, j json, b varbinary(20),
  e enum('one','two','three'), f double, g int generated always as (id % 7) stored)`

/** What becomes of the schema, in this order, whenever each step comes. */
const SCHEMA_EDITS = [
  'create index by_s on t (s, d)', 'alter table t add column gone int default 7', 'create unique index by_u on t (u)', 'alter table t add column extra varchar(5) after d',
  'create index by_prefix on t (x(5))', 'alter table t modify s varchar(40) collate utf8mb4_0900_ai_ci', 'create index by_g on t (g, at)', 'create index unwanted on t (f)',
  'alter table t drop column gone', 'alter table t modify b varbinary(30) first', 'drop index unwanted on t', 'alter table t rename index by_g to by_rest',
]

/** A row's values beside its id, made of a number: short and long texts, NULLs, equal values in several rows. */
function values(id: number, seed: number): string[] {
  const nullable = (bit: number, text: string): string => ((seed >> bit) % 5 === 0 ? 'null' : text)
  const size = seed % 41 === 0 ? 5000 : seed % 3 === 0 ? 700 : seed % 30
  return [
    String(id * 3 + 1), nullable(1, `'${'ÄaBbß'[seed % 5]}${seed % 17}'`), nullable(2, `${(seed % 2000) / 7}`), nullable(3, `'2020-01-${String(1 + (seed % 28)).padStart(2, '0')} 03:04:05.${seed % 1000}'`),
    nullable(4, `'${String.fromCodePoint(97 + (seed % 26)).repeat(size)}'`), nullable(5, `'{"k": ${seed}, "list": [1, "${seed % 9}"]}'`), nullable(6, `x'${(seed % 65536).toString(16).padStart(4, '0')}'`),
    nullable(7, String(1 + (seed % 3))), nullable(8, `${seed}e-3`),
  ]
}

const COLUMNS = ['u', 's', 'd', 'at', 'x', 'j', 'b', 'e', 'f']

function insertion(rows: readonly (readonly [id: number, seed: number])[]): string {
  return `insert into t (id, ${COLUMNS.join()}) values ${rows.map(([id, seed]) => `(${id}, ${values(id, seed).join()})`).join()}`
}

function change(id: number, seed: number): string {
  const made = values(id, seed)
  return `update t set ${COLUMNS.map((name, i) => `${name} = ${made[i]}`).join()} where id = ${id}`
}

/** What happens to one row: it is inserted, perhaps changed, perhaps deleted. */
interface Life {
  readonly id: number
  readonly seeds: readonly number[]
  readonly deleted: boolean
}

const lives = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: -5000, max: 5000 }), seeds: fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 3 }), deleted: fc.boolean() }),
  { selector: (life) => life.id, minLength: 1, maxLength: 160, size: 'max' },
)

function edits({ id, seeds, deleted }: Life): string[] {
  const made = seeds.map((seed, i) => (i === 0 ? insertion([[id, seed]]) : change(id, seed)))
  return deleted ? [...made, `delete from t where id = ${id}`] : made
}

/** One sequence of several, each in its own order; `choices` says which comes next. */
function interleaved(sequences: readonly (readonly string[])[], choices: readonly number[]): string[] {
  const left = sequences.map((s) => [...s]).filter((s) => s.length > 0)
  const all: string[] = []
  for (let i = 0; left.length > 0; i++) {
    const at = (choices[i % choices.length] + i) % left.length
    all.push(left[at].shift()!)
    if (left[at].length === 0) left.splice(at, 1)
  }
  return all
}

async function rootOf(run: (sql: Client) => Promise<void>): Promise<unknown> {
  const sql = (await MemoryEngine.open()).client()
  await sql('set autocommit = 0')
  await run(sql)
  return await sql('select dolt_hashof_db()')
}

it('the same edits of rows, indexes and columns leave one root, whatever their order', async () => {
  const choices = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 50 })
  await fc.assert(fc.asyncProperty(lives, choices, async (all, order) => {
    const built = await rootOf(async (sql) => {
      await sql(KEYED)
      for (const edit of SCHEMA_EDITS) await sql(edit)
      const kept = all.filter((life) => !life.deleted).toSorted((a, b) => a.id - b.id)
      if (kept.length > 0) await sql(insertion(kept.map(({ id, seeds }) => [id, seeds.at(-1)!])))
    })
    const edited = await rootOf(async (sql) => {
      await sql(KEYED)
      for (const edit of interleaved([SCHEMA_EDITS, ...all.map(edits)], order)) await sql(edit)
    })
    expect(edited).toEqual(built)
  }), { numRuns: 12 })
}, 60_000)

it('rows of a table without a key leave one root, whatever their order', async () => {
  const row = fc.record({ a: fc.integer({ min: 0, max: 9 }), times: fc.integer({ min: 1, max: 5 }), taken: fc.integer({ min: 0, max: 4 }), long: fc.boolean() })
  await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 25 }), fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), async (rows, order) => {
    const create = 'create table t (a int, x text, key (a))'
    const literal = (i: number): string => `(${rows[i].a}, '${String(i).padStart(3, '0').repeat(rows[i].long ? 1500 : 1)}')`
    const times = ({ times: made, taken }: (typeof rows)[number]): number => made - Math.min(made, taken)
    const built = await rootOf(async (sql) => {
      await sql(create)
      const all = rows.flatMap((r, i) => Array.from({ length: times(r) }, () => literal(i)))
      if (all.length > 0) await sql(`insert into t values ${all.join(', ')}`)
    })
    const edited = await rootOf(async (sql) => {
      await sql(create)
      const sequences = rows.map((r, i) => [
        ...Array.from({ length: r.times }, () => `insert into t values ${literal(i)}`),
        ...Array.from({ length: r.times - times(r) }, () => `delete from t where (a, x) = ${literal(i)} limit 1`),
      ])
      for (const edit of interleaved(sequences, order)) await sql(edit)
    })
    expect(edited).toEqual(built)
  }), { numRuns: 10 })
}, 60_000)
