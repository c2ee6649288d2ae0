import type { Hash } from '../store/hash.ts'
import type { TableSpec } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { type BuiltFile, buildTableFile } from '../store/table-file.ts'
import type { OpenTable } from './table-directory.ts'

/** From how many files on they are merged. */
const MAX_TABLES = 64
/** How many bytes of files one merge takes, the smallest ones first: large files would be copied again and again. */
const MAX_MERGE_BYTES = 64 << 20
/** Fewer files than this aren't worth a merge. */
const MIN_MERGED_TABLES = 8

/**
 * The small ones of too many files as one, and those that it replaces; undefined where nothing is to be done.
 * No chunk is dropped. Source: Dolt go/store/nbs/conjoiner.go.
 */
export function conjoinSmall(platform: Platform, tables: readonly OpenTable[]): { readonly file: BuiltFile; readonly replaced: readonly TableSpec[] } | undefined {
  if (tables.length <= MAX_TABLES) return undefined
  const small: OpenTable[] = []
  let bytes = 0
  for (const table of tables.toSorted((a, b) => a.size - b.size)) {
    bytes += table.size
    if (bytes > MAX_MERGE_BYTES) break
    small.push(table)
  }
  if (small.length < MIN_MERGED_TABLES) return undefined
  const chunks = new Map<Hash, Uint8Array>()
  for (const { source } of small) {
    for (const hash of source.hashes()) {
      if (chunks.has(hash)) continue
      const chunk = source.get(hash)
      if (chunk !== undefined) chunks.set(hash, chunk)
    }
  }
  const file = buildTableFile(platform, chunks)
  const replaced = small.map((table) => table.spec)
  return replaced.some(({ name }) => name === file.name) ? undefined : { file, replaced }
}
