import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../../src/error.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { WritableChunkStore } from '../../src/store/chunk-store.ts'
import { hashOf, type Hash } from '../../src/store/hash.ts'
import { parseManifest } from '../../src/store/manifest.ts'
import { openTableSource, type ReadAt, type TableSource } from '../../src/store/table-source.ts'
import { sharedPath } from './shared-path.ts'

/**
 * The chunks of a remote in a directory, all at hand; what is put and the root that is set stay in memory, so a test
 * may write as it likes.
 */
export class FixtureStore implements WritableChunkStore {
  readonly written = new Map<Hash, Uint8Array>()
  readonly #sources: TableSource[]
  #root: Hash

  /** @param folder a remote's directory. */
  constructor(folder: string) {
    const manifest = parseManifest(readFileSync(join(folder, 'manifest'), 'utf8'))
    this.#root = manifest.root
    this.#sources = manifest.specs.map(({ name }) => {
      const plain = join(folder, name)
      const path = existsSync(plain) ? plain : `${plain}.darc`
      return openTableSource(nodePlatform, name, statSync(path).size, fileReader(path))
    })
  }

  get(address: Hash): Uint8Array | undefined {
    const written = this.written.get(address)
    if (written !== undefined) return written
    for (const source of this.#sources) {
      const chunk = source.get(address)
      if (chunk !== undefined) return chunk
    }
    return undefined
  }

  has(address: Hash): boolean {
    return this.written.has(address) || this.#sources.some((source) => source.has(address))
  }

  put(chunk: Uint8Array): Hash {
    const address = hashOf(nodePlatform, chunk)
    this.written.set(address, chunk)
    return address
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    for (const address of addresses) {
      if (!this.has(address)) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in the fixture`)
    }
  }

  root(): Hash {
    return this.#root
  }

  commitRoot(next: Hash, last: Hash): boolean {
    if (this.#root !== last) return false
    this.#root = next
    return true
  }
}

function fileReader(path: string): ReadAt {
  return (offset, length) => {
    const bytes = new Uint8Array(length)
    const file = openSync(path, 'r')
    try {
      readSync(file, bytes, 0, length, offset)
    } finally {
      closeSync(file)
    }
    return bytes
  }
}

/** One of the shelf's remotes: `types`, `history`, `flights`. */
export function fixtureStore(name: string): FixtureStore {
  return new FixtureStore(sharedPath('fixtures', name, 'remote'))
}
