import { scanRows } from '../doltdb/rows.ts'
import type { Schema } from '../doltdb/schema.ts'
import { readTable } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import type { Relation } from '../sql/catalog.ts'
import type { Value } from '../sql/value.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { virtualTable } from './column.ts'
import { doltError } from './errors.ts'
import { resolveRevision, type Revision } from './revision.ts'
import { RowConverter } from './row-conversion.ts'
import { columnInfos, StoredTableView } from './stored-table.ts'

/**
 * A table as `dolt_override_schema` has it: the rows of a revision in the columns that another commit has, matched by tag; what the
 * rows lack is NULL. Undefined for a table that neither of them has.
 * Source: Dolt go/libraries/doltcore/sqle/schema_override.go.
 * @param current what the commit's name is read from
 * @throws OxbowError where the value names no commit, or that has no such table.
 */
export function* overriddenTable(current: Revision, revision: Revision, name: string, commit: string): Fetching<Relation | undefined> {
  const { root } = revision
  const data = yield* root.find(name)
  const shape = yield* (yield* commitOf(current, commit)).root.find(name)
  if (shape === undefined) {
    if (data === undefined) return undefined
    throw missingShape(name)
  }
  const { schema } = yield* readTable(root.db, shape.hash)
  if (data === undefined) return virtualTable(shape.name, columnInfos(schema.message), noRows)
  const table = yield* readTable(root.db, data.hash)
  if (table.schema.hash === schema.hash) return new StoredTableView(data.name, table)
  return virtualTable(data.name, columnInfos(schema.message), function* (session) {
    const converter = new RowConverter(session, root.db.nodes, table.schema, schema, 'tag')
    const rows: Value[][] = []
    for (const step of scanRows(table)) {
      if (step instanceof Missing) yield step
      else for (const row of step) rows.push(converter.convert(row))
    }
    return rows
  })
}

/** The schema that a commit gives a table. @throws OxbowError where it has no such table, or isn't there. */
export function* overridingSchema(current: Revision, name: string, commit: string): Fetching<Schema> {
  const { root } = yield* commitOf(current, commit)
  const found = yield* root.find(name)
  if (found === undefined) throw missingShape(name)
  return (yield* readTable(root.db, found.hash)).schema
}

function missingShape(name: string): OxbowError {
  return doltError(`unable to find table '${name}' at overridden schema root`)
}

// oxlint-disable-next-line require-yield
function* noRows(): Fetching<Value[][]> {
  return []
}

function* commitOf(current: Revision, commit: string): Fetching<Revision> {
  try {
    return yield* resolveRevision(current, commit)
  } catch (e) {
    if (!(e instanceof OxbowError)) throw e
    throw doltError(`unable to resolve schema override value: ${e.message}`)
  }
}
