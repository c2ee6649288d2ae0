import { ArtifactType, hasArtifacts, readArtifacts } from '../../doltdb/artifacts.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { Fetching } from '../../store/missing.ts'

/** A table with what merges left in it. */
export interface UnmergedTable {
  readonly name: string
  readonly table: Table
  readonly conflicts: number
  readonly violations: number
}

/**
 * The tables with conflicts or violations, in the order of their names.
 * @param but a root whose tables needn't be looked at again: those that are the same in both are passed over
 */
export function* unmergedTables(root: RootValue, but?: RootValue): Fetching<UnmergedTable[]> {
  const known = but === undefined ? undefined : yield* but.tables()
  const found: UnmergedTable[] = []
  for (const [name, hash] of yield* root.tables()) {
    if (known?.get(name) === hash) continue
    const table = yield* readTable(root.db, hash)
    if (!hasArtifacts(table)) continue
    let conflicts = 0
    const artifacts = yield* readArtifacts(table)
    for (const { type } of artifacts) if (type === ArtifactType.Conflict) conflicts++
    found.push({ name, table, conflicts, violations: artifacts.length - conflicts })
  }
  return found
}

export function namesWith(tables: readonly UnmergedTable[], what: 'conflicts' | 'violations'): string[] {
  return tables.flatMap((t) => (t[what] > 0 ? [t.name] : []))
}
