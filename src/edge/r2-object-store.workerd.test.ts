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
})
