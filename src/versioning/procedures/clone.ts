import type { DoltDatabase, RefEdit } from '../../doltdb/database.ts'
import { readCommit } from '../../doltdb/commit.ts'
import { fetchChunks } from '../../doltdb/push-refs.ts'
import { fetchShallow } from '../../doltdb/shallow-fetch.ts'
import { branchRef, parseRef, remoteRef, workingSetRef } from '../../doltdb/refs.ts'
import { OxbowError } from '../../error.ts'
import type { Hash } from '../../store/hash.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import type { VersioningHost } from '../environment.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import { cleanWorkingSetOf } from './clean-working-set.ts'
import { success, type Procedure } from './context.ts'
import { defaultFetchSpecs, openRemote } from './remotes.ts'

const OPTIONS = [option('remote'), option('branch', 'b'), option('depth'), option('user', 'u'), option('ref'), flag('single-branch')]

/** dolt_clone('url'[, 'name']). */
export const doltClone: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const [url, given] = parsed.positional
  refuseTooMany('clone', 2, parsed.positional)
  if (url === undefined) {
    throw doltError('error: invalid number of arguments: database URL must be specified and database name is optional')
  }
  // What isn't a positive number is no limit, as in Dolt.
  const depth = Math.max(0, Number.parseInt(parsed.value('depth') ?? '0') || 0)
  const name = given ?? url.split('?')[0].replace(/\/+$/, '').split('/').pop()!.replace(/\.git$/, '')
  const { host } = cx.transaction
  if (cx.transaction.hasDatabase(name)) throw new OxbowError('DATABASE_EXISTS', `can't create database ${name}; database exists`, { errno: 1007 })
  const normalised = host.remotes === undefined ? url : host.remotes.normalise(url, name)
  const remote = await openRemote(cx, { url: normalised, params: {} })
  await cloneRemote(host, remote, {
    name, url: normalised, remoteName: parsed.value('remote') ?? 'origin', branch: parsed.value('branch'),
    singleBranch: parsed.has('single-branch'), depth,
  })
  cx.transaction.refresh(cx.transaction.database(name))
  return success()
}

export interface CloneOptions {
  readonly name: string
  readonly url: string
  readonly remoteName: string
  /** The branch to check out; the remote's default one when left out. */
  readonly branch: string | undefined
  readonly singleBranch: boolean
  /** How many generations of the branch's commits are brought, and nothing else; all of them for 0 and when left out. */
  readonly depth?: number
}

/**
 * Copies a remote into a new database: all branches as remote-tracking ones, one of them as a branch, all tags.
 * A clone that fails leaves nothing behind.
 */
export async function cloneRemote(host: VersioningHost, remote: DoltDatabase, options: CloneOptions): Promise<void> {
  const { name, url, remoteName } = options
  const refs = await remote.run(remote.refs())
  const branches = new Map<string, Hash>()
  for (const [ref, target] of refs) {
    const parsed = parseRef(ref)
    if (parsed?.kind === 'branch') branches.set(parsed.name, target)
  }
  if (branches.size === 0) throw doltError('clone failed; remote at that url contains no Dolt data')
  const branch = options.branch ?? ['main', 'master'].find((b) => branches.has(b)) ?? [...branches.keys()][0]
  const head = branches.get(branch)
  if (head === undefined) throw doltError(`clone failed; branch not found: ${branch}`)
  const clone = await host.cloneDatabase(name)
  try {
    const { db, state } = clone
    const depth = clone.keepGhosts === undefined ? 0 : options.depth ?? 0
    const wanted = options.singleBranch || depth > 0 ? new Map([[branch, head]]) : branches
    const tags = depth > 0 ? [] : [...refs].filter(([ref]) => parseRef(ref)?.kind === 'tag')
    if (depth > 0) await fetchShallow(remote, db, head, depth, clone.keepGhosts!, host.onTransfer)
    else await fetchChunks(remote, db, [...wanted.values(), ...tags.map(([, target]) => target)], host.onTransfer)
    const commit = await db.run(readCommit(db, head))
    const edits: RefEdit[] = [
      ...[...wanted].map(([b, to]) => ({ ref: remoteRef(remoteName, b), to })),
      ...tags.map(([ref, to]) => ({ ref, to })),
      { ref: branchRef(branch), to: head },
      { ref: workingSetRef(branch), to: cleanWorkingSetOf(db, commit, host.identity) },
    ]
    await db.updateRefs(edits)
    state.addRemote({ name: remoteName, url, fetchSpecs: defaultFetchSpecs(remoteName), params: {} })
    state.setUpstream(branch, { remote: remoteName, head: branchRef(branch) })
    await clone.finish(branch)
  } catch (e) {
    await clone.abandon()
    throw e
  }
}
