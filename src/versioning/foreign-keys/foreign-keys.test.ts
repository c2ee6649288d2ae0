import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

/** Statements on an empty database, and what real Dolt 2.3.1 answered: rows, or the address of the working root after them. */
interface Script {
  readonly name: string
  readonly steps: readonly {
    readonly sql: string
    readonly root?: string
    readonly rows?: readonly (readonly (string | null)[])[]
    /** Dolt had an error: the root is the one before. */
    readonly error?: number
  }[]
}

const scripts = readFileSync(new URL('../../../test/golden/foreign-keys.jsonl', import.meta.url), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as Script)

describe('under foreign keys, statements leave the root that Dolt leaves', () => {
  for (const { name, steps } of scripts) {
    it(name, async () => {
      const sql = (await MemoryEngine.open()).client()
      for (const { sql: text, root, rows, error } of steps) {
        if (error !== undefined) await expect(sql(text), text).rejects.toMatchObject({ errno: expect.any(Number) })
        else if (rows !== undefined) {
          expect([text, await sql(text)]).toEqual([text, rows])
          continue
        } else await sql(text)
        expect([text, await sql('select dolt_hashof_db()')]).toEqual([text, [[root]]])
      }
    })
  }
})
