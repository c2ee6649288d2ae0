import type { ExecContext } from '../exec/context.ts'
import { intOf } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, INT_UNSIGNED, LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import { aliases, scalar, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction, Volatility } from './function.ts'

/** What sessions know: DATABASE(), USER(), LAST_INSERT_ID() … */

/** The version that clients are told; they choose their dialect by it. */
export const SERVER_VERSION = '8.0.31'

function ofSession(name: string, type: SqlType, f: (cx: ExecContext) => Value, volatility: Volatility = 'session'): ScalarFunction {
  return scalar(name, 0, 0, () => ({ type, nullable: true, compile: () => f }), volatility)
}

/** LAST_INSERT_ID(n) also sets it. */
function bindLastInsertId(args: readonly Argument[]): BoundFunction {
  if (args.length === 0) return { type: BIGINT_UNSIGNED, nullable: false, compile: () => (cx) => cx.session.lastInsertId }
  const toInt = intOf(args[0].type)
  return unary(BIGINT_UNSIGNED, true, (v, cx) => {
    const id = toInt(v)
    cx.session.lastInsertId = id
    return id
  })
}

/** Sleeping would hold up the engine: the time is not waited for. */
function bindSleep(args: readonly Argument[]): BoundFunction {
  return unary({ name: 'INT' }, args[0].nullable, () => 0)
}

function bindBenchmark(args: readonly Argument[]): BoundFunction {
  const toInt = intOf(args[0].type)
  return {
    type: { name: 'INT' },
    nullable: true,
    compile: ([count, expression]) => (cx) => {
      const n = count(cx)
      if (n === null || toInt(n) < 0) return null
      expression(cx)
      return 0
    },
  }
}

export const INFO: readonly ScalarFunction[] = [
  ...aliases(ofSession('database', LONGTEXT, (cx) => cx.session.database), 'schema'),
  ofSession('version', LONGTEXT, () => SERVER_VERSION),
  ofSession('connection_id', INT_UNSIGNED, (cx) => cx.session.connectionId, 'volatile'),
  ...aliases(ofSession('user', LONGTEXT, (cx) => cx.session.user), 'current_user', 'session_user', 'system_user'),
  ofSession('current_role', LONGTEXT, () => 'NONE'),
  ofSession('row_count', BIGINT, (cx) => cx.session.rowCount, 'volatile'),
  ofSession('found_rows', BIGINT, (cx) => cx.session.foundRows, 'volatile'),
  scalar('last_insert_id', 0, 1, bindLastInsertId, 'volatile'),
  scalar('sleep', 1, 1, bindSleep, 'volatile'),
  scalar('benchmark', 2, 2, bindBenchmark, 'volatile'),
]
