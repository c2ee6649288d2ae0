import { describe, expect, it } from 'vitest'
import { CountingObjectStore } from '../../../test/support/counting-object-store.ts'
import { fileKeys, pushTableFile, pushText, textChunk, unreadable } from '../../../test/support/small-pushes.ts'
import { remoteFiles } from '../../../test/support/remote-files.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import { OxbowError } from '../../error.ts'
import { nodePlatform } from '../../master/platform.ts'
import { buildArchive } from '../archive-writer.ts'
import type { Hash } from '../hash.ts'
import type { TableSpec } from '../manifest.ts'
import { openWholeFile } from '../table-source.ts'
import { compactRemote, planCompaction } from './compact.ts'
import { ArchiveMerger } from './compact-merge.ts'
import { sweepRemote } from './compact-sweep.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { MemoryCache } from './persistent-cache.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'
import { readRemoteManifest, swapRemoteManifest } from './remote-manifest.ts'
import { readReplaced } from './replaced-files.ts'

async function manyPushes(count: number): Promise<{ objects: MemoryObjectStore; texts: string[] }> {
  const objects = new MemoryObjectStore()
  const texts = Array.from({ length: count }, (_, i) => `push ${i}`)
  for (const [i, text] of texts.entries()) await (i % 3 === 2 ? pushTableFile(objects, [text]) : pushText(objects, text))
  return { objects, texts }
}

describe('a compaction', () => {
  it('merges small files, keeps root and chunks, and notes what it replaced', async () => {
    const { objects, texts } = await manyPushes(20)
    const before = (await readRemoteManifest(objects)).manifest!
    const result = await compactRemote(objects, nodePlatform, { files: 10, now: () => 5 })
    expect(result).toMatchObject({ files: 1, overtaken: 0, merges: [{ files: 20 }] })
    const after = (await readRemoteManifest(objects)).manifest!
    expect(after).toMatchObject({ root: before.root, gcGeneration: before.gcGeneration, specs: [{ count: 20 }] })
    expect(after.lock).not.toBe(before.lock)
    expect(await unreadable(objects, texts)).toEqual([])
    const replaced = await readReplaced(objects)
    expect([...replaced.values()].filter(({ since, kind }) => since === 5 && kind === 'merged')).toHaveLength(20)
    // Those with a nonce have names of their own.
    for (const { key, unique } of replaced.values()) expect(unique).toBe(key.endsWith('.darc'))
    expect(await fileKeys(objects)).toHaveLength(21)
  })

  it('does nothing to few files, and only says what it would do when it is asked', async () => {
    const { objects } = await manyPushes(5)
    expect(await compactRemote(objects, nodePlatform, { files: 6 })).toMatchObject({ files: 5, merges: [] })
    expect((await planCompaction(objects, 5)).map((group) => group.length)).toEqual([5])
    expect(await fileKeys(objects)).toHaveLength(5)
    expect(await compactRemote(new MemoryObjectStore(), nodePlatform, { files: 1 })).toMatchObject({ files: 0, merges: [] })
  })

  it('leaves no trace where the guard refuses, but for an upload', async () => {
    const { objects, texts } = await manyPushes(8)
    const before = await readRemoteManifest(objects)
    const guard = async (): Promise<void> => {
      throw new OxbowError('LEASE_HELD', 'another is the master')
    }
    await expect(compactRemote(objects, nodePlatform, { files: 8, guard })).rejects.toMatchObject({ code: 'LEASE_HELD' })
    expect(await readRemoteManifest(objects)).toEqual(before)
    expect(await unreadable(objects, texts)).toEqual([])
  })

  it('leaves damaged files as they are, says so, and merges the others', async () => {
    const { objects, texts } = await manyPushes(8)
    const [key] = await fileKeys(objects)
    const got = await objects.get(key)
    if (got === null || got.notModified === true) throw new Error('no file')
    got.body[2] ^= 1
    await objects.put(key, got.body)
    const lost = await unreadable(objects, texts)
    expect(lost).toHaveLength(1)
    const result = await compactRemote(objects, nodePlatform, { files: 8 })
    expect(result).toMatchObject({ files: 2, merges: [{ files: 7 }], damaged: [{ code: expect.stringMatching(/CORRUPT|MISMATCH/) as string }] })
    expect((await readRemoteManifest(objects)).manifest!.specs.map(({ name }) => name)).toContain(key.slice(0, 32))
    expect((await readReplaced(objects)).has(key)).toBe(false)
    expect(await unreadable(objects, texts)).toEqual(lost)
    // Put right, it is merged like others.
    got.body[2] ^= 1
    await objects.put(key, got.body)
    expect(await compactRemote(objects, nodePlatform, { files: 2 })).toMatchObject({ damaged: [] })
    expect(await unreadable(objects, texts)).toEqual([])
  })

  it('does not disturb a reader that knows the old files only, also when they are deleted', async () => {
    const { objects, texts } = await manyPushes(30)
    const reader = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 0 })
    await reader.refresh()
    await reader.fetch([textChunk(texts[3])[0]])
    await compactRemote(objects, nodePlatform, { files: 10 })
    await reader.fetch([textChunk(texts[4])[0]])
    const later = (): number => Date.now() + 10_000
    await sweepRemote(objects, nodePlatform, { graceMs: 5000, now: later })
    expect(await fileKeys(objects)).toHaveLength(1)
    for (const text of texts) {
      const [hash, chunk] = textChunk(text)
      await reader.fetch([hash])
      expect(reader.get(hash)).toEqual(chunk)
    }
  })

  it('does not disturb a reader that begins with the indexes that an earlier one kept', async () => {
    const { objects, texts } = await manyPushes(30)
    const cache = new MemoryCache(1 << 20)
    const before = new RemoteChunkStore(objects, nodePlatform, { cache, memoryBytes: 0 })
    await before.refresh()
    for (const text of texts.slice(0, 3)) await before.fetch([textChunk(text)[0]])
    await compactRemote(objects, nodePlatform, { files: 10 })
    await sweepRemote(objects, nodePlatform, { graceMs: 0, now: () => Date.now() + 10_000 })
    const after = new RemoteChunkStore(objects, nodePlatform, { cache })
    await after.refresh()
    for (const text of texts) {
      const [hash, chunk] = textChunk(text)
      await after.fetch([hash])
      expect(after.get(hash)).toEqual(chunk)
    }
  })

  it('reads 2,000 files six at a time, into one archive', async () => {
    const memory = new MemoryObjectStore()
    const specs: TableSpec[] = []
    for (let i = 0; i < 2000; i++) {
      const { name, key, bytes, count } = buildArchive(nodePlatform, [textChunk(`file ${i}`)])
      await memory.put(key, bytes)
      specs.push({ name, count })
    }
    const manifest = { version: 5, format: '__DOLT__', lock: '1'.repeat(32) as Hash, root: textChunk('file 0')[0], gcGeneration: '0'.repeat(32) as Hash, specs }
    await swapRemoteManifest(memory, await readRemoteManifest(memory), manifest)
    const objects = new CountingObjectStore(memory)
    expect(await compactRemote(objects, nodePlatform, { files: 64 })).toMatchObject({ files: 1, merges: [{ files: 2000 }] })
    expect(objects.mostAtOnce).toBe(6)
    expect(await unreadable(memory, ['file 0', 'file 1000', 'file 1999'])).toEqual([])
  })

  it('goes on top of pushes that came in between, and never loses one', async () => {
    const { objects, texts } = await manyPushes(10)
    let pushes = 0
    const guard = async (): Promise<void> => {
      if (++pushes > 3) return
      await pushText(objects, `between ${pushes}`)
    }
    const result = await compactRemote(objects, nodePlatform, { files: 10, guard })
    expect(result).toMatchObject({ files: 4, merges: [{ files: 10 }] })
    expect(await unreadable(objects, [...texts, 'between 1', 'between 2', 'between 3'])).toEqual([])
  })

  it('gives way where another compaction was first', async () => {
    const { objects, texts } = await manyPushes(10)
    let first = true
    const guard = async (): Promise<void> => {
      if (!first) return
      first = false
      await compactRemote(objects, nodePlatform, { files: 10 })
    }
    expect(await compactRemote(objects, nodePlatform, { files: 10, guard })).toMatchObject({ files: 1, merges: [], overtaken: 1 })
    expect(await unreadable(objects, texts)).toEqual([])
    // The archive that came too late is gone again.
    expect(await fileKeys(objects)).toHaveLength(11)
  })

  it('brings nothing back that a garbage collection took out of the manifest', async () => {
    const { objects } = await manyPushes(10)
    let first = true
    const guard = async (): Promise<void> => {
      if (!first) return
      first = false
      const remote = await readRemoteManifest(objects)
      const collected = { ...remote.manifest!, lock: '1'.repeat(32) as Hash, gcGeneration: '2'.repeat(32) as Hash, specs: remote.manifest!.specs.slice(2) }
      await swapRemoteManifest(objects, remote, collected)
    }
    expect(await compactRemote(objects, nodePlatform, { files: 10, guard })).toMatchObject({ files: 8, merges: [], overtaken: 1 })
    // The next one merges what is left, and keeps the generation.
    expect(await compactRemote(objects, nodePlatform, { files: 8 })).toMatchObject({ files: 1 })
    expect((await readRemoteManifest(objects)).manifest).toMatchObject({ gcGeneration: '2'.repeat(32), specs: [{ count: 8 }] })
  })
})

describeWithShared('files that dolt wrote', () => {
  it.each(['history', 'types'] as const)('%s is merged chunk by chunk, dictionaries included', async (fixture) => {
    const files = [...remoteFiles(fixture)]
    const sources = files.map(({ name, bytes }) => openWholeFile(nodePlatform, bytes, name as Hash))
    const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const merger = new ArchiveMerger(nodePlatform, total, sources.reduce((sum, { count }) => sum + count, 0))
    for (const [i, { name, bytes }] of files.entries()) expect(await merger.add(name as Hash, sources[i].count, bytes)).toBe(false)
    const { name, bytes, count } = merger.finish()
    const merged = openWholeFile(nodePlatform, bytes, name)
    const all = new Set(sources.flatMap((source) => [...source.hashes()]))
    expect(count).toBe(all.size)
    expect(new Set(merged.hashes())).toEqual(all)
    for (const source of sources) for (const hash of source.hashes()) expect(merged.get(hash)).toEqual(source.get(hash))
    expect(bytes.length).toBeLessThan(total + 4096)
  })
})
