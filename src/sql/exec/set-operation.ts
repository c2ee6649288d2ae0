import { Missing } from '../../store/missing.ts'
import type { Plan, SetOperationPlan } from '../plan/plan.ts'
import { castTo } from '../types/cast.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import type { Batch, Operator } from './batch.ts'
import { ByteKeyTable, hashBytes } from './byte-key-table.ts'
import type { ExecContext } from './context.ts'
import { KeyEncoder, valueKeyWriter } from './key-encoder.ts'
import { inParts, isInPart, type KeyPart } from './key-parts.ts'
import { rowsBytes } from './memory.ts'
import { type Run, execute } from './run.ts'
import { emitRows, valuesBatch } from './scan.ts'

type Row = readonly Value[]

/**
 * UNION, INTERSECT and EXCEPT, with and without ALL. Both sides are cast to the result's types first. Where the rows to remember get too
 * many, both sides run again for a part of them at a time.
 */
export function* runSetOperation(plan: SetOperationPlan, cx: ExecContext, run: Run): Operator {
  if (plan.operation !== 'union') yield* inParts(plan, plan.right, cx, run, (part) => compareSides(plan, part, cx, run))
  else if (plan.all) for (const side of sides(plan, cx, run)) yield* unionAll(side, plan.slot)
  else yield* unionDistinct(plan, cx, run)
}

function sides(plan: SetOperationPlan, cx: ExecContext, run: Run): Generator<Row[] | Missing, void, void>[] {
  return [rowsOf(plan.left, plan.leftTypes, plan.types, cx, run), rowsOf(plan.right, plan.rightTypes, plan.types, cx, run)]
}

function* unionAll(side: Generator<Row[] | Missing, void, void>, slot: number): Operator {
  for (const step of side) {
    if (step instanceof Missing) yield step
    else if (step.length > 0) yield valuesBatch(slot, step)
  }
}

/** New rows come at once; when those that came are too many to remember more, the others follow in parts. */
function* unionDistinct(plan: SetOperationPlan, cx: ExecContext, run: Run): Operator {
  const given = new RowCounts(plan.types)
  const room = cx.memory.room() / 2
  let isFull = false
  for (const side of sides(plan, cx, run)) {
    for (const step of side) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      const rows = step.filter((row) => given.add(row) === 1)
      if (rows.length > 0) yield valuesBatch(plan.slot, rows)
      isFull = given.byteLength > room
      if (isFull) break
    }
    if (isFull) break
  }
  if (!isFull) return
  yield* inParts(plan, { ...plan, all: true }, cx, run, function* (part) {
    const seen = new RowCounts(plan.types)
    let read = 0
    const held: Row[] = []
    let bytes = 0
    for (const side of sides(plan, cx, run)) {
      for (const step of side) {
        if (step instanceof Missing) {
          yield step
          continue
        }
        const rows = step.filter((row) => isInPart(seen.hash(row), part) && !given.has(row) && seen.add(row) === 1)
        bytes += rowsBytes(rows)
        held.push(...rows)
        read += step.length
        if (seen.byteLength + bytes > room) return read
      }
    }
    yield* emitRows(plan.slot, held)
    return 0
  })
}

/** INTERSECT and EXCEPT. */
function* compareSides(plan: SetOperationPlan, part: KeyPart, cx: ExecContext, run: Run): Generator<Batch | Missing, number, void> {
  const [left, right] = sides(plan, cx, run)
  const counts = new RowCounts(plan.types)
  let read = 0
  const isMine = part.modulus === 1 ? () => true : (row: Row) => isInPart(counts.hash(row), part)
  for (const step of right) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (const row of step) if (isMine(row)) counts.add(row)
    read += step.length
    if (counts.byteLength > cx.memory.room() / 2) return read
  }
  const given = new RowCounts(plan.types)
  const intersect = plan.operation === 'intersect'
  for (const step of left) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const before = given.byteLength
    const rows = step.filter((row) => {
      if (!isMine(row)) return false
      if (plan.all) return intersect ? counts.remove(row) : !counts.remove(row)
      return counts.has(row) === intersect && given.add(row) === 1
    })
    cx.memory.take(given.byteLength - before)
    if (rows.length > 0) yield valuesBatch(plan.slot, rows)
  }
  cx.memory.release(given.byteLength)
  return 0
}

/** The rows of an operator that gives one slot of values, cast to the wanted types. */
export function* rowsOf(
  plan: Plan, from: readonly SqlType[], to: readonly SqlType[], cx: ExecContext, run: Run,
): Generator<Row[] | Missing, void, void> {
  const casts = to.map((t, i) => (sameForm(from[i], t) ? undefined : castTo(t, from[i])))
  const plain = casts.every((c) => c === undefined)
  for (const step of execute(plan, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const rows = valuesOf(step)
    yield plain ? rows : rows.map((row) => row.map((v, i) => (v === null || casts[i] === undefined ? v : casts[i](v, cx))))
  }
}

function valuesOf(batch: Batch): Row[] {
  return batch.columns[0].values
}

function sameForm(a: SqlType, b: SqlType): boolean {
  return a === b || a.name === 'NULL' || (a.name === b.name && a.scale === b.scale && a.fsp === b.fsp && a.members === undefined)
}

/** How often each row has come. */
export class RowCounts {
  readonly #keys = new ByteKeyTable()
  readonly #counts: number[] = []
  readonly #encoder: KeyEncoder
  #row: Row = []

  constructor(types: readonly SqlType[]) {
    this.#encoder = new KeyEncoder(types.map((t, i) => {
      const write = valueKeyWriter(t)
      return (_cx, out, at) => (this.#row[i] === null ? at : write(this.#row[i]!, out, at))
    }))
  }

  /** Bytes that it holds, about. */
  get byteLength(): number {
    return this.#keys.byteLength + 8 * this.#counts.length
  }

  /** Counts a row and returns how often it has come by now. */
  add(row: Row): number {
    const id = this.#keys.findOrAdd(this.#encoder.buffer, this.#encode(row))
    return (this.#counts[id] = (this.#counts[id] ?? 0) + 1)
  }

  has(row: Row): boolean {
    const id = this.#keys.find(this.#encoder.buffer, this.#encode(row))
    return id !== -1 && this.#counts[id] > 0
  }

  /** Takes one occurrence away; false when there was none left. */
  remove(row: Row): boolean {
    const id = this.#keys.find(this.#encoder.buffer, this.#encode(row))
    if (id === -1 || this.#counts[id] === 0) return false
    this.#counts[id]--
    return true
  }

  /** The hash of a row, by which parts are told. */
  hash(row: Row): number {
    const length = this.#encode(row)
    return hashBytes(this.#encoder.buffer, length)
  }

  #encode(row: Row): number {
    this.#row = row
    return this.#encoder.encodeRow()
  }
}
