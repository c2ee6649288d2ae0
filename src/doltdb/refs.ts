/*
 * Names of refs. A store root maps dataset names to addresses: `refs/heads/main` to a commit, `refs/tags/v1` to a tag,
 * `refs/remotes/origin/main` to a commit, `workingSets/heads/main` to a working set.
 * Source: Dolt go/libraries/doltcore/ref, go/store/datas/dataset.go.
 */

const HEADS = 'refs/heads/'
const TAGS = 'refs/tags/'
const REMOTES = 'refs/remotes/'
const WORKING_SETS = 'workingSets/heads/'

export function branchRef(branch: string): string {
  return HEADS + branch
}

export function tagRef(tag: string): string {
  return TAGS + tag
}

/** @param branch a branch of that remote. */
export function remoteRef(remote: string, branch: string): string {
  return `${REMOTES}${remote}/${branch}`
}

export function workingSetRef(branch: string): string {
  return WORKING_SETS + branch
}

/** What a ref's name says; undefined for names of other kinds (stashes, statistics, what a newer Dolt may add). */
export type ParsedRef =
  | { readonly kind: 'branch' | 'tag' | 'workingSet'; readonly name: string }
  | { readonly kind: 'remote'; readonly remote: string; readonly name: string }

export function parseRef(ref: string): ParsedRef | undefined {
  if (ref.startsWith(HEADS)) return { kind: 'branch', name: ref.slice(HEADS.length) }
  if (ref.startsWith(TAGS)) return { kind: 'tag', name: ref.slice(TAGS.length) }
  if (ref.startsWith(WORKING_SETS)) return { kind: 'workingSet', name: ref.slice(WORKING_SETS.length) }
  if (ref.startsWith(REMOTES)) {
    const rest = ref.slice(REMOTES.length)
    const slash = rest.indexOf('/')
    if (slash > 0) return { kind: 'remote', remote: rest.slice(0, slash), name: rest.slice(slash + 1) }
  }
  return undefined
}

const HASH = /^[0-9a-v]{32}$/

/** Git's rules for names of refs, in ASCII only. */
function isValidRefName(name: string): boolean {
  if (name === '' || name === '@' || /[/.]$/.test(name)) return false
  if (/[^\x21-\x7e]|[:?[\\^~*]|\.\.|@\{/.test(name)) return false
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
}

/** True for what a branch may be called where it is only looked up. */
export function isValidBranchName(name: string): boolean {
  return name !== 'HEAD' && name !== '-' && !HASH.test(name) && !name.startsWith('/') && !name.includes('//') && isValidRefName(name)
}

/** True for what a new branch or tag may be called. */
export function isValidNewRefName(name: string): boolean {
  return name !== 'head' && isValidBranchName(name)
}
