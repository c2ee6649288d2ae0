import { OxbowError } from '../error.ts'
import type { Lease } from './lease.ts'

/** MySQL's 1290, with the reason. */
export function readOnlyBecause(reason: string): OxbowError {
  return new OxbowError('READ_ONLY', `database server is set to read only mode: ${reason}`, { errno: 1290 })
}

/** Why a server that isn't the master takes no writes. */
export function refusalOf(lease: Lease): OxbowError {
  return readOnlyBecause(
    `'${lease.holder}' is the master since epoch ${lease.epoch}; write there, or make this server the master with CALL dolt_assume_role('master')`,
  )
}

/** Dolt's words for an epoch that can't be had. Source: Dolt go/libraries/doltcore/sqle/cluster/controller.go. */
export function roleError(role: string, epoch: number, now: number, is: string | undefined): OxbowError {
  return new OxbowError(
    'ROLE_EPOCH', `error assuming role '${role}' at epoch ${epoch}; already at epoch ${now}${is === undefined ? '' : ` with different role, '${is}'`}`,
  )
}
