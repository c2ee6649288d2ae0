import { scanRows } from '../../doltdb/rows.ts'
import type { Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { ForeignKeyInfo } from '../../sql/catalog.ts'
import { keyText, noParent } from '../../sql/foreign-keys/errors.ts'
import { neverEqual } from '../../sql/foreign-keys/key-types.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { toValues } from '../row-values.ts'

/** One side of a foreign key. */
interface Side {
  readonly table: Table
  readonly ordinals: readonly number[]
}

/** Whether each row of the child has its parent. @throws OxbowError 1452 for the first that doesn't. */
export function* checkRows(key: ForeignKeyInfo, child: Side, parent: Side): Fetching<void> {
  if (child.table.rows.treeCount === 0) return
  const { columns } = child.table.schema
  const types = child.ordinals.map((ordinal) => parseSqlType(columns[ordinal].sqlType))
  const never = types.some((type, i) => neverEqual(type, parseSqlType(parent.table.schema.columns[parent.ordinals[i]].sqlType)))
  const finder = (yield* TableWriter.open(parent.table)).finder(parent.ordinals)
  for (const step of scanRows(child.table)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (const row of step) {
      const values = child.ordinals.map((ordinal) => row[ordinal])
      if (values.includes(null) || (!never && (yield* finder!.has(values)))) continue
      const shown = toValues(child.table.schema, row)
      throw noParent(key, keyText(child.ordinals.map((ordinal) => shown[ordinal]), types))
    }
  }
}
