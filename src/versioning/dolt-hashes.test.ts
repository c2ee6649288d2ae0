import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { initialise, MemoryHost } from '../../test/support/memory-host.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'

/** A script, with the addresses of the working root and of the head commit that real Dolt 2.3.1 had after each statement. */
interface Script {
  readonly name: string
  /** When `dolt init` committed, in milliseconds since 1970 UTC; its author's date is always 2019-12-31. */
  readonly startedMillis: number
  readonly steps: readonly { readonly sql: string; readonly root: string; readonly head: string }[]
}

const scripts = readFileSync(new URL('../../test/golden/dolt-hashes.jsonl', import.meta.url), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as Script)

describe('after every statement the database has the address that Dolt gives it', () => {
  for (const { name, startedMillis, steps } of scripts) {
    it(name, async () => {
      const host = new MemoryHost()
      await initialise(host.add('w', new MemoryChunkStore(nodePlatform)).db, 'main', startedMillis, Date.UTC(2019, 11, 31))
      const session = host.session('w')
      for (const { sql, root, head } of steps) {
        await host.query(session, sql)
        const { rows } = await host.query(session, "select dolt_hashof_db(), dolt_hashof('HEAD')")
        expect([sql, ...rows[0]]).toEqual([sql, root, head])
      }
    })
  }
})
