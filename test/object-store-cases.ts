import { expect, it } from 'vitest'
import type { GetResult, ObjectStore } from '../src/store/remote/object-store.ts'

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function textOf(result: GetResult | null): string {
  if (result === null || result.notModified === true) throw new Error('no body')
  return new TextDecoder().decode(result.body)
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

async function keysOf(store: ObjectStore, prefix?: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys.sort()
}

/**
 * What every ObjectStore must do; each kind of store runs these cases.
 * @param make opens an empty store; called once a case.
 */
export function objectStoreCases(make: () => ObjectStore | Promise<ObjectStore>): void {
  it('gives back what was put', async () => {
    const store = await make()
    const put = await store.put('manifest', bytes('hello'))
    const got = await store.get('manifest')
    expect(textOf(got)).toBe('hello')
    expect(got).toMatchObject({ size: 5, etag: put?.etag })
    expect(put?.etag).toMatch(/^(W\/)?".+"$/)
  })

  it('answers null for what is not there', async () => {
    const store = await make()
    expect(await store.get('nothing')).toBeNull()
    expect(await store.get('nothing', { range: { suffix: 4 } })).toBeNull()
    expect(await store.get('nothing', { ifNoneMatch: '"a"' })).toBeNull()
  })

  it('reads ranges and says how large the whole is', async () => {
    const store = await make()
    await store.put('a.darc', bytes('0123456789'))
    const middle = await store.get('a.darc', { range: { offset: 2, length: 3 } })
    expect(textOf(middle)).toBe('234')
    expect(middle).toMatchObject({ size: 10 })
    const end = await store.get('a.darc', { range: { suffix: 4 } })
    expect(textOf(end)).toBe('6789')
    expect(end).toMatchObject({ size: 10 })
  })

  it('cuts ranges at the end of the object', async () => {
    const store = await make()
    await store.put('a', bytes('0123456789'))
    expect(textOf(await store.get('a', { range: { offset: 8, length: 100 } }))).toBe('89')
    const all = await store.get('a', { range: { suffix: 100 } })
    expect(textOf(all)).toBe('0123456789')
    expect(all).toMatchObject({ size: 10 })
    for (const offset of [10, 50]) {
      const nothing = await store.get('a', { range: { offset, length: 5 } })
      expect(textOf(nothing)).toBe('')
      expect(nothing).toMatchObject({ size: 10 })
    }
  })

  it('keeps empty objects', async () => {
    const store = await make()
    await store.put('empty', new Uint8Array(0))
    expect(await store.get('empty')).toMatchObject({ size: 0 })
    expect(textOf(await store.get('empty', { range: { suffix: 10 } }))).toBe('')
  })

  it('says when nothing changed', async () => {
    const store = await make()
    const first = await store.put('manifest', bytes('one'))
    expect(await store.get('manifest', { ifNoneMatch: first!.etag })).toEqual({ notModified: true, etag: first!.etag })
    await store.put('manifest', bytes('two'))
    const changed = await store.get('manifest', { ifNoneMatch: first!.etag })
    expect(textOf(changed)).toBe('two')
    expect(changed?.etag).not.toBe(first!.etag)
  })

  it('creates only where nothing is', async () => {
    const store = await make()
    expect(await store.put('manifest', bytes('one'), { ifAbsent: true })).not.toBeNull()
    expect(await store.put('manifest', bytes('two'), { ifAbsent: true })).toBeNull()
    expect(textOf(await store.get('manifest'))).toBe('one')
  })

  it('replaces only what the caller saw', async () => {
    const store = await make()
    const one = await store.put('manifest', bytes('one'))
    const two = await store.put('manifest', bytes('two'), { ifMatch: one!.etag })
    expect(two).not.toBeNull()
    expect(await store.put('manifest', bytes('three'), { ifMatch: one!.etag })).toBeNull()
    expect(textOf(await store.get('manifest'))).toBe('two')
    expect(await store.put('absent', bytes('x'), { ifMatch: one!.etag })).toBeNull()
    expect(await store.get('absent')).toBeNull()
  })

  it('lets one of many writers win', async () => {
    const store = await make()
    const start = await store.put('manifest', bytes('start'))
    const writers = Array.from({ length: 8 }, (_, i) => store.put('manifest', bytes(`writer ${i}`), { ifMatch: start!.etag }))
    const results = await Promise.all(writers)
    expect(results.filter((result) => result !== null)).toHaveLength(1)
    expect(textOf(await store.get('manifest'))).toBe(`writer ${results.findIndex((result) => result !== null)}`)
  })

  it('lets one of many creators win', async () => {
    const store = await make()
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => store.put('lease', bytes(`${i}`), { ifAbsent: true })))
    expect(results.filter((result) => result !== null)).toHaveLength(1)
  })

  it('lists and removes', async () => {
    const store = await make()
    await store.put('manifest', bytes('m'))
    await store.put('deep/a', bytes('12345'))
    await store.put('deep/b', bytes('b'))
    expect(await keysOf(store)).toEqual(['deep/a', 'deep/b', 'manifest'])
    expect(await keysOf(store, 'deep/')).toEqual(['deep/a', 'deep/b'])
    for await (const { key, size } of store.list('deep/a')) expect([key, size]).toEqual(['deep/a', 5])
    await store.delete('deep/a')
    await store.delete('deep/a')
    expect(await keysOf(store)).toEqual(['deep/b', 'manifest'])
    expect(await store.get('deep/a')).toBeNull()
  })

  it('keeps a large object whole', async () => {
    const store = await make()
    const large = new Uint8Array(3_000_000).map((_, i) => (i * 31 + (i >> 8)) & 255)
    await store.put('large.darc', large)
    const got = await store.get('large.darc')
    if (got === null || got.notModified === true) throw new Error('no body')
    expect(sameBytes(got.body, large)).toBe(true)
    const part = await store.get('large.darc', { range: { offset: 1_999_999, length: 500_000 } })
    if (part === null || part.notModified === true) throw new Error('no body')
    expect(sameBytes(part.body, large.subarray(1_999_999, 2_499_999))).toBe(true)
  })

  it('refuses keys that lead elsewhere', async () => {
    const store = await make()
    for (const key of ['../manifest', '/etc/passwd', 'a//b', '', '.', 'a/../b']) {
      await expect(store.get(key)).rejects.toMatchObject({ code: 'BAD_OBJECT_KEY' })
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject({ code: 'BAD_OBJECT_KEY' })
    }
  })
}
