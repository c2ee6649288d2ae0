import { OxbowError } from '../../error.ts'
import type { StoredProgram } from '../catalog.ts'
import type { Engine } from '../engine.ts'
import type { CreateEvent } from '../parser/ast.ts'
import type { Session } from '../session-state.ts'
import { type StatementContext, compute, done } from '../statement/statement.ts'
import { intervalOf, shiftDatetime } from '../types/interval.ts'
import type { Int } from '../value.ts'
import { eventDefinition, saveEvent } from './events.ts'
import type { EventDefinition } from './event-text.ts'
import { Frame } from './frame.ts'
import { Interpreter } from './interpreter.ts'
import { type Program, eventProgram } from './program.ts'

export interface SchedulerOptions {
  readonly engine: Engine
  /** A session for what the scheduler does; events run in one of their own. */
  readonly openSession: () => Session
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** Told of each event that failed. */
  readonly failed: (database: string, event: string, error: unknown) => void
}

/**
 * Runs the events of all databases when their time comes, on each database's default branch. Events are due between two
 * ticks; one that was missed while nobody ticked is not made up for. Source: MySQL manual, "Using the Event Scheduler".
 */
export class EventScheduler {
  readonly #options: SchedulerOptions
  /** Microseconds UTC up to which events have run. */
  #ranUntil: number

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#ranUntil = options.now() * 1000
  }

  /** Runs what is due by now. Does nothing where @@event_scheduler is off, or the server is a replica. */
  async tick(): Promise<void> {
    const { engine, openSession, now } = this.#options
    const since = this.#ranUntil
    const until = now() * 1000
    this.#ranUntil = until
    const session = openSession()
    if (!mayRun(session)) return
    const due: { database: string; program: Program<CreateEvent> }[] = []
    await engine.work(session, async (cx) => {
      for (const database of await compute(cx, cx.transaction.databases())) {
        for (const stored of await compute(cx, cx.transaction.programs(database, 'event'))) {
          const program = eventProgram(stored)
          if (program !== undefined && isDue(eventDefinition(program), since, until)) due.push({ database, program })
        }
      }
      return done()
    })
    for (const { database, program } of due) await this.#run(database, program, until)
  }

  async #run(database: string, program: Program<CreateEvent>, until: number): Promise<void> {
    const { engine, openSession, failed } = this.#options
    const { stored, statement } = program
    const event = eventDefinition(program)
    const session = openSession()
    session.database = database
    try {
      if (isOver(event, until)) await engine.work(session, async (cx) => await end(database, stored, event, cx))
      await engine.work(session, async (cx) => {
        const calls = [{ kind: 'event' as const, name: stored.name }]
        await new Interpreter(new Frame(session), stored.createText, { ...cx, calls }).run(statement.body)
        return done()
      })
    } catch (e) {
      if (!(e instanceof OxbowError)) throw e
      failed(database, stored.name, e)
    }
  }
}

function mayRun(session: Session): boolean {
  const scheduler = String(session.globalVariable('event_scheduler') ?? 'OFF').toUpperCase()
  return (scheduler === 'ON' || scheduler === '1') && session.globalVariable('read_only') !== 1 && (session.globalVariable('dolt_read_replica_remote') ?? '') === ''
}

/** An event that has run for the last time goes, or stays disabled. */
async function end(database: string, stored: StoredProgram, event: EventDefinition, cx: StatementContext): Promise<ReturnType<typeof done>> {
  if (event.preserve) await saveEvent(database, { ...event, status: 'disable' }, stored, cx)
  else await compute(cx, cx.transaction.dropProgram(database, 'event', stored.name))
  return done()
}

function isDue(event: EventDefinition, since: number, until: number): boolean {
  const next = event.status === 'enable' ? nextRun(event.schedule, since) : undefined
  return next !== undefined && Number(next) <= until
}

function isOver({ schedule }: EventDefinition, until: number): boolean {
  return nextRun(schedule, until) === undefined
}

/** When a schedule runs next after a moment, in microseconds UTC; undefined when never again. */
export function nextRun(schedule: EventDefinition['schedule'], after: number): Int | undefined {
  if (schedule.kind === 'at') return Number(schedule.at) > after ? schedule.at : undefined
  const interval = intervalOf(schedule.unit.toUpperCase(), schedule.interval.replaceAll("'", ''))
  let next: Int | null = schedule.starts
  const first = shiftDatetime(schedule.starts, interval, 1)
  const step = first === null ? 0 : Number(first) - Number(schedule.starts)
  if (step <= 0) return undefined
  // Steps in months differ in length: they are taken one by one.
  if (interval.months === 0 && after > Number(next)) next = Number(next) + Math.floor((after - Number(next)) / step) * step
  while (next !== null && Number(next) <= after) next = shiftDatetime(next, interval, 1)
  return next === null || (schedule.ends !== undefined && next > schedule.ends) ? undefined : next
}
