import type { Schema } from '../../doltdb/schema.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import { OxbowError } from '../../error.ts'
import type { FieldValue } from '../../prolly/encoding.ts'
import { collationOfSqlType } from '../../doltdb/sql-type-storage.ts'
import type { FulltextInfo } from '../../serial/table-schema.ts'
import { Document, LONGEST_WORD, byteLength } from '../../sql/fulltext/words.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { DEFAULT_COLLATION } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { rowHash } from './row-hash.ts'

/** One FULLTEXT index under change: the tables that stand behind it. */
interface OpenIndex {
  readonly columns: readonly number[]
  readonly collation: string
  readonly info: FulltextInfo
  readonly position: TableWriter
  readonly docCount: TableWriter
  readonly globalCount: TableWriter
  readonly rowCount: TableWriter
}

/**
 * Keeps the tables behind a table's FULLTEXT indexes: where each word stands, how many documents hold it, and which rows there are.
 * Source: go-mysql-server's sql/fulltext/fulltext_editor.go.
 */
export class FulltextWriter {
  private readonly types: readonly SqlType[]
  private readonly indexes: readonly OpenIndex[]

  private constructor(schema: Schema, indexes: readonly OpenIndex[]) {
    this.types = schema.columns.map((c) => parseSqlType(c.sqlType))
    this.indexes = indexes
  }

  /** @returns undefined for a table without such indexes */
  static *open(root: RootValue, schema: Schema): Fetching<FulltextWriter | undefined> {
    const indexes: OpenIndex[] = []
    for (const { message } of schema.indexes) {
      const info = message.fulltext
      if (info === undefined) continue
      const [first] = message.indexColumns
      indexes.push({
        info, columns: message.indexColumns, collation: collationOfSqlType(schema.columns[first].sqlType) ?? DEFAULT_COLLATION,
        position: yield* openTable(root, info.positionTable), docCount: yield* openTable(root, info.docCountTable),
        globalCount: yield* openTable(root, info.globalCountTable), rowCount: yield* openTable(root, info.rowCountTable),
      })
    }
    return indexes.length === 0 ? undefined : new FulltextWriter(schema, indexes)
  }

  *insert(row: readonly Value[]): Fetching<void> {
    const hash = rowHash(this.types, row)
    for (const index of this.indexes) {
      const document = documentOf(index, row)
      const counted = yield* rowOf(index.rowCount, [hash])
      if (counted !== undefined) {
        yield* index.rowCount.update(counted, [hash, count(counted[1]) + 1, counted[2]])
        for (const { text } of document.different.values()) if (fits(text)) yield* countWord(index, text, 1)
        continue
      }
      yield* index.rowCount.insert([hash, 1, document.different.size])
      const key = keyOf(index, row, hash)
      for (const { text, position } of document.words) if (fits(text)) yield* index.position.insert([text, ...key, position])
      for (const { text, count: times } of document.different.values()) {
        if (!fits(text)) continue
        yield* index.docCount.insert([text, ...key, times])
        yield* countWord(index, text, 1)
      }
    }
  }

  *delete(row: readonly Value[]): Fetching<void> {
    const hash = rowHash(this.types, row)
    for (const index of this.indexes) {
      const counted = yield* rowOf(index.rowCount, [hash])
      if (counted === undefined) continue
      const document = documentOf(index, row)
      const times = count(counted[1])
      if (times > 1) yield* index.rowCount.update(counted, [hash, times - 1, counted[2]])
      else {
        yield* index.rowCount.delete(counted)
        const key = keyOf(index, row, hash)
        for (const { text, position } of document.words) if (fits(text)) yield* index.position.delete([text, ...key, position])
        for (const { text } of document.different.values()) yield* index.docCount.delete([text, ...key, 0])
      }
      for (const { text } of document.different.values()) yield* countWord(index, text, -1)
    }
  }

  /** Writes what waits. @returns the tables as they are now, by name */
  *flush(): Fetching<[string, Table][]> {
    const tables: [string, Table][] = []
    for (const { info, position, docCount, globalCount, rowCount } of this.indexes) {
      tables.push(
        [info.positionTable, yield* position.flush()], [info.docCountTable, yield* docCount.flush()],
        [info.globalCountTable, yield* globalCount.flush()], [info.rowCountTable, yield* rowCount.flush()],
      )
    }
    return tables
  }
}

function* openTable(root: RootValue, name: string): Fetching<TableWriter> {
  const found = yield* root.find(name)
  if (found === undefined) throw new OxbowError('INDEX_MISSING', `the table ${name} of a FULLTEXT index isn't stored`)
  return yield* TableWriter.open(yield* readTable(root.db, found.hash))
}

function documentOf({ collation, columns }: OpenIndex, row: readonly Value[]): Document {
  return new Document(collation, columns.map((ordinal) => row[ordinal]))
}

/** What the index knows a row by: its primary or a unique key, else its hash. */
function keyOf({ info }: OpenIndex, row: readonly Value[], hash: string): FieldValue[] {
  return info.keyPositions.length === 0 ? [hash] : info.keyPositions.map((ordinal) => row[ordinal] as FieldValue)
}

function fits(word: string): boolean {
  return byteLength(word) <= LONGEST_WORD
}

function* rowOf(writer: TableWriter, key: readonly FieldValue[]): Fetching<FieldValue[] | undefined> {
  return (yield* writer.finder(key.map((_, i) => i))!.rows(key))[0]
}

/** The count takes the word's present spelling, too. */
function* countWord({ globalCount }: OpenIndex, word: string, by: number): Fetching<void> {
  const counted = yield* rowOf(globalCount, [word])
  if (counted === undefined) {
    if (by > 0) yield* globalCount.insert([word, by])
    return
  }
  yield* globalCount.delete(counted)
  const left = count(counted[1]) + by
  if (left > 0) yield* globalCount.insert([word, left])
}

function count(value: FieldValue): number {
  return Number(value)
}
