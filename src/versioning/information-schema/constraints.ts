import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import type { ForeignKey } from '../../serial/foreign-keys.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { INT_UNSIGNED, LONGTEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { foreignKeyColumns } from '../show-create.ts'
import { describedTables, infoEnum, infoText, NAME } from './described-tables.ts'

const USAGE_COLUMNS: readonly ColumnInfo[] = [
  nullable('CONSTRAINT_CATALOG', NAME), nullable('CONSTRAINT_SCHEMA', NAME), nullable('CONSTRAINT_NAME', NAME),
  nullable('TABLE_CATALOG', NAME),
  nullable('TABLE_SCHEMA', NAME), nullable('TABLE_NAME', NAME), nullable('COLUMN_NAME', NAME), column('ORDINAL_POSITION', INT_UNSIGNED),
  nullable('POSITION_IN_UNIQUE_CONSTRAINT', INT_UNSIGNED), nullable('REFERENCED_TABLE_SCHEMA', NAME),
  nullable('REFERENCED_TABLE_NAME', NAME),
  nullable('REFERENCED_COLUMN_NAME', NAME),
]

/** information_schema.key_column_usage: the columns of primary, unique and foreign keys. */
export function keyColumnUsageTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('KEY_COLUMN_USAGE', USAGE_COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, name, table, root } of yield* describedTables(catalog, equals)) {
      const { schema } = table
      const add = (constraint: string, columns: readonly string[], parent?: { table: string; columns: readonly string[] }): void => {
        columns.forEach((c, i) => rows.push([
          'def', database, constraint, 'def', database, name, c, i + 1, parent === undefined ? null : i + 1,
          parent === undefined ? null : database, parent?.table ?? null, parent?.columns[i] ?? null,
        ]))
      }
      const named = (ordinals: readonly number[]): string[] => ordinals.map((o) => schema.columns[o].name)
      if (schema.primaryKey.length > 0) add('PRIMARY', named(schema.primaryKey))
      for (const index of schema.indexes) if (index.message.unique) add(index.name, named(index.message.indexColumns))
      for (const key of yield* root.foreignKeys()) {
        if (key.childTable !== name) continue
        const { child, parent } = yield* foreignKeyColumns(root, schema, key)
        add(key.name, child, { table: key.parentTable, columns: parent })
      }
    }
    return rows
  })
}

const RULES = infoEnum('NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT')
const REFERENTIAL_COLUMNS: readonly ColumnInfo[] = [
  column('CONSTRAINT_CATALOG', NAME), column('CONSTRAINT_SCHEMA', NAME), nullable('CONSTRAINT_NAME', NAME),
  column('UNIQUE_CONSTRAINT_CATALOG', NAME),
  column('UNIQUE_CONSTRAINT_SCHEMA', NAME), nullable('UNIQUE_CONSTRAINT_NAME', NAME),
  column('MATCH_OPTION', infoEnum('NONE', 'PARTIAL', 'FULL')),
  column('UPDATE_RULE', RULES), column('DELETE_RULE', RULES), column('TABLE_NAME', NAME), column('REFERENCED_TABLE_NAME', NAME),
]

/** Members of RULES by Dolt's number of the action: default, cascade, no action, restrict, set null. */
const RULE_MEMBERS = [1, 3, 1, 2, 4]

/** The unique key that a foreign key refers to; NULL where its parent's index isn't unique. */
function* uniqueConstraint(root: RootValue, { parentTable, parentIndex }: ForeignKey): Fetching<string | null> {
  if (parentIndex === '') return 'PRIMARY'
  const parent = yield* root.find(parentTable)
  if (parent === undefined) return parentIndex
  const { schema } = yield* readTable(root.db, parent.hash)
  return schema.indexes.find((index) => index.name === parentIndex)?.message.unique === false ? null : parentIndex
}

/** information_schema.referential_constraints: the foreign keys. */
export function referentialConstraintsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('REFERENTIAL_CONSTRAINTS', REFERENTIAL_COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, name, root } of yield* describedTables(catalog, equals)) {
      for (const key of yield* root.foreignKeys()) {
        if (key.childTable !== name) continue
        rows.push([
          'def', database, key.name, 'def', database, yield* uniqueConstraint(root, key), 1,
          RULE_MEMBERS[key.onUpdate] ?? 1,
          RULE_MEMBERS[key.onDelete] ?? 1, name, key.parentTable,
        ])
      }
    }
    return rows
  })
}

const CONSTRAINT_COLUMNS: readonly ColumnInfo[] = [
  nullable('CONSTRAINT_CATALOG', NAME), nullable('CONSTRAINT_SCHEMA', NAME), nullable('CONSTRAINT_NAME', NAME),
  nullable('TABLE_SCHEMA', NAME),
  nullable('TABLE_NAME', NAME), column('CONSTRAINT_TYPE', infoText(11)), column('ENFORCED', infoText(3)),
]

/** information_schema.table_constraints: keys and checks. */
export function tableConstraintsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('TABLE_CONSTRAINTS', CONSTRAINT_COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, name, table, root } of yield* describedTables(catalog, equals)) {
      const add = (constraint: string, type: string, enforced = true): void => {
        rows.push(['def', database, constraint, database, name, type, enforced ? 'YES' : 'NO'])
      }
      for (const check of table.schema.message.checks) add(check.name, 'CHECK', check.enforced)
      if (table.schema.primaryKey.length > 0) add('PRIMARY', 'PRIMARY KEY')
      for (const index of table.schema.indexes) if (index.message.unique) add(index.name, 'UNIQUE')
      for (const key of yield* root.foreignKeys()) if (key.childTable === name) add(key.name, 'FOREIGN KEY')
    }
    return rows
  })
}

const CHECK_COLUMNS: readonly ColumnInfo[] = [
  nullable('CONSTRAINT_CATALOG', NAME), nullable('CONSTRAINT_SCHEMA', NAME), column('CONSTRAINT_NAME', NAME),
  column('CHECK_CLAUSE', LONGTEXT),
]

/** information_schema.check_constraints. */
export function checkConstraintsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('CHECK_CONSTRAINTS', CHECK_COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, table } of yield* describedTables(catalog, equals)) {
      for (const check of table.schema.message.checks) rows.push(['def', database, check.name, check.expression])
    }
    return rows
  })
}
