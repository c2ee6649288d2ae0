import type { Table } from '../doltdb/table.ts'
import type { Duplicate, TableWriter } from '../doltdb/table-writer.ts'
import type { StoredRow } from '../doltdb/rows.ts'
import { OxbowError } from '../error.ts'
import type { FieldValue } from '../prolly/encoding.ts'
import { Decimal } from '../prolly/decimal.ts'
import { storedJsonText, type StoredJson } from '../prolly/json-text.ts'
import type { CheckDefinition, RowFinder, TableEditor } from '../sql/catalog.ts'
import { JsonDocument, type JsonValue } from '../sql/types/json.ts'
import { toText } from '../sql/types/wire.ts'
import { normalInt, type Value } from '../sql/value.ts'
import type { Fetching } from '../store/missing.ts'
import type { FulltextWriter } from './fulltext/fulltext-writer.ts'
import { toValues } from './row-values.ts'
import { StoredTableView } from './stored-table.ts'
import { systemTableChecks } from './system-schemas.ts'

/** The tables behind a table's FULLTEXT indexes. */
export interface TablesBehind {
  readonly writer: FulltextWriter
  /** Takes the tables that a flush wrote into the transaction's root. */
  readonly publish: (tables: readonly (readonly [string, Table])[]) => Fetching<void>
}

/** A table under change by SQL: values in the engine's form, errors in MySQL's. */
export class DoltTableEditor implements TableEditor {
  readonly checks: readonly CheckDefinition[]
  private readonly name: string
  private readonly writer: TableWriter
  private readonly publish: (table: Table) => Fetching<void>
  private readonly behind: TablesBehind | undefined
  private view: StoredTableView

  /** @param publish takes the table that a flush wrote into the transaction's root */
  constructor(name: string, writer: TableWriter, publish: (table: Table) => Fetching<void>, behind?: TablesBehind) {
    this.behind = behind
    this.name = name
    this.writer = writer
    this.publish = publish
    this.view = new StoredTableView(name, writer.table)
    const stored = writer.table.schema.message.checks.map(({ name: check, expression, enforced }) => ({ name: check, expression, enforced }))
    this.checks = [...stored, ...systemTableChecks(name)]
  }

  get table(): StoredTableView {
    return this.view
  }

  *insert(row: readonly Value[]): Fetching<void> {
    // As on Dolt, a row that is refused then has been counted there.
    if (this.behind !== undefined) yield* this.behind.writer.insert(row)
    this.refuse(yield* this.writer.insert(this.stored(row)))
  }

  *update(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    if (this.behind !== undefined) {
      yield* this.behind.writer.delete(old)
      yield* this.behind.writer.insert(row)
    }
    this.refuse(yield* this.writer.update(this.stored(old), this.stored(row)))
  }

  *delete(row: readonly Value[]): Fetching<void> {
    yield* this.writer.delete(this.stored(row))
    if (this.behind !== undefined) yield* this.behind.writer.delete(row)
  }

  finder(columns: readonly number[]): RowFinder | undefined {
    const found = this.writer.finder(columns)
    const { schema } = this.writer.table
    // No key holds JSON: what keys hold is stored as it is.
    return found && {
      has: (values) => found.has(values as FieldValue[]),
      *rows(values) {
        return (yield* found.rows(values as FieldValue[])).map((row) => toValues(schema, row))
      },
    }
  }

  nextAutoIncrement(): number | bigint {
    return normalInt(this.writer.takeAutoIncrement())
  }

  setAutoIncrement(used: number | bigint): void {
    this.writer.useAutoIncrement(typeof used === 'bigint' ? used : BigInt(Math.trunc(used)))
  }

  *flush(): Fetching<void> {
    if (!this.writer.changed) return
    const table = yield* this.writer.flush()
    this.view = new StoredTableView(this.name, table)
    yield* this.publish(table)
    if (this.behind !== undefined) yield* this.behind.publish(yield* this.behind.writer.flush())
  }

  /** Address of the table that this editor's changes build upon. */
  get base(): string {
    return this.writer.table.hash
  }

  private stored(row: readonly Value[]): FieldValue[] {
    return row.map((value) => (value instanceof JsonDocument ? jsonText(value) : value))
  }

  private refuse(duplicate: Duplicate | undefined): void {
    if (duplicate === undefined) return
    const { schema } = this.writer.table
    const row = toValues(schema, duplicate.row as StoredRow)
    const ordinals = duplicate.index === 'PRIMARY'
      ? schema.primaryKey
      : (schema.indexes.find((index) => index.name === duplicate.index)?.message.indexColumns ?? [])
    const entry = ordinals.map((ordinal) => textOf(this.view, ordinal, row[ordinal])).join('-')
    throw new OxbowError('DUPLICATE_ENTRY', `Duplicate entry '${entry}' for key '${this.name}.${duplicate.index}'`, {
      errno: 1062, sqlState: '23000', cause: row,
    })
  }
}

function textOf(table: StoredTableView, ordinal: number, value: Value): string {
  if (value === null) return 'NULL'
  const text = toText(table.columns[ordinal].type, value)
  return typeof text === 'string' ? text : new TextDecoder().decode(text)
}

/** A document's text in Dolt's normal form. What comes from storage has it already. */
export function jsonText(document: JsonDocument): string {
  return document.storedText ?? storedJsonText(plainJson(document.value))
}

/** Stored JSON knows no decimals: they become doubles, as everything that is no 64-bit integer. */
function plainJson(value: JsonValue): StoredJson {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Decimal) return Number(value.toString())
  if (Array.isArray(value)) return value.map(plainJson)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainJson(member)]))
}
