import { OxbowError } from '../../error.ts'
import type { ConditionValue, Resignal, Signal } from '../parser/ast.ts'
import { notSupported } from '../statement/statement.ts'
import { badConditionForSignal, badSqlState, undefinedCondition } from './errors.ts'
import type { Handler, Scope } from './frame.ts'

/** The handler that takes an error: of the innermost block that has one, the most specific. Source: MySQL manual, "Scope Rules for Handlers". */
export function findHandler(error: OxbowError, scope: Scope): Handler | undefined {
  let best: Handler | undefined
  let precision = 0
  for (const handler of scope.handlers.toReversed()) {
    if (best !== undefined && handler.block !== best.block) break
    for (const value of handler.declared.conditions) {
      const match = matches(value, error, scope)
      if (match > precision) {
        best = handler
        precision = match
      }
    }
  }
  return best
}

/** How precisely a condition names an error; 0 when it doesn't. */
function matches(value: ConditionValue, error: OxbowError, scope: Scope): number {
  const state = error.sqlState.slice(0, 2)
  switch (value.kind) {
    case 'errno': return value.errno === error.errno ? 3 : 0
    case 'sqlState': return value.sqlState === error.sqlState ? 2 : 0
    case 'name': return matches(namedCondition(value.name, scope), error, scope)
    case 'sqlWarning': return state === '01' ? 1 : 0
    case 'notFound': return state === '02' ? 1 : 0
    case 'sqlException': return state !== '01' && state !== '02' ? 1 : 0
  }
}

/** @throws OxbowError 1319 */
export function namedCondition(name: string, scope: Pick<Scope, 'conditions'>): ConditionValue {
  const found = scope.conditions.findLast((c) => c.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw undefinedCondition(name)
  return found.value
}

/** The SQLSTATE that SIGNAL raises. @throws OxbowError 1319, 1407, 1646. */
export function signalState(condition: ConditionValue, scope: Pick<Scope, 'conditions'>): string {
  const value = condition.kind === 'name' ? namedCondition(condition.name, scope) : condition
  if (value.kind !== 'sqlState') throw badConditionForSignal()
  if (!/^[0-9A-Z]{5}$/.test(value.sqlState) || value.sqlState.startsWith('00')) throw badSqlState(value.sqlState)
  return value.sqlState
}

const UNHANDLED: Readonly<Record<string, readonly [errno: number, message: string]>> = {
  '01': [1642, 'Unhandled user-defined warning condition'],
  '02': [1643, 'Unhandled user-defined not found condition'],
}

/**
 * What SIGNAL and RESIGNAL raise.
 * @param items what SET gives, by name in lower case
 * @param handled the error that a handler is at work on
 */
export function signalled(statement: Signal | Resignal, scope: Scope, items: ReadonlyMap<string, string>, handled: OxbowError | undefined): OxbowError {
  const state = statement.condition === undefined ? handled!.sqlState : signalState(statement.condition, scope)
  if (state.startsWith('01')) throw notSupported('SIGNAL of a warning')
  const [errno, message] = handled !== undefined && statement.condition === undefined
    ? [handled.errno, handled.message]
    : UNHANDLED[state.slice(0, 2)] ?? [1644, 'Unhandled user-defined exception condition']
  const number = items.get('mysql_errno')
  return new OxbowError('SIGNALLED', items.get('message_text') ?? message, { errno: number === undefined ? errno : Number(number), sqlState: state })
}
