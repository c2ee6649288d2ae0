import type { Hash } from '../store/hash.ts'
import { parseRef } from './refs.ts'

/**
 * A database's refs to someone who may not see all of them. Commits that none of these leads to don't exist for them either:
 * `resolveCommit` refuses their addresses as it refuses those of nothing.
 */
export class VisibleRefs extends Map<string, Hash> {
  /** What is known of commits: whether a ref leads to them. Kept by `resolveCommit`. */
  readonly reached = new Map<Hash, boolean>()
}

/** Narrowed refs, by the whole and what they are narrowed to: a map of refs never changes. */
const narrowed = new WeakMap<ReadonlyMap<string, Hash>, Map<string, VisibleRefs>>()

/** Most filters that one map of refs is kept narrowed by. */
const KEPT_FILTERS = 64

/**
 * The refs whose names a filter lets through: branches with their working sets, tags, and remote-tracking branches as
 * `remote/branch`. Refs of other kinds are left out.
 * @param filter.key equal for filters that let the same names through.
 */
export function visibleRefs(refs: ReadonlyMap<string, Hash>, filter: { readonly key: string; sees(name: string): boolean }): VisibleRefs {
  let known = narrowed.get(refs)
  if (known === undefined) narrowed.set(refs, (known = new Map()))
  let visible = known.get(filter.key)
  if (visible === undefined) {
    visible = new VisibleRefs([...refs].filter(([ref]) => {
      const name = visibleName(ref)
      return name !== undefined && filter.sees(name)
    }))
    if (known.size >= KEPT_FILTERS) known.clear()
    known.set(filter.key, visible)
  }
  return visible
}

/** What a filter calls a ref; undefined for refs that only the database itself uses. */
export function visibleName(ref: string): string | undefined {
  const parsed = parseRef(ref)
  if (parsed === undefined) return undefined
  return parsed.kind === 'remote' ? `${parsed.remote}/${parsed.name}` : parsed.name
}
