import { describe, expect, it } from 'vitest'
import { MemoryCache } from './persistent-cache.ts'

describe('a cache in memory', () => {
  it('keeps what was used last, within its bytes', () => {
    const cache = new MemoryCache(1000)
    for (const key of ['a', 'b', 'c']) cache.put(key, new Uint8Array(150))
    expect([cache.has('a'), cache.has('b'), cache.has('c')]).toEqual([true, true, true])
    cache.get('a')
    cache.put('d', new Uint8Array(150))
    expect([cache.has('a'), cache.has('b'), cache.has('c'), cache.has('d')]).toEqual([true, false, true, true])
    expect(cache.size).toBeLessThanOrEqual(1000)
    cache.put('huge', new Uint8Array(5000))
    expect(cache.size).toBe(0)
  })

  it('replaces and forgets', () => {
    const cache = new MemoryCache(1000)
    cache.putMany([['a', Uint8Array.of(1)], ['a', Uint8Array.of(2)], ['b', Uint8Array.of(3)]])
    expect(cache.getMany(['a', 'b', 'c'])).toEqual(new Map([['a', Uint8Array.of(2)], ['b', Uint8Array.of(3)]]))
    cache.deleteMany(['a', 'c'])
    expect(cache.getMany(['a'])).toEqual(new Map())
    cache.delete('b')
    expect(cache.size).toBe(0)
  })
})
