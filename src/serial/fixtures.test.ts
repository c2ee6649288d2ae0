import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { rebuildMessage } from '../../test/support/rebuild-message.ts'
import { describeWithShared, sharedPath } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import type { Hash } from '../store/hash.ts'
import { openTableSource } from '../store/table-source.ts'
import { identifierOf } from './file-identifier.ts'
import { references } from './references.ts'

/** Every chunk of every table file and archive in a fixture's remote. */
function readChunks(name: string): Map<Hash, Uint8Array> {
  const chunks = new Map<Hash, Uint8Array>()
  for (const file of readdirSync(sharedPath('fixtures', name, 'remote'))) {
    if (!/^[0-9a-v]{32}(\.darc)?$/.test(file)) continue
    const bytes = readFileSync(sharedPath('fixtures', name, 'remote', file))
    const source = openTableSource(nodePlatform, file, bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
    for (const hash of source.hashes()) {
      const chunk = source.get(hash)
      if (chunk !== undefined) chunks.set(hash, chunk)
    }
  }
  return chunks
}

describeWithShared('every chunk of a remote that Dolt wrote', () => {
  const kinds = {
    types: ['STRT', 'DCMT', 'DTAG', 'RTVL', 'DTBL', 'DSCH', 'DFKC', 'TUPM', 'ADRM', 'CMCL', 'BLOB'],
    history: ['STRT', 'DCMT', 'RTVL', 'DTBL', 'DSCH', 'TUPM', 'CMCL'],
    flights: ['STRT', 'DCMT', 'DTAG', 'RTVL', 'DTBL', 'DSCH', 'DFKC', 'TUPM', 'CMCL'],
  }
  for (const [name, expected] of Object.entries(kinds)) {
    it(`${name}: is read and rebuilt to the same bytes, and refers to chunks of the remote`, () => {
      const chunks = readChunks(name)
      const met = new Set<string>()
      const wrong: string[] = []
      const dangling: string[] = []
      for (const [hash, chunk] of chunks) {
        const kind = identifierOf(chunk)
        met.add(kind)
        if (Buffer.compare(rebuildMessage(chunk), chunk) !== 0) wrong.push(`${kind} ${hash}`)
        for (const address of references(chunk)) if (!chunks.has(address)) dangling.push(`${kind} ${hash} -> ${address}`)
      }
      expect(wrong).toEqual([])
      expect(dangling).toEqual([])
      expect([...met]).toEqual(expect.arrayContaining(expected))
    })
  }
})
