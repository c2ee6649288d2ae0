import type { StoredRow } from '../../doltdb/rows.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import type { SchemaColumn } from '../../serial/table-schema.ts'
import type { Catalog, ColumnInfo } from '../../sql/catalog.ts'
import type { Session } from '../../sql/session-state.ts'
import { RowProgram } from '../../sql/statement/row-program.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { toValues } from '../row-values.ts'
import { columnInfos } from '../stored-table.ts'
import { mergeJson } from './merge-json.ts'
import type { MergedSchema } from './merge-schema.ts'
import { sameValue } from './same-value.ts'

/** Who merges: expressions of schemas are computed in a session. */
export interface MergeContext {
  readonly transaction: Catalog
  readonly session: Session
}

/** One side's rows on their way into the merged schema. */
interface SideMap {
  readonly schema: Schema
  /** For each merged column its ordinal on the side, or -1. */
  readonly from: readonly number[]
  readonly convert: readonly (((value: Value) => Value) | undefined)[]
  /** Rows stand in the merged schema as they are. */
  readonly same: boolean
}

/** Both changed a row in ways that don't go together. */
export const CONFLICT = Symbol('conflict')

/** Joins rows of three schemas into one of the merged schema. Source: Dolt go/libraries/doltcore/merge/merge_prolly_rows.go, valueMerger. */
export class RowMerger {
  readonly columns: readonly ColumnInfo[]
  readonly #program: RowProgram
  readonly #base: SideMap
  readonly #ours: SideMap
  readonly #theirs: SideMap
  readonly #schema: Schema
  readonly #inKey: ReadonlySet<number>
  readonly #generates: boolean
  readonly #mergesJson: boolean

  private constructor(program: RowProgram, merged: MergedSchema, sides: { readonly base: Table; readonly ours: Table; readonly theirs: Table }, mergesJson: boolean) {
    const { schema, origins } = merged
    this.columns = program.columns
    this.#schema = schema
    this.#program = program
    this.#base = sideMap(program, schema, sides.base.schema, origins.map((o) => o.base))
    this.#ours = sideMap(program, schema, sides.ours.schema, origins.map((o) => o.ours))
    this.#theirs = sideMap(program, schema, sides.theirs.schema, origins.map((o) => o.theirs))
    this.#inKey = new Set(schema.primaryKey)
    this.#generates = schema.columns.some((c) => c.generated)
    this.#mergesJson = mergesJson
  }

  static *open(
    { transaction, session }: MergeContext, name: string, merged: MergedSchema, sides: { readonly base: Table; readonly ours: Table; readonly theirs: Table },
  ): Fetching<RowMerger> {
    const { message } = merged.schema
    const program = yield* RowProgram.of(columnInfos(message), name, message.checks, transaction, session, [])
    return new RowMerger(program, merged, sides, session.variable('dolt_dont_merge_json') !== 1)
  }

  /** Whether our rows stand in the merged schema as they are. */
  get keepsOurs(): boolean {
    return this.#ours.same
  }

  /** A row of ours in the merged schema; columns that it hasn't take their defaults. */
  fromOurs(row: StoredRow): Value[] {
    return this.#map(this.#ours, row)
  }

  fromTheirs(row: StoredRow): Value[] {
    return this.#map(this.#theirs, row)
  }

  /** Fills in what isn't stored of a row in the merged schema. */
  complete(row: StoredRow): Value[] {
    const values = toValues(this.#schema, row)
    if (this.#generates) this.#program.generate(values)
    return values
  }

  /** Names of the CHECKs that a row violates. */
  violatedChecks(row: readonly Value[]): readonly string[] {
    return this.#program.violatedChecks(row)
  }

  /** Names of the columns that are NULL in a row and must not be. */
  nulls(row: readonly Value[]): string[] {
    return this.columns.flatMap((c, i) => (c.nullable || row[i] !== null || this.#inKey.has(i) ? [] : [c.name]))
  }

  #map(side: SideMap, stored: StoredRow): Value[] {
    const own = toValues(side.schema, stored)
    const row = side.from.map((from, i) => this.#cell(side, own, from, i))
    if (!side.same) side.from.forEach((from, i) => { if (from < 0 && this.columns[i].generatedText === undefined) row[i] = this.#default(i, row) })
    if (this.#generates) this.#program.generate(row)
    return row
  }

  #cell({ convert }: SideMap, own: readonly Value[], from: number, i: number): Value {
    const value = from < 0 ? null : own[from]
    return value === null || convert[i] === undefined ? value : convert[i](value)
  }

  #default(i: number, row: readonly Value[]): Value {
    const { nullable, defaultText } = this.columns[i]
    return defaultText === undefined && !nullable ? null : this.#program.default(i, row)
  }

  /**
   * A row that both sides changed, of which either may be gone.
   * @returns undefined where the row goes
   */
  join(base: StoredRow | undefined, ours: StoredRow | undefined, theirs: StoredRow | undefined): Value[] | undefined | typeof CONFLICT {
    const was = base && toValues(this.#base.schema, base)
    const mine = ours && toValues(this.#ours.schema, ours)
    const other = theirs && toValues(this.#theirs.schema, theirs)
    if (was !== undefined && this.#droppedButChanged(was, mine, other)) return CONFLICT
    if (mine === undefined || other === undefined) return undefined
    const row: Value[] = []
    for (const [i, column] of this.columns.entries()) {
      const value = this.#joinCell(i, column, was, mine, other)
      if (value === CONFLICT) return CONFLICT
      row.push(value)
    }
    if (this.#generates) this.#program.generate(row)
    return row
  }

  /** Whether one side changed a value whose row or column the other side dropped. */
  #droppedButChanged(was: readonly Value[], mine: readonly Value[] | undefined, other: readonly Value[] | undefined): boolean {
    return this.#base.schema.columns.some((column, ordinal) => {
      if (this.#base.schema.primaryKey.includes(ordinal) || column.virtual) return false
      const at = this.#base.from.indexOf(ordinal)
      const changed = (side: SideMap, own: readonly Value[]): boolean => {
        const found = at >= 0 ? side.from[at] : side.schema.columns.findIndex((c) => c.tag === column.tag)
        if (found < 0) return false
        const type = parseSqlType(side.schema.columns[found].sqlType)
        return !sameValue(type, was[ordinal], own[found])
      }
      const has = (side: SideMap): boolean => (at >= 0 ? side.from[at] >= 0 : side.schema.columns.some((c) => c.tag === column.tag))
      if (mine === undefined) return other !== undefined && has(this.#theirs) && changed(this.#theirs, other)
      if (other === undefined) return has(this.#ours) && changed(this.#ours, mine)
      if (has(this.#ours) === has(this.#theirs)) return false
      return has(this.#ours) ? changed(this.#ours, mine) : changed(this.#theirs, other)
    })
  }

  #joinCell(
    i: number, { type, generatedText }: ColumnInfo, was: readonly Value[] | undefined, mine: readonly Value[], other: readonly Value[],
  ): Value | typeof CONFLICT {
    const [b, l, r] = [this.#base.from[i], this.#ours.from[i], this.#theirs.from[i]]
    const left = this.#cell(this.#ours, mine, l, i)
    const right = this.#cell(this.#theirs, other, r, i)
    if (r < 0) return left
    if (l < 0) return right
    if (sameValue(type, left, right)) return higher(type, left, right)
    if (was !== undefined && b >= 0) {
      const base = this.#cell(this.#base, was, b, i)
      if (sameValue(type, right, base)) return left
      if (sameValue(type, left, base)) return right
      if (this.#mergesJson && base instanceof JsonDocument && left instanceof JsonDocument && right instanceof JsonDocument) {
        const merged = mergeJson(base.value, left.value, right.value)
        if (merged !== undefined) return new JsonDocument(merged)
      }
    }
    // What is generated is computed anew of the joined row.
    return generatedText === undefined ? CONFLICT : left
  }
}

/** Of texts that count as equal, both directions of a merge take the same one. */
function higher(type: SqlType, a: Value, b: Value): Value {
  return type.collation !== undefined && typeof a === 'string' && typeof b === 'string' && b > a ? b : a
}

/** Whether values of a column stand in another one as they are. Those of BINARY are padded. */
function storedAlike(a: SchemaColumn, b: SchemaColumn): boolean {
  return a.encoding === b.encoding && a.virtual === b.virtual && (a.sqlType === b.sqlType || !b.sqlType.startsWith('binary'))
}

function sideMap(program: RowProgram, merged: Schema, side: Schema, from: readonly number[]): SideMap {
  const convert = from.map((ordinal, i) => {
    if (ordinal < 0 || side.columns[ordinal].sqlType === merged.columns[i].sqlType) return undefined
    return program.converter(i, parseSqlType(side.columns[ordinal].sqlType))
  })
  const same = from.length === side.columns.length &&
    from.every((ordinal, i) => ordinal === i && storedAlike(side.columns[i], merged.columns[i]))
  return { schema: side, from, convert, same }
}
