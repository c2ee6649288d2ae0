import { branchRef, parseRef } from '../doltdb/refs.ts'
import { OxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { fitsPattern, parseHeads } from './head-patterns.ts'

/** Which heads are pulled. */
export interface HeadSelection {
  /** `dolt_replicate_heads`: names and patterns, separated by commas. */
  readonly heads: string
  /** `dolt_replicate_all_heads`: all branches and tags, and their end. */
  readonly allHeads: boolean
  /** `dolt_read_replica_force_pull`: whether heads follow a remote that isn't ahead of them, but elsewhere. */
  readonly force: boolean
}

export function sameSelection(a: HeadSelection, b: HeadSelection): boolean {
  return a.heads === b.heads && a.allHeads === b.allHeads && a.force === b.force
}

/** Why a selection pulls nothing, in Dolt's words; undefined for one that does. */
export function contradiction({ heads, allHeads }: HeadSelection): string | undefined {
  if (heads !== '' && allHeads) return 'cannot set both @@dolt_replicate_heads and @@dolt_replicate_all_heads, replication disabled'
  if (heads === '' && !allHeads) return 'must set either @@dolt_replicate_heads or @@dolt_replicate_all_heads, replication disabled'
  return undefined
}

/** What a selection picks from a remote's refs. */
export interface SelectedHeads {
  /** Branches, and with all heads tags. */
  readonly wanted: Map<string, Hash>
  /** Patterns that fit no branch. */
  readonly unmatched: readonly string[]
}

/** @throws OxbowError `BRANCH_NOT_FOUND`, in Dolt's words, for a branch that the remote hasn't. */
export function selectHeads(theirs: ReadonlyMap<string, Hash>, { heads, allHeads }: HeadSelection, remoteName: string): SelectedHeads {
  const wanted = new Map<string, Hash>()
  if (allHeads) {
    for (const [ref, to] of theirs) {
      const kind = parseRef(ref)?.kind
      if (kind === 'branch' || kind === 'tag') wanted.set(ref, to)
    }
    return { wanted, unmatched: [] }
  }
  const { names, patterns } = parseHeads(heads)
  for (const name of names) {
    const to = theirs.get(branchRef(name))
    if (to === undefined) throw new OxbowError('BRANCH_NOT_FOUND', `unable to find "${name}" on "${remoteName}"; branch not found`)
    wanted.set(branchRef(name), to)
  }
  const unmatched: string[] = []
  for (const pattern of patterns) {
    const fitting = [...theirs].filter(([ref]) => {
      const parsed = parseRef(ref)
      return parsed?.kind === 'branch' && fitsPattern(pattern, parsed.name)
    })
    if (fitting.length === 0) unmatched.push(pattern)
    for (const [ref, to] of fitting) wanted.set(ref, to)
  }
  return { wanted, unmatched }
}

/** The branch that a clone checks out: `main`, `master`, else the first by name. */
export function defaultBranchOf(refs: ReadonlyMap<string, Hash>): string | undefined {
  if (refs.has(branchRef('main'))) return 'main'
  if (refs.has(branchRef('master'))) return 'master'
  for (const ref of refs.keys()) {
    const parsed = parseRef(ref)
    if (parsed?.kind === 'branch') return parsed.name
  }
  return undefined
}
