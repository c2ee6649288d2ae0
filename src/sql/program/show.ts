import type { Fetching } from '../../store/missing.ts'
import { OxbowError } from '../../error.ts'
import type { Account, CreateEvent, Expression, Show } from '../parser/ast.ts'
import type { QueryResult, ResultColumn } from '../result.ts'
import { type StatementContext, databaseOf, resultSet, textColumn } from '../statement/statement.ts'
import { parseDatetime } from '../types/datetime.ts'
import { BIGINT, DATETIME, TIMESTAMP, varchar } from '../types/types.ts'
import type { Value } from '../value.ts'
import { doesNotExist } from './errors.ts'
import { definerOf, literalText } from './event-text.ts'
import { eventProgram, procedureProgram, triggerProgram } from './program.ts'

const CONNECTION = ['utf8mb4', 'utf8mb4_0900_bin', 'utf8mb4_0900_bin'] as const
const CONNECTION_HEADS = ['character_set_client', 'collation_connection', 'Database Collation'] as const

function columns(...heads: readonly (string | ResultColumn)[]): ResultColumn[] {
  return heads.map((h) => (typeof h === 'string' ? textColumn(h) : h))
}

/** SHOW of stored programs; undefined for every other SHOW. */
export function* showPrograms(s: Show, cx: StatementContext): Fetching<QueryResult | undefined> {
  switch (s.what) {
    case 'createProcedure': case 'createTrigger': case 'createEvent': return yield* showCreate(s, cx)
    case 'createFunction': throw new OxbowError('SP_DOES_NOT_EXIST', `FUNCTION ${s.table!.name} does not exist`, { errno: 1305, sqlState: '42000' })
    case 'triggers': return yield* showTriggers(databaseOf(cx, s.database), cx)
    case 'events': return yield* showEvents(databaseOf(cx, s.database), cx)
    case 'functionStatus': return resultSet(STATUS_COLUMNS, [])
    case 'procedureStatus': return yield* showProcedures(cx)
    default: return undefined
  }
}

function* showCreate(s: Show, cx: StatementContext): Fetching<QueryResult> {
  const { name, database } = s.table!
  const kind = s.what === 'createProcedure' ? 'procedure' : s.what === 'createTrigger' ? 'trigger' : 'event'
  const programs = yield* cx.transaction.programs(databaseOf(cx, database), kind)
  const found = programs.find((p) => p.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw doesNotExist(kind === 'procedure' ? 'PROCEDURE' : kind === 'trigger' ? 'TRIGGER' : 'EVENT', name)
  if (kind === 'event') {
    return resultSet(columns('Event', 'sql_mode', 'time_zone', 'Create Event', ...CONNECTION_HEADS), [[found.name, found.sqlMode, 'SYSTEM', found.createText, ...CONNECTION]])
  }
  // As on Dolt, these two say nothing of the SQL mode.
  if (kind === 'procedure') {
    return resultSet(columns('Procedure', 'sql_mode', 'Create Procedure', ...CONNECTION_HEADS), [[found.name, '', found.createText, ...CONNECTION]])
  }
  return resultSet(columns('Trigger', 'sql_mode', 'SQL Original Statement', ...CONNECTION_HEADS, textColumn('Created', DATETIME)), [
    [found.name, '', found.createText, ...CONNECTION, found.createdAt],
  ])
}

function* showTriggers(database: string, cx: StatementContext): Fetching<QueryResult> {
  const heads = columns(
    'Trigger', 'Event', 'Table', 'Statement', 'Timing', textColumn('Created', DATETIME), 'sql_mode', 'Definer', ...CONNECTION_HEADS,
  )
  const rows: Value[][] = []
  for (const stored of yield* cx.transaction.programs(database, 'trigger')) {
    const t = triggerProgram(stored)?.statement
    if (t === undefined) continue
    rows.push([stored.name, t.event.toUpperCase(), t.table.name, t.bodyText, t.time.toUpperCase(), stored.createdAt, '', '', ...CONNECTION])
  }
  return resultSet(heads, rows)
}

const NAME = varchar(64)
const STATUS_COLUMNS = columns(
  textColumn('Db', NAME), textColumn('Name', NAME), textColumn('Type', { name: 'ENUM', members: ['FUNCTION', 'PROCEDURE'] }), textColumn('Definer', varchar(288)),
  textColumn('Modified', TIMESTAMP), textColumn('Created', TIMESTAMP),
  textColumn('Security_type', { name: 'ENUM', members: ['DEFAULT', 'INVOKER', 'DEFINER'] }), 'Comment', ...CONNECTION_HEADS.map((h) => textColumn(h, NAME)),
)

function* showProcedures(cx: StatementContext): Fetching<QueryResult> {
  const rows: Value[][] = []
  for (const database of yield* cx.transaction.databases()) {
    for (const stored of yield* cx.transaction.programs(database, 'procedure')) {
      const p = procedureProgram(stored)?.statement
      if (p === undefined) continue
      const { comment, security } = p.characteristics
      rows.push([
        database, stored.name, 2, accountText(p.definer), stored.modifiedAt, stored.createdAt, security === 'invoker' ? 2 : 3, comment ?? '', ...CONNECTION,
      ])
    }
  }
  return resultSet(STATUS_COLUMNS, rows)
}

/** `user@host`; empty where a program names nobody. */
export function accountText(account: Account | undefined): string {
  return account === undefined || account === 'current' ? '' : `${account.user}@${account.host ?? '%'}`
}

function* showEvents(database: string, cx: StatementContext): Fetching<QueryResult> {
  const heads = columns(
    'Db', 'Name', 'Definer', 'Time zone', 'Type', textColumn('Execute At', DATETIME), textColumn('Interval Value', BIGINT), 'Interval Field',
    textColumn('Starts', DATETIME), textColumn('Ends', DATETIME), 'Status', textColumn('Originator', BIGINT), ...CONNECTION_HEADS,
  )
  const rows: Value[][] = []
  for (const stored of yield* cx.transaction.programs(database, 'event')) {
    const e = eventProgram(stored)?.statement
    if (e === undefined) continue
    const { at, interval, unit, starts, ends } = scheduleFacts(e)
    rows.push([
      database, stored.name, definerOf(e), 'SYSTEM', at === null ? 'RECURRING' : 'ONE TIME', at, interval === null ? null : Number.parseInt(interval, 10), unit,
      starts, ends, eventStatus(e), 0, ...CONNECTION,
    ])
  }
  return resultSet(heads, rows)
}

/** The schedule of a stored event: moments as DATETIME values, the interval's text and its unit. */
export function scheduleFacts({ schedule }: CreateEvent): { at: Value; interval: string | null; unit: string | null; starts: Value; ends: Value } {
  if (schedule.kind === 'at') return { at: momentOf(schedule.at), interval: null, unit: null, starts: null, ends: null }
  const { interval, unit, starts, ends } = schedule
  return { at: null, interval: literalText(interval), unit: unit.toUpperCase(), starts: momentOf(starts), ends: momentOf(ends) }
}

function momentOf(e: Expression | undefined): Value {
  const text = literalText(e)
  return text === null ? null : parseDatetime(text) ?? null
}

export function eventStatus({ status }: Pick<CreateEvent, 'status'>): 'ENABLED' | 'DISABLED' | 'SLAVESIDE_DISABLED' {
  return status === 'disable' ? 'DISABLED' : status === 'disable on replica' ? 'SLAVESIDE_DISABLED' : 'ENABLED'
}
