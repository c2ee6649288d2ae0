import type { SqlAccess } from '../workspace.ts'
import type { Output } from './output.ts'
import { PROGRAM } from '../program.ts'

const INVESTIGATE = `Use '${PROGRAM} conflicts' to investigate and resolve conflicts.`

/**
 * Prints what a merge waits for, table by table, and what can be done about it. @returns the exit code.
 * Source: Dolt go/cmd/dolt/commands/merge.go, printConflictsAndViolations and handleMergeErr.
 */
export async function printMergeProblems(access: SqlAccess, out: Output): Promise<number> {
  const tables = async (sql: string): Promise<string[]> => (await access.texts(sql)).map(([name]) => name)
  const data = await tables('select `table` from dolt_conflicts where num_conflicts > 0')
  const schemas = await tables('select table_name from dolt_schema_conflicts')
  const violations = await tables('select `table` from dolt_constraint_violations where num_violations > 0')
  for (const table of [...new Set([...data, ...schemas, ...violations])].toSorted()) {
    out.line(`Auto-merging ${table}`)
    if (data.includes(table)) out.line(`CONFLICT (content): Merge conflict in ${table}`)
    if (schemas.includes(table)) out.line(`CONFLICT (schema): Merge conflict in ${table}`)
    if (violations.includes(table)) out.line(`CONSTRAINT VIOLATION (content): Merge created constraint violation in ${table}`)
  }
  const conflicts = data.length + schemas.length > 0
  if (!conflicts && violations.length === 0) return 0
  const [[unmerged]] = await access.texts('select unmerged_tables from dolt_merge_status')
  out.line(`Automatic merge failed; ${unmerged === '' ? 0 : unmerged.split(', ').length} table(s) are unmerged.`)
  if (conflicts) out.line(violations.length > 0 ? `Fix conflicts and constraint violations and then commit the result.\n${INVESTIGATE}` : INVESTIGATE)
  else {
    out.line('Fix constraint violations and then commit the result.\n'
      + "Constraint violations for the working set may be viewed using the 'dolt_constraint_violations' system table.\n"
      + "They may be queried and removed per-table using the 'dolt_constraint_violations_TABLENAME' system table.")
  }
  return 1
}
