import type { SqlType } from '../../sql/types/sql-type.ts'
import { isBinary, isSpatial } from '../../sql/types/types.ts'
import { toText } from '../../sql/types/wire.ts'
import type { Value } from '../../sql/value.ts'

/** What stands for a character in a text, as MySQL's clients escape. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0', "'": "\\'", '"': '\\"', '\b': '\\b', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001a': '\\Z', '\\': '\\\\',
}

const NUMBERS = new Set(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'DECIMAL', 'FLOAT', 'DOUBLE'])

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A value as a literal of SQL. Source: Dolt go/libraries/doltcore/sqle/sqlfmt/row_fmt.go; bits, shapes and blobs that aren't
 * UTF-8, whose bytes Dolt prints as they are, come in hex, so that the statement can be run.
 */
export function sqlLiteral(type: SqlType, value: Value): string {
  if (value === null) return 'NULL'
  if (type.name === 'BIT') return String(value)
  const text = toText(type, value, true)
  if (typeof text === 'string') return NUMBERS.has(type.name) ? text : quoted(text)
  const decoded = isBinary(type) && type.name.endsWith('BLOB') && !isSpatial(type) ? decode(text) : undefined
  return decoded === undefined ? `0x${[...text].map((byte) => byte.toString(16).padStart(2, '0')).join('')}` : quoted(decoded)
}

function quoted(text: string): string {
  let escaped = ''
  for (const character of text) escaped += ESCAPES[character] ?? character
  return `'${escaped}'`
}

/** Undefined where the bytes aren't UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
