import { applyMutations, type Edit } from '../prolly/mutate.ts'
import { diffTrees, type DiffEntry } from '../prolly/diff.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeWriter } from '../prolly/chunker.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'
import { INDEX_WRITER } from './schema.ts'
import type { Table } from './table.ts'

/**
 * Joins two tables that came of one, where both only changed rows and no row both ways. Undefined where that isn't so, and
 * for tables whose rows say more than their keys (keyless ones, those with unique keys).
 */
export function* mergeRows(base: Table, ours: Table, theirs: Table): Fetching<Table | undefined> {
  if (ours.schema.hash !== base.schema.hash || theirs.schema.hash !== base.schema.hash) return undefined
  // Rows of keyless tables and unique keys need more than a look at their keys.
  if (base.schema.keyless || base.schema.indexes.some((index) => index.message.unique)) return undefined
  const { db, schema } = base
  const rows = yield* mergeTrees(db, base.rows, ours.rows, theirs.rows, schema.keyDescriptor, schema.rowWriter)
  if (rows === undefined) return undefined
  const indexes: [string, Hash][] = []
  for (const { name, keyDescriptor } of schema.indexes) {
    const before = yield* base.indexRoot(name)
    const merged = yield* mergeTrees(db, before, yield* ours.indexRoot(name), yield* theirs.indexRoot(name), keyDescriptor, INDEX_WRITER)
    if (merged === undefined) return undefined
    indexes.push([name, merged.hash ?? db.sink.put(merged.bytes)])
  }
  const autoIncrement = ours.message.autoIncrementValue > theirs.message.autoIncrementValue
    ? ours.message.autoIncrementValue
    : theirs.message.autoIncrementValue
  return yield* theirs.with({ rows, indexes, autoIncrement })
}

/** Applies to `theirs` what changed from `base` to `ours`; undefined where `theirs` changed one of the same keys. */
function* mergeTrees(
  db: DoltDatabase, base: Node, ours: Node, theirs: Node, order: TupleDescriptor, writer: NodeWriter,
): Fetching<Node | undefined> {
  const mine = yield* editsBetween(db, base, ours, order)
  const others = yield* editsBetween(db, base, theirs, order)
  for (let i = 0, j = 0; i < mine.length && j < others.length; ) {
    const a = mine[i].key
    const b = others[j].key
    const compared = order.compare(a, 0, a.length, b, 0, b.length)
    if (compared === 0) return undefined
    if (compared < 0) i++
    else j++
  }
  return yield* applyMutations(db.nodes, db.sink, theirs, mine, order, writer)
}

function* editsBetween(db: DoltDatabase, from: Node, to: Node, order: TupleDescriptor): Fetching<Edit[]> {
  const edits: Edit[] = []
  for (const step of diffTrees(db.nodes, from, to, order)) {
    if (step instanceof Missing) yield step
    else edits.push(editOf(step))
  }
  return edits
}

function editOf({ from, to }: DiffEntry): Edit {
  if (to !== undefined) return { key: to.node.key(to.index), value: to.node.value(to.index) }
  return { key: from!.node.key(from!.index), value: null }
}
