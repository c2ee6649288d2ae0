import { OxbowError } from '../../error.ts'
import { sqlTypeOf } from '../analyzer/type-name.ts'
import type { CheckDefinition, ColumnDefinition, ForeignKeyDefinition, IndexDefinition, ReferentialAction, TableDefinition } from '../catalog.ts'
import type { CheckClause, ColumnDefinition as ColumnNode, CreateTable, IndexClause, ReferencesClause } from '../parser/ast.ts'
import { formatExpression, formatNow } from '../parser/format.ts'
import type { Session } from '../session-state.ts'
import { collation, defaultCollation } from '../types/collation.ts'
import { defaultText, invalidDefault, refuseVariables } from './default-text.ts'
import { prefixLength, primaryKeyColumns } from './key-parts.ts'

/* What DDL writes of columns, indexes and constraints, as the catalog takes it. */

/**
 * The table that a CREATE TABLE describes.
 * @param databaseCollation of a table that names none
 * @param selected columns of its SELECT, which follow those of its own
 * @throws OxbowError for what can't be a table.
 */
export function tableDefinition(statement: CreateTable, session: Session, databaseCollation: string, selected: readonly ColumnDefinition[] = []): TableDefinition {
  const { options } = statement
  const tableCollation = collationOption(options) ?? databaseCollation
  const columns: ColumnDefinition[] = []
  const indexes: IndexDefinition[] = []
  const foreignKeys: ForeignKeyDefinition[] = []
  const checks: CheckDefinition[] = []
  let primaryKey: string[] = []
  const setPrimaryKey = (names: string[]): void => {
    if (primaryKey.length > 0) throw new OxbowError('MULTIPLE_PRI_KEY', 'Multiple primary key defined', { errno: 1068, sqlState: '42000' })
    primaryKey = names
  }
  for (const element of statement.elements) {
    switch (element.kind) {
      case 'column': {
        const { column } = element
        if (columns.some((c) => c.name.toLowerCase() === column.name.toLowerCase())) {
          throw new OxbowError('DUP_FIELDNAME', `Duplicate column name '${column.name}'`, { errno: 1060, sqlState: '42S21' })
        }
        columns.push(columnDefinition(column, tableCollation, session))
        if (column.primaryKey) setPrimaryKey([column.name])
        if (column.unique) indexes.push({ columns: [{ name: column.name }], unique: true, kind: 'ordinary' })
        for (const check of column.checks) checks.push(checkDefinition(check))
        if (column.references !== undefined) foreignKeys.push(foreignKeyDefinition(undefined, [column.name], column.references))
        break
      }
      case 'primaryKey':
        setPrimaryKey(primaryKeyColumns(element.columns))
        break
      case 'index':
        indexes.push(indexDefinition(element.index))
        break
      case 'foreignKey':
        foreignKeys.push(foreignKeyDefinition(element.name, element.columns, element.references))
        break
      case 'check':
        checks.push(checkDefinition(element.check))
    }
  }
  columns.push(...selected.filter((c) => !columns.some((own) => own.name.toLowerCase() === c.name.toLowerCase())))
  // Columns of the primary key can't be NULL, whatever they say; and the key's names are the columns' own.
  const find = (name: string): ColumnDefinition => {
    const found = columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw new OxbowError('KEY_COLUMN_DOES_NOT_EXIST', `Key column '${name}' doesn't exist in table`, { errno: 1072, sqlState: '42000' })
    return found
  }
  const key = primaryKey.map((name) => find(name).name)
  const keyed = new Set(key)
  for (const index of indexes) for (const c of index.columns) find(c.name)
  const auto = columns.find((c) => c.autoIncrement)
  const several = columns.filter((c) => c.autoIncrement).length > 1
  if (several || (auto !== undefined && !keyed.has(auto.name) && !indexes.some((i) => i.columns[0].name.toLowerCase() === auto.name.toLowerCase()))) {
    throw new OxbowError('WRONG_AUTO_KEY', 'Incorrect table definition; there can be only one auto column and it must be defined as a key', { errno: 1075, sqlState: '42000' })
  }
  const start = options.get('AUTO_INCREMENT')
  return {
    name: statement.table.name,
    columns: columns.map((c) => (keyed.has(c.name) ? { ...c, nullable: false, primaryKey: true } : c)),
    primaryKey: key, indexes, foreignKeys, checks, collation: tableCollation, comment: options.get('COMMENT'),
    autoIncrement: start === undefined ? undefined : Number(start), targetRowSize: targetRowSizeOption(options),
  }
}

/** The collation that a table's options name, by itself or by a character set. */
export function collationOption(options: ReadonlyMap<string, string>): string | undefined {
  const charset = options.get('CHARSET')?.toLowerCase()
  const named = options.get('COLLATE')?.toLowerCase()
  if (named !== undefined) return collation(named).name
  return charset === undefined ? undefined : defaultCollation(charset).name
}

const LARGEST_TARGET = 65535

/** @throws OxbowError 1105. */
export function targetRowSizeOption(options: ReadonlyMap<string, string>): number | undefined {
  const text = options.get('TARGET_ROW_SIZE') ?? options.get('TOAST_TUPLE_TARGET')
  if (text === undefined) return undefined
  const bytes = Number(text)
  if (bytes > LARGEST_TARGET) throw new OxbowError('BAD_OPTION', `target_row_size ${text} exceeds maximum allowed value ${LARGEST_TARGET}`, { errno: 1105 })
  return bytes
}

/** A column as CREATE TABLE and ALTER TABLE write it. */
export function columnDefinition(column: ColumnNode, tableCollation: string, session: Session): ColumnDefinition {
  const type = sqlTypeOf(column.type, false, tableCollation)
  const literal = column.default?.kind === 'literal' && column.defaultInParentheses !== true ? column.default : undefined
  const required = column.nullable === false || column.primaryKey
  // An ENUM's default is one of its members by name.
  const notAMember = type.name === 'ENUM' && literal !== undefined && literal.type !== 'null' && literal.type !== 'string'
  if ((required && literal?.type === 'null') || (column.autoIncrement && column.default !== undefined) || notAMember) throw invalidDefault(column.name)
  if (column.generated !== undefined) refuseVariables(column.name, column.generated.expression)
  return {
    name: column.name, type, nullable: (column.nullable ?? true) && !column.autoIncrement,
    defaultText: defaultText(column, type, session),
    autoIncrement: column.autoIncrement || undefined,
    generatedText: column.generated === undefined ? undefined : `(${formatExpression(column.generated.expression)})`,
    virtual: column.generated === undefined ? undefined : !column.generated.stored,
    onUpdateText: column.onUpdate === undefined ? undefined : formatNow(column.onUpdate),
    comment: column.comment,
  }
}

/** A CHECK with its text in normal form. */
export function checkDefinition(check: CheckClause): CheckDefinition {
  return { name: check.name, expression: formatExpression(check.expression), enforced: check.enforced }
}

/** @throws OxbowError 1235 for an index on an expression. */
export function indexDefinition(index: IndexClause): IndexDefinition {
  return {
    name: index.name,
    columns: index.columns.map((c) => {
      if (c.name === undefined) throw new OxbowError('NOT_SUPPORTED', "indexes on expressions can't be made by oxbow yet", { errno: 1235, sqlState: '42000' })
      return { name: c.name, prefixLength: prefixLength(c), descending: c.descending }
    }),
    unique: index.type === 'unique',
    kind: index.type === 'fulltext' || index.type === 'spatial' || index.type === 'vector' ? index.type : 'ordinary',
    comment: index.comment,
  }
}

/** @throws OxbowError 1235 for SET DEFAULT, as on Dolt. */
export function foreignKeyDefinition(name: string | undefined, columns: readonly string[], references: ReferencesClause): ForeignKeyDefinition {
  const action = (option: ReferencesClause['onDelete']): ReferentialAction => {
    if (option === 'set default') throw new OxbowError('NOT_SUPPORTED', '"SET DEFAULT" is not supported', { errno: 1235, sqlState: '42000' })
    return option ?? 'default'
  }
  return {
    name, columns, parentTable: references.table.name, parentColumns: references.columns, onDelete: action(references.onDelete), onUpdate: action(references.onUpdate),
  }
}
