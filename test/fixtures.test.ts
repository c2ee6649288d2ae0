import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OxbowError } from '../src/error.ts'
import { protocolType } from '../src/sql/types/wire.ts'
import { fixtureEngine } from './support/fixture-engine.ts'
import { protocolRows } from './support/protocol-rows.ts'
import { describeWithShared, sharedPath } from './support/shared.ts'

interface Case {
  readonly sql: string
  readonly ordered?: boolean
  readonly columns?: readonly { readonly name: string; readonly type: number }[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly error?: { readonly errno: number; readonly message: string }
}

/** Cases that are answered otherwise on purpose, each with its reason. */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['select a.n, b.n from numbers a left join numbers b on a.n = b.n + 99995 order by a.n desc limit 7',
    "Dolt's answer is wrong: rows 0 to 4 are in the table, so five rows match (MySQL's answer)"],
  [`select * from json_table('[{"a":1,"b":"x"},{"a":2}]', '$[*]' columns (id for ordinality, a int path '$.a', b varchar(5) path '$.b' default '"none"' on empty)) jt`,
    "Dolt drops the default: MySQL's answer is 'none'"],
  ['explain select * from numbers where n = 5', 'EXPLAIN shows our own plan, as a tree'],
])

/** Recorded errors where MySQL 8.0 answers, and so do we. */
const MYSQL_ANSWERS = /sec_to_time|with rollup|> all \(/

describeWithShared("real Dolt's answers", () => {
  for (const fixture of ['flights', 'history', 'types']) {
    const { engine, session } = fixtureEngine(fixture)
    const cases = readFileSync(sharedPath('fixtures', fixture, 'cases.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Case)
    for (const c of cases) {
      const reason = OTHERWISE.get(c.sql)
      it(`${fixture}: ${c.sql.slice(0, 100)}${reason === undefined ? '' : ` (otherwise: ${reason})`}`, async () => {
        if (c.error !== undefined) {
          if (MYSQL_ANSWERS.test(c.sql)) {
            await engine.query(session, c.sql)
            return
          }
          await expect(engine.query(session, c.sql)).rejects.toBeInstanceOf(OxbowError)
          return
        }
        const result = await engine.query(session, c.sql)
        if (reason !== undefined) {
          expect(protocolRows(result)).not.toEqual(c.rows)
          return
        }
        const key = (row: readonly unknown[]): string => JSON.stringify(row)
        const rows = protocolRows(result).map(key)
        const wanted = c.rows!.map(key)
        if (!c.ordered) {
          rows.sort()
          wanted.sort()
        }
        expect(rows).toEqual(wanted)
        expect(result.columns.map((column) => column.name)).toEqual(c.columns!.map((column) => column.name))
        expect(result.columns.map((column) => protocolType(column.type))).toEqual(c.columns!.map((column) => column.type))
      }, 30_000)
    }
  }
})
