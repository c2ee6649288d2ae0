import { env } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../test/object-store-cases.ts'
import type { Env } from './env.ts'
import { R2ObjectStore } from './r2-object-store.ts'

const bucket = (env as unknown as Env).REMOTE
let made = 0

describe('R2ObjectStore', () => {
  objectStoreCases(() => new R2ObjectStore(bucket, `case-${++made}`))

  it('keeps folders apart and lists beyond one page', async () => {
    const store = new R2ObjectStore(bucket, '/db/')
    await new R2ObjectStore(bucket, 'db2').put('a', Uint8Array.of(1))
    for (let i = 0; i < 1100; i += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => store.put(`f${i + n}`, Uint8Array.of(1))))
    }
    const keys = new Set<string>()
    for await (const { key } of store.list()) keys.add(key)
    expect(keys.size).toBe(1100)
    expect(keys.has('f1099')).toBe(true)
    expect(store.url).toBe('r2://bucket/db')
  })

  it('asks again when R2 fails, but repeats no conditional write', async () => {
    const inner = new R2ObjectStore(bucket, 'flaky')
    const first = await inner.put('a', Uint8Array.of(1, 2))
    let calls = 0
    let failures = 0
    // The binding's methods want the binding itself as their object.
    const flaky = new Proxy(bucket, {
      get: (target, name) => (...args: unknown[]) => {
        calls++
        if (failures-- > 0) throw new Error('We encountered an internal error. Please try again. (10001)')
        return (Reflect.get(target, name) as (...given: unknown[]) => unknown).apply(target, args)
      },
    })
    const store = new R2ObjectStore(flaky, 'flaky')
    failures = 2
    expect(await store.get('a')).toMatchObject({ size: 2 })
    failures = 1
    expect(await store.put('b', Uint8Array.of(1))).not.toBeNull()
    failures = 9
    calls = 0
    await expect(store.put('a', Uint8Array.of(3), { ifMatch: first!.etag })).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect(calls).toBe(1)
    await expect(store.get('a')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE', message: expect.stringContaining('10001') as string })
  })
})
