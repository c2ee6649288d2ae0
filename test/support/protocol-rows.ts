import type { QueryResult } from '../../src/sql/result.ts'
import { toText } from '../../src/sql/types/wire.ts'

/** Rows as the MySQL text protocol carries them: text, null, or `{hex}` where the bytes are no UTF-8. */
export function protocolRows(result: QueryResult): (string | null | { hex: string })[][] {
  return result.rows.map((row) => row.map((value, i) => {
    if (value === null) return null
    const text = toText(result.columns[i].type, value, result.stored)
    if (typeof text === 'string') return text
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(text)
    } catch {
      return { hex: Buffer.from(text).toString('hex') }
    }
  }))
}
