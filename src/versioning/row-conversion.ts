import { RowDecoder, resolveRow, type StoredRow } from '../doltdb/rows.ts'
import type { RowPlace } from '../doltdb/row-diff.ts'
import type { Schema } from '../doltdb/schema.ts'
import type { SchemaColumn } from '../serial/table-schema.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import { OxbowError } from '../error.ts'
import { ExecContext } from '../sql/exec/context.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Caster } from '../sql/types/cast.ts'
import { parseSqlType } from '../sql/types/parse-type.ts'
import { storeConverter } from '../sql/types/store.ts'
import type { Value } from '../sql/value.ts'
import type { Fetching } from '../store/missing.ts'
import { toValues } from './row-values.ts'

/**
 * Brings rows of a table as it was into the columns that it has elsewhere: key columns are matched by tag, others by
 * name, and values are converted where the types differ. What can't be converted, and what has no counterpart, is NULL.
 * Source: Dolt go/libraries/doltcore/sqle/dtables/prolly_row_conv.go.
 */
export class RowConverter {
  private readonly schema: Schema
  private readonly nodes: NodeStore
  private readonly decoder: RowDecoder
  /** For each column of the target: where its value comes from, and how. */
  private readonly sources: readonly Source[]
  private readonly context: ExecContext

  /** @param match how columns are matched, where not as above: by tag alone, or by name among those of the same type */
  constructor(session: SqlSession, nodes: NodeStore, from: Schema, to: Schema, match?: 'tag' | 'type') {
    this.schema = from
    this.nodes = nodes
    this.decoder = new RowDecoder(from)
    this.sources = to === from ? to.columns.map((_, i) => ({ from: i, convert: undefined })) : match === undefined ? sourcesOf(from, to) : match === 'tag' ? sourcesByTag(from, to) : sourcesByType(from, to)
    this.context = new ExecContext(session, 0, [], session.platform.now() * 1000)
  }

  *read(place: RowPlace): Fetching<Value[]> {
    return this.convert(yield* resolveRow(this.nodes, this.schema, this.decoder.decode(place.node, place.index)))
  }

  /** A row whose long values are at hand. */
  convert(stored: StoredRow): Value[] {
    const row = toValues(this.schema, stored)
    return this.sources.map(({ from, convert }) => {
      const value = from < 0 ? null : row[from]
      return value === null || convert === undefined ? value : this.converted(convert, value)
    })
  }

  private converted(convert: Caster, value: Value): Value {
    try {
      return convert(value, this.context)
    } catch (e) {
      if (e instanceof OxbowError) return null
      throw e
    }
  }
}

interface Source {
  readonly from: number
  readonly convert: Caster | undefined
}

function sourcesByTag(from: Schema, to: Schema): Source[] {
  return to.columns.map((target) => sourceAt(from, from.columns.findIndex((c) => c.tag === target.tag), target))
}

function sourcesByType(from: Schema, to: Schema): Source[] {
  return to.columns.map(({ name, sqlType }) => ({
    from: from.columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase() && c.sqlType === sqlType), convert: undefined,
  }))
}

function sourceAt(from: Schema, source: number, target: SchemaColumn): Source {
  if (source < 0) return { from: -1, convert: undefined }
  const { sqlType } = from.columns[source]
  const convert = sqlType === target.sqlType ? undefined : storeConverter(parseSqlType(target.sqlType), parseSqlType(sqlType), target.name)
  return { from: source, convert }
}

function sourcesOf(from: Schema, to: Schema): Source[] {
  const fromKey = new Set(from.primaryKey)
  const toKey = new Set(to.primaryKey)
  return to.columns.map((target, ordinal) => {
    let source = -1
    if (toKey.has(ordinal)) source = from.columns.findIndex((c, i) => fromKey.has(i) && c.tag === target.tag)
    if (source < 0) source = from.columns.findIndex(
      (c, i) => fromKey.has(i) === toKey.has(ordinal) && c.name.toLowerCase() === target.name.toLowerCase(),
    )
    return sourceAt(from, source, target)
  })
}
