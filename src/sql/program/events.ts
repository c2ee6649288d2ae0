import { OxbowError } from '../../error.ts'
import type { StoredProgram } from '../catalog.ts'
import { statementTime } from '../exec/driver.ts'
import type { AlterEvent, CreateEvent, DropRoutine, EventSchedule, Expression } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { type StatementContext, compute, databaseOf, done } from '../statement/statement.ts'
import { storeConverter } from '../types/store.ts'
import { DATETIME } from '../types/types.ts'
import type { Int } from '../value.ts'
import { checkBody } from './check.ts'
import { findProgram, newProgram } from './definitions.ts'
import { alreadyExists, doesNotExist } from './errors.ts'
import { Evaluation } from './evaluate.ts'
import { type EventDefinition, definerOf, eventText, intervalText } from './event-text.ts'
import { Frame } from './frame.ts'
import { type Program, eventProgram } from './program.ts'
import { scheduleFacts } from './show.ts'

/** CREATE, ALTER and DROP EVENT. Source: MySQL manual, "CREATE EVENT Statement"; go-mysql-server sql/plan/ddl_event.go. */
export async function runEventDefinition(statement: CreateEvent | AlterEvent | DropRoutine, cx: StatementContext): Promise<QueryResult> {
  switch (statement.kind) {
    case 'createEvent': return await createEvent(statement, cx)
    case 'alterEvent': return await alterEvent(statement, cx)
    default: return await dropEvent(statement, cx)
  }
}

async function createEvent(statement: CreateEvent, cx: StatementContext): Promise<QueryResult> {
  const { name } = statement.event
  const database = databaseOf(cx, statement.event.database)
  checkBody(statement.body, [])
  if ((await findProgram(database, 'event', name, cx)) !== undefined) {
    if (!statement.ifNotExists) throw alreadyExists('EVENT', name)
    cx.session.warn(1537, `Event '${name}' already exists`, 'Note')
    return done()
  }
  const event: EventDefinition = {
    name, schedule: await schedule(statement.schedule, cx), preserve: statement.preserve ?? false, status: statement.status ?? 'enable',
    comment: statement.comment ?? '', bodyText: statement.bodyText,
  }
  const over = isOver(event, statementTime(cx.session))
  if (over && !event.preserve) {
    cx.session.warn(1588, 'Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was dropped immediately after creation.', 'Note')
    return done()
  }
  if (over) cx.session.warn(1544, 'Event execution time is in the past. Event has been disabled', 'Note')
  await save(database, over ? { ...event, status: 'disable' } : event, definerOf(statement), cx)
  return done()
}

async function save(database: string, event: EventDefinition, definer: string, cx: StatementContext): Promise<void> {
  await compute(cx, cx.transaction.saveProgram(database, 'event', { ...newProgram(event.name, cx), createText: eventText(event, definer) }))
}

/** Stores an event anew in place of `stored`. */
export async function saveEvent(database: string, event: EventDefinition, stored: StoredProgram, cx: StatementContext): Promise<void> {
  const definer = definerOf(eventProgram(stored)?.statement ?? {})
  await compute(cx, cx.transaction.saveProgram(database, 'event', { ...stored, createText: eventText(event, definer) }))
}

/** What a stored event says. */
export function eventDefinition({ stored, statement }: Program<CreateEvent>): EventDefinition {
  const { at, starts, ends } = scheduleFacts(statement)
  const { schedule: when } = statement
  return {
    name: stored.name, preserve: statement.preserve ?? false, status: statement.status ?? 'enable', comment: statement.comment ?? '', bodyText: statement.bodyText,
    schedule: when.kind === 'at' ? { kind: 'at', at: (at ?? 0) as Int } : {
      kind: 'every', interval: intervalText(when.interval), unit: when.unit, starts: (starts ?? 0) as Int, ends: (ends ?? undefined) as Int | undefined,
    },
  }
}

async function alterEvent(statement: AlterEvent, cx: StatementContext): Promise<QueryResult> {
  const database = databaseOf(cx, statement.event.database)
  const stored = await findProgram(database, 'event', statement.event.name, cx)
  const old = stored && eventProgram(stored)?.statement
  if (stored === undefined || old === undefined) throw doesNotExist('EVENT', statement.event.name)
  const to = statement.renameTo?.name
  if (to !== undefined && (await findProgram(database, 'event', to, cx)) !== undefined) throw alreadyExists('EVENT', to)
  if (statement.body !== undefined) checkBody(statement.body, [])
  const event: EventDefinition = {
    name: to ?? stored.name, schedule: await schedule(statement.schedule ?? old.schedule, cx), preserve: statement.preserve ?? old.preserve ?? false,
    status: statement.status ?? old.status ?? 'enable', comment: statement.comment ?? old.comment ?? '', bodyText: statement.bodyText ?? old.bodyText,
  }
  const over = isOver(event, statementTime(cx.session))
  if (over && !event.preserve && statement.schedule !== undefined) {
    throw new OxbowError(
      'EVENT_CANNOT_ALTER_IN_THE_PAST',
      'Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was not changed. Specify a time in the future.', { errno: 1589 },
    )
  }
  await compute(cx, cx.transaction.dropProgram(database, 'event', stored.name))
  if (over && !event.preserve && event.status === 'enable') return done()
  await save(database, over && event.status === 'enable' ? { ...event, status: 'disable' } : event, definerOf(old), cx)
  return done()
}

async function dropEvent({ routine, ifExists }: DropRoutine, cx: StatementContext): Promise<QueryResult> {
  const database = databaseOf(cx, routine.database)
  const found: StoredProgram | undefined = await findProgram(database, 'event', routine.name, cx)
  if (found !== undefined) await compute(cx, cx.transaction.dropProgram(database, 'event', found.name))
  else if (!ifExists) throw doesNotExist('EVENT', routine.name)
  else cx.session.warn(1305, `Event ${routine.name} does not exist`, 'Note')
  return done()
}

async function schedule(written: EventSchedule, cx: StatementContext): Promise<EventDefinition['schedule']> {
  if (written.kind === 'at') return { kind: 'at', at: await moment(written.at, cx) }
  const starts = written.starts === undefined ? statementTime(cx.session) : await moment(written.starts, cx)
  const ends = written.ends === undefined ? undefined : await moment(written.ends, cx)
  if (ends !== undefined && ends < starts) throw new OxbowError('EVENT_ENDS_BEFORE_STARTS', 'ENDS is either invalid or before STARTS', { errno: 1543 })
  return { kind: 'every', interval: intervalText(written.interval), unit: written.unit, starts, ends }
}

async function moment(e: Expression, cx: StatementContext): Promise<Int> {
  const { value, type } = await new Evaluation(new Frame(cx.session)).evaluate(e, cx)
  if (value === null) throw new OxbowError('WRONG_VALUE', 'Incorrect AT value: NULL', { errno: 1525 })
  const frame = new Frame(cx.session)
  return storeConverter(DATETIME, type, 'schedule')(value, frame.cx) as Int
}

/** True when an event will never run again. Its moments are kept in whole seconds. */
function isOver({ schedule: when }: EventDefinition, now: number): boolean {
  const last = when.kind === 'at' ? when.at : when.ends
  return last !== undefined && Math.floor(Number(last) / 1e6) < Math.floor(now / 1e6)
}
