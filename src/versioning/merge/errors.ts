import { OxbowError } from '../../error.ts'

/** A merge that Dolt could do. */
export function cannotMerge(why: string): OxbowError {
  return new OxbowError(
    'MERGE_NOT_SUPPORTED', `this merge can't be done by oxbow yet: ${why}; merge with dolt instead`, { errno: 1235, sqlState: '42000' },
  )
}

const RESOLVED_BY = 'resolved using the dolt_conflicts and dolt_schema_conflicts tables before'

/** Conflicts that the session doesn't allow to keep, in Dolt's words (`dsess/transactions.go`). */
export function conflictsRolledBack(autocommit: boolean): OxbowError {
  return new OxbowError('MERGE_CONFLICT', autocommit
    ? 'Merge conflict detected, @autocommit transaction rolled back. @autocommit must be disabled so that merge conflicts can be ' +
      `${RESOLVED_BY} manually committing the transaction. Alternatively, to commit transactions with merge conflicts, set ` +
      '@@dolt_allow_commit_conflicts = 1'
    : `Merge conflict detected, transaction rolled back. Merge conflicts must be ${RESOLVED_BY} committing a transaction. ` +
      'To commit transactions with merge conflicts, set @@dolt_allow_commit_conflicts = 1')
}

/** Violations that the session doesn't allow to keep, in Dolt's words (`dsess/transactions.go`). @param listed what they are */
export function violationsRolledBack(listed: string): OxbowError {
  return new OxbowError(
    'CONSTRAINT_VIOLATIONS',
    'Committing this transaction resulted in a working set with constraint violations, transaction rolled back. This constraint violation ' +
    'may be the result of a previous merge or the result of transaction sequencing. Constraint violations from a merge can be resolved ' +
    'using the dolt_constraint_violations table before committing the transaction. To allow transactions to be committed with constraint ' +
    `violations from a merge or transaction sequencing set @@dolt_force_transaction_commit=1.\nConstraint violations: ${listed}`,
  )
}
