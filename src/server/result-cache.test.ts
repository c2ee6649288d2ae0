import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResultCache } from './result-cache.ts'

describe('kept results', () => {
  it('never take more than their room, and are what was put there', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(400)), { maxLength: 60 }), (puts) => {
      const cache = new ResultCache({ maxBytes: 8000 })
      const latest = new Map<string, string>()
      for (const [key, length] of puts) {
        const head = `${key}`.padEnd(length, 'x')
        cache.set(`k${key}`, { head, warnings: [] })
        latest.set(`k${key}`, head)
        expect(cache.bytes).toBeLessThanOrEqual(8000)
      }
      for (const [key, head] of latest) expect([undefined, head]).toContain(cache.get(key)?.head)
    }))
  })

  it('go in the order in which they were asked for last', () => {
    const cache = new ResultCache({ maxBytes: 8000 })
    const put = (key: string) => cache.set(key, { head: 'x'.repeat(300), warnings: [] })
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) put(key)
    cache.get('a')
    put('j')
    put('k')
    expect(cache.get('a')).toBeDefined()
    expect(cache.get('b')).toBeUndefined()
  })

  it('are not kept when one would drive out many', () => {
    const cache = new ResultCache({ maxBytes: 8000 })
    cache.set('large', { head: 'x'.repeat(600), warnings: [] })
    expect(cache.get('large')).toBeUndefined()
    expect(new ResultCache({ maxBytes: 0 }).bytes).toBe(0)
  })
})
