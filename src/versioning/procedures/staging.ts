import type { RootValue } from '../../doltdb/root-value.ts'
import type { ForeignKey } from '../../serial/foreign-keys.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { databaseEntry } from '../database-collation.ts'
import { doltError } from '../errors.ts'
import { isTable } from '../foreign-keys/stored-keys.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import type { WritableBranch } from '../transaction.ts'

/** Which tables a statement stages. */
export type StagedTables =
  /** All of them; those that dolt_ignore names only when `force`. */
  | { readonly kind: 'all'; readonly force: boolean }
  /** Those that are staged or committed already. */
  | { readonly kind: 'tracked' }
  | { readonly kind: 'named'; readonly names: readonly string[]; readonly force: boolean }

/** The staged root after tables were added to it. @throws OxbowError for a name that no table has. */
export function* stageTables({ state, database }: Pick<WritableBranch, 'state' | 'database'>, tables: StagedTables): Fetching<RootValue> {
  const { working, staged } = state
  const patterns = tables.kind !== 'tracked' && !tables.force ? yield* readIgnorePatterns(working) : undefined
  const ignores = (name: string): boolean => patterns?.ignores(name) === true
  if (tables.kind === 'named') return yield* stageNamed(working, staged, tables.names, databaseEntry(database.name), ignores)
  const before = yield* staged.tables()
  const after = yield* working.tables()
  const all = [...new Set([...before.keys(), ...after.keys()])]
  const left = new Set(tables.kind === 'tracked' ? all.filter((name) => !before.has(name)) : all.filter(ignores))
  if (left.size === 0) return working
  const copied = yield* copyTables(working, staged, all.filter((name) => !left.has(name)))
  return yield* copied.with({ collation: working.message.collation })
}

/** @param entry the name that stands for the database's collation */
function* stageNamed(
  working: RootValue, staged: RootValue, names: readonly string[], entry: string, ignores: (name: string) => boolean,
): Fetching<RootValue> {
  const found: string[] = []
  const unknown: string[] = []
  const tables = names.filter((name) => name !== entry)
  for (const name of tables) {
    const table = (yield* working.find(name)) ?? (yield* staged.find(name))
    if (table === undefined) unknown.push(name)
    else found.push(table.name)
  }
  if (unknown.length > 0) throw doltError(`error: the table(s) ${unknown.join(', ')} do not exist`)
  const copied = yield* copyTables(working, staged, found.filter((name) => !ignores(name)))
  return tables.length === names.length ? copied : yield* copied.with({ collation: working.message.collation })
}

/** `to` with some tables, and the foreign keys that those have, as they are in `from`; a table that isn't there is removed. */
export function* copyTables(from: RootValue, to: RootValue, names: readonly string[]): Fetching<RootValue> {
  const source = yield* from.tables()
  const target = yield* to.tables()
  const edits: [string, Hash | null][] = []
  for (const name of names) {
    const hash = source.get(name) ?? null
    if (hash !== (target.get(name) ?? null)) edits.push([name, hash])
  }
  const copied = new Set(names)
  const keys: ForeignKey[] = [
    ...(yield* to.foreignKeys()).filter((key) => !copied.has(key.childTable)),
    ...(yield* from.foreignKeys()).filter((key) => copied.has(key.childTable)),
  ]
  return yield* to.with({ tables: edits, foreignKeys: keys })
}

/**
 * A root without some tables; those that aren't in it are passed over.
 * @throws OxbowError for a table to which a foreign key of one that stays refers.
 */
export function* removeTables(root: RootValue, names: readonly string[]): Fetching<RootValue> {
  const tables = yield* root.tables()
  const gone = new Set(names.filter((name) => tables.has(name)))
  if (gone.size === 0) return root
  const keys = yield* root.foreignKeys()
  const user = keys.find((key) => [...gone].some((table) => isTable(key.parentTable, table)) && !gone.has(key.childTable))
  if (user !== undefined) throw doltError(`unable to remove \`${user.parentTable}\` since it is referenced from table \`${user.childTable}\``)
  const kept = keys.filter((key) => !gone.has(key.childTable))
  return yield* root.with({ tables: [...gone].map((name) => [name, null]), ...(kept.length < keys.length && { foreignKeys: kept }) })
}
