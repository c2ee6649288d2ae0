import { join } from 'node:path'
import type { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import type { Clock } from '../replication/clock.ts'
import { Compactor } from '../replication/compactor.ts'
import { type Assignment, Failover } from '../replication/failover.ts'
import { LocalReplica } from '../replication/local-replica.ts'
import { PushOnWrite } from '../replication/push-on-write.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import { StarterWriter } from '../replication/starter-writer.ts'
import { WritableRemote } from '../replication/writable-remote.ts'
import type { Hash } from '../store/hash.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import type { Remote } from '../versioning/environment.ts'
import { AssumedRole } from './assumed-role.ts'
import { DatabaseSettings } from './database-settings.ts'
import { LeaseFiles } from './lease-files.ts'
import type { LocalDatabase } from './local-database.ts'
import { nodePlatform } from './platform.ts'
import { PushStateFile } from './push-state-file.ts'
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
  /** What leases are timed by. */
  readonly clock: Clock
}

/** What the variables, and roles that were assumed, make of a database: one that pushes on write, one that pulls on read, or neither. */
export class DatabaseReplication {
  readonly database: LocalDatabase
  readonly push: PushOnWrite
  readonly failover: Failover
  /** Merges small files of the remote behind the pushes of a server. */
  readonly compactor: Compactor
  /** The variables, as this database's role has them. */
  readonly settings: AssumedRole
  /** The variables, as this database has them. */
  readonly own: DatabaseSettings
  /** What is known of the refs at the remote. */
  readonly pushed: PushStateFile
  readonly #options: DatabaseReplicationOptions
  readonly #starter: StarterWriter
  readonly #objects = new Map<string, Promise<ObjectStore>>()
  #replica: LocalReplica | undefined
  /** The role that the database works in. */
  #applied: Assignment | undefined
  /** Why it is no replica although it should be: said once. */
  #disabled: string | undefined

  private constructor(options: DatabaseReplicationOptions) {
    const { database, variables, remotes, identity, log, longLived, clock } = options
    this.#options = options
    this.database = database
    this.#starter = new StarterWriter({ db: database.db, clock, log })
    const own = join(database.directory, '.dolt', 'oxbow')
    this.own = new DatabaseSettings(database.config, variables, (message) => log('warn', 'variables', { message }))
    this.settings = new AssumedRole(join(own, 'role.json'), this.own)
    this.pushed = new PushStateFile(join(own, 'pushed.json'))
    this.compactor = new Compactor({
      settings: this.settings, platform: nodePlatform, clock, log, compacted: (remote) => this.#starter.pushed(remote),
    })
    this.push = new PushOnWrite({
      db: database.db, state: this.pushed, log,
      remote: () => {
        const name = this.settings.text('dolt_replicate_to_remote')
        return name === '' ? undefined : remoteOf(database, name)
      },
      open: async (remote) => {
        const opened = await remotes.open(remote.url)
        if (opened.store instanceof WritableRemote) opened.store.fence = this.failover.fence(remote)
        return opened
      },
      isAsync: () => this.settings.flag('dolt_async_replication'),
      acknowledgesRemotely: () => this.settings.text('dolt_replication_ack') === 'remote',
      ...(longLived ? { pushed: (remote: DoltDatabase) => this.#pushed(remote) } : undefined),
    })
    this.failover = new Failover({
      db: database.db, memory: new LeaseFiles(own), clock, settings: this.settings, identity, log, longLived,
      currentBranch: () => database.state.branch,
      checkOut: (branch) => database.state.checkOut(branch),
      assigned: () => this.assigned(),
      assign: async ({ role, remote }) => {
        this.settings.assume(role, remote.name)
        await this.applyRole()
      },
      open: ({ url }) => this.#open(url),
      pushed: (url, refs) => this.#noteRefs(url, refs),
      flush: () => this.push.flush(),
    })
    database.refusal = () => this.failover.refusal()
  }

  /** Wrong settings are logged, in Dolt's words, and leave the database without replication. */
  static async open(options: DatabaseReplicationOptions): Promise<DatabaseReplication> {
    const replication = new DatabaseReplication(options)
    await replication.applyRole()
    await replication.failover.begin()
    return replication
  }

  /** Undefined where the database follows no remote. */
  get replica(): LocalReplica | undefined {
    return this.#replica
  }

  /** The database's role, and the remote that it has it with; undefined where it has none. A database of both roles is a replica. */
  assigned(): Assignment | undefined {
    const follows = this.settings.text('dolt_read_replica_remote')
    const name = follows === '' ? this.settings.text('dolt_replicate_to_remote') : follows
    const remote = this.database.state.remotes().find((entry) => entry.name === name)
    return remote === undefined ? undefined : { role: follows === '' ? 'master' : 'replica', remote }
  }

  /** Makes it work as the settings say, without a restart. */
  async applyRole(): Promise<void> {
    this.#applied = this.assigned()
    this.#replica = await this.#openReplica()
    if (this.#replica === undefined) await this.#beginPushing()
    else this.database.readOnly = true
  }

  /** Takes up a role whose remote wasn't there yet when it was set, and is now. */
  async catchUp(): Promise<void> {
    const assigned = this.assigned()
    if (assigned?.remote.url === this.#applied?.remote.url && assigned?.role === this.#applied?.role) {
      // A directory that wasn't mounted may be now.
      if (assigned?.role === 'replica' && this.#replica === undefined) await this.applyRole()
      return
    }
    await this.applyRole()
    await this.failover.begin()
  }

  /** Somebody has set the variables that make the role: what was assumed before is over. */
  async configured(): Promise<void> {
    this.settings.forget()
    await this.applyRole()
    await this.failover.begin()
  }

  async close(): Promise<void> {
    await this.push.close()
    await this.compactor.close()
    await this.#starter.close()
    await this.failover.close()
    this.pushed.close()
  }

  #pushed(remote: DoltDatabase): void {
    this.#starter.pushed(remote)
    this.compactor.pushed(remote)
  }

  async #beginPushing(): Promise<void> {
    const { database, log, longLived } = this.#options
    const name = this.settings.text('dolt_replicate_to_remote')
    if (name === '') return
    if (database.state.remotes().some((remote) => remote.name === name)) {
      await this.push.begin(longLived)
      return
    }
    log('error', 'replication disabled', {
      message: `error loading replication for database at ${database.directory}, replication disabled: remote not found: '${name}'`,
    })
  }

  async #openReplica(): Promise<LocalReplica | undefined> {
    const { database, identity, log } = this.#options
    const { settings } = this
    const name = settings.text('dolt_read_replica_remote')
    if (name === '') return undefined
    try {
      const objects = await this.#open(remoteOf(database, name).url)
      return new LocalReplica({
        db: database.db, remoteName: name, objects, identity, log,
        selection: () => ({
          heads: settings.text('dolt_replicate_heads'),
          allHeads: settings.flag('dolt_replicate_all_heads'),
          force: settings.flag('dolt_read_replica_force_pull'),
        }),
        skipErrors: () => settings.flag('dolt_skip_replication_errors'),
        currentBranch: () => database.state.branch,
        checkOut: (branch) => database.state.checkOut(branch),
      })
    } catch (e) {
      if (!isOxbowError(e)) throw e
      const message = `invalid replication configuration, replication disabled: failed to load replica database from remote '${name}'; ${e.message}`
      if (message !== this.#disabled) log('error', 'replication disabled', { message })
      this.#disabled = message
      return undefined
    }
  }

  /** A remote's objects; one client a remote. */
  #open(url: string): Promise<ObjectStore> {
    let objects = this.#objects.get(url)
    if (objects === undefined) {
      objects = this.#options.remotes.objects(url)
      // A directory that isn't mounted now may be later.
      objects.catch(() => this.#objects.delete(url))
      this.#objects.set(url, objects)
    }
    return objects
  }

  #noteRefs(url: string, refs: ReadonlyMap<string, Hash>): void {
    const gone = [...(this.pushed.read(url)?.keys() ?? [])].filter((ref) => !refs.has(ref))
    this.pushed.update(url, new Map([...gone.map((ref) => [ref, null] as const), ...[...refs].map(([ref, pushed]) => [ref, { pushed }] as const)]))
  }
}

/** @throws OxbowError `REMOTE_NOT_FOUND` in Dolt's words. */
function remoteOf(database: LocalDatabase, name: string): Remote {
  const remote = database.state.remotes().find((entry) => entry.name === name)
  if (remote === undefined) throw new OxbowError('REMOTE_NOT_FOUND', `remote not found: '${name}'`)
  return remote
}
