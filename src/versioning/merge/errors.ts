import { OxbowError } from '../../error.ts'

/** A merge that Dolt could do. */
export function cannotMerge(why: string): OxbowError {
  return new OxbowError(
    'MERGE_NOT_SUPPORTED', `this merge can't be done by oxbow yet: ${why}; merge with dolt instead`, { errno: 1235, sqlState: '42000' },
  )
}

/** Conflicts while each statement commits itself, in Dolt's words (`dsess/transactions.go`). */
export function mergeConflictsWithAutocommit(): OxbowError {
  return new OxbowError(
    'MERGE_CONFLICT',
    'Merge conflict detected, @autocommit transaction rolled back. @autocommit must be disabled so that merge conflicts can be resolved ' +
    'using the dolt_conflicts and dolt_schema_conflicts tables before manually committing the transaction. Alternatively, to commit ' +
    'transactions with merge conflicts, set @@dolt_allow_commit_conflicts = 1',
  )
}

/** Rows that share a unique key after a merge. */
export interface UniqueViolation {
  readonly index: string
  readonly columns: readonly string[]
  readonly rows: number
}

/** In Dolt's words (`dsess/transactions.go`). */
export function constraintViolations(violations: readonly UniqueViolation[]): OxbowError {
  const listed = violations.map(({ index, columns, rows }) =>
    `\nType: Unique Key Constraint Violation,\n\tName: ${index},\n\tColumns: [${columns.join(' ')}] (${rows} row(s))`)
  return new OxbowError(
    'CONSTRAINT_VIOLATIONS',
    'Committing this transaction resulted in a working set with constraint violations, transaction rolled back. This constraint violation ' +
    'may be the result of a previous merge or the result of transaction sequencing. Constraint violations from a merge can be resolved ' +
    'using the dolt_constraint_violations table before committing the transaction. To allow transactions to be committed with constraint ' +
    `violations from a merge or transaction sequencing set @@dolt_force_transaction_commit=1.\nConstraint violations: ${listed.join('')}`,
  )
}
