import { OxbowError } from '../error.ts'
import type { ReplicationSettings } from '../replication/variables.ts'
import type { Value } from '../sql/value.ts'

const OTHER = { dolt_replicate_to_remote: 'dolt_read_replica_remote', dolt_read_replica_remote: 'dolt_replicate_to_remote' } as const

/** A process whose configuration names both roles is a replica. */
export function isBothRoles(settings: ReplicationSettings): boolean {
  return settings.text('dolt_replicate_to_remote') !== '' && settings.text('dolt_read_replica_remote') !== ''
}

export function isRoleVariable(name: string): name is keyof typeof OTHER {
  return Object.hasOwn(OTHER, name)
}

/**
 * Nobody gets a second role by a slip while the process runs: the first has to be given up, or changed in one step.
 * @throws OxbowError `SECOND_ROLE` with what to do.
 */
export function refuseSecondRole(settings: ReplicationSettings, name: string, value: Value): void {
  if (!isRoleVariable(name)) return
  const other = OTHER[name]
  if (value === '' || value === null || settings.text(other) === '') return
  const role = name === 'dolt_replicate_to_remote' ? 'master' : 'replica'
  throw new OxbowError(
    'SECOND_ROLE',
    `${name} can't be set while ${other} is '${settings.text(other)}': SET GLOBAL ${other} = '' first, or CALL dolt_assume_role('${role}'), which changes both`,
  )
}
