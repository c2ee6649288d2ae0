import { OxbowError, isOxbowError } from '../../error.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing } from '../../store/missing.ts'
import type { Catalog } from '../catalog.ts'
import type { Session } from '../session-state.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { QueryPlan, InitialSubquery } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import { tooManyRows } from './apply.ts'
import { ExecContext, Interlude, PAUSE } from './context.ts'
import { SubquerySet } from './in.ts'
import { runPlaces } from './pipeline.ts'
import { MemoryAccount, rowsBytes } from './memory.ts'
import { type RowSink, cellsOf } from './row-sink.ts'
import { type Run, execute } from './run.ts'
import { rowsOf } from './set-operation.ts'

/** Bounds on one statement. */
export interface Limits {
  /** Rows of the answer; more is an error. */
  readonly maxRows?: number
  /** Bytes of the answer's rows, about; more is an error. */
  readonly maxBytes?: number
  /** Rows, and pairs of rows, that operators may look at. */
  readonly maxRowsExamined?: number
  /** Bytes that operators may hold in memory, about. */
  readonly maxMemory?: number
  readonly signal?: AbortSignal
  /** Takes the rows of a query's answer as they come. */
  readonly sink?: RowSink
  /** A file that the client has, as LOAD DATA LOCAL names it. */
  readonly clientFile?: (path: string) => AsyncIterable<Uint8Array>
}

/** Batches between two turns of the event loop, so that KILL, time limits and other sessions live. */
const BATCHES_PER_TURN = 64

/** What bounds the work of a query whose rows are no answer, but go into a table. */
export function workLimits({ maxRowsExamined, maxMemory, signal }: Limits): Limits {
  return { maxRowsExamined, maxMemory, signal }
}

/** How often in a row chunks may be absent before the computation ends; `readChunk` gives up sooner. */
const MAX_FAILURES = 8

/**
 * Drives a computation: fetches what it misses (all of it at once) and resumes it where it stood. Nothing computed is
 * done again. Every so often the event loop gets a turn.
 */
export async function drive<T, R>(
  fetch: (addresses: readonly Hash[]) => Promise<void>, work: Generator<T | Missing, R, void>, take: (item: T) => Promise<void> | undefined | void, signal?: AbortSignal,
): Promise<R> {
  let batches = 0
  let failures = 0
  let step = work.next()
  while (!step.done) {
    if (step.value === PAUSE) await turn()
    else if (step.value instanceof Interlude) {
      try {
        await step.value.work()
      } catch (e) {
        step = work.throw(e)
        continue
      }
    }
    else if (step.value instanceof Missing) {
      try {
        await fetch(step.value.addresses)
      } catch (e) {
        // Whoever reads an absent chunk finds it absent, and may know what that means; an error that is thrown from here
        // would end the operators between here and there instead.
        const absent = isOxbowError(e) && e.code === 'CHUNK_NOT_FOUND' && ++failures < MAX_FAILURES
        step = absent ? work.next() : work.throw(e)
        continue
      }
      failures = 0
    } else {
      const taken = take(step.value)
      if (taken !== undefined) await taken
      if (++batches % BATCHES_PER_TURN === 0) await turn()
    }
    if (signal?.aborted) {
      work.return(undefined as R)
      throw interruption(signal)
    }
    step = work.next()
  }
  return step.value
}

/** Ends what a signal has ended. @throws OxbowError 1317, or what the signal says. */
export function checkInterruption(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interruption(signal)
}

/** A signal may say itself why it ends a statement. */
function interruption({ reason }: AbortSignal): OxbowError {
  return isOxbowError(reason) ? reason : new OxbowError('QUERY_INTERRUPTED', 'Query execution was interrupted', { errno: 1317, sqlState: '70100' })
}

/** Gives the event loop a turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** Everything that a query plan needs to run for a session. */
export function prepareRun(plan: QueryPlan): Run {
  return { layouts: plan.slots, nodesOf: plan.nodes, workTables: new Map() }
}

/** Runs a query to its end and hands over its rows. `params` are what parameters of the plan ask for. */
export async function runQuery(plan: QueryPlan, session: Session, catalog: Catalog, limits: Limits = {}, params: readonly Value[] = []): Promise<{ rows: (readonly Value[])[]; cx: ExecContext }> {
  const { cx, run, fetch } = await begin(plan, session, catalog, limits, params)
  const rows: (readonly Value[])[] = []
  const { maxRows = Infinity, maxBytes = Infinity } = limits
  let bytes = 0
  await drive<Batch, void>(fetch, execute(plan.root, cx, run), (batch) => {
    const { values } = batch.columns[0]
    for (let i = 0; i < values.length; i++) rows.push(values[i])
    if (limits.maxMemory !== undefined) cx.memory.take(rowsBytes(values))
    if (rows.length > maxRows) throw tooLarge(`${maxRows} rows`)
    if (maxBytes !== Infinity) {
      for (const row of values) bytes += sizeOf(row)
      if (bytes > maxBytes) throw tooLarge(`${maxBytes} bytes`)
    }
  }, limits.signal)
  return { rows, cx }
}

/** Runs a query to its end and hands its rows to a sink as they come. @returns how many there were */
export async function streamQuery(
  plan: QueryPlan, session: Session, catalog: Catalog, limits: Limits, params: readonly Value[], sink: RowSink,
): Promise<{ count: number; cx: ExecContext }> {
  const { cx, run, fetch } = await begin(plan, session, catalog, limits, params)
  const { maxRows = Infinity, maxBytes = Infinity } = limits
  let count = 0
  const counted = (rows: number): void => {
    count += rows
    if (count > maxRows) throw tooLarge(`${maxRows} rows`)
    if (sink.bytes > maxBytes) throw tooLarge(`${maxBytes} bytes`)
  }
  const { root } = plan
  if (root.kind === 'project' && sink.takePlaces !== undefined) {
    const cells = cellsOf(root, run.layouts)
    await drive<Batch, void>(fetch, runPlaces(root, cx, run), (batch) => {
      counted(batch.length)
      return sink.takePlaces!(batch, cx, cells)
    }, limits.signal)
  } else {
    await drive<Batch, void>(fetch, execute(root, cx, run), ({ columns: [{ values }] }) => {
      counted(values.length)
      return sink.take(values)
    }, limits.signal)
  }
  return { count, cx }
}

/** What comes before a query's first row: subqueries that run once. */
async function begin(plan: QueryPlan, session: Session, catalog: Catalog, limits: Limits, params: readonly Value[]) {
  const cx = new ExecContext(session, plan.slots.length, params, statementTime(session))
  cx.maxExamined = limits.maxRowsExamined ?? Infinity
  if (limits.maxMemory !== undefined) cx.memory = new MemoryAccount(limits.maxMemory)
  const run = prepareRun(plan)
  const fetch = (addresses: readonly Hash[]): Promise<void> => catalog.fetch(addresses)
  for (const subquery of plan.initial) await runInitial(subquery, cx, run, fetch, limits)
  return { cx, run, fetch }
}

function tooLarge(bound: string): OxbowError {
  return new OxbowError('RESULT_TOO_LARGE', `the answer has more than ${bound}; add a LIMIT, or raise the limit of the server`)
}

/** About the memory that a row takes; enough to stop an answer before it takes all there is. */
function sizeOf(row: readonly Value[]): number {
  let size = 0
  for (const value of row) size += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
  return size
}

/** Microseconds UTC of now. */
export function statementTime(session: Session): number {
  const fixed = session.variable('timestamp')
  return typeof fixed === 'number' && fixed > 0 ? fixed * 1_000_000 : session.platform.now() * 1000
}

async function runInitial(
  subquery: InitialSubquery, cx: ExecContext, run: Run, fetch: (addresses: readonly Hash[]) => Promise<void>, limits: Limits,
): Promise<void> {
  const { mode, plan, types } = subquery
  if (mode === 'in') {
    const set = new SubquerySet(types, subquery.compareTypes, cx)
    await drive(fetch, rowsOf(plan, types as SqlType[], types as SqlType[], cx, run), (rows) => {
      const before = set.keys.byteLength
      for (const row of rows) set.add(row)
      cx.memory.take(set.keys.byteLength - before)
    }, limits.signal)
    cx.subqueries[subquery.id] = set
    return
  }
  let value: Value = mode === 'exists' ? 0 : null
  let count = 0
  const work = rowsOf(plan, types as SqlType[], types as SqlType[], cx, run)
  await drive(fetch, work, (rows) => {
    count += rows.length
    if (mode === 'exists') value = 1
    else {
      if (count > 1) throw tooManyRows()
      value = rows[0][0]
    }
  }, limits.signal)
  cx.subqueries[subquery.id] = value
}
