import { isOxbowError } from '../error.ts'
import type { VariableDefinition } from '../sql/variables.ts'
import type { Value } from '../sql/value.ts'
import { withoutCredentials } from '../store/remote/remote-url.ts'
import { parseFreshness } from './freshness.ts'

const text = (): VariableDefinition => ({ default: '', scope: 'global', kind: 'string', accepts: (_, given) => given === null || typeof given === 'string' })
const flag = (value: 0 | 1): VariableDefinition => ({ default: value, scope: 'global', kind: 'bool' })
const choice = (...words: readonly [string, ...string[]]): VariableDefinition =>
  ({ default: words[0], scope: 'global', kind: 'string', accepts: (value) => words.includes(String(value)) })
const count = (value: number, least: number, most: number): VariableDefinition =>
  ({ default: value, scope: 'global', kind: 'int', accepts: (given) => typeof given === 'number' && given >= least && given <= most })

/**
 * The variables of replication. The first eight are Dolt's, the rest ours.
 *
 * - `dolt_replication_ack`: what a write waits for. `local`: that it is durable here; `remote`: that the remote's manifest holds it.
 * - `dolt_replication_failover`: `manual`, or `automatic`, which takes over when a master's lease ends.
 * - `dolt_replication_lease_seconds`: how long a master's lease holds without renewal, 2 to 3600.
 * - `dolt_replication_compact_files`: files in the remote's manifest from which the master merges small ones; 0 never does.
 * - `dolt_replication_compact_grace_seconds`: how long files that were merged away stay for readers.
 * - `dolt_replication_freshness`: how new reads must be (see `parseFreshness`); empty for the deployment's default.
 *
 * Source: Dolt go/libraries/doltcore/sqle/system_variables.go and dsess/variables.go; replication reference, section 1.
 */
export const REPLICATION_VARIABLES = {
  dolt_replicate_to_remote: text(),
  dolt_async_replication: flag(0),
  dolt_read_replica_remote: text(),
  dolt_replicate_heads: text(),
  dolt_replicate_all_heads: flag(0),
  dolt_read_replica_force_pull: flag(1),
  dolt_skip_replication_errors: flag(0),
  dolt_replication_remote_url_template: { ...text(), accepts: (_, given) => given === null || (typeof given === 'string' && holdsNoCredentials(given)) },
  dolt_replication_ack: choice('local', 'remote'),
  dolt_replication_failover: choice('manual', 'automatic'),
  dolt_replication_lease_seconds: count(15, 2, 3600),
  dolt_replication_compact_files: count(64, 0, 1_000_000),
  dolt_replication_compact_grace_seconds: count(3600, 0, 31_536_000),
  dolt_replication_freshness: { default: '', scope: 'both', kind: 'string', accepts: isFreshness },
} as const satisfies Readonly<Record<string, VariableDefinition>>

export type ReplicationVariable = keyof typeof REPLICATION_VARIABLES

const BY_NAME: ReadonlyMap<string, VariableDefinition> = new Map(Object.entries(REPLICATION_VARIABLES))

/** By lower-case name; undefined for what is no variable of replication. */
export function replicationVariable(name: string): VariableDefinition | undefined {
  return BY_NAME.get(name)
}

export function isReplicationVariable(name: string): name is ReplicationVariable {
  return BY_NAME.has(name)
}

/** Values of replication's variables, as they are now. */
export interface ReplicationSettings {
  /** One whose type is text. */
  text(name: ReplicationVariable): string
  flag(name: ReplicationVariable): boolean
  number(name: ReplicationVariable): number
}

/** A template is shown to whoever may look at variables. */
function holdsNoCredentials(template: string): boolean {
  return withoutCredentials(template) === template
}

function isFreshness(value: Value): boolean {
  if (value === '') return true
  try {
    parseFreshness(String(value))
    return true
  } catch (e) {
    if (!isOxbowError(e)) throw e
    return false
  }
}
