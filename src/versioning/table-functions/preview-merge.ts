import { readCommit } from '../../doltdb/commit.ts'
import { mergeBase } from '../../doltdb/merge-base.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BIGINT_UNSIGNED, TEXT } from '../../sql/types/types.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { doltError, tableNotFound } from '../errors.ts'
import { conflictColumns, conflictRows, readConflicts } from '../merge/conflict-rows.ts'
import { type MergedRoot, mergeRootValues } from '../merge/merge-roots.ts'
import type { MergeContext } from '../merge/row-merger.ts'
import type { Revision } from '../revision.ts'

/*
 * What a merge would leave to be resolved, without doing it.
 * Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_preview_merge_conflicts.go, dolt_preview_merge_conflicts_summary.go.
 */

const SUMMARY = [column('table', TEXT), nullable('num_data_conflicts', BIGINT_UNSIGNED), nullable('num_schema_conflicts', BIGINT_UNSIGNED)]

/** dolt_preview_merge_conflicts_summary('into', 'from'): the tables in which a merge would conflict. */
export function* previewMergeSummary(revision: Revision, args: readonly string[], cx: MergeContext): Fetching<VirtualTable> {
  const name = 'dolt_preview_merge_conflicts_summary'
  if (args.length !== 2) throw doltError(`function '${name}' expected 2 arguments, ${args.length} received`)
  const { conflicts, schemaConflicts } = yield* mergePreview(cx, revision, args[0], args[1])
  const schemas = new Map(schemaConflicts.map(({ table, messages }) => [table, messages.length]))
  const tables = [...new Set([...conflicts.keys(), ...schemas.keys()])].toSorted()
  // oxlint-disable-next-line require-yield
  return virtualTable(name, SUMMARY, function* () {
    return tables.map((table) => (schemas.has(table) ? [table, null, schemas.get(table)!] : [table, conflicts.get(table) ?? 0, 0]))
  })
}

/** dolt_preview_merge_conflicts('into', 'from', 'table'): the rows that would conflict, as dolt_conflicts_<table> has them after a merge. */
export function* previewMergeConflicts(revision: Revision, args: readonly string[], cx: MergeContext): Fetching<VirtualTable> {
  const name = 'dolt_preview_merge_conflicts'
  if (args.length !== 3) throw doltError(`function '${name}' expected 3 arguments, ${args.length} received`)
  const { root, schemaConflicts } = yield* mergePreview(cx, revision, args[0], args[1])
  const found = yield* root.find(args[2])
  if (found === undefined) throw tableNotFound(args[2])
  const conflict = schemaConflicts.find(({ table }) => table === found.name)
  if (conflict !== undefined) throw doltError(`schema conflicts found: ${conflict.messages.length}`)
  const conflicted = yield* readConflicts(found.name, yield* readTable(root.db, found.hash))
  return virtualTable(name, conflictColumns(conflicted), (session) => conflictRows(session, conflicted))
}

function* mergePreview(cx: MergeContext, { database: { db }, refs, head }: Revision, into: string, from: string): Fetching<MergedRoot> {
  const ours = yield* resolveCommit(db, refs, into, head.hash)
  const theirs = yield* resolveCommit(db, refs, from, head.hash)
  const common = yield* mergeBase(db, ours, theirs)
  if (common === undefined) throw doltError('no common ancestor')
  const base = yield* readRoot(db, (yield* readCommit(db, common)).root)
  return yield* mergeRootValues(cx, base, yield* readRoot(db, ours.root), yield* readRoot(db, theirs.root), {
    sources: { theirs: theirs.hash, base: common }, keepsSchemaConflicts: true, withoutForeignKeys: true,
  })
}
