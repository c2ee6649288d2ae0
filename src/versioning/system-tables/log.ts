import { readCommit, isAncestor } from '../../doltdb/commit.ts'
import { commitWalk } from '../../doltdb/commit-walk.ts'
import { OxbowError } from '../../error.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import { isHash, type Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { virtualTable } from '../column.ts'
import { decorations, LOG_COLUMNS, logRow } from '../commit-columns.ts'
import type { Revision } from '../revision.ts'

/** dolt_log: the commits that can be reached from the head. */
export function logTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_log', LOG_COLUMNS, function* (_session, equals) {
    const options = { decorations: yield* decorations(revision), head: revision.head.hash, parents: true, signature: true }
    const wanted = equals.get('commit_hash')
    if (typeof wanted === 'string') {
      const commit = yield* findAncestor(revision, wanted)
      return commit === undefined ? [] : [logRow(commit, options)]
    }
    const rows: Value[][] = []
    for (const step of commitWalk(revision.database.db, [revision.head.hash])) {
      if (step instanceof Missing) yield step
      else rows.push(logRow(step, options))
    }
    return rows
  })
}

/** The commit of an address, if it is the head or one of its ancestors. */
export function* findAncestor(revision: Revision, hash: Hash): Fetching<Revision['head'] | undefined> {
  const { db } = revision.database
  if (!isHash(hash)) return undefined
  try {
    const commit = yield* readCommit(db, hash)
    return (yield* isAncestor(db, commit, revision.head)) ? commit : undefined
  } catch (e) {
    if (e instanceof OxbowError && (e.code === 'CHUNK_NOT_FOUND' || e.code === 'NOT_A_COMMIT')) return undefined
    throw e
  }
}
