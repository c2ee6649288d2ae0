import { OxbowError } from '../../error.ts'
import type { CheckDefinition, ColumnInfo } from '../catalog.ts'
import { invalidDefault } from './default-text.ts'
import { RowProgram } from './row-program.ts'
import { type StatementContext, compute } from './statement.ts'

/**
 * Whether what new columns compute can be computed, and their constant defaults be held: found while they are defined, not by the
 * first row.
 * @param isNew by lower-case name
 * @throws OxbowError 1054, 1067, 1305 …
 */
export async function checkColumns(
  { name, columns, checks }: { readonly name: string; readonly columns: readonly ColumnInfo[]; readonly checks: readonly CheckDefinition[] },
  isNew: (column: string) => boolean, cx: StatementContext,
): Promise<void> {
  const checked = columns.map((c): ColumnInfo => (isNew(c.name.toLowerCase()) ? c : { name: c.name, type: c.type, nullable: true }))
  const program = await compute(cx, RowProgram.of(checked, name, checks, cx.transaction, cx.session, []))
  const empty = columns.map(() => null)
  for (const [i, { name: column, defaultText, autoIncrement }] of checked.entries()) {
    if (defaultText === undefined || /^(\(|current_timestamp\b)/i.test(defaultText) || autoIncrement === true) continue
    try {
      program.default(i, empty)
    } catch (cause) {
      if (!(cause instanceof OxbowError)) throw cause
      throw invalidDefault(column, cause)
    }
  }
}
