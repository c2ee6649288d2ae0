import { nodePlatform } from '../../src/master/platform.ts'
import { type Hash, hashOf } from '../../src/store/hash.ts'
import { MANIFEST_FORMAT, MANIFEST_VERSION, manifestLock } from '../../src/store/manifest.ts'
import type { ObjectStore } from '../../src/store/remote/object-store.ts'
import { type AddressedChunk, type PushResult, pushChunks } from '../../src/store/remote/push.ts'
import { RemoteChunkStore } from '../../src/store/remote/remote-chunk-store.ts'
import { readRemoteManifest, swapRemoteManifest } from '../../src/store/remote/remote-manifest.ts'
import { buildTableFile } from '../../src/store/table-file.ts'

/** A chunk of no kind, with its address. */
export function textChunk(text: string): AddressedChunk {
  const chunk = new TextEncoder().encode(text)
  return [hashOf(nodePlatform, chunk), chunk]
}

/** Pushes one chunk as an oxbow does; it becomes the root. */
export function pushText(objects: ObjectStore, text: string): Promise<PushResult> {
  const chunk = textChunk(text)
  return pushChunks(objects, nodePlatform, { chunks: [chunk], editRoot: async () => ({ root: chunk[0], chunks: [] }), maxAttempts: 100 })
}

/**
 * Pushes as a stock dolt does that has no nonces: a table file whose name is the same whenever its chunks are. As blob
 * stores may, it spares itself the upload of what is there already.
 */
export async function pushTableFile(objects: ObjectStore, texts: readonly string[]): Promise<void> {
  const chunks = texts.map(textChunk)
  const file = buildTableFile(nodePlatform, chunks)
  if (await objects.get(file.key) === null) await objects.put(file.key, file.bytes)
  for (;;) {
    const remote = await readRemoteManifest(objects)
    const old = remote.manifest?.specs ?? []
    const specs = old.some(({ name }) => name === file.name) ? old : [...old, { name: file.name, count: file.count }]
    const root = chunks[0][0]
    const lock = manifestLock(nodePlatform, { root, specs }, nodePlatform.randomBytes(20))
    const gcGeneration = remote.manifest?.gcGeneration ?? ('0'.repeat(32) as Hash)
    const next = { version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock, root, gcGeneration, specs }
    if ((await swapRemoteManifest(objects, remote, next)).swapped) return
  }
}

/** The texts that a new reader can't read, or reads otherwise. */
export async function unreadable(objects: ObjectStore, texts: Iterable<string>): Promise<string[]> {
  const store = new RemoteChunkStore(objects, nodePlatform)
  await store.refresh()
  const lost: string[] = []
  for (const text of texts) {
    const [hash, chunk] = textChunk(text)
    const found = await store.fetch([hash]).then(() => store.get(hash), () => undefined)
    if (found === undefined || Buffer.compare(found, chunk) !== 0) lost.push(text)
  }
  return lost
}

/** The keys of table files and archives that are there. */
export async function fileKeys(objects: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of objects.list()) if (/^[0-9a-v]{32}(\.darc)?$/.test(key)) keys.push(key)
  return keys
}
