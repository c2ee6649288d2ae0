import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { bindAsOf } from '../analyzer/bind-from.ts'
import { Binder } from '../analyzer/binder.ts'
import { Block } from '../analyzer/scope.ts'
import type { AsOf, StoredProgram } from '../catalog.ts'
import type { Call, Expression } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { type StatementContext, compute } from '../statement/statement.ts'
import { variableValue } from '../types/convert.ts'
import { NULL_TYPE } from '../types/types.ts'
import { tooDeep, wrongArgumentCount } from './errors.ts'
import { Evaluation } from './evaluate.ts'
import { Frame } from './frame.ts'
import { Interpreter } from './interpreter.ts'
import { procedureProgram } from './program.ts'

/** How deep procedures may call themselves where @@max_sp_recursion_depth says nothing (0): Dolt doesn't count, we must end. */
const MAX_DEPTH = 255

function* callAsOf(e: Expression, cx: StatementContext): Fetching<AsOf> {
  return yield* bindAsOf(e, { binder: new Binder(cx.transaction, cx.session, cx.params, cx.locals), block: new Block(undefined), ctes: undefined })
}

/** Finds a procedure of the user's, in any case. */
export async function findProcedure(database: string, name: string, cx: StatementContext): Promise<StoredProgram | undefined> {
  const procedures = await compute(cx, cx.transaction.programs(database, 'procedure'))
  return procedures.find((p) => p.name.toLowerCase() === name.toLowerCase())
}

/**
 * Runs a procedure of the user's. As on Dolt, its statements see the caller's database, and read at its AS OF; only procedures
 * that it calls are looked up where it stands itself.
 * @param home the database that it was found in
 * @throws OxbowError 1318, 1456 and what its statements throw.
 */
export async function callProgram(statement: Call, stored: StoredProgram, home: string, cx: StatementContext): Promise<QueryResult> {
  const program = procedureProgram(stored)
  if (program === undefined) throw new OxbowError('SP_DOES_NOT_EXIST', `PROCEDURE ${stored.name} does not exist`, { errno: 1305, sqlState: '42000' })
  const { parameters, body } = program.statement
  const { session } = cx
  if (parameters.length !== statement.args.length) throw wrongArgumentCount(stored.name, parameters.length, statement.args.length)
  const set = Number(session.variable('max_sp_recursion_depth') ?? 0)
  const limit = set > 0 ? set : MAX_DEPTH
  if ((cx.calls ?? []).filter((c) => c.kind === 'procedure' && c.name === stored.name).length > limit) throw tooDeep(limit, stored.name)

  const caller = cx.locals instanceof Frame ? cx.locals : undefined
  const asOf = statement.asOf === undefined ? caller?.asOf : await compute(cx, callAsOf(statement.asOf, cx))
  const frame = new Frame(session, undefined, asOf)
  const evaluation = new Evaluation(caller ?? frame)
  for (const [i, { name, mode }] of parameters.entries()) {
    const given = mode === 'out' ? { value: null, type: NULL_TYPE } : await evaluation.evaluate(statement.args[i], cx)
    frame.declare(name, program.types[i], given.value, given.type)
  }
  const interpreter = new Interpreter(frame, stored.createText, { ...cx, calls: [...(cx.calls ?? []), { kind: 'procedure', name: stored.name, home }] })
  await interpreter.run(body)
  for (const [i, { name, mode }] of parameters.entries()) {
    if (mode === 'in') continue
    const arg = statement.args[i]
    if (arg.kind === 'userVariable') session.userVariables.set(arg.name, variableValue(program.types[i], frame.value(name)))
    else if (arg.kind === 'column' && arg.table === undefined && caller?.has(arg.name)) caller.assign(arg.name, frame.value(name), program.types[i])
  }
  return interpreter.result
}
