import { artifactChanges, conflictEdit, withArtifacts } from '../../doltdb/artifacts.ts'
import { RowEncoder } from '../../doltdb/row-encoder.ts'
import { cardinality, resolveRow, RowDecoder, type StoredRow } from '../../doltdb/rows.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import type { DiffEntry } from '../../prolly/diff.ts'
import type { FieldValue } from '../../prolly/encoding.ts'
import type { Edit } from '../../prolly/mutate.ts'
import { threeWayDiff, type ThreeWayEntry } from '../../prolly/three-way-diff.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { jsonText } from '../table-editor.ts'
import { applyRowChanges, type RowChange } from './apply-rows.ts'
import type { MergedSchema } from './merge-schema.ts'
import { CONFLICT, RowMerger, type MergeContext } from './row-merger.ts'
import { rowViolations } from './row-violations.ts'
import { uniqueViolations } from './unique-violations.ts'

/** Which commits (or working sets, or root values) the artifacts of a merge name. */
export interface MergeSources {
  readonly theirs: Hash
  readonly base: Hash
}

/** One table in the base and on each side. */
export interface TableSides {
  readonly base: Table
  readonly ours: Table
  readonly theirs: Table
}

/**
 * Joins two tables that came of `base`: what theirs changed is applied to ours, of rows that both changed cell by cell. A cell that
 * both set to the same value is no conflict; a row that one removed and the other changed is. Conflicts, and rows that violate
 * constraints, are among the artifacts of the table. The cost follows the changes, where the schemas let rows stand as they are.
 * Source: Dolt go/libraries/doltcore/merge/merge_prolly_rows.go.
 */
export function* mergeTable(cx: MergeContext, name: string, sides: TableSides, merged: MergedSchema, sources: MergeSources): Fetching<Table> {
  const merge = new TableMerge(yield* RowMerger.open(cx, name, merged, sides), sides, merged, sources)
  return yield* merge.run()
}

class TableMerge {
  readonly #rows: RowMerger
  readonly #sides: TableSides
  readonly #merged: MergedSchema
  readonly #sources: MergeSources
  readonly #artifacts: Edit[] = []
  readonly #changes: RowChange[] = []
  readonly #encoder: RowEncoder
  readonly #decoders: ReadonlyMap<Schema, RowDecoder>

  constructor(rows: RowMerger, sides: TableSides, merged: MergedSchema, sources: MergeSources) {
    this.#rows = rows
    this.#sides = sides
    this.#merged = merged
    this.#sources = sources
    const { db } = sides.ours
    this.#encoder = new RowEncoder(merged.schema, db.nodes, db.sink)
    this.#decoders = new Map([sides.base, sides.ours, sides.theirs].map(({ schema }) => [schema, new RowDecoder(schema)]))
  }

  *run(): Fetching<Table> {
    const { base, ours, theirs } = this.#sides
    const { schema } = this.#merged
    for (const step of threeWayDiff(ours.db.nodes, base.rows, ours.rows, theirs.rows, schema.keyDescriptor)) {
      if (step instanceof Missing) yield step
      else yield* schema.keyless ? this.#keyless(step) : this.#row(step)
    }
    const table = yield* applyRowChanges(ours, theirs, this.#merged, this.#changes, (row) => stored(this.#rows.complete(row)))
    const came = this.#changes.flatMap(({ row }) => (row === undefined ? [] : [row]))
    const repeated = yield* uniqueViolations(table, ours.schema, came, this.#sources.theirs)
    return yield* withArtifacts(table, [...(yield* artifactChanges(base, theirs)), ...this.#artifacts, ...repeated])
  }

  *#read(schema: Schema, { node, index }: NonNullable<DiffEntry['to']>): Fetching<StoredRow> {
    return yield* resolveRow(this.#sides.ours.db.nodes, schema, this.#decoders.get(schema)!.decode(node, index))
  }

  *#row({ left, right }: ThreeWayEntry): Fetching<void> {
    const { base, ours, theirs } = this.#sides
    const rows = this.#rows
    if (right === undefined) {
      // Our rows stand as they are, unless the schema has other columns or CHECKs now.
      if (left?.to === undefined || (rows.keepsOurs && this.#merged.schema.hash === ours.schema.hash)) return
      const row = rows.fromOurs(yield* this.#read(ours.schema, left.to))
      yield* this.#put(left.to, row, row, !rows.keepsOurs)
      return
    }
    const place = (right.to ?? right.from)!
    if (left === undefined) {
      const old = right.from && rows.fromOurs(yield* this.#read(ours.schema, right.from))
      if (right.to === undefined) this.#changes.push({ old: old && stored(old), row: undefined, times: 1 })
      else yield* this.#put(right.to, old, rows.fromTheirs(yield* this.#read(theirs.schema, right.to)), true)
      return
    }
    if (left.to === undefined && right.to === undefined) return
    const mine = left.to && (yield* this.#read(ours.schema, left.to))
    const was = right.from && (yield* this.#read(base.schema, right.from))
    const joined = rows.join(was && [...was], mine && [...mine], right.to && (yield* this.#read(theirs.schema, right.to)))
    const old = mine && rows.fromOurs(mine)
    if (joined === CONFLICT) {
      this.#conflict(place)
      if (old !== undefined && !rows.keepsOurs) this.#changes.push({ old: stored(old), row: stored(old), times: 1 })
    } else if (joined === undefined) {
      if (old !== undefined) this.#changes.push({ old: stored(old), row: undefined, times: 1 })
    } else yield* this.#put(undefined, old, joined, true, place)
  }

  /** Equal changes of a keyless row may be two rows or one: nobody can know. */
  *#keyless({ left, right }: ThreeWayEntry): Fetching<void> {
    if (left !== undefined && right !== undefined) return this.#conflict((right.to ?? right.from)!)
    const changed = right ?? left!
    if (right === undefined && this.#rows.keepsOurs) return
    if (!this.#rows.keepsOurs) throw doltError('cannot merge keyless tables with reordered columns')
    const { theirs, base } = this.#sides
    const was = changed.from === undefined ? 0 : cardinality(changed.from.node, changed.from.index)
    const is = changed.to === undefined ? 0 : cardinality(changed.to.node, changed.to.index)
    if (is > was) this.#changes.push({ old: undefined, row: yield* this.#read(theirs.schema, changed.to!), times: is - was })
    else this.#changes.push({ old: yield* this.#read(base.schema, changed.from!), row: undefined, times: was - is })
  }

  #conflict({ node, index }: NonNullable<DiffEntry['to']>): void {
    this.#artifacts.push(conflictEdit(this.#merged.schema, node.key(index), this.#sources.theirs, this.#sources.base))
  }

  /**
   * Takes a row, and notes what it violates; one that lacks a value is left out.
   * @param source where it stands on the side that it came of; undefined for a joined one
   * @param changed false where it stands in our table as it is
   */
  *#put(
    source: NonNullable<DiffEntry['to']> | undefined, old: Value[] | undefined, row: Value[], changed: boolean, place = source!,
  ): Fetching<void> {
    const encoder = this.#encoder
    const violations = yield* rowViolations(this.#rows, this.#merged.schema, this.#sources.theirs, place.node.key(place.index), row, function* (nulls) {
      return source === undefined || !nulls ? (yield* encoder.encode(stored(row))).value : source.node.value(source.index)
    })
    this.#artifacts.push(...violations.edits)
    if (violations.nulls) {
      // A row of theirs isn't taken; one of ours goes.
      if (old !== undefined && (source === undefined || old === row)) this.#changes.push({ old: stored(old), row: undefined, times: 1 })
      return
    }
    if (changed) this.#changes.push({ old: old && stored(old), row: stored(row), times: 1 })
  }
}

/** A row in the form that tables store. */
function stored(row: readonly Value[]): FieldValue[] {
  return row.map((value) => (value instanceof JsonDocument ? jsonText(value) : value))
}
