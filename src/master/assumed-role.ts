import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Role } from '../replication/failover.ts'
import type { ReplicationSettings, ReplicationVariable } from '../replication/variables.ts'
import { writeFileDurably } from './durable-file.ts'
import { readJson } from './lease-files.ts'

/** What of the configuration makes a role. */
const ROLE_VARIABLES = ['dolt_replicate_to_remote', 'dolt_read_replica_remote'] as const

interface Assumed {
  readonly role: Role
  /** The remote's name. */
  readonly remote: string
  /** What was configured when it was assumed, by variable. */
  readonly configured: Readonly<Record<string, unknown>>
}

/**
 * A database's settings with the role that it was given while it ran: by `dolt_assume_role`, or because another server
 * became the master. Kept in `.dolt/oxbow/role.json`, it lasts over restarts, as long as what is configured stays what it was then.
 * As with Dolt's cluster, a role that was assumed beats the one that is configured.
 */
export class AssumedRole implements ReplicationSettings {
  readonly #path: string
  readonly #configured: ReplicationSettings
  #assumed: Assumed | undefined

  /** @param path of the file; its directory is made with it */
  constructor(path: string, configured: ReplicationSettings) {
    this.#path = path
    this.#configured = configured
    const { role, remote, configured: before } = readJson(path) ?? {}
    if ((role === 'master' || role === 'replica') && typeof remote === 'string' && typeof before === 'object' && before !== null) {
      this.#assumed = { role, remote, configured: before as Assumed['configured'] }
    }
  }

  assume(role: Role, remote: string): void {
    const configured = Object.fromEntries(ROLE_VARIABLES.map((name) => [name, this.#configured.text(name)]))
    this.#assumed = { role, remote, configured }
    mkdirSync(dirname(this.#path), { recursive: true })
    writeFileDurably(this.#path, JSON.stringify(this.#assumed))
  }

  /** From now on what is configured holds: somebody has set it. */
  forget(): void {
    this.#assumed = undefined
    rmSync(this.#path, { force: true })
  }

  /** The role in force beside the configuration; undefined where the configuration holds. */
  get #inForce(): Assumed | undefined {
    const assumed = this.#assumed
    if (assumed === undefined) return undefined
    return ROLE_VARIABLES.every((name) => this.#configured.text(name) === assumed.configured[name]) ? assumed : undefined
  }

  text(name: ReplicationVariable): string {
    const assumed = this.#inForce
    if (assumed !== undefined && name === 'dolt_replicate_to_remote') return assumed.role === 'master' ? assumed.remote : ''
    if (assumed !== undefined && name === 'dolt_read_replica_remote') return assumed.role === 'replica' ? assumed.remote : ''
    return this.#configured.text(name)
  }

  flag(name: ReplicationVariable): boolean {
    // A master that became a replica follows everything that it had, unless heads are named.
    if (name === 'dolt_replicate_all_heads' && this.#inForce?.role === 'replica' && this.#configured.text('dolt_replicate_heads') === '') return true
    return this.#configured.flag(name)
  }

  number(name: ReplicationVariable): number {
    return this.#configured.number(name)
  }
}
