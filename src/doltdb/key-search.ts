import { scanLeaves } from '../prolly/scan.ts'
import { lookup } from '../prolly/seek.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import type { SortedEdits } from './sorted-edits.ts'

/** A tree with edits that wait for it. */
export interface EditedTree {
  readonly root: Node
  readonly edits: SortedEdits
  readonly keyDescriptor: TupleDescriptor
}

/**
 * The keys of a tree, as its edits would leave it, that begin with the same fields as `key`: in order, at most `most` of them.
 * @param fields how many fields have to be the same
 */
export function* keysWithPrefix(nodes: NodeStore, tree: EditedTree, key: Uint8Array, fields: number, most = Infinity): Fetching<Uint8Array[]> {
  const { root, edits, keyDescriptor } = tree
  const found: Uint8Array[] = []
  if (fields === keyDescriptor.fields.length) {
    const edit = edits.get(key)
    if (edit !== undefined) return edit.value === null ? found : [edit.key]
    const place = yield* lookup(nodes, root, keyDescriptor, key)
    if (place !== undefined) found.push(place.node.key(place.index))
    return found
  }
  for (const edit of edits.withPrefix(key, fields)) {
    if (edit.value === null) continue
    found.push(edit.key)
    if (found.length >= most) return found
  }
  const waiting = found.length
  const range = {
    lower: (bytes: Uint8Array, start: number, end: number) => keyDescriptor.comparePrefix(bytes, start, end, key, 0, key.length, fields),
    upper: (bytes: Uint8Array, start: number, end: number) =>
      keyDescriptor.comparePrefix(bytes, start, end, key, 0, key.length, fields) <= 0 ? -1 : 1,
  }
  for (const step of scanLeaves(nodes, root, range, { readAhead: 1 })) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (let i = step.from; i < step.to; i++) {
      const stored = step.node.key(i)
      // One with an edit is among those above, or waits to be removed.
      if (edits.size > 0 && edits.get(stored) !== undefined) continue
      found.push(stored)
      if (found.length >= most) return found
    }
  }
  if (waiting > 0 && found.length > waiting) found.sort((a, b) => keyDescriptor.compare(a, 0, a.length, b, 0, b.length))
  return found
}
