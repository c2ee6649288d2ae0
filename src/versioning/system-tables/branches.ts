import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { parseRef } from '../../doltdb/refs.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { wantChunks } from '../../store/missing.ts'
import { column, keyColumn, nullable, virtualTable } from '../column.ts'
import { DATETIME3 } from '../commit-columns.ts'
import type { DoltCatalog } from '../catalog.ts'
import type { Revision } from '../revision.ts'

const FIRST: readonly ColumnInfo[] = [
  keyColumn('name', TEXT), column('hash', TEXT), nullable('latest_committer', TEXT), nullable('latest_committer_email', TEXT),
  nullable('latest_commit_date', DATETIME3), nullable('latest_commit_message', TEXT),
]
const LAST: readonly ColumnInfo[] = [
  nullable('latest_author', TEXT), nullable('latest_author_email', TEXT), nullable('latest_author_date', DATETIME3),
]

function first(name: string, commit: Commit): Value[] {
  return [name, commit.hash, commit.committerName, commit.committerEmail, commit.timestampMillis * 1000, commit.description]
}

function last(commit: Commit): Value[] {
  return [commit.name, commit.email, commit.userTimestampMillis * 1000]
}

function targetsOf(revision: Revision, kind: 'branch' | 'remote'): Hash[] {
  return [...revision.refs].filter(([ref]) => parseRef(ref)?.kind === kind).map(([, target]) => target)
}

const BRANCH_COLUMNS = [...FIRST, nullable('remote', TEXT), nullable('branch', TEXT), nullable('dirty', BOOLEAN), ...LAST]

/** dolt_branches: the database's own branches. */
export function branchesTable(catalog: DoltCatalog, revision: Revision): VirtualTable {
  return virtualTable('dolt_branches', BRANCH_COLUMNS, function* () {
    const { database } = revision
    yield* wantChunks(database.db.store, targetsOf(revision, 'branch'))
    const rows: Value[][] = []
    for (const [ref, target] of revision.refs) {
      const parsed = parseRef(ref)
      if (parsed?.kind !== 'branch') continue
      const commit = yield* readCommit(database.db, target)
      const upstream = database.state.upstream(parsed.name)
      const dirty = database.workingSets && (yield* catalog.isDirty(database, parsed.name))
      // Of a branch of this database, or of a remote that is gone, the name alone is known.
      const remoteBranch = (upstream?.head ?? database.state.mergeRef(parsed.name) ?? '').replace(/^refs\/heads\//, '')
      rows.push([...first(parsed.name, commit), upstream?.remote ?? '', remoteBranch, dirty ? 1 : 0, ...last(commit)])
    }
    return rows
  })
}

/** dolt_remote_branches: the branches of remotes as they were when last fetched. */
export function remoteBranchesTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_remote_branches', [...FIRST, ...LAST], function* () {
    yield* wantChunks(revision.database.db.store, targetsOf(revision, 'remote'))
    const rows: Value[][] = []
    for (const [ref, target] of revision.refs) {
      const parsed = parseRef(ref)
      if (parsed?.kind !== 'remote') continue
      const commit = yield* readCommit(revision.database.db, target)
      rows.push([...first(`remotes/${parsed.remote}/${parsed.name}`, commit), ...last(commit)])
    }
    return rows
  })
}
