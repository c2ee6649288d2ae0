import { OxbowError } from '../../error.ts'
import { sqlTypeOf } from '../analyzer/type-name.ts'
import type { Block, ConditionValue, RoutineParameter, Statement } from '../parser/ast.ts'
import { isInteger } from '../types/types.ts'
import type { SqlType } from '../types/sql-type.ts'
import { namedCondition, signalState } from './conditions.ts'
import {
  cursorAfterHandler, declarationNotFirst, duplicate, misplacedDeclaration, nestedCreation, noLabel, redefinedLabel, returnInProcedure, undeclaredVariable,
  undefinedCursor,
} from './errors.ts'
import { someNode } from './walk.ts'

/** What is in sight at some place of a body. */
interface Sight {
  readonly variables: ReadonlyMap<string, SqlType>
  readonly cursors: ReadonlySet<string>
  readonly conditions: readonly { readonly name: string; readonly value: ConditionValue }[]
  readonly labels: readonly { readonly name: string; readonly loop: boolean }[]
}

/**
 * Checks the body of a program that is created.
 * @throws OxbowError 1303, 1308, 1309, 1313, 1319, 1324, 1327, 1330 to 1333, 1337, 1338 or 1646.
 */
export function checkBody(body: Statement, parameters: readonly RoutineParameter[]): void {
  const variables = new Map<string, SqlType>()
  for (const { name, type } of parameters) {
    if (variables.has(name.toLowerCase())) throw duplicate('parameter', name)
    variables.set(name.toLowerCase(), sqlTypeOf(type))
  }
  check(body, { variables, cursors: new Set(), conditions: [], labels: [] })
}

function checkAll(statements: readonly Statement[], sight: Sight): void {
  for (const s of statements) check(s, sight)
}

function check(s: Statement, sight: Sight): void {
  switch (s.kind) {
    case 'block': return checkBlock(s, labelled(s.label, false, sight))
    case 'loop': case 'while': case 'repeat': return checkAll(s.body, labelled(s.label, true, sight))
    case 'if': case 'caseStatement':
      for (const { body } of s.branches) checkAll(body, sight)
      return checkAll(s.otherwise ?? [], sight)
    case 'leave': case 'iterate': {
      const label = sight.labels.find((l) => l.name === s.label.toLowerCase())
      if (label === undefined || (s.kind === 'iterate' && !label.loop)) throw noLabel(s.kind.toUpperCase(), s.label)
      return
    }
    case 'open': case 'close': case 'fetch':
      if (!sight.cursors.has(s.cursor.toLowerCase())) throw undefinedCursor(s.cursor)
      if (s.kind === 'fetch') checkTargets(s.into, sight)
      return
    case 'declareVariables': throw declarationNotFirst('variable')
    case 'declareCondition': throw declarationNotFirst('CONDITION')
    case 'declareCursor': throw declarationNotFirst('CURSOR')
    case 'declareHandler': throw declarationNotFirst('HANDLER')
    case 'return': throw returnInProcedure()
    case 'signal': case 'resignal':
      if (s.condition !== undefined) signalState(s.condition, sight)
      return
    case 'createProcedure': throw nestedCreation('PROCEDURE')
    case 'createFunction': throw nestedCreation('FUNCTION')
    case 'createTrigger': throw nestedCreation('TRIGGER')
    case 'createEvent': throw nestedCreation('EVENT')
    case 'query':
      if (s.query.kind === 'select' && s.query.into !== undefined) checkTargets(s.query.into, sight)
      return checkLimits(s, sight)
    default: return checkLimits(s, sight)
  }
}

function labelled(label: string | undefined, loop: boolean, sight: Sight): Sight {
  if (label === undefined) return sight
  const name = label.toLowerCase()
  if (sight.labels.some((l) => l.name === name)) throw redefinedLabel(label)
  return { ...sight, labels: [...sight.labels, { name, loop }] }
}

function checkTargets(names: readonly string[], sight: Sight): void {
  for (const name of names) if (!name.startsWith('@') && !sight.variables.has(name.toLowerCase())) throw undeclaredVariable(name)
}

function checkBlock(block: Block, outer: Sight): void {
  const variables = new Map(outer.variables)
  const cursors = new Set(outer.cursors)
  const own = { variables: new Set<string>(), cursors: new Set<string>(), conditions: new Set<string>() }
  const sight = { ...outer, variables, cursors, conditions: [...outer.conditions] }
  let stage = 0
  const enter = (what: 'variable' | 'condition' | 'cursor', names: Set<string>, name: string): string => {
    const lower = name.toLowerCase()
    if (names.has(lower)) throw duplicate(what, name)
    names.add(lower)
    return lower
  }
  for (const s of block.body) {
    if (stage < 3 && s.kind === 'declareVariables') {
      if (stage > 0) throw misplacedDeclaration()
      for (const name of s.names) variables.set(enter('variable', own.variables, name), sqlTypeOf(s.type))
    } else if (stage < 3 && s.kind === 'declareCondition') {
      if (stage > 0) throw misplacedDeclaration()
      enter('condition', own.conditions, s.name)
      sight.conditions.push(s)
    } else if (stage < 3 && s.kind === 'declareCursor') {
      if (stage > 1) throw cursorAfterHandler()
      stage = 1
      cursors.add(enter('cursor', own.cursors, s.name))
    } else if (stage < 3 && s.kind === 'declareHandler') {
      stage = 2
      for (const value of s.conditions) if (value.kind === 'name') namedCondition(value.name, sight)
      check(s.body, sight)
    } else {
      stage = 3
      check(s, sight)
    }
  }
}

/** LIMIT takes whole numbers: a variable there must be of an integer type. */
function checkLimits(s: Statement, sight: Sight): void {
  someNode(s, ({ limit, offset }) => {
    for (const e of [limit, offset]) {
      if (typeof e !== 'object' || e === null || !('kind' in e) || e.kind !== 'column' || !('name' in e)) continue
      const type = sight.variables.get(String(e.name).toLowerCase())
      if (type === undefined) throw undeclaredVariable(String(e.name))
      if (!isInteger(type)) {
        throw new OxbowError('SP_VARIABLE_NOT_INTEGER', `A variable of a non-integer based type in LIMIT clause: ${String(e.name)}`, { errno: 1691 })
      }
    }
    return false
  })
}
