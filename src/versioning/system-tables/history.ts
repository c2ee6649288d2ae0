import type { Commit } from '../../doltdb/commit.ts'
import { commitsOfHeads, inGroups } from '../../doltdb/commit-walk.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import type { Schema } from '../../doltdb/schema.ts'
import { cardinality } from '../../doltdb/rows.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { encodeField, type FieldValue } from '../../prolly/encoding.ts'
import { Encoding, fixedSize } from '../../prolly/encoding-ids.ts'
import { scanLeaves, type ScanRange } from '../../prolly/scan.ts'
import { seekAfterKey, seekKey } from '../../prolly/seek.ts'
import { buildTuple } from '../../prolly/tuple.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import type { SqlSession } from '../../sql/session.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, together, type Fetching } from '../../store/missing.ts'
import { column, virtualTable } from '../column.ts'
import { DATETIME3 } from '../commit-columns.ts'
import type { Revision } from '../revision.ts'
import { RowConverter } from '../row-conversion.ts'
import { columnInfo } from '../stored-table.ts'

const HASH_TYPE: SqlType = { name: 'CHAR', length: 32, collation: 'ascii_bin' }
const COMMITTER_TYPE: SqlType = { name: 'VARCHAR', length: 1024, collation: 'ascii_bin' }

/** dolt_history_<table>: the rows of the table at every commit of the history, in the columns that it has now. */
export function historyTable(revision: Revision, name: string, table: Table): VirtualTable {
  const { schema } = table
  const inKey = new Set(schema.primaryKey)
  const columns: ColumnInfo[] = [
    ...schema.columns.map((c, i) => columnInfo(c, inKey.has(i))),
    column('commit_hash', HASH_TYPE), column('committer', COMMITTER_TYPE), column('commit_date', DATETIME3),
  ]
  return virtualTable(`dolt_history_${name}`, columns, function* (session, equals) {
    const { db } = revision.database
    const wanted = equals.get('commit_hash')
    const isSystem = name === 'dolt_schemas' || name === 'dolt_procedures'
    const rows: Value[][] = []
    const rowsAt = function* (commit: Commit): Fetching<Value[][]> {
      if (typeof wanted === 'string' && wanted !== commit.hash) return []
      const found = yield* (yield* readRoot(db, commit.root)).find(name)
      return found === undefined ? [] : yield* commitRows(session, commit, yield* readTable(db, found.hash), schema, equals, isSystem)
    }
    for (const step of inGroups(commitsOfHeads(db, [revision.head.hash]))) {
      if (step instanceof Missing) yield step
      else for (const part of yield* together(step.map(rowsAt))) for (const row of part) rows.push(row)
    }
    return rows
  })
}

/** Notes, once a column, that values of another type aren't shown. Source: Dolt go/libraries/doltcore/sqle/history_table.go, rowConverter. */
function warnOfTypes(session: SqlSession, from: Schema, target: Schema): void {
  for (const { name, sqlType } of target.columns) {
    const old = from.columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
    if (old === undefined || old.sqlType === sqlType) continue
    const message = `Unable to convert field ${name} in historical rows because its type (${sqlType}) doesn't match current schema's type (${old.sqlType})`
    if (!session.warnings.some((w) => w.message === message)) session.warnings.push({ level: 'Warning', code: 1246, message })
  }
}

function* commitRows(
  session: SqlSession, commit: Commit, table: Table, target: Schema, equals: ReadonlyMap<string, Value>, withEmail: boolean,
): Fetching<Value[][]> {
  const rows: Value[][] = []
  const { nodes } = table.db
  warnOfTypes(session, table.schema, target)
  const converter = new RowConverter(session, nodes, table.schema, target, 'type')
  // The tables of views and procedures give the e-mail too.
  const committer = withEmail ? `${commit.committerName} <${commit.committerEmail}>` : commit.committerName
  const meta = [commit.hash, committer, commit.timestampMillis * 1000]
  for (const step of scanLeaves(nodes, table.rows, keyRange(table.schema, equals))) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (let index = step.from; index < step.to; index++) {
      const row = [...(yield* converter.read({ node: step.node, index })), ...meta]
      const times = table.schema.keyless ? cardinality(step.node, index) : 1
      for (let i = 0; i < times; i++) rows.push(row)
    }
  }
  return rows
}

/** The one key that the WHERE clause asks for, where it gives all of the key in plain numbers; else everything. */
function keyRange(schema: Schema, equals: ReadonlyMap<string, Value>): ScanRange {
  if (schema.keyless || schema.primaryKey.length === 0) return {}
  const fields: (Uint8Array | null)[] = []
  for (const ordinal of schema.primaryKey) {
    const { name, encoding } = schema.columns[ordinal]
    const value = equals.get(name.toLowerCase())
    const isInteger = encoding <= Encoding.Uint64 && fixedSize(encoding) > 0
    if (!isInteger || typeof value !== 'number' || !Number.isInteger(value) || !fits(encoding, value)) return {}
    fields.push(encodeField(encoding, value as FieldValue))
  }
  const key = buildTuple(fields)
  return { lower: seekKey(schema.keyDescriptor, key), upper: seekAfterKey(schema.keyDescriptor, key) }
}

function fits(encoding: number, value: number): boolean {
  const bits = 8 * fixedSize(encoding)
  const unsigned = encoding % 2 === 0
  return unsigned ? value >= 0 && value < 2 ** bits : value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1)
}
