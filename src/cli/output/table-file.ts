import type { QueryResult } from '../../sql/result.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { quoteName } from '../quote.ts'
import { createStatement } from '../table-names.ts'
import type { SqlAccess } from '../workspace.ts'
import { csvText } from './csv.ts'
import { jsonText } from './json.ts'
import { cellOf } from './result-format.ts'
import { insertStatements } from './sql-text.ts'

/** Kinds of files that a table can be written to. */
export type TableFileType = 'csv' | 'psv' | 'json' | 'sql'

export interface TableFileOptions {
  /** For SQL: many rows a statement. */
  readonly batched?: boolean
  /** For SQL: the statement that makes the table, and no rows. */
  readonly schemaOnly?: boolean
  /** For SQL: one transaction for all rows. */
  readonly noAutocommit?: boolean
}

/** The kind of a file by its name's end, or by the kind that is named; undefined for others. */
export function tableFileType(file: string, named?: string): TableFileType | undefined {
  const type = (named ?? /\.([^./]+)$/.exec(file)?.[1] ?? '').toLowerCase().replace(/^\./, '')
  return type === 'csv' || type === 'psv' || type === 'json' || type === 'sql' ? type : undefined
}

/** A table's content as a file holds it. @throws OxbowError 1146. */
export async function tableFileContent(access: SqlAccess, table: string, type: TableFileType, options: TableFileOptions = {}): Promise<Uint8Array> {
  const result = await access.query(`select * from ${quoteName(table)}`)
  return Buffer.concat([...(type === 'sql' ? sqlFile(table, await createStatement(access, table), result, options) : plainFile(result, type))])
}

function plainFile(result: QueryResult, type: 'csv' | 'psv' | 'json'): Iterable<Uint8Array> {
  if (type !== 'json') return csvText(result, type === 'psv' ? '|' : ',')
  // Without the line end that result sets have; no rows are an empty object here, too.
  const text = Buffer.concat([...jsonText(withTexts(result))])
  return [text.subarray(0, text.length - (result.rows.length === 0 ? 2 : 1))]
}

/** In files, blobs are Base64 and times are texts; in result sets they aren't. */
function withTexts(result: QueryResult): QueryResult {
  const kinds = result.columns.map(({ type }) => (type.name.endsWith('BLOB') ? 'blob' : type.name === 'TIME' ? 'time' : undefined))
  if (kinds.every((kind) => kind === undefined)) return result
  const textOf = (value: Value, i: number): Value => {
    if (kinds[i] === undefined || value === null) return value
    const cell = Buffer.from(cellOf(result.columns[i], value) as string)
    return cell.toString(kinds[i] === 'blob' ? 'base64' : 'utf8')
  }
  return {
    ...result,
    columns: result.columns.map((column, i) => (kinds[i] === undefined ? column : { ...column, type: TEXT })),
    rows: result.rows.map((row) => row.map(textOf)),
  }
}

/** Source: Dolt go/libraries/doltcore/table/untyped/sqlexport/sqlwriter.go. */
function* sqlFile(table: string, create: string, result: QueryResult, { batched = false, schemaOnly = false, noAutocommit = false }: TableFileOptions): Generator<Uint8Array> {
  yield Buffer.from(`DROP TABLE IF EXISTS ${quoteName(table)};\n${create}\n`)
  if (schemaOnly) return
  if (noAutocommit && result.rows.length > 0) yield Buffer.from('SET AUTOCOMMIT=0;\n')
  yield* insertStatements(table, result, { batched })
  if (noAutocommit) yield Buffer.from('COMMIT;\n\n')
}
