import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../test/object-store-cases.ts'
import { tryFlock } from './flock.ts'
import { FileObjectStore } from './file-object-store.ts'

const root = mkdtempSync(join(tmpdir(), 'oxbow-files-'))
let made = 0
const newFolder = (): string => join(root, `remote ${++made}`)
const text = (s: string): Uint8Array => new TextEncoder().encode(s)

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('FileObjectStore', () => {
  objectStoreCases(() => new FileObjectStore(newFolder()))

  it('names itself by a URL', () => {
    expect(new FileObjectStore('/data/my remote').url).toBe('file:///data/my%20remote')
  })

  it('leaves nothing behind but the objects', async () => {
    const folder = newFolder()
    const store = new FileObjectStore(folder)
    const first = await store.put('manifest', text('a'), { ifAbsent: true })
    await store.put('manifest', text('b'), { ifAbsent: true })
    await store.put('manifest', text('c'), { ifMatch: first!.etag })
    await store.put('manifest', text('d'), { ifMatch: first!.etag })
    expect(readdirSync(folder).sort()).toEqual(['LOCK', 'manifest'])
    const keys: string[] = []
    for await (const { key } of store.list()) keys.push(key)
    expect(keys).toEqual(['manifest'])
  })

  it('waits for who holds Dolt\'s lock', async () => {
    const folder = newFolder()
    const store = new FileObjectStore(folder)
    await store.put('a', text('a'))
    const fd = openSync(join(folder, 'LOCK'), 'a')
    expect(tryFlock(fd)).toBe(true)
    let done = false
    const put = store.put('manifest', text('m'), { ifAbsent: true }).then((result) => {
      done = true
      return result
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(done).toBe(false)
    closeSync(fd)
    expect(await put).not.toBeNull()
  })

  it('counts right when several processes count', async () => {
    const folder = newFolder()
    await new FileObjectStore(folder).put('counter', text('0'))
    const script = `
      const { FileObjectStore } = await import(${JSON.stringify(new URL('file-object-store.ts', import.meta.url).href)})
      const store = new FileObjectStore(${JSON.stringify(folder)})
      for (let done = 0; done < 20;) {
        const { body, etag } = await store.get('counter')
        const next = String(Number(new TextDecoder().decode(body)) + 1)
        if (await store.put('counter', new TextEncoder().encode(next), { ifMatch: etag }) !== null) done++
      }`
    const children = Array.from({ length: 3 }, () => spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }))
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.on('exit', resolve))))
    expect(codes).toEqual([0, 0, 0])
    const got = await new FileObjectStore(folder).get('counter')
    expect(got !== null && got.notModified !== true && new TextDecoder().decode(got.body)).toBe('60')
  })
})
