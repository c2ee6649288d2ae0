import type { EngineHost, ViewIdentity } from '../sql/catalog.ts'
import type { Statement } from '../sql/parser/ast.ts'
import type { ParsedStatement } from '../sql/parser/parser.ts'
import type { Session } from '../sql/session-state.ts'
import type { AnswerLimits } from './answer.ts'
import { sealValue } from './session-token.ts'
import type { Param } from './sql-request.ts'

/** All that a result follows from, once for each way in which it may be reused (see `Reuse`). */
export interface ResultKey {
  readonly commit: string
  readonly view: string
}

/** Session variables that say how a read is served, not what it answers. */
const NO_PART = new Set(['autocommit', 'dolt_replication_freshness'])

/** What doesn't read tables is as quickly computed as looked up, and needs no look at the remote. */
export function readsTables(statement: Statement): boolean {
  return statement.kind === 'query' && !(statement.query.kind === 'select' && statement.query.from === undefined)
}

/**
 * The key under which a statement's result may be kept: what stands in the session's view, the place where names are
 * looked up, who asks, every variable that could bear on it, and the statement without what stands around it.
 *
 * @param identity of the session's view, which holds database, ref and store root.
 * @param limits what larger results are refused for.
 */
export function resultKey(
  identity: ViewIdentity, session: Session, host: EngineHost, { sql }: Pick<ParsedStatement, 'sql'>, params: readonly Param[],
  { maxRows, maxBytes }: AnswerLimits,
): ResultKey {
  const rest = JSON.stringify([
    session.database, session.user, rightsOf(session), variablesOf(session), globalsOf(host), maxRows, maxBytes, sql, params,
  ])
  return { commit: `${identity.commit}\n${rest}`, view: `${identity.view}\n${rest}` }
}

function rightsOf({ access }: Session): unknown {
  return access === undefined ? null : access.key
}

function variablesOf(session: Session): unknown {
  return [...session.changedVariables].filter(([name]) => !NO_PART.has(name)).toSorted(byName).map(([name, value]) => [name, sealValue(value)])
}

function globalsOf(host: EngineHost): unknown {
  return host.variableNames().map((name) => [name, sealValue(host.globalVariable(name) ?? null)])
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
