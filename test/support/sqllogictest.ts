import { createHash } from 'node:crypto'
import { isOxbowError } from '../../src/error.ts'
import type { QueryResult } from '../../src/sql/result.ts'
import { MemoryEngine } from './memory-engine.ts'
import { protocolRows } from './protocol-rows.ts'

/** One record of a sqllogictest file. */
interface SltRecord {
  readonly line: number
  readonly kind: 'statement' | 'query'
  readonly sql: string
  /** Statements: `ok` or `error`. */
  readonly expect?: string
  /** Queries: a letter (I, R or T) for each column, and how the values are sorted. */
  readonly types?: string
  readonly sort?: string
  readonly values?: readonly string[]
}

/** What came of a file. */
export interface SltOutcome {
  readonly records: number
  readonly passed: number
  readonly failures: readonly { readonly line: number; readonly sql: string; readonly why: string }[]
}

/** Runs a sqllogictest file as MySQL (`onlyif mysql` is run, `skipif mysql` is left out). */
export async function runSlt(text: string): Promise<SltOutcome> {
  const memory = await MemoryEngine.open()
  const session = memory.session()
  const records = parse(text)
  const failures: { line: number; sql: string; why: string }[] = []
  for (const record of records) {
    const why = await check(record, async () => await memory.engine.query(session, record.sql, [], { signal: AbortSignal.timeout(30_000) }))
    if (why !== undefined) failures.push({ line: record.line, sql: record.sql, why })
  }
  return { records: records.length, passed: records.length - failures.length, failures }
}

function parse(text: string): SltRecord[] {
  const records: SltRecord[] = []
  const lines = text.split('\n')
  let skip = false
  for (let i = 0; i < lines.length; i++) {
    const words = lines[i].trim().split(/\s+/)
    switch (words[0]) {
      case 'skipif': skip ||= words[1] === 'mysql'; continue
      case 'onlyif': skip ||= words[1] !== 'mysql'; continue
      case 'halt':
        if (!skip) return records
        skip = false
        continue
      case 'statement':
      case 'query': {
        const line = i + 1
        const sql: string[] = []
        for (i++; i < lines.length && lines[i].trim() !== '' && lines[i] !== '----'; i++) sql.push(lines[i])
        const values: string[] = []
        if (lines[i] === '----') for (i++; i < lines.length && lines[i].trim() !== ''; i++) values.push(lines[i])
        const statement = words[0] === 'statement'
        if (!skip) {
          records.push(statement ? { line, kind: 'statement', sql: sql.join('\n'), expect: words[1] }
            : { line, kind: 'query', sql: sql.join('\n'), types: words[1], sort: words[2], values })
        }
        skip = false
      }
    }
  }
  return records
}

/** Undefined when the record holds, else why it doesn't. */
async function check(record: SltRecord, run: () => Promise<QueryResult>): Promise<string | undefined> {
  let result: QueryResult
  try {
    result = await run()
  } catch (e) {
    if (!isOxbowError(e)) return `crash: ${(e as Error).stack?.slice(0, 300)}`
    return record.expect === 'error' ? undefined : `${e.errno} ${e.message}`
  }
  if (record.kind === 'statement') return record.expect === 'error' ? 'no error came' : undefined
  const got = valuesOf(result, record)
  const want = record.values ?? []
  const hashed = /^(\d+) values hashing to ([0-9a-f]{32})$/.exec(want[0] ?? '')
  if (hashed !== null) {
    const hash = createHash('md5').update(got.map((v) => `${v}\n`).join('')).digest('hex')
    return String(got.length) === hashed[1] && hash === hashed[2] ? undefined : `${got.length} values, want ${want[0]}`
  }
  return got.length === want.length && got.every((v, i) => v === want[i]) ? undefined : `${got.slice(0, 8).join(' | ')} want ${want.slice(0, 8).join(' | ')}`
}

function valuesOf(result: QueryResult, record: SltRecord): string[] {
  const rows = protocolRows(result).map((row) => row.map((value, i) => format(value as string | null, record.types?.[i] ?? 'T')))
  if (record.sort === 'rowsort') rows.sort((a, b) => compare(a.join('\n'), b.join('\n')))
  const values = rows.flat()
  if (record.sort === 'valuesort') values.sort(compare)
  return values
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function format(value: string | null, type: string): string {
  if (value === null) return 'NULL'
  if (type === 'I') return Number.isFinite(Number(value)) ? String(BigInt(Math.trunc(Number(value)))) : '0'
  if (type === 'R') return Number(value).toFixed(3)
  return value === '' ? '(empty)' : value
}
