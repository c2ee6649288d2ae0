import type { Expression, Statement } from '../sql/parser/ast.ts'

/** What a replica does itself, if only to refuse it: reads, and what changes nothing but the session. */
const AT_REPLICA = new Set<Statement['kind']>([
  'query', 'show', 'describe', 'explain', 'set', 'use', 'transaction', 'prepare', 'execute', 'deallocate', 'kill', 'flush', 'lockInstance',
  'unlockInstance', 'getDiagnostics', 'signal', 'resignal', 'replication', 'unsupported',
])

/** Options with which dolt_checkout makes a branch. */
const MAKES_BRANCH = /^(-b|-B|-t|--track)/

/** Whether a statement changes data, schema, refs or accounts, so that a replica can only hand it to the master. */
export function needsMaster(statement: Statement): boolean {
  if (AT_REPLICA.has(statement.kind)) return false
  if (statement.kind !== 'callProcedure' || statement.name.toLowerCase() !== 'dolt_checkout') return true
  // Moving to a branch that is there concerns the session alone.
  return statement.args.some(makesBranch)
}

function makesBranch(arg: Expression): boolean {
  return arg.kind !== 'literal' || (arg.type === 'string' && MAKES_BRANCH.test(arg.value))
}
