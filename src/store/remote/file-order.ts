import type { Hash } from '../hash.ts'
import type { TableSpec } from '../manifest.ts'
import { MAX_REQUESTS } from './range-reader.ts'

/** What a listing tells of a file. */
export interface ListedFile {
  /** Milliseconds since 1970 UTC; 0 where the store doesn't say. */
  readonly modified: number
  /** Bytes. */
  readonly size: number
}

/** Dolt flushes a change of refs alone as a table file of so many chunks: the StoreRoot and its map. */
const REFS_ONLY = 2

/**
 * In which order files are searched whose contents aren't known. A manifest that Dolt wrote is sorted by name and says
 * nothing of age, one that oxbow wrote has the newest files last. A listing helps where there are many: by age, and by
 * size, since files of small commits are alike but for the closure, which grows with every commit. Copied buckets have
 * meaningless ages, so both take turns.
 */
export class FileOrder {
  readonly #position: ReadonlyMap<Hash, number>
  readonly #sortedByName: boolean
  readonly #fresh: ReadonlySet<Hash>
  /** The one with the most chunks: most of what there is lies there. */
  readonly largest: TableSpec | undefined
  #listed: ReadonlyMap<Hash, ListedFile> | undefined

  /** @param before the files of the manifest before, empty at first. */
  constructor(specs: readonly TableSpec[], before: ReadonlySet<Hash>) {
    this.#position = new Map(specs.map((spec, i) => [spec.name, i]))
    this.#sortedByName = specs.every((spec, i) => i === 0 || specs[i - 1].name < spec.name)
    this.#fresh = before.size === 0 ? before : new Set(specs.map((spec) => spec.name).filter((name) => !before.has(name)))
    this.largest = specs.reduce<TableSpec | undefined>((most, spec) => (most === undefined || spec.count > most.count ? spec : most), undefined)
  }

  /** Whether a listing would help to order so many files. */
  wantsListing(unopened: number): boolean {
    return this.#sortedByName && this.#listed === undefined && unopened > 2 * MAX_REQUESTS
  }

  takeListing(listed: ReadonlyMap<Hash, ListedFile>): void {
    this.#listed = listed
  }

  /** @param rootOnly whether the StoreRoot is all that is sought. */
  sort(specs: readonly TableSpec[], rootOnly: boolean): TableSpec[] {
    const byAge = specs.toSorted((a, b) => this.#age(b) - this.#age(a) || this.#place(b) - this.#place(a))
    const bySize = specs.toSorted((a, b) => this.#size(b) - this.#size(a) || this.#place(b) - this.#place(a))
    const order = !this.#sortedByName || rootOnly ? byAge : this.#listed === undefined ? bySize : turns(byAge, bySize)
    const rank = (spec: TableSpec): number => {
      if (this.#fresh.has(spec.name)) return 0
      if (this.#fresh.size === 0 && spec === this.largest) return 1
      return this.#sortedByName && (spec.count === REFS_ONLY) !== rootOnly ? 3 : 2
    }
    return order.toSorted((a, b) => rank(a) - rank(b))
  }

  #place({ name }: TableSpec): number {
    return this.#position.get(name) ?? 0
  }

  #age({ name }: TableSpec): number {
    return this.#listed?.get(name)?.modified ?? 0
  }

  #size({ name, count }: TableSpec): number {
    return this.#listed?.get(name)?.size ?? count
  }
}

/** Two orders of the same, by turns. */
function turns<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set(a.flatMap((one, i) => [one, b[i]]))]
}
