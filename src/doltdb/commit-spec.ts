import { OxbowError } from '../error.ts'
import { isHash } from '../store/hash.ts'
import { isValidBranchName } from './refs.ts'

/**
 * What names a commit: `HEAD`, a ref or an address, then steps to ancestors (`~`, `~3`, `^`, `^2`).
 * Source: Dolt go/libraries/doltcore/doltdb/commit_spec.go, ancestor_spec.go.
 */
export interface CommitSpec {
  readonly base: { readonly kind: 'head' } | { readonly kind: 'hash' | 'ref'; readonly name: string }
  /** From one commit to the next: index of the parent to go to. */
  readonly steps: readonly number[]
}

/** Steps that one spec may ask for; more would only be a way to keep a server busy. */
const MAX_STEPS = 1_000_000

/** @throws OxbowError `INVALID_ANCESTOR_SPEC`, `INVALID_REF` for text that can name no commit. */
export function parseCommitSpec(text: string): CommitSpec {
  const trimmed = text.trim()
  const at = trimmed.search(/[\^~]/)
  const name = at < 0 ? trimmed : trimmed.slice(0, at)
  const steps = at < 0 ? [] : parseSteps(trimmed.slice(at))
  if (name.toLowerCase() === 'head') return { base: { kind: 'head' }, steps }
  if (isHash(name)) return { base: { kind: 'hash', name }, steps }
  if (!isValidBranchName(name)) throw new OxbowError('INVALID_REF', 'string is not a valid branch or hash')
  return { base: { kind: 'ref', name }, steps }
}

function parseSteps(text: string): number[] {
  const steps: number[] = []
  const instruction = /([\^~])(\d*)/y
  while (instruction.lastIndex < text.length) {
    const found = instruction.exec(text)
    if (found === null) throw new OxbowError('INVALID_ANCESTOR_SPEC', `Invalid HEAD spec: ${text}`)
    const number = found[2] === '' ? 1 : Number(found[2])
    if (found[1] === '^') {
      if (number !== 1 && number !== 2) throw invalidAncestor()
      steps.push(number - 1)
    } else {
      if (number > MAX_STEPS - steps.length) throw invalidAncestor()
      for (let i = 0; i < number; i++) steps.push(0)
    }
  }
  return steps
}

/** For steps that lead past the first commit, or to a parent that isn't there. */
export function invalidAncestor(): OxbowError {
  return new OxbowError('INVALID_ANCESTOR_SPEC', 'invalid ancestor spec')
}

/** The refs that a name may mean, in the order in which they are tried. */
export function refCandidates(name: string): string[] {
  const candidates = [`refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`, `refs/remotes/${name}`]
  return name.startsWith('refs/') ? [name, ...candidates] : candidates
}
