import { ArtifactType, readArtifacts, withArtifacts } from '../../doltdb/artifacts.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import { resolveRow, RowDecoder, type StoredRow } from '../../doltdb/rows.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { Edit } from '../../prolly/mutate.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { addForeignKeyViolations } from './foreign-key-violations.ts'
import { RowMerger, type MergeContext } from './row-merger.ts'
import { rowViolations } from './row-violations.ts'
import { uniqueViolations } from './unique-violations.ts'

/**
 * Records the rows that violate constraints, of those that differ from `base`; without it, of all.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_verify_constraints.go.
 * @param names the tables that are looked at
 */
export function* verifyConstraints(cx: MergeContext, root: RootValue, base: RootValue | undefined, names: readonly string[]): Fetching<RootValue> {
  const theirs = root.hash
  const before = yield* base?.tables() ?? empty()
  let verified = root
  for (const [name, hash] of yield* root.tables()) {
    const was = before.get(name)
    if (!names.includes(name) || was === hash) continue
    const table = yield* readTable(root.db, hash)
    const edits = yield* tableViolations(cx, name, was === undefined ? undefined : yield* readTable(root.db, was), table, theirs)
    verified = yield* verified.with({ tables: [[name, (yield* withArtifacts(table, edits)).hash]] })
  }
  return yield* addForeignKeyViolations(verified, base, theirs, new Set(names.map((name) => name.toLowerCase())))
}

// oxlint-disable-next-line require-yield
function* empty(): Fetching<ReadonlyMap<string, Hash>> {
  return new Map()
}

function* tableViolations(cx: MergeContext, name: string, was: Table | undefined, table: Table, theirs: Hash): Fetching<Edit[]> {
  const { schema, db } = table
  const origins = schema.columns.map((_, i) => ({ base: i, ours: i, theirs: i }))
  const rows = yield* RowMerger.open(cx, name, { schema, origins, rebuildsIndexes: false }, { base: table, ours: table, theirs: table })
  const decoder = new RowDecoder(schema)
  const edits: Edit[] = []
  const changed: StoredRow[] = []
  for (const step of diffRows(was !== undefined && keysAreComparable(was.schema, schema) ? was : undefined, table)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (step.to === undefined) continue
    const { node, index } = step.to
    const stored = yield* resolveRow(db.nodes, schema, decoder.decode(node, index))
    changed.push([...stored])
    // oxlint-disable-next-line require-yield
    edits.push(...(yield* rowViolations(rows, schema, theirs, node.key(index), rows.fromTheirs(stored), function* () { return node.value(index) })).edits)
  }
  edits.push(...(yield* uniqueViolations(table, schema, changed, theirs)))
  return edits
}

/** Whether a table has rows that are known to violate constraints. */
export function* violates(root: RootValue, name: string): Fetching<boolean> {
  const found = yield* root.find(name)
  if (found === undefined) return false
  return (yield* readArtifacts(yield* readTable(root.db, found.hash))).some(({ type }) => type !== ArtifactType.Conflict)
}
