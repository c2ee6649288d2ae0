import { ArtifactType, parseViolation, readArtifacts } from '../../doltdb/artifacts.ts'
import type { Fetching } from '../../store/missing.ts'
import type { UnmergedTable } from './artifact-tables.ts'

/** What a violation says of its constraint: the JSON of dolt_constraint_violations_<table>. */
export type ViolationInfo = Readonly<Record<string, string | readonly string[]>>

/** The violations of tables, those of one constraint together, in Dolt's words (`dsess/transactions.go`). */
export function* describeViolations(tables: readonly UnmergedTable[]): Fetching<string> {
  const parts: string[] = []
  for (const { table } of tables) {
    const counts = new Map<string, number>()
    for (const artifact of yield* readArtifacts(table)) {
      if (artifact.type === ArtifactType.Conflict) continue
      const text = describe(artifact.type, JSON.parse(parseViolation(artifact).info) as ViolationInfo)
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    const listed = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([text, count]) => (count > 1 ? `${text} (${count} row(s))` : text))
    parts.push(listed.join(''))
  }
  return parts.join(', ')
}

function describe(type: number, info: ViolationInfo): string {
  const list = (values: ViolationInfo[string]): string => `[${(values as readonly string[]).join(' ')}]`
  switch (type) {
    case ArtifactType.ForeignKey:
      return `\nType: Foreign Key Constraint Violation\n\tForeignKey: ${info.ForeignKey},\n\tTable: ${info.Table},\n\tReferencedTable: ${info.ReferencedTable},\n` +
        `\tIndex: ${info.Index},\n\tReferencedIndex: ${info.ReferencedIndex}`
    case ArtifactType.UniqueIndex: return `\nType: Unique Key Constraint Violation,\n\tName: ${info.Name},\n\tColumns: ${list(info.Columns)}`
    case ArtifactType.NotNull: return `\nType: Null Constraint Violation,\n\tColumns: ${list(info.Columns)}`
    default: return `\nType: Check Constraint Violation,\n\tName: ${info.Name},\n\tExpression: ${info.Expression}`
  }
}
