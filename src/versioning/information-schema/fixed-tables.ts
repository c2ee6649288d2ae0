import type { VirtualTable } from '../../sql/catalog.ts'
import { listedCollations } from '../../sql/types/listed-collations.ts'
import type { Value } from '../../sql/value.ts'
import { virtualTable } from '../column.ts'
import { EMPTY_TABLES } from './empty-tables.ts'
import { OTHER_WORDS, RESERVED_WORDS, UNITS } from './word-lists.ts'
import { writtenColumns } from './written-columns.ts'

/** A table whose rows are the same for everybody. */
function fixedTable(name: string, columns: string, rows: () => Iterable<readonly Value[]>): VirtualTable {
  // oxlint-disable-next-line require-yield
  return virtualTable(name, writtenColumns(columns), function* () {
    return rows()
  })
}

/** information_schema.engines. */
export function enginesTable(): VirtualTable {
  return fixedTable('ENGINES', 'ENGINE varchar(64) not null, SUPPORT varchar(8) not null, COMMENT varchar(80) not null, TRANSACTIONS varchar(3), XA varchar(3), SAVEPOINTS varchar(3)',
    () => [['InnoDB', 'DEFAULT', 'Supports transactions, row-level locking, and foreign keys', 'YES', 'YES', 'YES']])
}

/** information_schema.character_sets; only what texts are sent in. */
export function characterSetsTable(): VirtualTable {
  return fixedTable('CHARACTER_SETS', 'CHARACTER_SET_NAME varchar(64) not null, DEFAULT_COLLATE_NAME varchar(64) not null, DESCRIPTION varchar(2048) not null, MAXLEN int unsigned not null',
    () => [['utf8mb4', 'utf8mb4_0900_ai_ci', 'UTF-8 Unicode', 4]])
}

/** information_schema.collation_character_set_applicability. */
export function applicabilityTable(): VirtualTable {
  return fixedTable('COLLATION_CHARACTER_SET_APPLICABILITY', 'COLLATION_NAME varchar(64) not null, CHARACTER_SET_NAME varchar(64) not null',
    () => [...listedCollations()].map(({ name, charset }) => [name, charset]))
}

/** information_schema.keywords. */
export function keywordsTable(): VirtualTable {
  const rows = (words: string, reserved: number): Value[][] => words.trim().split(/\s+/).map((word) => [word, reserved])
  return fixedTable('KEYWORDS', 'WORD varchar(128), RESERVED int',
    () => [...rows(RESERVED_WORDS, 1), ...rows(OTHER_WORDS, 0)].toSorted(([a], [b]) => (a! < b! ? -1 : 1)))
}

/** information_schema.st_units_of_measure. */
export function unitsTable(): VirtualTable {
  return fixedTable('ST_UNITS_OF_MEASURE', 'UNIT_NAME varchar(255), UNIT_TYPE varchar(7), CONVERSION_FACTOR double, DESCRIPTION varchar(255)',
    () => UNITS.trim().split('\n').map((line) => line.split('|')).map(([name, type, factor, description]) => [name, type, Number(factor), description]))
}

const EMPTY = new Map(EMPTY_TABLES.trim().replaceAll('\n  ', ' ').split('\n').map((line) => {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)] as const
}))

/** A table that has no rows, by its name in lower case. */
export function emptyTable(name: string): VirtualTable | undefined {
  const columns = EMPTY.get(name)
  return columns === undefined ? undefined : fixedTable(name.toUpperCase(), columns, () => [])
}

export function emptyTableNames(): Iterable<string> {
  return EMPTY.keys()
}
