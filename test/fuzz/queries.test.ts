import { expect, it } from 'vitest'
import { compareSeed } from './compare.ts'

it('random queries are answered as SQLite answers them', async () => {
  for (let seed = 900_001; seed <= 900_012; seed++) {
    const { failed, differences } = await compareSeed(seed)
    expect(differences.map(({ query, ours, theirs }) => ({ seed, query: query.mysql, ours, theirs }))).toEqual([])
    expect(failed).toBe(0)
  }
}, 60_000)
