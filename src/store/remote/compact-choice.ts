import type { TableSpec } from '../manifest.ts'

/** A file that the manifest names, as a listing shows it. */
export interface ListedTable {
  readonly spec: TableSpec
  /** The object's key: the name, with `.darc` for an archive. */
  readonly key: string
  /** Bytes. */
  readonly size: number
}

/** Most bytes of files that are merged into one: it is built in memory, and passes through routes that take 90 MB. */
export const MERGED_BYTES = 64 * 1024 * 1024
/** Files of the lowest tier are smaller than this; each further tier holds files up to `TIER_FACTOR` times as large. */
const FIRST_TIER_BYTES = 64 * 1024
/** So many files of a tier are merged into one of the next. */
const TIER_FACTOR = 8
/** Files of this tier, from 32 MiB on, are left alone. */
const LAST_TIER = 4

/** The tier of a file by its size in bytes. */
function tierOf(size: number): number {
  let tier = 0
  for (let limit = FIRST_TIER_BYTES; tier < LAST_TIER && size >= limit; limit *= TIER_FACTOR) tier++
  return tier
}

/** Whether a file is small enough to be merged with others. */
export function isMergeable(size: number): boolean {
  return tierOf(size) < LAST_TIER
}

/**
 * Chooses which files to merge, once there are so many small ones: those of the highest tier that is full, and of the tiers
 * below it. Every byte thereby moves to a higher tier, so that it is written at most once for each of the four tiers,
 * however many pushes there are. Where no tier is full, because few files are wanted, files double; about twenty stay then.
 * @param files of the manifest, in its order.
 * @param least from how many mergeable files on anything is done.
 * @returns groups of files, in the manifest's order; each becomes one archive.
 */
export function chooseMerges(files: readonly ListedTable[], least: number): ListedTable[][] {
  const small = files.filter(({ size }) => isMergeable(size))
  if (small.length < Math.max(2, least)) return []
  const perTier = new Array<number>(LAST_TIER).fill(0)
  for (const { size } of small) perTier[tierOf(size)]++
  const full = perTier.findLastIndex((count) => count >= TIER_FACTOR)
  return grouped(full >= 0 ? small.filter(({ size }) => tierOf(size) <= full) : smallest(small))
}

/** The smallest ones, up to the largest that is no larger than those before it together: so every byte's file doubles at least. */
function smallest(small: readonly ListedTable[]): readonly ListedTable[] {
  const sorted = small.toSorted((a, b) => a.size - b.size)
  let sum = 0
  let chosen = 0
  sorted.forEach(({ size }, i) => {
    if (size <= sum) chosen = i + 1
    sum += size
  })
  const chosenFiles = new Set(sorted.slice(0, chosen))
  return small.filter((file) => chosenFiles.has(file))
}

function grouped(files: readonly ListedTable[]): ListedTable[][] {
  const groups: ListedTable[][] = []
  let room = -1
  for (const file of files) {
    room -= file.size
    if (room < 0) {
      groups.push([])
      room = MERGED_BYTES - file.size
    }
    groups.at(-1)!.push(file)
  }
  return groups.filter((group) => group.length > 1)
}
