import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

/** Enough rows for some leaves. */
const ROWS = 2500

describe('groups over leaves that keep codes and numbers', () => {
  it('are those of the rows, the first time and again', async () => {
    const word = fc.option(fc.oneof(fc.constantFrom('', 'a', 'A', 'b', 'ää', 'a long text that has no code'), fc.integer({ min: 0, max: 400 }).map((i) => `w${i}`)), { freq: 6 })
    const number = fc.option(fc.oneof(fc.integer({ min: -32768, max: 32767 }), fc.constantFrom(-32768, 32767)), { freq: 4 })
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(word, number), { minLength: 3, maxLength: 200 }), async (some) => {
      const memory = await MemoryEngine.open()
      const client = memory.client()
      const rows = Array.from({ length: ROWS }, (_, i) => some[(i * 7) % some.length])
      await client('create table t (id int primary key, w varchar(40), n smallint, key (w))')
      await client(`insert into t values ${rows.map(([w, n], i) => `(${i}, ${w === null ? 'null' : `'${w}'`}, ${n})`).join(', ')}`)
      const groups = new Map<string | null, number[]>()
      const counts = new Map<string | null, number>()
      for (const [w, n] of rows) {
        counts.set(w, (counts.get(w) ?? 0) + 1)
        const numbers = groups.get(w) ?? groups.set(w, []).get(w)!
        if (n !== null) numbers.push(n)
      }
      const want = [...groups].map(([w, ns]) => [w, String(counts.get(w)), String(ns.length), ns.length === 0 ? null : String(Math.min(...ns)),
        ns.length === 0 ? null : String(Math.max(...ns)), ns.length === 0 ? null : String(ns.reduce((a, b) => a + b, 0))])
      const inOrder = (all: readonly unknown[]) => all.map((row) => JSON.stringify(row)).toSorted()
      for (let i = 0; i < 2; i++) {
        expect(inOrder(await client('select w, count(*), count(n), min(n), max(n), cast(sum(n) as signed) from t ignore index (w) group by w') as unknown[])).toEqual(inOrder(want))
      }
      expect(inOrder(await client('select b.w, count(*) from t a left join t b on b.id = a.id + 1000 group by b.w') as unknown[])).toHaveLength(
        new Set([...rows.slice(1000).map(([w]) => w), null]).size)
    }), { numRuns: 8 })
  }, 60_000)
})
