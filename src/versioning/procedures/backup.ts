import { LocalTarget, RemoteTarget } from '../../doltdb/copy-chunks.ts'
import { copyDatabase } from '../../doltdb/push-refs.ts'
import { branchRef, parseRef } from '../../doltdb/refs.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import type { Remote } from '../environment.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { defaultFetchSpecs, isValidRemoteName, openRemote, refuseSharedAddress } from './remotes.ts'

const PARAMS = ['aws-region', 'aws-creds-type', 'aws-creds-file', 'aws-creds-profile'] as const
const OPTIONS = [flag('force', 'f'), flag('verbose', 'v'), ...PARAMS.map((name) => option(name))]

const PARAMS_USAGE = "['--aws-region=<region>'], ['--aws-creds-type=<type>'], ['--aws-creds-file=<file>'], ['--aws-creds-profile=<profile>']"
const USAGE: Readonly<Record<string, string>> = {
  add: `usage: dolt_backup('add', 'name', 'url', ${PARAMS_USAGE})`,
  rm: "usage: dolt_backup('rm', 'name')",
  remove: "usage: dolt_backup('remove', 'name')",
  sync: "usage: dolt_backup('sync', 'name')",
  'sync-url': `usage: dolt_backup('sync-url', 'remote_url', ${PARAMS_USAGE})`,
  restore: `usage: dolt_backup('restore', 'remote_url', 'new_db_name', ['--force'], ${PARAMS_USAGE})`,
}

/** How many arguments each takes. */
const COUNT: Readonly<Record<string, number>> = { add: 2, rm: 1, remove: 1, sync: 1, 'sync-url': 1, restore: 2 }

/**
 * dolt_backup('add', 'name', 'url'), ('rm', 'name'), ('sync', 'name'), ('sync-url', 'url'), ('restore', 'url', 'database'). A backup holds
 * all that the database does, working sets included; a remote has what was pushed.
 */
export const doltBackup: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const [action, ...rest] = parsed.positional
  if (action === undefined) throw doltError("use 'dolt_backups' table to list backups")
  if (!Object.hasOwn(USAGE, action)) throw doltError(`unrecognized dolt_backup parameter '${action}'`)
  if (rest.length !== COUNT[action]) throw doltError(USAGE[action])
  if (action === 'restore') return await restore(cx, rest[0], rest[1], parsed)
  if (action === 'sync') return await sync(cx, findBackup(cx, rest[0]))
  if (action === 'sync-url') return await sync(cx, backupOf(cx, '', rest[0], parsed))
  refuseReadOnly(cx.database)
  if (action === 'add') addBackup(cx, backupOf(cx, rest[0].trim(), rest[1], parsed))
  else cx.database.state.removeBackup(findBackup(cx, rest[0]).name)
  return success()
}

function backupOf(cx: ProcedureContext, name: string, url: string, parsed: ParsedArguments): Remote {
  const { remotes } = cx.transaction.host
  const params = Object.fromEntries(PARAMS.flatMap((key) => (parsed.has(key) ? [[key, parsed.value(key)!]] : [])))
  const base = cx.databaseName === '' ? '' : cx.database.name
  return { name, url: remotes === undefined ? url : remotes.normalise(url, base), fetchSpecs: defaultFetchSpecs(name), params }
}

function addBackup(cx: ProcedureContext, backup: Remote): void {
  const { state } = cx.database
  if (!isValidRemoteName(backup.name)) throw doltError(`backup name '${backup.name}' is invalid`)
  if (state.backups().some(({ name }) => name === backup.name)) throw doltError(`backup '${backup.name}' already exists`)
  refuseSharedAddress([...state.remotes(), ...state.backups()], backup.url)
  state.addBackup(backup)
}

function findBackup(cx: ProcedureContext, name: string): Remote {
  const found = cx.database.state.backups().find((backup) => backup.name === name)
  if (found === undefined) throw doltError(`backup '${name}' not found`)
  return found
}

/** What the transaction has changed so far goes along. */
async function sync(cx: ProcedureContext, backup: Remote): Promise<ProcedureResult> {
  await cx.transaction.commit()
  const opened = await openRemote(cx, backup)
  await copyDatabase(cx.database.db, opened, new RemoteTarget(opened), cx.transaction.host.onTransfer)
  return success()
}

async function restore(cx: ProcedureContext, url: string, name: string, parsed: ParsedArguments): Promise<ProcedureResult> {
  const { host } = cx.transaction
  const force = parsed.has('force')
  if (cx.transaction.hasDatabase(name) && !force) throw doltError(`database '${name}' already exists, use '--force' to overwrite`)
  const backup = await openRemote(cx, backupOf(cx, '', url, parsed))
  const branches = [...(await backup.run(backup.refs())).keys()].map(parseRef).filter((ref) => ref?.kind === 'branch').map((ref) => ref!.name)
  if (branches.length === 0) throw doltError('not found')
  if (cx.transaction.hasDatabase(name)) await cx.transaction.dropDatabase(name, { ifExists: true })
  const restored = await host.cloneDatabase(name)
  try {
    await copyDatabase(backup, restored.db, new LocalTarget(restored.db), host.onTransfer)
    const refs = await restored.db.run(restored.db.refs())
    await restored.finish(['main', 'master'].find((branch) => refs.has(branchRef(branch))) ?? branches[0])
  } catch (e) {
    await restored.abandon()
    throw e
  }
  cx.transaction.refresh(cx.transaction.database(name))
  return success()
}
