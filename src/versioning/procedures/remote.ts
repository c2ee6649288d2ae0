import { parseRef } from '../../doltdb/refs.ts'
import { option, parseArguments } from '../arguments.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { defaultFetchSpecs, findRemote, isValidRemoteName, refuseSharedAddress } from './remotes.ts'

const OPTIONS = [option('ref')]

/** dolt_remote('add', 'name', 'url'), dolt_remote('remove'|'rm', 'name'). */
export const doltRemote: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseReadOnly(cx.database)
  const [action, name, url] = parsed.positional
  const count = parsed.positional.length
  if (action === undefined) throw doltError("error: invalid argument, use 'dolt_remotes' system table to list remotes")
  if (parsed.has('ref')) throw doltError('error: --ref is only supported for git remotes')
  if (action === 'add' && count === 3) addRemote(cx, name.trim(), url)
  else if ((action === 'remove' || action === 'rm') && count === 2) await removeRemote(cx, name.trim())
  else throw doltError('error: invalid argument')
  return success()
}

function addRemote(cx: ProcedureContext, name: string, url: string): void {
  if (!isValidRemoteName(name)) throw doltError('remote name invalid')
  if (findRemote(cx, name) !== undefined) throw doltError('remote already exists')
  const { remotes } = cx.transaction.host
  const normalised = remotes === undefined ? url : remotes.normalise(url, cx.database.name)
  refuseSharedAddress(cx.database.state.backups(), normalised)
  cx.database.state.addRemote({ name, url: normalised, fetchSpecs: defaultFetchSpecs(name), params: {} })
}

async function removeRemote(cx: ProcedureContext, name: string): Promise<void> {
  if (findRemote(cx, name) === undefined) throw doltError(`error: unknown remote: '${name}'`)
  const { state, db } = cx.database
  const refs = await cx.run(db.refs(db.root()))
  const tracking = [...refs.keys()].filter((ref) => {
    const parsed = parseRef(ref)
    return parsed?.kind === 'remote' && parsed.remote === name
  })
  if (tracking.length > 0) await cx.updateRefs(tracking.map((ref) => ({ ref, to: null })))
  state.removeRemote(name)
}
