import { readRoot } from '../../doltdb/root-value.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT } from '../../sql/types/types.ts'
import { flag, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { tableNotFound } from '../errors.ts'
import { verifyConstraints, violates } from '../merge/verify-constraints.ts'
import { result, type Procedure } from './context.ts'

const OPTIONS = [flag('all', 'a'), flag('output-only', 'o')]
const COLUMNS: readonly ColumnInfo[] = [nullable('violations', BIGINT)]

/** dolt_verify_constraints(['--all'][, '--output-only'][, 'table', …]): records rows that violate constraints; 1 where there are any. */
export const doltVerifyConstraints: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const { database, branch, head, state } = await cx.writable()
  const names: string[] = []
  for (const wanted of parsed.positional) {
    const found = await cx.run(state.working.find(wanted))
    if (found === undefined) throw tableNotFound(wanted)
    names.push(found.name)
  }
  if (names.length === 0) names.push(...(await cx.run(state.working.tables())).keys())
  const base = parsed.has('all') ? undefined : await cx.run(readRoot(database.db, head.root))
  const working = await cx.run(verifyConstraints(cx, state.working, base, names))
  if (!parsed.has('output-only')) cx.transaction.setState(database, branch, { working })
  const [was, is] = [await cx.run(state.working.tables()), await cx.run(working.tables())]
  for (const name of names) if (was.get(name) !== is.get(name) && (await cx.run(violates(working, name)))) return result(COLUMNS, 1)
  return result(COLUMNS, 0)
}
