import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import { isIntegral } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { quoteName } from '../quote.ts'
import { cellOf } from './result-format.ts'

/** Rows of one INSERT statement, when they are batched. */
const BATCH = 10_000

/** What stands for a character, by its code; as MySQL's clients escape texts. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0', "'": "\\'", '"': '\\"', '\b': '\\b', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001a': '\\Z', '\\': '\\\\',
}

export interface InsertOptions {
  /** True for many rows a statement; else each has its own. */
  readonly batched: boolean
}

/** INSERT statements for the rows of a table, one a line. Source: Dolt go/libraries/doltcore/sqle/sqlfmt/row_fmt.go. */
export function* insertStatements(table: string, { columns, rows }: QueryResult, { batched }: InsertOptions): Generator<Uint8Array> {
  const head = Buffer.from(`INSERT INTO ${quoteName(table)} (${columns.map(({ name }) => quoteName(name)).join(',')}) VALUES `)
  const size = batched ? BATCH : 1
  for (let start = 0; start < rows.length; start += size) {
    const parts: Uint8Array[] = [head]
    for (let i = start; i < Math.min(start + size, rows.length); i++) {
      if (i > start) parts.push(Buffer.from(', '))
      parts.push(tupleOf(columns, rows[i]))
    }
    yield Buffer.concat([...parts, Buffer.from(';\n')])
  }
}

function tupleOf(columns: readonly ResultColumn[], row: readonly Value[]): Uint8Array {
  // One character a byte, so that binary values pass as they are.
  return Buffer.from(`(${columns.map((column, i) => literalBytes(column, row[i])).join(',')})`, 'latin1')
}

/** @returns the bytes of a literal as Latin-1. */
function literalBytes(column: ResultColumn, value: Value): string {
  if (value === null) return 'NULL'
  const { type } = column
  if (type.name === 'BIT') return String(value)
  if (type.name === 'BINARY' || type.name === 'VARBINARY' || type.name === 'VECTOR') return `0x${Buffer.from(value as Uint8Array).toString('hex')}`
  const text = Buffer.from(cellOf(column, value) as string).toString('latin1')
  if ((isIntegral(type) && type.name !== 'YEAR') || ['DECIMAL', 'FLOAT', 'DOUBLE'].includes(type.name)) return text
  return `'${text.replaceAll(/["'\\]|[^\x20-\xff]/g, (character) => ESCAPES[character] ?? character)}'`
}
