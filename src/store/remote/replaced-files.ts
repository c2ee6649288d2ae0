import { OxbowError } from '../../error.ts'
import type { ObjectStore } from './object-store.ts'

/** The key of the list of files that wait for their deletion. Dolt never asks for it. */
export const REPLACED_KEY = 'oxbow/replaced'

/** A file that no manifest names any more. */
export interface ReplacedFile {
  /** The object's key. */
  readonly key: string
  /** When it was first seen that it isn't named, in milliseconds since 1970 UTC by the clock of who saw it. */
  readonly since: number
  /** Whether its chunks were merged into another file, or no manifest named it when it was found. */
  readonly kind: 'merged' | 'orphan'
  /** Whether nobody can write a file of this name again: oxbow's archives carry a nonce. */
  readonly unique: boolean
}

interface StoredList {
  readonly files: ReadonlyMap<string, ReplacedFile>
  readonly etag: string | undefined
}

/** How often the list is written at most until no other was first. */
const MAX_TRIES = 12

/** Reads the list, by key. One that can't be read counts as empty: its files are found again as orphans. @throws OxbowError of the object store. */
export async function readReplaced(objects: ObjectStore): Promise<ReadonlyMap<string, ReplacedFile>> {
  return (await readList(objects)).files
}

async function readList(objects: ObjectStore): Promise<StoredList> {
  const got = await objects.get(REPLACED_KEY)
  if (got === null || got.notModified === true) return { files: new Map(), etag: undefined }
  return { files: new Map(parse(got.body).map((file) => [file.key, file])), etag: got.etag }
}

/**
 * Changes the list, on condition that nobody else does at the same time; then it is read again.
 * @param change of each entry by its key; null removes it.
 * @throws OxbowError `PUSH_CONTENDED`, and those of the object store.
 */
export async function updateReplaced(objects: ObjectStore, change: ReadonlyMap<string, ReplacedFile | null>): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES && change.size > 0; tries++) {
    const { files, etag } = await readList(objects)
    const next = new Map(files)
    for (const [key, file] of change) {
      if (file === null) next.delete(key)
      else next.set(key, file)
    }
    const body = new TextEncoder().encode(JSON.stringify({ files: [...next.values()] }))
    // A write that took place although no answer came is repeated, which changes nothing.
    if ((await objects.put(REPLACED_KEY, body, etag === undefined ? { ifAbsent: true } : { ifMatch: etag })) !== null) return
  }
  if (change.size > 0) throw new OxbowError('PUSH_CONTENDED', `others changed ${REPLACED_KEY} of ${objects.url} each of ${MAX_TRIES} times; try again`)
}

function parse(body: Uint8Array): ReplacedFile[] {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return []
  }
  const { files } = (value ?? {}) as { readonly files?: unknown }
  return Array.isArray(files) ? files.filter(isReplacedFile) : []
}

function isReplacedFile(value: unknown): value is ReplacedFile {
  const { key, since, kind, unique } = (value ?? {}) as Readonly<Record<string, unknown>>
  return typeof key === 'string' && isFileKey(key) && typeof since === 'number' && (kind === 'merged' || kind === 'orphan') && typeof unique === 'boolean'
}

/** Whether a key is that of a table file or archive beside the manifest: nothing else is ever deleted. */
export function isFileKey(key: string): boolean {
  return /^[0-9a-v]{32}(\.darc)?$/.test(key)
}
