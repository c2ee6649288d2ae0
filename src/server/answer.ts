import { OxbowError } from '../error.ts'
import type { ReadReport } from '../replication/read-report.ts'
import type { QueryResult, ResultColumn } from '../sql/result.ts'
import type { JsonDocument } from '../sql/types/json.ts'
import { printJson } from '../sql/types/json-text.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { toJson, typeLabel } from '../sql/types/wire.ts'
import type { Value } from '../sql/value.ts'

/** What stands beside the rows. */
export interface AnswerTail {
  readonly meta: ReadReport & { readonly ms: number }
  readonly warnings: readonly { level: string; code: number; message: string }[]
  /** The session to send with the next statement, where there is something to keep. */
  readonly session?: string
}

export interface AnswerLimits {
  /** Rows of one answer. */
  readonly maxRows: number
  /** Bytes (UTF-16 code units, to be exact) of one answer's rows. */
  readonly maxBytes: number
  /** Rows, and pairs of rows, that a statement may look at to find them. Any number when left out. */
  readonly maxRowsExamined?: number
  /** Bytes that sorts, groups and joins of a statement may hold, about. Any number when left out. */
  readonly maxMemory?: number
  /** Milliseconds that a statement may take. Any time when left out. */
  readonly maxMilliseconds?: number
}

/** The part of an answer that depends on nothing but what was asked and stored: everything before `meta`. */
export function answerHead(result: QueryResult, limits: AnswerLimits): string {
  let out = `{"columns":${columnsJson(result.columns)},"rows":[`
  let first = true
  for (const row of encodeRows(result, limits)) {
    out += first ? row : `,${row}`
    first = false
  }
  return `${out}]${outcomeJson(result)}`
}

export function answerJson(head: string, tail: AnswerTail): string {
  return `${head},${tailJson(tail)}}`
}

/** The same as lines: the columns, then each row, then the rest. */
export function* answerLines(result: QueryResult, tail: AnswerTail, limits: AnswerLimits): Generator<string> {
  yield `{"columns":${columnsJson(result.columns)}}\n`
  for (const row of encodeRows(result, limits)) yield `${row}\n`
  yield `{${outcomeJson(result).slice(1)}${outcomeJson(result) === '' ? '' : ','}${tailJson(tail)}}\n`
}

function columnsJson(columns: readonly ResultColumn[]): string {
  return JSON.stringify(columns.map(({ name, type, nullable }) => ({ name, type: typeLabel(type), nullable })))
}

/** Statements without a result set say what they changed. */
function outcomeJson(result: QueryResult): string {
  if (result.columns.length > 0) return ''
  return `,"affectedRows":${result.affectedRows},"insertId":"${result.insertId}","info":${JSON.stringify(result.info)}`
}

function tailJson({ meta, warnings, session }: AnswerTail): string {
  const parts: string[] = []
  if (warnings.length > 0) parts.push(`"warnings":${JSON.stringify(warnings)}`)
  if (session !== undefined) parts.push(`"session":${JSON.stringify(session)}`)
  parts.push(`"meta":${JSON.stringify(meta)}`)
  return parts.join(',')
}

function* encodeRows({ columns, rows }: QueryResult, limits: AnswerLimits): Generator<string> {
  if (rows.length > limits.maxRows) throw tooLarge(`${rows.length} rows, where at most ${limits.maxRows} are allowed`)
  const encoders = columns.map((column) => encoderOf(column.type))
  let size = 0
  for (const row of rows) {
    let line = '['
    for (let i = 0; i < encoders.length; i++) {
      if (i > 0) line += ','
      const value = row[i]
      line += value === null ? 'null' : encoders[i](value)
    }
    line += ']'
    size += line.length
    if (size > limits.maxBytes) throw tooLarge(`more than the ${limits.maxBytes} bytes allowed`)
    yield line
  }
}

function encoderOf(type: SqlType): (value: Value) => string {
  // Documents may hold integers that no JavaScript number can; their text keeps them.
  if (type.name === 'JSON' && type.wire === undefined) return (value) => jsonText(value as JsonDocument)
  return (value) => JSON.stringify(toJson(type, value))
}

function jsonText(document: JsonDocument): string {
  return document.storedText ?? printJson(document.value)
}

function tooLarge(why: string): OxbowError {
  return new OxbowError('RESULT_TOO_LARGE', `the answer is too large: ${why}; use LIMIT`)
}
