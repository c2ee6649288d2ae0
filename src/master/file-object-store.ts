import { createHash, randomUUID } from 'node:crypto'
import { type Stats, closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, unlinkSync } from 'node:fs'
import { type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OxbowError } from '../error.ts'
import { resolveRange } from '../store/remote/byte-range.ts'
import { checkObjectKey } from '../store/remote/object-key.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../store/remote/object-store.ts'
import { withFileLock } from './file-lock.ts'

/** Starts the names of files that are no objects: those being written. No key starts so. */
const OWN_PREFIX = '.oxbow-'
/** Dolt's file in a remote's directory that is locked while a manifest is looked at and replaced. It is no object either. */
const LOCK = 'LOCK'
/** Objects up to so many bytes have the hash of their content as ETag; larger ones what stat says, for they are never replaced. */
const HASHED_BYTES = 256 * 1024

/**
 * A remote in a directory, laid out as Dolt's `file://` remotes. Writes are durable when they return, and conditional
 * ones are atomic among all processes that take Dolt's lock for them, as dolt and oxbow do.
 *
 * Only what takes long waits: large reads and writes, and the disk's word that it has them. Each wait costs a turn of the event loop, and on
 * a busy master a push of sixty turns took seconds; what the kernel answers from memory is asked for directly.
 */
export class FileObjectStore implements ObjectStore {
  readonly url: string
  readonly #folder: string

  /** @param folder an absolute path; made with the first object when it is absent. */
  constructor(folder: string) {
    this.#folder = folder
    this.url = pathToFileURL(folder).href
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    const path = this.#path(key)
    return this.#explained(key, async () => {
      const found = lookAt(path)
      if (found === null || !found.stats.isFile()) return null
      const { size } = found.stats
      if (options.ifNoneMatch === found.etag) return { notModified: true, etag: found.etag }
      const { from, to } = resolveRange(options.range, size)
      if (found.body !== undefined) return { body: found.body.subarray(from, to), etag: found.etag, size }
      const file = await open(path, 'r').catch(absent(null))
      if (file === null) return null
      try {
        return { body: await read(file, from, to - from), etag: statEtag(await file.stat()), size }
      } finally {
        await file.close()
      }
    })
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    const path = this.#path(key)
    const folder = dirname(path)
    const draft = join(folder, `${OWN_PREFIX}${randomUUID()}`)
    return this.#explained(key, async () => {
      mkdirSync(folder, { recursive: true })
      try {
        const etag = await writeDraft(draft, body)
        if (options.ifAbsent !== true && options.ifMatch === undefined) {
          renameSync(draft, path)
        } else {
          const done = await withFileLock(join(folder, LOCK), () => {
            const present = lookAt(path)?.etag ?? null
            if (options.ifAbsent === true && present !== null) return false
            if (options.ifMatch !== undefined && present !== options.ifMatch) return false
            renameSync(draft, path)
            return true
          })
          if (!done) return null
        }
        await syncFolder(folder)
        return { etag }
      } finally {
        removeDraft(draft)
      }
    })
  }

  async *list(prefix = ''): AsyncIterable<{ key: string; size: number; lastModified: Date }> {
    const names = await this.#explained(prefix, () => readdir(this.#folder, { recursive: true }).catch(absent([])))
    for (const name of names.map((n) => n.replaceAll('\\', '/')).sort()) {
      const base = name.slice(name.lastIndexOf('/') + 1)
      if (!name.startsWith(prefix) || base.startsWith(OWN_PREFIX) || base === LOCK) continue
      const stats = await this.#explained(name, () => stat(join(this.#folder, name)).catch(absent(null)))
      if (stats !== null && stats.isFile()) yield { key: name, size: stats.size, lastModified: stats.mtime }
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key)
    await this.#explained(key, () => unlink(path).catch(absent(undefined)))
  }

  #path(key: string): string {
    return join(this.#folder, checkObjectKey(key))
  }

  async #explained<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (e instanceof OxbowError) throw e
      const { code, message } = e as NodeJS.ErrnoException
      if (code === undefined) throw e
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
        throw new OxbowError('REMOTE_FORBIDDEN', `${this.url}: no right to use ${key || 'the directory'} (${code})`, { cause: e })
      }
      throw new OxbowError('REMOTE_ERROR', `${this.url}: ${message}`, { cause: e })
    }
  }
}

function absent<T>(value: T): (e: NodeJS.ErrnoException) => T {
  return (e) => {
    if (e.code === 'ENOENT' || e.code === 'ENOTDIR') return value
    throw e
  }
}

/** A file as it stands; its body where that is small. */
function lookAt(path: string): { readonly stats: Stats; readonly etag: string; readonly body: Uint8Array | undefined } | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (e) {
    return absent(null)(e as NodeJS.ErrnoException)
  }
  try {
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > HASHED_BYTES) return { stats, etag: statEtag(stats), body: undefined }
    const body = new Uint8Array(stats.size)
    let at = 0
    for (let got = -1; at < body.length && got !== 0; at += got) got = readSync(file, body, at, body.length - at, at)
    return { stats, etag: contentEtag(body), body }
  } finally {
    closeSync(file)
  }
}

/** It is absent when it was renamed. */
function removeDraft(path: string): void {
  try {
    unlinkSync(path)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e
  }
}

async function read(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, length - at, offset + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return at === length ? bytes : bytes.subarray(0, at)
}

function contentEtag(body: Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 40)}"`
}

function statEtag(stats: Stats): string {
  return `"${stats.size.toString(16)}-${Math.round(stats.mtimeMs * 1000).toString(16)}-${stats.ino.toString(16)}"`
}

/** Writes a file that outlives a power cut, and tells the ETag that it will have. */
async function writeDraft(path: string, body: Uint8Array): Promise<string> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(body)
    await file.sync()
    return body.length <= HASHED_BYTES ? contentEtag(body) : statEtag(await file.stat())
  } finally {
    await file.close()
  }
}

/** Makes a rename durable. Windows can't open folders, and needn't. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
