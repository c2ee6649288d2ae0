import { OxbowError } from '../error.ts'
import { EMPTY_HASH, type Hash, decodeHash, encodeHash, isHash } from './hash.ts'
import type { Platform } from './platform.ts'

/** A table file or archive that the manifest names; `name` is without `.darc`. */
export interface TableSpec {
  readonly name: Hash
  /** Chunks in the file. */
  readonly count: number
}

/** What a store's one mutable file says. Source: Dolt go/store/nbs/manifest.go. */
export interface Manifest {
  /** Unique for each change; never the empty hash. */
  readonly lock: Hash
  /** Address of the StoreRoot; the empty hash in a store that has files but no root yet. */
  readonly root: Hash
  readonly gcGeneration: Hash
  readonly specs: readonly TableSpec[]
}

/** The only chunk format of today's Dolt. */
const FORMAT = '__DOLT__'

function corrupt(what: string): OxbowError {
  return new OxbowError('MANIFEST_CORRUPT', `the manifest is damaged (${what}); restore it from the remote or run dolt fsck`)
}

/**
 * Reads a manifest of storage version 4 or 5.
 * @throws OxbowError `MANIFEST_CORRUPT`, `MANIFEST_VERSION`, `MANIFEST_FORMAT`.
 */
export function parseManifest(text: string | Uint8Array): Manifest {
  const line = typeof text === 'string' ? text : new TextDecoder().decode(text)
  const fields = line.split(':')
  const version = fields[0]
  if (version.length > 8 || fields.length < 4) throw corrupt('not a manifest')
  if (version !== '4' && version !== '5') {
    throw new OxbowError('MANIFEST_VERSION', `the manifest has storage version ${JSON.stringify(version)}; this oxbow reads 4 and 5: use a newer one`)
  }
  if (fields[1] !== FORMAT) {
    throw new OxbowError('MANIFEST_FORMAT', `the store has the format ${JSON.stringify(fields[1].slice(0, 20))}; only ${FORMAT} can be read: migrate it with dolt`)
  }
  const first = version === '5' ? 5 : 4
  if (fields.length < first || (fields.length - first) % 2 !== 0) throw corrupt('number of fields')
  for (const hash of fields.slice(2, first)) if (!isHash(hash)) throw corrupt('hash')
  if (fields[2] === EMPTY_HASH) throw corrupt('empty lock')
  const specs: TableSpec[] = []
  const names = new Set<string>()
  for (let i = first; i < fields.length; i += 2) {
    const [name, count] = [fields[i], fields[i + 1]]
    if (!isHash(name)) throw corrupt('file name')
    if (!/^\d{1,10}$/.test(count) || Number(count) > 0xffffffff) throw corrupt('chunk count')
    if (names.has(name)) throw corrupt('a file named twice')
    names.add(name)
    specs.push({ name, count: Number(count) })
  }
  return { lock: fields[2], root: fields[3], gcGeneration: version === '5' ? fields[4] : EMPTY_HASH, specs }
}

/** The manifest's text, storage version 5, without a newline at its end. */
export function formatManifest(manifest: Manifest): string {
  const head = ['5', FORMAT, manifest.lock, manifest.root, manifest.gcGeneration]
  return [...head, ...manifest.specs.flatMap((s) => [s.name, String(s.count)])].join(':')
}

/**
 * Dolt's lock for a root and files: H(root ‖ 0 ‖ names ‖ 0), with `extra` H(root ‖ 0 ‖ names ‖ 0 ‖ extra ‖ 0).
 * Readers never recompute it, so oxbow puts a nonce in `extra`: equal content then never gives an old lock again.
 */
export function manifestLock(platform: Platform, root: Hash, specs: readonly TableSpec[], extra?: Uint8Array): Hash {
  const bytes = new Uint8Array(20 + 1 + 20 * specs.length + (extra ? 1 + extra.length : 0) + 1)
  decodeHash(root, bytes, 0)
  let at = 21
  for (const spec of specs) {
    decodeHash(spec.name, bytes, at)
    at += 20
  }
  if (extra) bytes.set(extra, at + 1)
  return encodeHash(platform.sha512(bytes))
}
