import type {
  Account, AlterEvent, AlterRoutine, CreateEvent, CreateFunction, CreateProcedure, CreateTrigger, EventOptions, EventSchedule, QualifiedName,
  RoutineCharacteristics, RoutineParameter,
} from './ast.ts'
import { parseBody } from './compound.ts'
import { parseExpression } from './expression.ts'
import { INTERVAL_UNITS } from './function-call.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** What stands between CREATE and the kind of thing that is created. */
export interface CreatePrefix {
  readonly start: number
  readonly orReplace: boolean
  readonly definer?: Account
}

/** `a`, `db.a`. */
export function parseQualifiedName(t: TokenStream): QualifiedName {
  const name = t.name()
  return t.acceptOp('.') ? { database: name, name: t.nameAfterPoint() } : { name }
}

/** Behind `CREATE TRIGGER`. */
export function parseCreateTrigger(t: TokenStream, { start, definer }: CreatePrefix): CreateTrigger {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const trigger = parseQualifiedName(t)
  const time = t.accept('BEFORE') ? 'before' : 'after'
  if (time === 'after') t.expect('AFTER')
  const event = t.accept('INSERT') ? 'insert' : t.accept('UPDATE') ? 'update' : 'delete'
  if (event === 'delete') t.expect('DELETE')
  t.expect('ON')
  const table = parseTableName(t)
  t.expect('FOR')
  t.expect('EACH')
  t.expect('ROW')
  let order: CreateTrigger['order']
  if (t.accept('FOLLOWS')) order = { relation: 'follows', trigger: t.name() }
  else if (t.accept('PRECEDES')) order = { relation: 'precedes', trigger: t.name() }
  return { kind: 'createTrigger', definer, ifNotExists, trigger, time, event, table, order, ...parseBody(t), start, end: t.lastEnd }
}

/** Behind `CREATE PROCEDURE`. */
export function parseCreateProcedure(t: TokenStream, { start, orReplace, definer }: CreatePrefix): CreateProcedure {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const procedure = parseQualifiedName(t)
  const parameters = parseParameters(t)
  const characteristics = parseCharacteristics(t)
  return {
    kind: 'createProcedure', definer, orReplace, ifNotExists, procedure, parameters, characteristics, ...parseBody(t), start, end: t.lastEnd,
  }
}

/** Behind `CREATE FUNCTION`. */
export function parseCreateFunction(t: TokenStream, { start, orReplace, definer }: CreatePrefix): CreateFunction {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const name = parseQualifiedName(t)
  const parameters = parseParameters(t)
  t.expect('RETURNS')
  const returns = parseTypeName(t)
  const characteristics = parseCharacteristics(t)
  return {
    kind: 'createFunction', definer, orReplace, ifNotExists, function: name, parameters, returns, characteristics, ...parseBody(t), start, end: t.lastEnd,
  }
}

/** Behind `ALTER PROCEDURE` and `ALTER FUNCTION`. */
export function parseAlterRoutine(t: TokenStream, start: number, kind: AlterRoutine['kind']): AlterRoutine {
  const routine = parseQualifiedName(t)
  return { kind, routine, characteristics: parseCharacteristics(t), start, end: t.lastEnd }
}

function parseParameters(t: TokenStream): RoutineParameter[] {
  t.expectOp('(')
  if (t.acceptOp(')')) return []
  const parameters = t.commaList((): RoutineParameter => {
    const mode = t.accept('IN') ? 'in' : t.accept('OUT') ? 'out' : t.accept('INOUT') ? 'inout' : 'in'
    const name = t.name()
    return { mode, name, type: parseTypeName(t) }
  })
  t.expectOp(')')
  return parameters
}

function parseCharacteristics(t: TokenStream): RoutineCharacteristics {
  const found: { -readonly [K in keyof RoutineCharacteristics]: RoutineCharacteristics[K] } = {}
  for (;;) {
    if (t.accept('COMMENT')) found.comment = t.string()
    else if (t.acceptPair('NOT', 'DETERMINISTIC')) found.deterministic = false
    else if (t.accept('DETERMINISTIC')) found.deterministic = true
    else if (t.acceptAll('CONTAINS', 'SQL')) found.data = 'contains sql'
    else if (t.acceptAll('NO', 'SQL')) found.data = 'no sql'
    else if (t.acceptAll('READS', 'SQL', 'DATA')) found.data = 'reads sql data'
    else if (t.acceptAll('MODIFIES', 'SQL', 'DATA')) found.data = 'modifies sql data'
    else if (t.acceptAll('SQL', 'SECURITY')) found.security = parseSecurity(t)
    else if (t.accept('LANGUAGE')) t.expect('SQL')
    else return found
  }
}

/** `DEFINER` or `INVOKER`. */
export function parseSecurity(t: TokenStream): 'definer' | 'invoker' {
  if (t.accept('DEFINER')) return 'definer'
  t.expect('INVOKER')
  return 'invoker'
}

/** Behind `CREATE EVENT`. */
export function parseCreateEvent(t: TokenStream, { start, definer }: CreatePrefix): CreateEvent {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const event = parseQualifiedName(t)
  t.expect('ON')
  t.expect('SCHEDULE')
  const schedule = parseSchedule(t)
  const { body, bodyText, ...options } = parseEventOptions(t)
  if (body === undefined || bodyText === undefined) throw t.error()
  return { kind: 'createEvent', definer, ifNotExists, event, ...options, schedule, body, bodyText, start, end: t.lastEnd }
}

/** Behind `ALTER EVENT`. */
export function parseAlterEvent(t: TokenStream, { start, definer }: CreatePrefix): AlterEvent {
  const event = parseQualifiedName(t)
  const schedule = t.acceptPair('ON', 'SCHEDULE') ? parseSchedule(t) : undefined
  const before = parseCompletion(t)
  const renameTo = t.acceptPair('RENAME', 'TO') ? parseQualifiedName(t) : undefined
  const options = parseEventOptions(t)
  return { kind: 'alterEvent', definer, event, renameTo, ...options, preserve: options.preserve ?? before, schedule, start, end: t.lastEnd }
}

function parseSchedule(t: TokenStream): EventSchedule {
  if (t.accept('AT')) return { kind: 'at', at: parseExpression(t) }
  t.expect('EVERY')
  const interval = parseExpression(t)
  if (!INTERVAL_UNITS.has(t.word)) throw t.error()
  const unit = t.word.toLowerCase()
  t.next()
  const starts = t.accept('STARTS') ? parseExpression(t) : undefined
  return { kind: 'every', interval, unit, starts, ends: t.accept('ENDS') ? parseExpression(t) : undefined }
}

/** `ON COMPLETION [NOT] PRESERVE`. */
function parseCompletion(t: TokenStream): boolean | undefined {
  if (!t.acceptPair('ON', 'COMPLETION')) return undefined
  const preserve = !t.accept('NOT')
  t.expect('PRESERVE')
  return preserve
}

function parseEventOptions(t: TokenStream): EventOptions {
  const preserve = parseCompletion(t)
  let status: EventOptions['status']
  if (t.accept('ENABLE')) status = 'enable'
  else if (t.accept('DISABLE')) {
    status = 'disable'
    if (t.accept('ON')) {
      if (!t.accept('REPLICA')) t.expect('SLAVE')
      status = 'disable on replica'
    }
  }
  const comment = t.accept('COMMENT') ? t.string() : undefined
  return { preserve, status, comment, ...(t.accept('DO') ? parseBody(t) : {}) }
}
