import type { RootValue } from '../doltdb/root-value.ts'
import { readTable } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import type { Fetching } from '../store/missing.ts'
import { patternRegExp } from './ignore-patterns.ts'
import { allRows } from './row-values.ts'
import { isSystemTableName } from './system-schemas.ts'

export const NONLOCAL_TABLE = 'dolt_nonlocal_tables'

/** Where tables stand that a branch shows and doesn't have. */
interface NonlocalTable {
  /** A name, or a pattern of names. */
  readonly name: string
  readonly pattern: RegExp
  /** Of all tables that match, this one is meant; empty for the one of the same name. */
  readonly table: string
  readonly ref: string
  readonly options: string
}

/** What a name stands for on another branch, tag or commit. */
export interface NonlocalTarget {
  readonly ref: string
  readonly table: string
}

const tablesOf = new WeakMap<RootValue, readonly NonlocalTable[]>()

function* readNonlocalTables(root: RootValue): Fetching<readonly NonlocalTable[]> {
  const known = tablesOf.get(root)
  if (known !== undefined) return known
  const found = yield* root.find(NONLOCAL_TABLE)
  let tables: readonly NonlocalTable[] = []
  if (found !== undefined) {
    const table = yield* readTable(root.db, found.hash)
    const [name, ref, target, options] = ['table_name', 'target_ref', 'ref_table', 'options'].map((column) => table.schema.ordinal(column))
    tables = (yield* allRows(table)).map((row) => ({
      name: String(row[name]), pattern: patternRegExp(String(row[name]).toLowerCase()), ref: String(row[ref] ?? ''), table: String(row[target] ?? ''), options: String(row[options] ?? ''),
    }))
  }
  tablesOf.set(root, tables)
  return tables
}

/**
 * What dolt_nonlocal_tables of a root says of a table; undefined for one that is local.
 * Source: Dolt go/libraries/doltcore/sqle/database.go, getNonlocalTable.
 * @throws OxbowError for an entry with unknown options.
 */
export function* nonlocalTarget(root: RootValue, name: string): Fetching<NonlocalTarget | undefined> {
  if (isSystemTableName(name)) return undefined
  const entry = (yield* readNonlocalTables(root)).find(({ pattern }) => pattern.test(name.toLowerCase()))
  if (entry === undefined) return undefined
  if (entry.options !== 'immediate') {
    throw new OxbowError('NONLOCAL_OPTIONS', `Invalid nonlocal table options ${entry.options}: only valid value is 'immediate'.`, { errno: 1105 })
  }
  return { ref: entry.ref, table: entry.table === '' ? name : entry.table }
}

/** Of these tables of a root, those that stand elsewhere. */
export function* areNonlocal(root: RootValue, names: readonly string[]): Fetching<ReadonlySet<string>> {
  const tables = yield* readNonlocalTables(root)
  return new Set(names.filter((name) => tables.some(({ pattern }) => pattern.test(name.toLowerCase()))))
}

/** The names by which a root shows tables that stand elsewhere. @param tablesAt the tables at a ref */
export function* nonlocalNames(root: RootValue, tablesAt: (ref: string) => Fetching<Iterable<string>>): Fetching<string[]> {
  const names: string[] = []
  for (const { name, pattern, ref, table, options } of yield* readNonlocalTables(root)) {
    if (options !== 'immediate') continue
    const there = [...yield* tablesAt(ref)].filter((other) => !isSystemTableName(other))
    if (/[*%?]/.test(name)) names.push(...there.filter((other) => pattern.test(other.toLowerCase())))
    else if (there.some((other) => other.toLowerCase() === (table === '' ? name : table).toLowerCase())) names.push(name)
  }
  return names
}
