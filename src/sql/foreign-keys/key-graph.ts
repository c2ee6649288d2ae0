import type { ForeignKeyInfo, ReferentialAction } from '../catalog.ts'

/** A table among those that a change of rows may reach: what is looked at there, and where it leads. */
export interface KeyNode {
  readonly table: string
  /** The keys whose parents a new row needs. */
  readonly references: readonly ForeignKeyInfo[]
  readonly actions: readonly KeyAction[]
  /** True where the actions lead back to this table: they are followed a step less far then. */
  readonly cyclic: boolean
}

/** What a key does to the children of a row that goes or changes. */
export interface KeyAction {
  readonly key: ForeignKeyInfo
  /** The key's own action, or RESTRICT where it would come back to a table that is on the way already. */
  readonly onUpdate: ReferentialAction
  readonly child: KeyNode
}

/** What a statement does to the rows of its table: adds some, takes some away, or does both. */
export type RowChange = 'insert' | 'delete' | 'update'

interface OpenNode extends KeyNode {
  readonly references: ForeignKeyInfo[]
  readonly actions: KeyAction[]
  cyclic: boolean
}

/** The keys and tables that were passed on the way to a table. */
interface Path {
  readonly keys: ReadonlySet<string>
  readonly tables: ReadonlySet<string>
}

/**
 * The part of a database's foreign keys that changes of one table's rows meet; undefined where they meet none. Source:
 * go-mysql-server's analyzer/apply_foreign_keys.go, whose choice of the nodes that are shared decides how deep cascades may go.
 */
export function keyGraph(keys: readonly ForeignKeyInfo[], table: string, change: RowChange): KeyNode | undefined {
  return new Builder(keys).node(table.toLowerCase(), change, { keys: new Set(), tables: new Set() })
}

class Builder {
  readonly #keys: readonly ForeignKeyInfo[]
  readonly #parents = new Map<string, OpenNode[]>()

  constructor(keys: readonly ForeignKeyInfo[]) {
    this.#keys = keys
  }

  node(table: string, change: RowChange, path: Path): OpenNode | undefined {
    // A key that brought us here holds by itself: its parent is the row that we came from.
    const references = change === 'delete' ? [] : this.#keys.filter((key) => is(key.table, table) && !path.keys.has(key.name.toLowerCase()))
    const plain = references.length === 0 ? undefined : { table, references, actions: [], cyclic: false }
    if (change === 'insert') return plain
    const referencing = this.#keys.filter((key) => is(key.parentTable, table))
    if (referencing.length === 0) return plain
    const known = this.#parents.get(table)?.find((node) => node.references.length === references.length)
    if (known !== undefined) {
      known.cyclic = true
      return known
    }
    const node: OpenNode = plain ?? { table, references, actions: [], cyclic: false }
    this.#parents.set(table, [...(this.#parents.get(table) ?? []), node])
    const tables = new Set([...path.tables, table])
    for (const key of referencing) {
      const childTable = key.table.toLowerCase()
      const next = { keys: new Set([...path.keys, key.name.toLowerCase()]), tables }
      const child = this.node(childTable, 'update', next) ?? { table: childTable, references: [], actions: [], cyclic: false }
      if (child.cyclic) node.cyclic = true
      node.actions.push({ key, onUpdate: tables.has(childTable) ? 'restrict' : key.onUpdate, child })
    }
    return node
  }
}

function is(name: string, lower: string): boolean {
  return name.toLowerCase() === lower
}
