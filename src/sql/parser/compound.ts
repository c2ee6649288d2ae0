import { OxbowError } from '../../error.ts'
import type { CompoundStatement, ConditionValue, Statement } from './ast.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import { userVariableName } from './primary.ts'
import { parseQuery } from './query.ts'
import { parseStatement } from './statement.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** The body of a trigger, routine or event: one statement, or `BEGIN … END`. */
export function parseBody(t: TokenStream): { body: Statement; bodyText: string } {
  const { start } = t
  t.bodies++
  const body = parseBodyStatement(t)
  t.bodies--
  return { body, bodyText: t.text.slice(start, t.lastEnd) }
}

/** A statement of a body: the compound ones besides all others. */
export function parseBodyStatement(t: TokenStream): Statement {
  t.enter()
  const statement = parseCompound(t) ?? parseStatement(t)
  t.leave()
  const forbidden = forbiddenInBodies(statement)
  if (forbidden !== undefined) {
    throw new OxbowError('SP_BAD_STATEMENT', `${forbidden} is not allowed in stored procedures`, { errno: 1314, sqlState: '0A000' })
  }
  return statement
}

/** Source: MySQL manual, "Restrictions on Stored Programs". */
function forbiddenInBodies(statement: Statement): string | undefined {
  switch (statement.kind) {
    case 'use': return 'USE'
    case 'loadData': return 'LOAD DATA'
    case 'alterView': return 'ALTER VIEW'
    case 'transaction': return statement.action === 'lockTables' ? 'LOCK' : statement.action === 'unlockTables' ? 'UNLOCK' : undefined
    default: return undefined
  }
}

/** Statements, each with its `;`, up to one of the words. */
function parseStatements(t: TokenStream, ...ends: string[]): Statement[] {
  const statements: Statement[] = []
  while (!ends.includes(t.word)) {
    statements.push(parseBodyStatement(t))
    t.expectOp(';')
  }
  return statements
}

function parseCompound(t: TokenStream): CompoundStatement | undefined {
  const { start } = t
  if (t.peek() === ':' && (t.kind === Kind.Word || t.kind === Kind.Quoted)) {
    const label = t.name()
    t.expectOp(':')
    const labelled = parseLabelled(t, start, label)
    if (labelled === undefined) throw t.error()
    const { start: at } = t
    const again = t.tryName()
    if (again !== undefined && again.toLowerCase() !== label.toLowerCase()) {
      t.back(t.mark() - 1)
      throw t.error()
    }
    return again === undefined || at === t.start ? labelled : { ...labelled, end: t.lastEnd }
  }
  switch (t.word) {
    case 'DECLARE': return parseDeclare(t, start)
    case 'IF': return parseIf(t, start)
    case 'CASE': return parseCase(t, start)
    case 'LEAVE':
    case 'ITERATE': {
      const kind = t.word === 'LEAVE' ? 'leave' : 'iterate'
      t.next()
      return { kind, label: t.name(), start, end: t.lastEnd }
    }
    case 'OPEN':
    case 'CLOSE': {
      const kind = t.word === 'OPEN' ? 'open' : 'close'
      t.next()
      return { kind, cursor: t.name(), start, end: t.lastEnd }
    }
    case 'FETCH': {
      t.next()
      if (t.accept('NEXT')) t.expect('FROM')
      else t.accept('FROM')
      const cursor = t.name()
      t.expect('INTO')
      return { kind: 'fetch', cursor, into: t.commaList(() => parseVariableName(t)), start, end: t.lastEnd }
    }
    case 'RETURN': {
      t.next()
      const value = parseExpression(t)
      return { kind: 'return', value, start, end: t.lastEnd }
    }
    default: return parseLabelled(t, start, undefined)
  }
}

/** A local variable, or a user variable with its `@`. */
export function parseVariableName(t: TokenStream): string {
  return t.kind === Kind.UserVariable ? `@${userVariableName(t)}` : t.name()
}

/** BEGIN, LOOP, WHILE and REPEAT: what may have a label. */
function parseLabelled(t: TokenStream, start: number, label: string | undefined): CompoundStatement | undefined {
  if (t.accept('BEGIN')) {
    if (t.accept('NOT')) t.expect('ATOMIC') // MariaDB's spelling
    const body = parseStatements(t, 'END')
    t.next()
    return { kind: 'block', label, body, start, end: t.lastEnd }
  }
  if (t.accept('LOOP')) {
    const body = parseStatements(t, 'END')
    t.next()
    t.expect('LOOP')
    return { kind: 'loop', label, body, start, end: t.lastEnd }
  }
  if (t.accept('WHILE')) {
    const condition = parseExpression(t)
    t.expect('DO')
    const body = parseStatements(t, 'END')
    t.next()
    t.expect('WHILE')
    return { kind: 'while', label, condition, body, start, end: t.lastEnd }
  }
  if (t.accept('REPEAT')) {
    const body = parseStatements(t, 'UNTIL')
    t.next()
    const until = parseExpression(t)
    t.expect('END')
    t.expect('REPEAT')
    return { kind: 'repeat', label, body, until, start, end: t.lastEnd }
  }
  return undefined
}

function parseIf(t: TokenStream, start: number): CompoundStatement {
  const branches: { condition: ReturnType<typeof parseExpression>; body: Statement[] }[] = []
  do {
    t.next() // IF, ELSEIF
    const condition = parseExpression(t)
    t.expect('THEN')
    branches.push({ condition, body: parseStatements(t, 'ELSEIF', 'ELSE', 'END') })
  } while (t.isWord('ELSEIF'))
  const otherwise = t.accept('ELSE') ? parseStatements(t, 'END') : undefined
  t.expect('END')
  t.expect('IF')
  return { kind: 'if', branches, otherwise, start, end: t.lastEnd }
}

function parseCase(t: TokenStream, start: number): CompoundStatement {
  t.next()
  const operand = t.isWord('WHEN') ? undefined : parseExpression(t)
  const branches: { when: ReturnType<typeof parseExpression>; body: Statement[] }[] = []
  do {
    t.expect('WHEN')
    const when = parseExpression(t)
    t.expect('THEN')
    branches.push({ when, body: parseStatements(t, 'WHEN', 'ELSE', 'END') })
  } while (t.isWord('WHEN'))
  const otherwise = t.accept('ELSE') ? parseStatements(t, 'END') : undefined
  t.expect('END')
  t.expect('CASE')
  return { kind: 'caseStatement', operand, branches, otherwise, start, end: t.lastEnd }
}

function parseDeclare(t: TokenStream, start: number): CompoundStatement {
  t.next()
  const action = t.isWord('CONTINUE') ? 'continue' : t.isWord('EXIT') ? 'exit' : t.isWord('UNDO') ? 'undo' : undefined
  if (action !== undefined) {
    t.next()
    t.expect('HANDLER')
    t.expect('FOR')
    const conditions = t.commaList(() => parseConditionValue(t))
    const body = parseBodyStatement(t)
    return { kind: 'declareHandler', action, conditions, body, start, end: t.lastEnd }
  }
  if (t.peek() === 'CONDITION') {
    const name = t.name()
    t.next()
    t.expect('FOR')
    return { kind: 'declareCondition', name, value: parseConditionValue(t), start, end: t.lastEnd }
  }
  if (t.peek() === 'CURSOR') {
    const name = t.name()
    t.next()
    t.expect('FOR')
    return { kind: 'declareCursor', name, query: parseQuery(t), start, end: t.lastEnd }
  }
  const names = t.commaList(() => t.name())
  const type = parseTypeName(t)
  const value = t.accept('DEFAULT') ? parseExpression(t) : undefined
  return { kind: 'declareVariables', names, type, default: value, start, end: t.lastEnd }
}

/** A number, `SQLSTATE '…'`, a condition's name, SQLWARNING, NOT FOUND, SQLEXCEPTION. */
export function parseConditionValue(t: TokenStream): ConditionValue {
  if (t.kind === Kind.Integer) return { kind: 'errno', errno: t.integer() }
  if (t.accept('SQLSTATE')) {
    t.accept('VALUE')
    return { kind: 'sqlState', sqlState: t.string() }
  }
  if (t.accept('SQLWARNING')) return { kind: 'sqlWarning' }
  if (t.accept('SQLEXCEPTION')) return { kind: 'sqlException' }
  if (t.acceptPair('NOT', 'FOUND')) return { kind: 'notFound' }
  return { kind: 'name', name: t.name() }
}
