import { diffTrees } from '../prolly/diff.ts'
import { parseNode, type Node } from '../prolly/node.ts'
import { Missing } from '../store/missing.ts'
import { cardinality } from './rows.ts'
import type { Schema } from './schema.ts'
import type { Table } from './table.ts'

/** A row's place in a leaf. */
export interface RowPlace {
  readonly node: Node
  readonly index: number
}

/** A row that was added (no `from`), removed (no `to`) or changed. */
export class RowDiff {
  readonly from: RowPlace | undefined
  readonly to: RowPlace | undefined
  /** How many rows it stands for: above 1 only in tables without primary key. */
  readonly times: number
  constructor(from: RowPlace | undefined, to: RowPlace | undefined, times: number) {
    this.from = from
    this.to = to
    this.times = times
  }

  get kind(): 'added' | 'removed' | 'modified' {
    return this.from === undefined ? 'added' : this.to === undefined ? 'removed' : 'modified'
  }
}

/** True when the keys of both can be compared: the same columns (by tag) of equal types, in the same order. */
export function keysAreComparable(from: Schema, to: Schema): boolean {
  if (from.keyless || to.keyless) return from.keyless && to.keyless
  return from.primaryKey.length === to.primaryKey.length && from.primaryKey.every((ordinal, i) => {
    const a = from.columns[ordinal]
    const b = to.columns[to.primaryKey[i]]
    return a.tag === b.tag && a.sqlType === b.sqlType
  })
}

/**
 * The rows in which two tables differ, in the order of the key; a table that is absent has no rows. The keys must be
 * comparable. Rows count by their stored bytes: a new column that is NULL everywhere changes none.
 */
export function* diffRows(from: Table | undefined, to: Table | undefined): Generator<Missing | RowDiff, void, void> {
  const some = (to ?? from)!
  const { keyless, keyDescriptor } = some.schema
  const before = from?.rows ?? emptyLike(some)
  const after = to?.rows ?? emptyLike(some)
  for (const step of diffTrees(some.db.nodes, before, after, keyDescriptor)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (!keyless) yield new RowDiff(step.from, step.to, 1)
    else {
      const was = step.from === undefined ? 0 : cardinality(step.from.node, step.from.index)
      const is = step.to === undefined ? 0 : cardinality(step.to.node, step.to.index)
      if (is > was) yield new RowDiff(undefined, step.to, is - was)
      else if (is < was) yield new RowDiff(step.from, undefined, was - is)
    }
  }
}

function emptyLike(table: Table): Node {
  return parseNode(table.schema.rowWriter.write(0, [], [], []))
}
