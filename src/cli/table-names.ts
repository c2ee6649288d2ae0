import type { SqlAccess } from './workspace.ts'
import { quoteName, quoteText } from './quote.ts'

/** System tables that users write to, and that a commit holds where somebody has. */
const WRITTEN = ['dolt_docs', 'dolt_ignore', 'dolt_procedures', 'dolt_query_catalog', 'dolt_schemas']

/** `AS OF` a revision; nothing for the working set. */
export function asOf(revision: string | undefined): string {
  return revision === undefined ? '' : ` as of ${quoteText(revision)}`
}

/** Names of the users' tables, views left out, in order. */
export async function userTables(access: SqlAccess, revision?: string): Promise<string[]> {
  const rows = await access.texts(`show full tables${asOf(revision)}`)
  return rows.filter(([, kind]) => kind === 'BASE TABLE').map(([name]) => name).toSorted()
}

/** Names of the system tables that hold rows of users'. */
export async function writtenSystemTables(access: SqlAccess, revision?: string): Promise<string[]> {
  const found: string[] = []
  for (const name of WRITTEN) if ((await access.query(`select 1 from ${name}${asOf(revision)} limit 1`)).rows.length > 0) found.push(name)
  return found
}

/** A table's CREATE TABLE statement, with its semicolon. */
export async function createStatement(access: SqlAccess, table: string, revision?: string): Promise<string> {
  return `${(await access.texts(`show create table ${quoteName(table)}${asOf(revision)}`))[0][1]};`
}
