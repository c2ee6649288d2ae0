import { OxbowError } from '../../error.ts'
import { requireServerAdmin } from '../access.ts'
import type { Expression, LoadData } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { isStringLike } from '../types/types.ts'
import { type Field, FieldReader } from './field-reader.ts'
import { runInsert } from './insert.ts'
import { type StatementContext, compute, databaseOf, done } from './statement.ts'

/** Rows that are put in together. */
const ROWS_AT_A_TIME = 500

/** Where the fields of a line go: columns, and user variables with their `@`. */
interface Targets {
  readonly fields: readonly string[]
  /** Columns that are given: fields' and SET's. */
  readonly columns: readonly string[]
  /** Those of the columns that take an empty field as an empty text. */
  readonly texts: ReadonlySet<string>
}

/**
 * LOAD DATA: rows of a file on the server, or of one that the client sends. Source: MySQL manual, "LOAD DATA Statement";
 * go-mysql-server sql/rowexec/ddl_iters.go.
 * @throws OxbowError 3948 where LOCAL is off, 13 and 1290 for a file that can't be read, and INSERT's.
 */
export async function runLoadData(statement: LoadData, cx: StatementContext): Promise<QueryResult> {
  const file = open(statement, cx)
  const targets = await targetsOf(statement, cx)
  const reader = new FieldReader(statement.format)
  const decoder = new TextDecoder()
  let skip = statement.ignoreLines
  let affected = 0
  let records = 0
  let rows: Expression[][] = []
  const put = async (): Promise<void> => {
    if (rows.length === 0) return
    const { table, duplicates, start, end } = statement
    const insert = { kind: 'insert', replace: duplicates === 'replace', ignore: duplicates === 'ignore', table, columns: targets.columns, rows, start, end } as const
    affected += (await runInsert(insert, cx)).affectedRows
    rows = []
  }
  const take = async (lines: Iterable<readonly Field[]>): Promise<void> => {
    for (const line of lines) {
      if (skip > 0) skip--
      else {
        records++
        rows.push(rowOf(line, statement, targets, cx))
        if (rows.length === ROWS_AT_A_TIME) await put()
      }
    }
  }
  for await (const bytes of file) await take(reader.feed(decoder.decode(bytes, { stream: true })))
  await take(reader.feed(decoder.decode()))
  await take(reader.end())
  await put()
  const skipped = statement.duplicates === 'ignore' ? records - affected : 0
  const deleted = statement.duplicates === 'replace' ? affected - records : 0
  return done(affected, { info: `Records: ${records}  Deleted: ${deleted}  Skipped: ${skipped}  Warnings: ${cx.session.warnings.length}` })
}

function open({ local, file }: LoadData, { session, host, limits }: StatementContext): AsyncIterable<Uint8Array> {
  if (local) {
    if (Number(session.variable('local_infile')) !== 1) {
      throw new OxbowError('LOCAL_INFILE_OFF', 'Loading local data is disabled; this must be enabled on both the client and server sides', { errno: 3948 })
    }
    if (limits.clientFile !== undefined) return limits.clientFile(file)
  }
  if (host.openFile === undefined) throw new OxbowError('FILE_NOT_FOUND', `The server reads no files: '${file}' can't be loaded`, { errno: 29 })
  requireServerAdmin(session.access, 'FILE')
  return host.openFile(file)
}

async function targetsOf({ table, columns, set }: LoadData, cx: StatementContext): Promise<Targets> {
  const relation = await compute(cx, cx.transaction.relation(databaseOf(cx, table.database), table.name))
  const all = relation !== undefined && 'columns' in relation ? relation.columns : []
  const fields = columns.length > 0 ? columns : all.map(({ name }) => name)
  const assigned = set.map(({ column }) => column.name)
  const isAssigned = (name: string) => assigned.some((other) => other.toLowerCase() === name.toLowerCase())
  return {
    fields, columns: [...fields.filter((name) => !name.startsWith('@') && !isAssigned(name)), ...assigned],
    texts: new Set(all.filter(({ type }) => isStringLike(type)).map(({ name }) => name.toLowerCase())),
  }
}

/** The values of a line's columns: its fields, then what SET makes of them. */
function rowOf(line: readonly Field[], { set }: LoadData, { fields, columns, texts }: Targets, cx: StatementContext): Expression[] {
  const values = new Map<string, Expression>()
  fields.forEach((name, i) => {
    const field = i < line.length ? line[i] : undefined
    if (name.startsWith('@')) {
      cx.session.userVariables.set(name.slice(1), field ?? null)
      values.set(name, literal(field ?? null))
    } else values.set(name.toLowerCase(), field === undefined ? { kind: 'default', start: 0, end: 0 } : literal(field === '' && !texts.has(name.toLowerCase()) ? null : field))
  })
  for (const { column, value } of set) values.set(`set ${column.name.toLowerCase()}`, filledIn(value, values))
  return columns.map((name) => values.get(`set ${name.toLowerCase()}`) ?? values.get(name.toLowerCase())!)
}

function literal(field: Field): Expression {
  return field === null ? { kind: 'literal', type: 'null', start: 0, end: 0 } : { kind: 'literal', type: 'string', value: field, start: 0, end: 0 }
}

/** An expression of SET with the line's fields in the places of their columns and variables. */
function filledIn<T>(node: T, values: ReadonlyMap<string, Expression>): T {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node
  if (Array.isArray(node)) return node.map((item: unknown) => filledIn(item, values)) as T
  if ('kind' in node && 'name' in node && typeof node.name === 'string') {
    const found = node.kind === 'userVariable' ? values.get(`@${node.name}`) : node.kind === 'column' ? values.get(node.name.toLowerCase()) : undefined
    if (found !== undefined && found.kind !== 'default') return found as T
  }
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, filledIn(child, values)])) as T
}
