import type { RootValue } from '../doltdb/root-value.ts'
import { writeSchema } from '../doltdb/schema.ts'
import { createTable, readTable, type Table } from '../doltdb/table.ts'
import { TableWriter } from '../doltdb/table-writer.ts'
import { OxbowError } from '../error.ts'
import type { View } from '../sql/catalog.ts'
import { DEFAULT_SQL_MODE } from '../sql/variables.ts'
import type { Value } from '../sql/value.ts'
import type { Fetching } from '../store/missing.ts'
import { allRows } from './row-values.ts'
import { SCHEMAS_SCHEMA } from './system-schemas.ts'
import { jsonText } from './table-editor.ts'
import { JsonDocument } from '../sql/types/json.ts'
import { quoteName } from './show-create.ts'
import { SCHEMAS_TABLE } from './views.ts'
import type { FieldValue } from '../prolly/encoding.ts'

/** What Dolt notes beside a view; views have no time of their creation. */
const VIEW_EXTRA = '{"CreatedAt":0}'

/** @param createText the whole CREATE VIEW statement. @throws OxbowError 1050 where the name is taken and `orReplace` isn't set. */
export function* createView(root: RootValue, name: string, createText: string, orReplace: boolean): Fetching<RootValue> {
  // Dolt writes the names of new views in lower case, and those of renamed ones as they are given.
  return yield* putView(root, name.toLowerCase(), createText, orReplace)
}

function* putView(root: RootValue, name: string, createText: string, orReplace: boolean): Fetching<RootValue> {
  if ((yield* root.find(name)) !== undefined) throw viewExists(name)
  const { db } = root
  const stored = (yield* root.tables()).get(SCHEMAS_TABLE)
  const table = stored === undefined ? yield* createTable(db, writeSchema(db, SCHEMAS_SCHEMA)) : yield* readTable(db, stored)
  const writer = yield* TableWriter.open(table)
  const row = ['view', name, createText, VIEW_EXTRA, DEFAULT_SQL_MODE]
  const duplicate = yield* writer.insert(row)
  if (duplicate !== undefined) {
    if (!orReplace) throw viewExists(name)
    yield* writer.update(duplicate.row, row)
  }
  return yield* root.with({ tables: [[SCHEMAS_TABLE, (yield* writer.flush()).hash]] })
}

function viewExists(name: string): OxbowError {
  return new OxbowError('TABLE_EXISTS', `Table '${name}' already exists`, { errno: 1050, sqlState: '42S01' })
}

/** The stored row of a view, with its table. @throws OxbowError 1051 for an unknown view. */
function* viewRow(root: RootValue, name: string): Fetching<{ readonly table: Table; readonly row: readonly Value[] }> {
  const stored = (yield* root.tables()).get(SCHEMAS_TABLE)
  const table = stored === undefined ? undefined : yield* readTable(root.db, stored)
  const rows = table === undefined ? [] : yield* allRows(table)
  const row = rows.find((r) => r[0] === 'view' && String(r[1]).toLowerCase() === name.toLowerCase())
  if (table === undefined || row === undefined) throw new OxbowError(
    'UNKNOWN_TABLE', `Unknown table '${name}'`, { errno: 1051, sqlState: '42S02' },
  )
  return { table, row }
}

/** @param view the view under its old name. @throws OxbowError 1050 where the new one is taken. */
export function* renameView(root: RootValue, view: View, to: string): Fetching<RootValue> {
  const dropped = yield* dropView(root, view.name)
  return yield* putView(dropped, to, `CREATE VIEW ${quoteName(to)} AS ${view.select}`, false)
}

/** @throws OxbowError 1051 for an unknown view. */
export function* dropView(root: RootValue, name: string): Fetching<RootValue> {
  const { table, row } = yield* viewRow(root, name)
  const writer = yield* TableWriter.open(table)
  yield* writer.delete(row.map(storedValue))
  const changed = yield* writer.flush()
  // Dolt drops the table with its last row.
  return yield* root.with({ tables: [[SCHEMAS_TABLE, changed.rows.treeCount === 0 ? null : changed.hash]] })
}

function storedValue(value: Value): FieldValue {
  return value instanceof JsonDocument ? jsonText(value) : value
}
