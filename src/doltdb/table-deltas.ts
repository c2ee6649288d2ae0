import { compareMemory } from '../prolly/compare-memory.ts'
import type { ForeignKey } from '../serial/foreign-keys.ts'
import type { Fetching } from '../store/missing.ts'
import type { RootValue } from './root-value.ts'
import { readTable, type Table } from './table.ts'

/** A table in which two root values differ: added where `from` is absent, dropped where `to` is. */
export interface TableDelta {
  readonly fromName: string | undefined
  readonly toName: string | undefined
  readonly from: Table | undefined
  readonly to: Table | undefined
  readonly dataChanged: boolean
  readonly schemaChanged: boolean
  readonly kind: 'added' | 'dropped' | 'renamed' | 'modified'
}

/**
 * What changed from one root value to another, in the order of the names before, then after the change.
 * A table that is gone and a new one that shares columns with it (tag and name) are one that was renamed.
 * Source: Dolt go/libraries/doltcore/diff/table_deltas.go.
 */
export function* tableDeltas(from: RootValue, to: RootValue): Fetching<TableDelta[]> {
  if (from.hash === to.hash) return []
  const before = yield* from.tables()
  const after = yield* to.tables()
  const keysChanged = from.message.foreignKeys !== to.message.foreignKeys
  const fromKeys = keysChanged ? yield* from.foreignKeys() : []
  const toKeys = keysChanged ? yield* to.foreignKeys() : []
  const deltas: TableDelta[] = []
  const gone: { name: string; table: Table }[] = []
  for (const [name, hash] of before) {
    const other = after.get(name)
    if (other === undefined) {
      gone.push({ name, table: yield* readTable(from.db, hash) })
      continue
    }
    const otherKeys = keysChanged && keysOf(fromKeys, name) !== keysOf(toKeys, name)
    if (other === hash && !otherKeys) continue
    deltas.push(delta(name, name, yield* readTable(from.db, hash), yield* readTable(to.db, other), otherKeys))
  }
  const added: { name: string; table: Table }[] = []
  for (const [name, hash] of after) if (!before.has(name)) added.push({ name, table: yield* readTable(to.db, hash) })
  for (const old of gone) {
    const at = added.findIndex(({ table }) => sharesColumns(old.table, table))
    if (at < 0) deltas.push(delta(old.name, undefined, old.table, undefined, false))
    else {
      const [renamed] = added.splice(at, 1)
      deltas.push(delta(old.name, renamed.name, old.table, renamed.table, false))
    }
  }
  for (const { name, table } of added) deltas.push(delta(undefined, name, undefined, table, false))
  return deltas.sort((a, b) => compareNames(a.fromName ?? '', b.fromName ?? '') || compareNames(a.toName ?? '', b.toName ?? ''))
}

function delta(
  fromName: string | undefined, toName: string | undefined, from: Table | undefined, to: Table | undefined, keysChanged: boolean,
): TableDelta {
  if (from === undefined || to === undefined) {
    const table = (from ?? to)!
    const kind = from === undefined ? 'added' : 'dropped'
    return { fromName, toName, from, to, kind, schemaChanged: true, dataChanged: table.rows.treeCount > 0 }
  }
  const renamed = fromName !== toName
  const dataChanged = compareMemory(
    from.rows.bytes, 0, from.rows.bytes.length, to.rows.bytes, 0, to.rows.bytes.length,
  ) !== 0
  const schemaChanged = renamed || keysChanged || from.schema.hash !== to.schema.hash ||
    from.message.autoIncrementValue !== to.message.autoIncrementValue
  return { fromName, toName, from, to, kind: renamed ? 'renamed' : 'modified', schemaChanged, dataChanged }
}

function sharesColumns(from: Table, to: Table): boolean {
  return from.schema.columns.some((c) => to.schema.columns.some((d) => d.tag === c.tag && d.name === c.name))
}

function keysOf(keys: readonly ForeignKey[], table: string): string {
  return JSON.stringify(keys.filter((key) => key.childTable === table))
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
