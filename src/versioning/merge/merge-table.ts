import type { DiffEntry } from '../../prolly/diff.ts'
import { threeWayDiff } from '../../prolly/three-way-diff.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { FieldValue } from '../../prolly/encoding.ts'
import { Encoding } from '../../prolly/encoding-ids.ts'
import { cardinality, resolveRow, RowDecoder, type StoredRow } from '../../doltdb/rows.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import { conflictEdit, withArtifacts } from '../../doltdb/artifacts.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { Edit } from '../../prolly/mutate.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { cannotMerge } from './errors.ts'
import { uniqueViolations } from './unique-violations.ts'

/** Which commits (or working sets, or root values) the artifacts of a merge name. */
export interface MergeSources {
  readonly theirs: Hash
  readonly base: Hash
}

/** What two sides' changes of one table come to. */
export interface MergedTable {
  /** Ours, with all changes of theirs that nothing stood in the way of; conflicts are among its artifacts. */
  readonly table: Table
  /** Rows that both sides changed in ways that don't go together. */
  readonly conflicts: number
  /** How often rows violate constraints after the merge. */
  readonly violations: number
}

/** A row of theirs that takes the place of one of ours, either of which may not be there. */
interface RowChange {
  readonly old: StoredRow | undefined
  readonly row: StoredRow | undefined
  readonly times: number
}

/**
 * Joins two tables of one schema that came of `base`: what theirs changed is applied to ours, of rows that both changed cell by
 * cell. A cell that both set to the same value is no conflict; a row that one removed and the other changed is.
 * Source: Dolt go/libraries/doltcore/merge/merge_prolly_rows.go.
 * @throws OxbowError 1235 where a row has to be joined whose generated columns or CHECKs would have to be evaluated again
 */
export function* mergeTable(name: string, base: Table, ours: Table, theirs: Table, sources: MergeSources): Fetching<MergedTable> {
  const { schema, db } = ours
  const decoder = new RowDecoder(schema)
  const read = function* (entry: NonNullable<DiffEntry['to']>): Fetching<StoredRow> {
    return yield* resolveRow(db.nodes, schema, decoder.decode(entry.node, entry.index))
  }
  if (schema.columns.some((c) => c.virtual)) throw cannotMerge(`both sides changed rows of ${name}, which has virtual columns`)
  const changes: RowChange[] = []
  const conflicts: Edit[] = []
  for (const step of threeWayDiff(db.nodes, base.rows, ours.rows, theirs.rows, schema.keyDescriptor)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const { left, right } = step
    if (right === undefined) continue
    if (left !== undefined) {
      const { node, index } = (right.to ?? right.from)!
      const conflict = (): number => conflicts.push(conflictEdit(schema, node.key(index), sources.theirs, sources.base))
      // Equal changes of a keyless row may be two rows or one: nobody can know.
      if (schema.keyless || (left.to === undefined) !== (right.to === undefined)) {
        conflict()
        continue
      }
      if (left.to === undefined || right.to === undefined) continue
      const mine = yield* read(left.to)
      const merged = joinRows(schema, left.from === undefined ? undefined : yield* read(left.from), mine, yield* read(right.to))
      if (merged === undefined) conflict()
      else if (!sameRow(merged, mine)) {
        refuseJoined(name, schema)
        changes.push({ old: mine, row: merged, times: 1 })
      }
      continue
    }
    const old = right.from === undefined ? undefined : yield* read(right.from)
    const row = right.to === undefined ? undefined : yield* read(right.to)
    if (!schema.keyless) changes.push({ old, row, times: 1 })
    else {
      const was = right.from === undefined ? 0 : cardinality(right.from.node, right.from.index)
      const is = right.to === undefined ? 0 : cardinality(right.to.node, right.to.index)
      if (is > was) changes.push({ old: undefined, row, times: is - was })
      else changes.push({ old, row: undefined, times: was - is })
    }
  }
  const table = yield* applyChanges(ours, theirs, changes)
  const violations = yield* uniqueViolations(table, changes.flatMap(({ row }) => (row === undefined ? [] : [row])), sources.theirs)
  return { table: yield* withArtifacts(table, [...conflicts, ...violations]), conflicts: conflicts.length, violations: violations.length }
}

/** All old rows go before the new ones come: a unique key may pass from one row to another. */
function* applyChanges(ours: Table, theirs: Table, changes: readonly RowChange[]): Fetching<Table> {
  const writer = yield* TableWriter.open(ours)
  for (const { old, times } of changes) if (old !== undefined) for (let i = 0; i < times; i++) yield* writer.delete(old)
  for (const { row, times } of changes) {
    if (row === undefined) continue
    for (let i = 0; i < times; i++) yield* writer.put(row)
  }
  const merged = yield* writer.flush()
  const next = theirs.message.autoIncrementValue
  return next > merged.message.autoIncrementValue ? yield* merged.with({ autoIncrement: next }) : merged
}

/** The row with the cells that either side changed; undefined where both changed one to different values. */
function joinRows(schema: Schema, base: StoredRow | undefined, ours: StoredRow, theirs: StoredRow): StoredRow | undefined {
  if (base === undefined) return sameRow(ours, theirs) ? ours : undefined
  const merged: StoredRow = [...ours]
  for (let i = 0; i < ours.length; i++) {
    if (sameValue(ours[i], theirs[i]) || sameValue(theirs[i], base[i])) continue
    if (sameValue(ours[i], base[i])) merged[i] = theirs[i]
    else if (isJson(schema.columns[i].encoding)) {
      throw cannotMerge(`both sides changed a document in the JSON column ${schema.columns[i].name}`)
    } else return undefined
  }
  return merged
}

function refuseJoined(name: string, schema: Schema): void {
  if (schema.columns.some((c) => c.generated)) throw cannotMerge(`both sides changed a row of ${name}, which has generated columns`)
  if (schema.message.checks.length > 0) throw cannotMerge(`both sides changed a row of ${name}, which has CHECK constraints`)
}

function isJson(encoding: number): boolean {
  return encoding === Encoding.JsonAdaptive || encoding === Encoding.JsonAddr
}

function sameRow(a: StoredRow, b: StoredRow): boolean {
  return a.every((value, i) => sameValue(value, b[i]))
}

function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
  if (a instanceof Decimal) return b instanceof Decimal && a.toString() === b.toString()
  return a === b
}
