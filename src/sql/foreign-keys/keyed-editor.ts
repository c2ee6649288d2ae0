import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { CheckDefinition, EditedTable, ForeignKeyInfo, ReferentialAction, RowFinder, TableEditor } from '../catalog.ts'
import type { StatementContext } from '../statement/statement.ts'
import type { Value } from '../value.ts'
import { hasChildren, tooDeep } from './errors.ts'
import { type KeyAction, type KeyNode, type RowChange, keyGraph } from './key-graph.ts'
import { type Children, KeyedTables } from './keyed-tables.ts'

/** How deep actions lead to actions. */
const MOST_DEPTH = 15

/**
 * Opens a table for changes of its rows that keep to foreign keys: children need parents, and parents that go or change do to their children
 * what the keys say. Nothing of that where the session doesn't ask for it.
 * @throws OxbowError as the transaction's `edit`, 1452 for a key that lacks its parent
 */
export function* editTable(database: string, table: string, change: RowChange, cx: StatementContext): Fetching<TableEditor> {
  const { transaction, session } = cx
  if (session.variable('foreign_key_checks') === 0) return yield* transaction.edit(database, table)
  const node = yield* settledGraph(database, table, change, cx)
  const editor = yield* transaction.edit(database, table)
  editor.keepKeys?.((name, what) => editTable(database, name, what, cx))
  return node === undefined ? editor : new KeyedEditor(editor, node, new KeyedTables(database, cx))
}

/** Whether an editor keeps to foreign keys: Dolt's UPDATE sees more changes then, of case alone among them. */
export function keepsKeys(editor: TableEditor): boolean {
  return editor instanceof KeyedEditor
}

/** The table's graph, when its keys that were made before their parents have found them. */
function* settledGraph(database: string, table: string, change: RowChange, cx: StatementContext): Fetching<KeyNode | undefined> {
  const keys = yield* cx.transaction.foreignKeys(database, table)
  if (keys.length === 0) return undefined
  const graph = keyGraph(keys, table, change)
  if (graph === undefined || keys.every((key) => key.resolved)) return graph
  const open = unresolvedKeys(graph)
  if (open.size === 0) return graph
  for (const key of open) yield* cx.transaction.resolveForeignKey(database, key, change === 'insert')
  return keyGraph(yield* cx.transaction.foreignKeys(database, table), table, change)
}

function unresolvedKeys(graph: KeyNode): Set<ForeignKeyInfo> {
  const open = new Set<ForeignKeyInfo>()
  const seen = new Set<KeyNode>()
  const visit = (node: KeyNode): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const key of node.references) if (!key.resolved) open.add(key)
    for (const { key, child } of node.actions) {
      if (!key.resolved) open.add(key)
      visit(child)
    }
  }
  visit(graph)
  return open
}

/** Source: go-mysql-server's plan/foreign_key_editor.go. */
class KeyedEditor implements TableEditor {
  readonly #editor: TableEditor
  readonly #node: KeyNode
  readonly #tables: KeyedTables

  constructor(editor: TableEditor, node: KeyNode, tables: KeyedTables) {
    this.#editor = editor
    this.#node = node
    this.#tables = tables
  }

  get table(): EditedTable {
    return this.#editor.table
  }

  get checks(): readonly CheckDefinition[] {
    return this.#editor.checks
  }

  /** @throws OxbowError 1452, 1062. */
  *insert(row: readonly Value[]): Fetching<void> {
    for (const key of this.#node.references) yield* (yield* this.#tables.reference(key)).check(row)
    yield* this.#editor.insert(row)
  }

  /** @throws OxbowError 1451, 1452, 1062. */
  *update(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    yield* this.#update(this.#node, this.#editor, old, row, 1)
  }

  /** @throws OxbowError 1451. */
  *delete(row: readonly Value[]): Fetching<void> {
    yield* this.#delete(this.#node, this.#editor, row, 1)
  }

  finder(columns: readonly number[]): RowFinder | undefined {
    return this.#editor.finder(columns)
  }

  nextAutoIncrement(): number | bigint {
    return this.#editor.nextAutoIncrement()
  }

  setAutoIncrement(used: number | bigint): void {
    this.#editor.setAutoIncrement(used)
  }

  *flush(): Fetching<void> {
    yield* this.#editor.flush()
    yield* this.#tables.flush()
  }

  *#update(node: KeyNode, editor: TableEditor, old: readonly Value[], row: readonly Value[], depth: number): Fetching<void> {
    for (const key of node.references) {
      const reference = yield* this.#tables.reference(key)
      if (reference.child.differs(old, row)) yield* reference.check(row)
    }
    for (const { key, onUpdate } of node.actions) {
      if (cascades(onUpdate)) continue
      const children = yield* this.#tables.children(key)
      if (children.parent.differs(old, row)) yield* refuseChildren(key, children, old)
    }
    refuseNull(editor, row)
    yield* editor.update(old, row)
    for (const action of node.actions) {
      if (!cascades(action.onUpdate)) continue
      const children = yield* this.#tables.children(action.key)
      if (!children.parent.differs(old, row)) continue
      const values = action.onUpdate === 'cascade' ? children.parent.values(row) : undefined
      const change = (child: readonly Value[]): Fetching<void> => this.#rewrite(action, children, child, values, depth + 1)
      yield* eachChild(children, old, revisits(node, action), depth + 1 > MOST_DEPTH, change)
    }
  }

  *#delete(node: KeyNode, editor: TableEditor, row: readonly Value[], depth: number): Fetching<void> {
    for (const { key } of node.actions) if (!cascades(key.onDelete)) yield* refuseChildren(key, yield* this.#tables.children(key), row)
    yield* editor.delete(row)
    // MySQL follows keys that lead back a step less far.
    const full = depth + 1 > (node.cyclic ? MOST_DEPTH - 1 : MOST_DEPTH)
    for (const action of node.actions) {
      const { key, child } = action
      if (!cascades(key.onDelete)) continue
      const children = yield* this.#tables.children(key)
      const change = (found: readonly Value[]): Fetching<void> => key.onDelete === 'cascade'
        ? this.#delete(child, children.table.editor, found, depth + 1)
        : this.#rewrite(action, children, found, undefined, depth + 1)
      yield* eachChild(children, row, revisits(node, action), full, change)
    }
  }

  /** Gives a child other values of the key: those of its parent, or NULL. */
  *#rewrite(
    { child }: KeyAction, { side, table }: Children, old: readonly Value[], values: readonly Value[] | undefined, depth: number,
  ): Fetching<void> {
    const row = [...old]
    side.ordinals.forEach((ordinal, i) => (row[ordinal] = values === undefined ? null : values[i]))
    table.generate?.(row)
    yield* this.#update(child, table.editor, old, row, depth)
  }
}

function cascades(action: ReferentialAction): boolean {
  return action === 'cascade' || action === 'set null'
}

/** What is done to one child may change others. */
function revisits(node: KeyNode, { child }: KeyAction): boolean {
  return node.cyclic || child.cyclic
}

function* refuseChildren(key: ForeignKeyInfo, { parent, finder }: Children, row: readonly Value[]): Fetching<void> {
  const values = parent.values(row)
  if (!values.includes(null) && (yield* finder.has(values))) throw hasChildren(key, parent.text(row))
}

/** Changes all children that a row had, so that they are its children no more. @param again whether to look for the rest anew after each */
function* eachChild(
  { parent, finder, table }: Children, row: readonly Value[], again: boolean, full: boolean, change: (child: readonly Value[]) => Fetching<void>,
): Fetching<void> {
  const values = parent.values(row)
  if (values.includes(null)) return
  do {
    const found = yield* finder.rows(values)
    if (found.length === 0) return
    if (full) throw tooDeep()
    for (const child of again ? found.slice(0, 1) : found) {
      if (table.virtual) table.generate?.(child)
      yield* change(child)
    }
  } while (again)
}

function refuseNull(editor: TableEditor, row: readonly Value[]): void {
  const { columns } = editor.table
  for (let i = 0; i < columns.length; i++) {
    if (row[i] === null && !columns[i].nullable) {
      throw new OxbowError('BAD_NULL', `Column '${columns[i].name}' cannot be null`, { errno: 1048, sqlState: '23000' })
    }
  }
}
