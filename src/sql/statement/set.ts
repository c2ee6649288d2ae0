import { OxbowError } from '../../error.ts'
import { requireServerAdmin } from '../access.ts'
import { bindExpression, } from '../analyzer/bind-expression.ts'
import { Binder } from '../analyzer/binder.ts'
import { Block } from '../analyzer/scope.ts'
import { compile } from '../exec/compile.ts'
import { ExecContext } from '../exec/context.ts'
import { runQuery, statementTime } from '../exec/driver.ts'
import type { Expression, SetItem, SetStatement } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { convertVariable, unknownVariable } from '../session-state.ts'
import type { Value } from '../value.ts'
import { VARIABLES } from '../variables.ts'
import { planQuery } from './select.ts'
import { charsetOf, collation, defaultCollation } from '../types/collation.ts'
import { variableValue } from '../types/convert.ts'
import { type StatementContext, compute, done } from './statement.ts'

/** SET of variables of every scope. All values are computed first, so that an error changes nothing. */
export async function runSet(statement: SetStatement, cx: StatementContext): Promise<QueryResult> {
  const changes: (() => void | Promise<void>)[] = []
  for (const item of statement.items) changes.push(await change(item, cx))
  for (const apply of changes) await apply()
  return done()
}

async function change(item: SetItem, cx: StatementContext): Promise<() => void | Promise<void>> {
  const { session, host } = cx
  switch (item.kind) {
    case 'user': {
      const value = await evaluate(item.value, cx)
      return () => {
        session.userVariables.set(item.name, value)
      }
    }
    case 'names': {
      const { charset } = item
      const ofConnection = item.ofDatabase === true ? String(session.variable('character_set_database') ?? charset) : charset
      const wanted = item.collation ?? defaultCollation(ofConnection).name
      return () => {
        for (const name of ['character_set_client', 'character_set_results']) session.setVariable(name, charset)
        session.setVariable('character_set_connection', ofConnection)
        session.setVariable('collation_connection', wanted)
      }
    }
    case 'transaction': {
      const set = item.characteristics.map((c): [string, Value] => (c.startsWith('READ ') ? ['transaction_read_only', c === 'READ ONLY' ? 1 : 0] : ['transaction_isolation', c]))
      if (item.scope === 'session') {
        return () => {
          for (const [name, value] of set) session.setVariable(name, value)
        }
      }
      requireServerAdmin(session.access)
      return async () => {
        for (const [name, value] of set) await host.setGlobal(name, value, 'no')
      }
    }
    case 'row': throw new OxbowError('UNKNOWN_SYSTEM_VARIABLE', `Unknown structured variable '${item.row}'`, { errno: 1193 })
    case 'system': {
      const { name, scope } = item
      if (scope !== 'session') requireServerAdmin(session.access)
      const toDefault = item.value.kind === 'default'
      if (toDefault && scope === 'session') return () => session.resetVariable(name)
      const value = toDefault ? null : await evaluate(item.value, cx)
      if (scope === 'session') {
        return () => {
          session.setVariable(name, value)
          for (const [other, follows] of charsetPair(name, value)) session.setVariable(other, follows)
        }
      }
      const owned = host.globalVariable(name) !== undefined
      const definition = host.variableDefinition?.(name) ?? VARIABLES.get(name)
      if (!owned && definition === undefined) throw unknownVariable(name)
      if (!owned && definition!.scope === 'session') {
        throw new OxbowError('LOCAL_VARIABLE', `Variable '${name}' is a SESSION variable and can't be used with SET GLOBAL`, { errno: 1228 })
      }
      if (!owned && definition!.readOnly) throw new OxbowError('READ_ONLY_VARIABLE', `Variable '${name}' is a read only variable`, { errno: 1238 })
      // A host that owns a variable without defining it judges the value itself.
      const converted = definition === undefined ? value : toDefault ? definition.default : convertVariable(name, value, definition)
      const persist = scope === 'persist' ? 'persist' : scope === 'persist_only' ? 'persist_only' : 'no'
      return () => host.setGlobal(name, converted, persist)
    }
  }
}

/** A character set brings its default collation along, a collation its character set. Source: MySQL manual, "Connection Character Sets and Collations". */
function* charsetPair(name: string, value: Value): Generator<[string, Value]> {
  const [, kind, place] = /^(character_set|collation)_(connection|server|database)$/.exec(name) ?? []
  if (typeof value !== 'string') return
  if (kind === 'character_set') yield [`collation_${place}`, defaultCollation(value).name]
  else if (kind === 'collation') yield [`character_set_${place}`, charsetOf(collation(value).name)]
}

async function evaluate(e: Expression, cx: StatementContext): Promise<Value> {
  if (e.kind === 'subquery') {
    const plan = await compute(cx, planQuery(e.query, cx))
    const { rows } = await runQuery(plan, cx.session, cx.transaction, cx.limits)
    return variableValue(plan.columns[0].type, rows[0]?.[0] ?? null)
  }
  const binder = new Binder(cx.transaction, cx.session, cx.params, cx.locals)
  const expr = await compute(cx, bindExpression(e, { binder, block: new Block(undefined), ctes: undefined, clause: 'field list', aggregates: false, windows: false }))
  return variableValue(expr.type, compile(expr, [])(new ExecContext(cx.session, 0, cx.params, statementTime(cx.session))))
}
