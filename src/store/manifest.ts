import { OxbowError } from '../error.ts'
import { EMPTY_HASH, HASH_BYTES, type Hash, decodeHash, encodeHash, isHash } from './hash.ts'
import type { Platform } from './platform.ts'

/** A table file or archive that the manifest names. */
export interface TableSpec {
  /** Without `.darc`: the manifest does not say which kind it is. */
  readonly name: Hash
  /** Chunks in the file. */
  readonly count: number
}

/** What a store's one mutable file says. Source: Dolt go/store/nbs/manifest.go, file_manifest.go. */
export interface Manifest {
  /** Of the text: 4 or 5. Only 5 is written. */
  readonly version: number
  /** The chunks' format: always `__DOLT__`. */
  readonly format: string
  /** Differs from every earlier one of the store; never the empty hash. */
  readonly lock: Hash
  /** Address of the StoreRoot; the empty hash in a store that has files but no root yet. */
  readonly root: Hash
  /** Changes with each garbage collection; the empty hash until the first one, and in version 4. */
  readonly gcGeneration: Hash
  readonly specs: readonly TableSpec[]
}

/** Version of the text that is written. */
export const MANIFEST_VERSION = 5
/** The only chunk format of today's Dolt. */
export const MANIFEST_FORMAT = '__DOLT__'
/** The name under which a local store's chunk journal stands among the files. */
export const JOURNAL_NAME: Hash = 'v'.repeat(32)
const MAX_COUNT = 0xffffffff

function corrupt(what: string): OxbowError {
  return new OxbowError(
    'MANIFEST_CORRUPT', `the manifest is damaged (${what}): put back a copy of it, or push to the remote again from an intact clone`,
  )
}

/**
 * Reads a manifest of storage version 4 or 5: one line of fields joined by colons, without a newline.
 * @throws OxbowError `MANIFEST_CORRUPT`, `MANIFEST_VERSION`, `MANIFEST_FORMAT`.
 */
export function parseManifest(text: string | Uint8Array): Manifest {
  const line = typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(text)
  const fields = line.split(':')
  const [version, format, lock, root] = fields
  if (!/^\d{1,7}$/.test(version)) throw corrupt('it does not begin with a version')
  if (version !== '4' && version !== '5') {
    throw new OxbowError(
      'MANIFEST_VERSION',
      `the manifest has storage version ${version}, and oxbow reads 4 and 5: take a newer oxbow, or let dolt rewrite an older store`,
    )
  }
  if (format === undefined) throw corrupt('it ends after the version')
  if (format !== MANIFEST_FORMAT) {
    throw new OxbowError(
      'MANIFEST_FORMAT',
      `the store has the format ${JSON.stringify(format.slice(0, 20))}, and only ${MANIFEST_FORMAT} can be read: run dolt migrate on it`,
    )
  }
  const head = version === '5' ? 5 : 4
  if (fields.length < head || (fields.length - head) % 2 !== 0) throw corrupt(`${fields.length} fields`)
  const gcGeneration = version === '5' ? fields[4] : EMPTY_HASH
  if (!isHash(lock) || !isHash(root) || !isHash(gcGeneration)) throw corrupt('lock, root or generation is not an address')
  if (lock === EMPTY_HASH) throw corrupt('the lock is empty')
  return { version: Number(version), format, lock, root, gcGeneration, specs: parseSpecs(fields, head) }
}

function parseSpecs(fields: readonly string[], from: number): TableSpec[] {
  const specs: TableSpec[] = []
  const names = new Set<Hash>()
  for (let i = from; i < fields.length; i += 2) {
    const name = fields[i]
    const count = fields[i + 1]
    if (!isHash(name)) throw corrupt('the name of a file is not an address')
    if (names.has(name)) throw corrupt(`${name} is named twice`)
    if (!/^\d{1,10}$/.test(count) || Number(count) > MAX_COUNT) throw corrupt(`the chunk count of ${name}`)
    names.add(name)
    specs.push({ name, count: Number(count) })
  }
  return specs
}

/** The manifest's text, storage version 5, without a newline at its end. */
export function formatManifest(manifest: Pick<Manifest, 'lock' | 'root' | 'gcGeneration' | 'specs'>): string {
  const fields = [String(MANIFEST_VERSION), MANIFEST_FORMAT, manifest.lock, manifest.root, manifest.gcGeneration]
  for (const { name, count } of manifest.specs) fields.push(name, String(count))
  return fields.join(':')
}

/**
 * The lock that Dolt gives to a root and files: H(root ‖ 0 ‖ names ‖ 0), with `extra` H(root ‖ 0 ‖ names ‖ 0 ‖ extra ‖ 0).
 * Readers never recompute it, so a nonce may stand in `extra`: equal content then never gives an old lock again.
 * Source: Dolt go/store/nbs/manifest.go, generateLockHash.
 */
export function manifestLock(platform: Platform, manifest: Pick<Manifest, 'root' | 'specs'>, extra?: Uint8Array): Hash {
  const { root, specs } = manifest
  const length = HASH_BYTES + 1 + HASH_BYTES * specs.length + 1
  const bytes = new Uint8Array(extra === undefined ? length : length + extra.length + 1)
  decodeHash(root, bytes, 0)
  for (let i = 0; i < specs.length; i++) decodeHash(specs[i].name, bytes, HASH_BYTES + 1 + HASH_BYTES * i)
  if (extra !== undefined) bytes.set(extra, length)
  return encodeHash(platform.sha512(bytes))
}

/**
 * A manifest of this version that was never written before, also with equal content: its lock holds a nonce.
 * @param fence goes into the lock before the nonce: a lease's epoch
 */
export function newManifest(platform: Platform, content: Pick<Manifest, 'root' | 'gcGeneration' | 'specs'>, fence: Uint8Array = new Uint8Array(0)): Manifest {
  const extra = new Uint8Array(fence.length + HASH_BYTES)
  extra.set(fence)
  extra.set(platform.randomBytes(HASH_BYTES), fence.length)
  return { version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock: manifestLock(platform, content, extra), ...content }
}
