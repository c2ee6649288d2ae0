import { join } from 'node:path'
import { OxbowError, isOxbowError } from '../error.ts'
import { LocalReplica } from '../replication/local-replica.ts'
import { PushOnWrite } from '../replication/push-on-write.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import type { Remote } from '../versioning/environment.ts'
import type { LocalDatabase } from './local-database.ts'
import { PushStateFile } from './push-state-file.ts'
import { openRemoteObjects } from './remote-objects.ts'
import type { Remotes } from './remotes.ts'
import type { GlobalVariables } from './variables.ts'

export interface DatabaseReplicationOptions {
  readonly database: LocalDatabase
  readonly variables: GlobalVariables
  readonly remotes: Remotes
  readonly identity: { readonly name: string; readonly email: string }
  readonly log: ReplicationLog
  /** Whether the process lasts long enough to try again what failed. */
  readonly longLived: boolean
}

/** What the variables make of a database: one that pushes on write, one that pulls on read, or neither. */
export class DatabaseReplication {
  readonly push: PushOnWrite
  /** Undefined where the database follows no remote. */
  readonly replica: LocalReplica | undefined
  readonly #state: PushStateFile

  private constructor(push: PushOnWrite, state: PushStateFile, replica: LocalReplica | undefined) {
    this.push = push
    this.replica = replica
    this.#state = state
  }

  /** Wrong settings are logged, in Dolt's words, and leave the database without replication. */
  static async open(options: DatabaseReplicationOptions): Promise<DatabaseReplication> {
    const { database, variables, remotes, log } = options
    const state = new PushStateFile(join(database.directory, '.dolt', 'oxbow', 'pushed.json'))
    const push = new PushOnWrite({
      db: database.db, state, log,
      remote: () => {
        const name = variables.text('dolt_replicate_to_remote')
        return name === '' ? undefined : remoteOf(database, name)
      },
      open: ({ url }) => remotes.open(url),
      isAsync: () => variables.flag('dolt_async_replication'),
    })
    const replica = await openReplica(options)
    const replication = new DatabaseReplication(push, state, replica)
    if (replica === undefined) await replication.beginPushing(options)
    return replication
  }

  /** From now on, changes are pushed if the variables say so. */
  async beginPushing({ database, variables, log, longLived }: DatabaseReplicationOptions): Promise<void> {
    const name = variables.text('dolt_replicate_to_remote')
    if (name === '') return
    if (database.state.remotes().some((remote) => remote.name === name)) {
      await this.push.begin(longLived)
      return
    }
    log('error', 'replication disabled', {
      message: `error loading replication for database at ${database.directory}, replication disabled: remote not found: '${name}'`,
    })
  }

  async close(): Promise<void> {
    await this.push.close()
    this.#state.close()
  }
}

/** @throws OxbowError `REMOTE_NOT_FOUND` in Dolt's words. */
function remoteOf(database: LocalDatabase, name: string): Remote {
  const remote = database.state.remotes().find((entry) => entry.name === name)
  if (remote === undefined) throw new OxbowError('REMOTE_NOT_FOUND', `remote not found: '${name}'`)
  return remote
}

async function openReplica({ database, variables, identity, log }: DatabaseReplicationOptions): Promise<LocalReplica | undefined> {
  const name = variables.text('dolt_read_replica_remote')
  if (name === '') return undefined
  try {
    const objects = await openRemoteObjects(remoteOf(database, name).url)
    return new LocalReplica({
      db: database.db, remoteName: name, objects, identity, log,
      selection: () => ({
        heads: variables.text('dolt_replicate_heads'),
        allHeads: variables.flag('dolt_replicate_all_heads'),
        force: variables.flag('dolt_read_replica_force_pull'),
      }),
      skipErrors: () => variables.flag('dolt_skip_replication_errors'),
      currentBranch: () => database.state.branch,
      checkOut: (branch) => database.state.checkOut(branch),
    })
  } catch (e) {
    if (!isOxbowError(e)) throw e
    log('error', 'replication disabled', {
      message: `invalid replication configuration, replication disabled: failed to load replica database from remote '${name}'; ${e.message}`,
    })
    return undefined
  }
}
