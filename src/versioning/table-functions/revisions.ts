import { mergeBase } from '../../doltdb/merge-base.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'

/** The two refs that a comparison names. */
export interface RefPair {
  readonly from: string
  readonly to: string
  /** The arguments behind the refs. */
  readonly rest: readonly string[]
}

/** `from, to, …`, `from..to, …` or `from...to, …`; three dots compare with the merge base. @throws OxbowError for other counts. */
export function* refPair(revision: Revision, name: string, args: readonly string[], rest: readonly number[]): Fetching<RefPair> {
  const dots = args.length > 0 && args[0].includes('..')
  const pair = dots ? 1 : 2
  if (!rest.includes(args.length - pair)) {
    const counts = rest.map((n) => n + pair)
    throw doltError(`function '${name}' expected ${counts.join(' or ')} arguments, ${args.length} received`)
  }
  if (!dots) return { from: args[0], to: args[1], rest: args.slice(2) }
  const three = args[0].includes('...')
  const [left, right] = args[0].split(three ? '...' : '..')
  if (left === '' || right === '') throw doltError(`expected strings for from and to revisions, got: ${left}, ${right}`)
  if (!three) return { from: left, to: right, rest: args.slice(1) }
  const { db } = revision.database
  const a = yield* resolveCommit(db, revision.refs, left, revision.head.hash)
  const b = yield* resolveCommit(db, revision.refs, right, revision.head.hash)
  const base = yield* mergeBase(db, a, b)
  if (base === undefined) throw doltError('no common ancestor')
  return { from: base, to: right, rest: args.slice(1) }
}
