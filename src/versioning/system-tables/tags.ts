import { parseRef } from '../../doltdb/refs.ts'
import { readTag } from '../../doltdb/tag.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { DATETIME3 } from '../commit-columns.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [
  keyColumn('tag_name', TEXT), keyColumn('tag_hash', TEXT), column('tagger', TEXT), column('email', TEXT), column('date', DATETIME3),
  column('message', TEXT),
]

/** dolt_tags. `tag_hash` is the commit's address. */
export function tagsTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_tags', COLUMNS, function* () {
    const rows: Value[][] = []
    for (const [ref, target] of revision.refs) {
      const parsed = parseRef(ref)
      if (parsed?.kind !== 'tag') continue
      const tag = yield* readTag(revision.database.db, target)
      rows.push([parsed.name, tag.commit, tag.name, tag.email, tag.userTimestampMillis * 1000, tag.description])
    }
    return rows
  })
}
