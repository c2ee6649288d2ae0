import { describe, expect, it } from 'vitest'
import { fileKeys, pushTableFile, pushText, unreadable } from '../../../test/support/small-pushes.ts'
import { nodePlatform } from '../../master/platform.ts'
import { compactRemote } from './compact.ts'
import { DELETED_FOLDER, ORPHAN_GRACE_MS, sweepRemote } from './compact-sweep.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { readRemoteManifest } from './remote-manifest.ts'
import { REPLACED_KEY, readReplaced } from './replaced-files.ts'

const HOUR = 3600 * 1000

/** Does something else before or after a deletion. */
class InterruptedDeletes extends MemoryObjectStore {
  after: (key: string) => Promise<void> = async () => undefined

  override async delete(key: string): Promise<void> {
    await super.delete(key)
    await this.after(key)
  }
}

async function compacted<T extends MemoryObjectStore>(objects: T): Promise<T> {
  for (let i = 0; i < 8; i++) await (i % 2 === 0 ? pushText(objects, `push ${i}`) : pushTableFile(objects, [`push ${i}`]))
  await compactRemote(objects, nodePlatform, { files: 8 })
  return objects
}

const TEXTS = Array.from({ length: 8 }, (_, i) => `push ${i}`)
const at = (ms: number) => (): number => Date.now() + ms

describe('a sweep', () => {
  it('deletes what was replaced when the grace time is over, and keeps copies of what may be named again for a day', async () => {
    const objects = await compacted(new MemoryObjectStore())
    const early = await sweepRemote(objects, nodePlatform, { graceMs: HOUR })
    expect(early).toMatchObject({ deleted: 0, waiting: 8 })
    expect(early.next).toBeGreaterThan(Date.now() + HOUR / 2)
    expect(await sweepRemote(objects, nodePlatform, { graceMs: HOUR, now: at(HOUR + 1000) })).toMatchObject({ deleted: 8, waiting: 0, next: undefined })
    expect(await fileKeys(objects)).toHaveLength(1)
    expect((await readReplaced(objects)).size).toBe(0)
    expect(await copies(objects)).toBe(4)
    await sweepRemote(objects, nodePlatform, { graceMs: HOUR, now: at(ORPHAN_GRACE_MS + HOUR) })
    expect(await copies(objects)).toBe(0)
    expect(await unreadable(objects, TEXTS)).toEqual([])
  })

  it('deletes orphans a day after it saw them first, and nothing that isn\'t a table file', async () => {
    const objects = await compacted(new MemoryObjectStore())
    await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(1000) })
    const orphan = 'a'.repeat(32)
    for (const key of [orphan, `${orphan}.darc`, 'oxbow/lease', 'README', 'oldgen/manifest', `oldgen/${orphan}`]) await objects.put(key, new Uint8Array(9))
    // Its age alone is no reason: the day counts from when it was first seen unnamed.
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(2 * ORPHAN_GRACE_MS) })).toMatchObject({ deleted: 0, waiting: 2 })
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(3 * ORPHAN_GRACE_MS + HOUR) })).toMatchObject({ deleted: 2, waiting: 0 })
    const left: string[] = []
    for await (const { key } of objects.list()) if (!key.startsWith(DELETED_FOLDER)) left.push(key)
    expect(left).toEqual(expect.arrayContaining(['oxbow/lease', 'README', 'oldgen/manifest', `oldgen/${orphan}`, 'manifest', REPLACED_KEY]))
    expect(left).toHaveLength(7)
  })

  it('never deletes what the manifest names, whatever the list says', async () => {
    const objects = await compacted(new MemoryObjectStore())
    const [{ name }] = (await readRemoteManifest(objects)).manifest!.specs
    const lie = { files: [{ key: `${name}.darc`, since: 0, kind: 'merged', unique: true }, { key: 'manifest', since: 0, kind: 'merged', unique: true }] }
    await objects.put(REPLACED_KEY, new TextEncoder().encode(JSON.stringify(lie)))
    await sweepRemote(objects, nodePlatform, { graceMs: 0, orphanGraceMs: 0, now: at(1000) })
    expect(await unreadable(objects, TEXTS)).toEqual([])
  })

  it('touches nothing where there is no manifest, and takes a damaged list for none', async () => {
    const objects = new MemoryObjectStore()
    await objects.put('b'.repeat(32), new Uint8Array(9))
    await objects.put(REPLACED_KEY, new TextEncoder().encode('{'))
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, orphanGraceMs: 0, now: at(1000) })).toMatchObject({ deleted: 0 })
    expect(await fileKeys(objects)).toHaveLength(1)
    await pushText(objects, 'a')
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, orphanGraceMs: 0, now: at(1000) })).toMatchObject({ deleted: 1 })
  })

  it('puts back a file that a stock pusher named again between the deletion and the look at the manifest', async () => {
    const objects = await compacted(new InterruptedDeletes())
    let named = 0
    objects.after = async (key) => {
      if (key.includes('.') || named > 0) return
      named++
      // It had found the file there before it was deleted, and only names it now.
      await nameWithoutUpload(objects, key)
    }
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(1000) })).toMatchObject({ deleted: 7, restored: 1 })
    expect(await unreadable(objects, TEXTS)).toEqual([])
    for (const { name } of (await readRemoteManifest(objects)).manifest!.specs) {
      expect(await objects.get(name) ?? await objects.get(`${name}.darc`)).not.toBeNull()
    }
  })

  it('does not even touch what was named after it had looked around', async () => {
    const objects = await compacted(new InterruptedDeletes())
    const [key] = await fileKeys(objects).then((keys) => keys.filter((one) => !one.includes('.')))
    const deleted: string[] = []
    objects.after = async (one) => void deleted.push(one)
    const list = objects.list.bind(objects)
    objects.list = async function* (prefix) {
      yield* list(prefix)
      await nameWithoutUpload(objects, key)
    }
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(1000) })).toMatchObject({ deleted: 7, restored: 0 })
    expect(deleted).not.toContain(key)
  })

  it('puts back what was named long after the deletion, too', async () => {
    const objects = await compacted(new MemoryObjectStore())
    const [key] = await fileKeys(objects).then((keys) => keys.filter((one) => !one.includes('.')))
    await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(1000) })
    expect(await objects.get(key)).toBeNull()
    await nameWithoutUpload(objects, key)
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: at(2000) })).toMatchObject({ restored: 1 })
    expect(await objects.get(key)).not.toBeNull()
    expect(await unreadable(objects, TEXTS)).toEqual([])
  })

  it('leaves what was uploaded again for as long as a new one', async () => {
    const objects = await compacted(new MemoryObjectStore())
    const [key] = await fileKeys(objects).then((keys) => keys.filter((one) => !one.includes('.')))
    const list = objects.list.bind(objects)
    objects.list = async function* (prefix) {
      for await (const entry of list(prefix)) yield entry.key === key ? { ...entry, lastModified: new Date(Date.now() + HOUR) } : entry
    }
    expect(await sweepRemote(objects, nodePlatform, { graceMs: HOUR, now: at(1.5 * HOUR) })).toMatchObject({ deleted: 7, waiting: 1 })
    expect(await objects.get(key)).not.toBeNull()
  })
})

async function copies(objects: MemoryObjectStore): Promise<number> {
  let count = 0
  for await (const { key } of objects.list(DELETED_FOLDER)) count += key === '' ? 0 : 1
  return count
}

/** What a pusher does that believes its file to be there. */
async function nameWithoutUpload(objects: MemoryObjectStore, key: string): Promise<void> {
  const got = await objects.get('manifest')
  if (got === null || got.notModified === true) throw new Error('no manifest')
  const text = new TextDecoder().decode(got.body)
  const lock = `${text.split(':')[2].slice(0, 31)}${text.split(':')[2].endsWith('0') ? '1' : '0'}`
  await objects.put('manifest', new TextEncoder().encode(`${text.replace(text.split(':')[2], lock)}:${key}:1`), { ifMatch: got.etag })
}
