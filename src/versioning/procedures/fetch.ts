import { fetchChunks } from '../../doltdb/push-refs.ts'
import type { DoltDatabase, RefEdit } from '../../doltdb/database.ts'
import { branchRef, parseRef, remoteRef } from '../../doltdb/refs.ts'
import { readTag } from '../../doltdb/tag.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import type { Remote } from '../environment.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { findRemote, openRemote } from './remotes.ts'

const OPTIONS = [flag('prune', 'p'), flag('silent'), option('user', 'u')]

/** dolt_fetch(['remote'[, 'branch', …]]): remote-tracking branches as the remote has them, always forced. */
export const doltFetch: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseReadOnly(cx.database)
  if (cx.database.state.remotes().length === 0) throw doltError('no remote')
  const [name = 'origin', ...specs] = parsed.positional
  const remote = findRemote(cx, name)
  if (remote === undefined) {
    throw doltError(
      `unknown remote; '${name}' does not appear to be a dolt database. could not read from the remote database. ` +
      'please make sure you have the correct access rights and the database exists',
    )
  }
  if (specs.length > 0 && parsed.has('prune')) throw doltError('--prune option cannot be provided with a ref spec')
  await fetchRemote(cx, remote, await openRemote(cx, remote), specs, parsed.has('prune'))
  return success()
}

/** A branch of the remote, and the ref that follows it here. */
interface FetchPair {
  readonly from: string
  readonly to: string
}

/**
 * Brings a remote's branches in, and the tags whose commits come with them.
 * @param specs branches to fetch; none for what the remote's own specs say
 */
export async function fetchRemote(
  cx: ProcedureContext, remote: Remote, opened: DoltDatabase, specs: readonly string[], prune: boolean,
): Promise<void> {
  const { db } = cx.database
  const theirs = await opened.run(opened.refs())
  const ours = await cx.run(db.refs(db.root()))
  const pairs = specs.length > 0
    ? specs.map((spec) => namedPair(remote, theirs, spec))
    : remote.fetchSpecs.flatMap((spec) => specPairs(spec, theirs))
  const edits: RefEdit[] = pairs.map(({ from, to }) => ({ ref: to, to: theirs.get(from)! }))
  if (prune) {
    const kept = new Set(pairs.map((p) => p.to))
    for (const ref of ours.keys()) {
      const parsed = parseRef(ref)
      if (parsed?.kind === 'remote' && parsed.remote === remote.name && !kept.has(ref)) edits.push({ ref, to: null })
    }
  }
  await fetchChunks(opened, db, edits.map((e) => e.to).filter((to) => to !== null), cx.transaction.host.onTransfer)
  for (const [ref, target] of theirs) {
    if (parseRef(ref)?.kind !== 'tag' || ours.has(ref)) continue
    const { commit } = await opened.run(readTag(opened, target))
    if (!db.store.has(commit)) continue
    await fetchChunks(opened, db, [target])
    edits.push({ ref, to: target })
  }
  await cx.updateRefs(edits)
}

function namedPair(remote: Remote, theirs: ReadonlyMap<string, string>, spec: string): FetchPair {
  if (spec === '') throw doltError(`invalid fetch spec: '${spec}'`)
  const [source, destination] = spec.split(':')
  if (destination !== undefined && parseRef(destination)?.kind !== 'remote') throw doltError(`invalid fetch spec: '${spec}'`)
  const from = source.startsWith('refs/') ? source : branchRef(source)
  if (!theirs.has(from)) throw doltError(`fetch failed: invalid ref spec: '${spec}'`)
  return { from, to: destination ?? remoteRef(remote.name, from.replace(/^refs\/heads\//, '')) }
}

/** What a spec such as `refs/heads/*:refs/remotes/origin/*` brings. */
function specPairs(spec: string, theirs: ReadonlyMap<string, string>): FetchPair[] {
  const [source, destination] = spec.split(':')
  if (destination === undefined) return []
  const star = source.indexOf('*')
  if (star < 0) return theirs.has(source) ? [{ from: source, to: destination }] : []
  const before = source.slice(0, star)
  const after = source.slice(star + 1)
  return [...theirs.keys()]
    .filter((ref) => ref.startsWith(before) && ref.endsWith(after) && ref.length >= before.length + after.length)
    .map((from) => ({ from, to: destination.replace('*', from.slice(before.length, from.length - after.length)) }))
}
