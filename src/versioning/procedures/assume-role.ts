import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT } from '../../sql/types/types.ts'
import { nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import { result, STATUS, type Procedure } from './context.ts'

const COLUMNS: readonly ColumnInfo[] = [...STATUS, nullable('epoch', BIGINT)]

/**
 * dolt_assume_role('master'|'replica'[, epoch]): makes the server the master of its remotes, or a replica of another, without a
 * restart. Epochs follow the rules of Dolt's dolt_assume_cluster_role (replication reference, section 4).
 */
export const doltAssumeRole: Procedure = async (cx, args) => {
  const [role, epoch] = args
  if ((role !== 'master' && role !== 'replica') || args.length > 2) throw doltError("usage: dolt_assume_role('master'|'replica'[, epoch])")
  if (epoch !== undefined && !/^[1-9]\d{0,14}$/.test(epoch)) throw doltError(`'${epoch}' can't be an epoch: it is a whole number from 1`)
  const { host } = cx.transaction
  if (host.assumeRole === undefined) throw doltError('this server is a replica for good: it has no role to change')
  const assumed = await host.assumeRole(role, epoch === undefined ? undefined : Number(epoch))
  for (const database of host.databases().values()) cx.transaction.refresh(database)
  return result(COLUMNS, 0, assumed)
}
