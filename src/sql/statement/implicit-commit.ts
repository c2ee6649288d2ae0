import type { Statement } from '../parser/ast.ts'

const KINDS: ReadonlySet<Statement['kind']> = new Set([
  'createTable', 'dropTable', 'alterTable', 'renameTable', 'truncate', 'createIndex', 'dropIndex', 'createView', 'alterView', 'dropView',
  'createDatabase', 'alterDatabase', 'dropDatabase', 'createTrigger', 'dropTrigger', 'createProcedure', 'dropProcedure', 'createEvent', 'alterEvent', 'dropEvent',
] as const)

/** True for statements that end the open transaction, committing it, before and after they run. Source: MySQL 8.0 manual, 15.3.3. */
export function commitsImplicitly(statement: Statement): boolean {
  return KINDS.has(statement.kind) && !('temporary' in statement && statement.temporary)
}
