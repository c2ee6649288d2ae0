import type { DoltDatabase } from '../../doltdb/database.ts'
import type { Remote } from '../environment.ts'
import { doltError } from '../errors.ts'
import type { ProcedureContext } from './context.ts'

/** What every new remote fetches: all of its branches. */
export function defaultFetchSpecs(remote: string): string[] {
  return [`refs/heads/*:refs/remotes/${remote}/*`]
}

/** A remote of the current database. */
export function findRemote(cx: ProcedureContext, name: string): Remote | undefined {
  return cx.database.state.remotes().find((remote) => remote.name === name)
}

/** The remote that is meant where none is named: the only one, or `origin`. */
export function defaultRemote(cx: ProcedureContext): Remote | undefined {
  const remotes = cx.database.state.remotes()
  return remotes.length === 1 ? remotes[0] : findRemote(cx, 'origin')
}

/** Opens a remote. @throws OxbowError where this host reaches no remotes. */
export async function openRemote(cx: ProcedureContext, remote: Pick<Remote, 'url' | 'params'>): Promise<DoltDatabase> {
  const { remotes } = cx.transaction.host
  if (remotes === undefined) throw doltError('remotes can\'t be reached from here: use the master')
  return await remotes.open(remote.url, remote.params)
}

/** What a remote or a backup may be called. */
export function isValidRemoteName(name: string): boolean {
  return name !== '' && !/[\s/\\:?*[\]^~]/.test(name)
}

/** A backup holds everything, a remote what was pushed: they can't be in one place. @throws OxbowError `DOLT`, in Dolt's words */
export function refuseSharedAddress(others: readonly Remote[], url: string): void {
  const other = others.find((remote) => remote.url === url)
  if (other !== undefined) throw doltError(`address conflict with a remote: '${other.name}' -> ${other.url}`)
}
