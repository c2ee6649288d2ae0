import { parseRef } from '../../doltdb/refs.ts'
import { commitAt } from '../../doltdb/resolve-ref.ts'
import { visibleRefs } from '../../doltdb/visible-refs.ts'
import type { Access } from '../../sql/access.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { LONGTEXT, TIMESTAMP } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [column('ref', LONGTEXT), nullable('ref_timestamp', TIMESTAMP), column('commit_hash', LONGTEXT), column('commit_message', LONGTEXT)]

/**
 * dolt_reflog(['ref'][, '--all']): where branches, tags and remote-tracking branches have stood, the newest first, as far as the
 * database remembers its roots. Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_reflog.go.
 */
export function reflogFunction({ database }: Revision, args: readonly string[], filter: Access['refs']): VirtualTable {
  const [wanted, ...rest] = args.filter((arg) => arg !== '--all')
  if (rest.length > 0) throw doltError(`error: dolt_reflog has too many positional arguments. Expected at most 1, found 2: [${args.join(' ')}]`)
  if (args.length > 2) throw doltError("error: multiple values provided for `all`")
  return virtualTable('dolt_reflog', COLUMNS, function* () {
    const { db } = database
    const roots = database.recordedRoots?.() ?? []
    const at = new Map<string, Hash>()
    const rows: Value[][] = []
    let ref = wanted
    for (const { root, timestampSeconds } of roots.length > 0 ? roots : [{ root: db.root(), timestampSeconds: undefined }]) {
      const refs = yield* db.refs(root)
      for (const [name, target] of filter === undefined ? refs : visibleRefs(refs, filter)) {
        const kind = parseRef(name)?.kind
        if (kind !== 'branch' && kind !== 'tag' && kind !== 'remote') continue
        // The first ref that ends so is meant.
        if (ref !== undefined && name.toLowerCase().endsWith(`/${ref.toLowerCase()}`)) ref = name
        if ((ref !== undefined && name.toLowerCase() !== ref.toLowerCase()) || at.get(name) === target) continue
        at.set(name, target)
        const { description } = yield* commitAt(db, target)
        rows.push([name, timestampSeconds === undefined ? null : timestampSeconds * 1_000_000, target, description])
      }
    }
    return rows.toReversed()
  })
}
