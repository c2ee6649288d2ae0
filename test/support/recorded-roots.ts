import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MemoryEngine } from './memory-engine.ts'

/** Statements on an empty database, and what real Dolt 2.3.1 answered: rows, or the address of the working root after them. */
interface Script {
  readonly name: string
  readonly steps: readonly {
    readonly sql: string
    readonly root?: string
    readonly rows?: readonly (readonly (string | null)[])[]
    /** MySQL's number of Dolt's error; ours may be a closer one. The root is the one before. */
    readonly error?: number
  }[]
}

/** Runs the scripts of a file in test/golden, each as a test of its own. */
export function testRecordedRoots(what: string, file: string): void {
  const scripts = readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Script)
  describe(what, () => {
    for (const { name, steps } of scripts) {
      it(name, async () => {
        const sql = (await MemoryEngine.open()).client()
        for (const { sql: text, root, rows, error } of steps) {
          if (error !== undefined) await expect(sql(text)).rejects.toMatchObject({ errno: expect.any(Number) })
          else if (rows !== undefined) {
            expect([text, await sql(text)]).toEqual([text, rows])
            continue
          } else await sql(text)
          expect([text, await sql('select dolt_hashof_db()')]).toEqual([text, [[root]]])
        }
      })
    }
  })
}
