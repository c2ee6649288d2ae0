import { OxbowError } from '../../error.ts'
import { Binder } from '../analyzer/binder.ts'
import { bindExpression } from '../analyzer/bind-expression.ts'
import { Block } from '../analyzer/scope.ts'
import { compile } from '../exec/compile.ts'
import { statementTime } from '../exec/driver.ts'
import { ExecContext } from '../exec/context.ts'
import type { Call } from '../parser/ast.ts'
import { callProgram, findProcedure } from '../program/call.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { type StatementContext, compute, notSupported, resultSet } from './statement.ts'

/** CALL: the user's procedures, and those of version control. */
export async function runCall(statement: Call, cx: StatementContext): Promise<QueryResult> {
  // Version control comes first where a name may be its own: it repairs databases that can't be read.
  if (!statement.name.startsWith('dolt_')) return (await callUsers(statement, cx)) ?? (await callVersionControl(statement, cx))
  try {
    return await callVersionControl(statement, cx)
  } catch (e) {
    const found = e instanceof OxbowError && e.errno === 1305 ? await callUsers(statement, cx) : undefined
    if (found === undefined) throw e
    return found
  }
}

/** @returns undefined where the user has no procedure of that name. */
async function callUsers(statement: Call, cx: StatementContext): Promise<QueryResult | undefined> {
  const home = statement.database ?? cx.calls?.findLast((c) => c.home !== undefined)?.home ?? cx.session.database
  const stored = home === null ? undefined : await findProcedure(home, statement.name, cx)
  return stored === undefined ? undefined : await callProgram(statement, stored, home!, cx)
}

async function callVersionControl(statement: Call, cx: StatementContext): Promise<QueryResult> {
  if (statement.asOf !== undefined) throw notSupported('CALL … AS OF of a procedure of version control')
  const binder = new Binder(cx.transaction, cx.session, cx.params, cx.locals)
  const args: Value[] = []
  for (const arg of statement.args) {
    const expr = await compute(cx, bindExpression(arg, { binder, block: new Block(undefined), ctes: undefined, clause: 'field list', aggregates: false, windows: false }))
    args.push(compile(expr, [])(new ExecContext(cx.session, 0, cx.params, statementTime(cx.session))))
  }
  // Some procedures need no database: dolt_clone makes one.
  const database = statement.database ?? cx.session.database ?? ''
  const result = await cx.transaction.call(cx.session, database, statement.name, args)
  for (const [position, value] of result.out ?? []) {
    const arg = statement.args[position]
    if (arg?.kind === 'userVariable') cx.session.userVariables.set(arg.name, value)
  }
  if (result.database !== undefined && cx.session.database !== null) cx.session.database = result.database
  return resultSet(result.columns, result.rows)
}
