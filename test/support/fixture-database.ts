import { readFileSync } from 'node:fs'
import { nodePlatform } from '../../src/master/platform.ts'
import { getAddress } from '../../src/prolly/address-map-tree.ts'
import { parseNode } from '../../src/prolly/node.ts'
import { NodeStore } from '../../src/prolly/node-store.ts'
import { readCommit, type Commit } from '../../src/serial/commit.ts'
import { readRootValue } from '../../src/serial/root-value.ts'
import { readStoreRoot } from '../../src/serial/store-root.ts'
import { readTable, type Table } from '../../src/serial/table.ts'
import type { ChunkStore } from '../../src/store/chunk-store.ts'
import { EMPTY_HASH, type Hash } from '../../src/store/hash.ts'
import { parseManifest } from '../../src/store/manifest.ts'
import { runSync } from '../../src/store/missing.ts'
import { openTableSource, type TableSource } from '../../src/store/table-source.ts'
import { MemoryChunks } from './memory-chunks.ts'
import { sharedPath } from './shared.ts'

/** A remote on the shelf, read whole; what is put lands in memory. */
export class FixtureDatabase extends MemoryChunks implements ChunkStore {
  readonly nodes = new NodeStore(this, { budgetBytes: 512 << 20 })
  private readonly sources: TableSource[]
  private readonly storeRoot: Hash

  constructor(name: 'flights' | 'history' | 'types') {
    super()
    const manifest = parseManifest(readFileSync(sharedPath('fixtures', name, 'remote', 'manifest')))
    this.storeRoot = manifest.root
    this.sources = manifest.specs.map((spec) => {
      const bytes = readTableFile(sharedPath('fixtures', name, 'remote', spec.name))
      return openTableSource(nodePlatform, spec.name, bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
    })
  }

  override get(address: Hash): Uint8Array | undefined {
    const put = super.get(address)
    if (put !== undefined || this.away.has(address)) return put
    for (const source of this.sources) {
      const chunk = source.get(address)
      if (chunk !== undefined) return chunk
    }
    return undefined
  }

  override has(address: Hash): boolean {
    return super.has(address) || (!this.away.has(address) && this.sources.some((s) => s.has(address)))
  }

  override root(): Hash {
    return this.storeRoot
  }

  /** Every chunk that the remote holds. */
  *hashes(): Generator<Hash> {
    for (const source of this.sources) yield* source.hashes()
  }

  commit(ref: string): { hash: Hash; commit: Commit } {
    const refs = parseNode(readStoreRoot(this.chunk(this.storeRoot)).addressMap)
    const hash = runSync(getAddress(this.nodes, refs, ref)) ?? EMPTY_HASH
    return { hash, commit: readCommit(this.chunk(hash)) }
  }

  /** The message of a table at a ref such as `refs/heads/main`. */
  table(ref: string, table: string): Table {
    const tables = parseNode(readRootValue(this.chunk(this.commit(ref).commit.root)).tables)
    return readTable(this.chunk(runSync(getAddress(this.nodes, tables, table)) ?? EMPTY_HASH))
  }

  chunk(hash: Hash): Uint8Array {
    const chunk = this.get(hash)
    if (chunk === undefined) throw new Error(`${hash} is not in the fixture`)
    return chunk
  }
}

function readTableFile(path: string): Buffer {
  try {
    return readFileSync(`${path}.darc`)
  } catch {
    return readFileSync(path)
  }
}
