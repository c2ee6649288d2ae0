import type { Table } from '../../doltdb/table.ts'
import type { View } from '../../sql/catalog.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'
import { quoteName } from '../show-create.ts'

/**
 * dolt_blame_<table>: for each row, by its key, the commit that changed it last. A view over dolt_diff_<table>, as in Dolt:
 * of the changes of one key the youngest counts, and rows that aren't committed as they are have none.
 * Source: Dolt go/libraries/doltcore/sqle/dtables/blame_view.go.
 * @throws OxbowError for a table without a primary key.
 */
export function blameTable(_revision: Revision, name: string, { schema }: Table): View {
  const key = schema.primaryKey.map((ordinal) => schema.columns[ordinal].name)
  if (key.length === 0) throw doltError('unable to generate blame view for table without primary key')
  const after = key.map((column) => quoteName(`to_${column}`))
  const either = key.map((column, i) => `coalesce(${after[i]}, ${quoteName(`from_${column}`)})`)
  const select = `WITH changes AS (
    SELECT ${after.join(', ')}, to_commit, to_commit_date, diff_type,
      row_number() OVER (PARTITION BY ${either.join(', ')} ORDER BY coalesce(to_commit_date, from_commit_date) DESC) AS age
    FROM ${quoteName(`dolt_diff_${name}`)}
  )
  SELECT ${key.map((column, i) => `c.${after[i]} AS ${quoteName(column)}`).join(', ')},
    c.to_commit AS \`commit\`, c.to_commit_date AS commit_date, l.committer, l.email, l.message
  FROM changes AS c LEFT JOIN dolt_log AS l ON l.commit_hash = c.to_commit
  WHERE c.age = 1 AND c.diff_type <> 'removed' AND c.to_commit <> 'WORKING'
  ORDER BY ${after.map((column) => `c.${column}`).join(', ')}`
  const view = `dolt_blame_${name}`
  return { kind: 'view', name: view, select, createText: `CREATE VIEW ${quoteName(view)} AS ${select}` }
}
