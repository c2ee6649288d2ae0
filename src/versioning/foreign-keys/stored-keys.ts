import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import { REFERENTIAL_ACTION, type ForeignKey } from '../../serial/foreign-keys.ts'
import type { ForeignKeyInfo, ReferentialAction } from '../../sql/catalog.ts'
import type { Fetching } from '../../store/missing.ts'

/** The stored numbers of actions. */
export const ACTIONS: Readonly<Record<ReferentialAction, number>> = {
  default: REFERENTIAL_ACTION.default, cascade: REFERENTIAL_ACTION.cascade, 'no action': REFERENTIAL_ACTION.noAction,
  restrict: REFERENTIAL_ACTION.restrict, 'set null': REFERENTIAL_ACTION.setNull,
}

const ACTION_NAMES = new Map(Object.entries(ACTIONS).map(([name, number]) => [number, name as ReferentialAction]))

const NO_KEYS: readonly ForeignKeyInfo[] = []
const infos = new WeakMap<readonly ForeignKey[], readonly ForeignKeyInfo[]>()

/** The foreign keys of a root value as the engine knows them. */
export function* foreignKeyInfos(root: RootValue): Fetching<readonly ForeignKeyInfo[]> {
  const keys = yield* root.foreignKeys()
  if (keys.length === 0) return NO_KEYS
  let known = infos.get(keys)
  if (known === undefined) {
    const made: ForeignKeyInfo[] = []
    for (const key of keys) made.push(yield* foreignKeyInfo(root, key))
    infos.set(keys, (known = made))
  }
  return known
}

function* foreignKeyInfo(root: RootValue, key: ForeignKey): Fetching<ForeignKeyInfo> {
  return {
    name: key.name,
    table: key.childTable,
    columns: key.unresolvedChildColumns ?? (yield* columnNames(root, key.childTable, key.childColumns)),
    parentTable: key.parentTable,
    parentColumns: key.unresolvedParentColumns ?? (yield* columnNames(root, key.parentTable, key.parentColumns)),
    onDelete: ACTION_NAMES.get(key.onDelete) ?? 'restrict',
    onUpdate: ACTION_NAMES.get(key.onUpdate) ?? 'restrict',
    resolved: isResolved(key),
  }
}

/** Whether a foreign key's name for its parent means a table: it stands there as it was written, in any case. */
export function isTable(name: string, table: string): boolean {
  return name === table || name.toLowerCase() === table.toLowerCase()
}

/** False for a key that was made without its parent, and hasn't met it since. */
export function isResolved(key: ForeignKey): boolean {
  return key.childColumns.length > 0 && key.parentColumns.length > 0
}

/** Keys of old databases know their columns by tag alone. */
function* columnNames(root: RootValue, table: string, tags: readonly number[]): Fetching<readonly string[]> {
  const found = yield* root.find(table)
  if (found === undefined) return []
  const { columns } = (yield* readTable(root.db, found.hash)).schema
  return tags.flatMap((tag) => columns.find((c) => c.tag === tag)?.name ?? [])
}
