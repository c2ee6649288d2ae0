import { writeSchema } from '../../doltdb/schema.ts'
import { readTable } from '../../doltdb/table.ts'
import { parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { success, type Procedure } from './context.ts'

/**
 * dolt_update_column_tag('table', 'column', 'tag'): gives a column another tag, by which columns are matched across commits.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_update_column_tag.go.
 */
export const doltUpdateColumnTag: Procedure = async (cx, args) => {
  const { positional } = parseArguments([], args)
  if (positional.length !== 3) throw doltError('incorrect number of arguments: must provide <table> <column> <tag>')
  const [tableName, columnName, text] = positional
  const tag = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(tag)) {
    throw doltError(`failed to parse tag ${text}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  const branch = await cx.writable()
  const { working } = branch.state
  const found = await cx.run(working.find(tableName))
  if (found === undefined) throw doltError(`table ${tableName} does not exist`)
  const table = await cx.run(readTable(working.db, found.hash))
  const { message } = table.schema
  if (!message.columns.some((c) => c.name === columnName)) throw doltError(`failed to update column tag: column ${columnName} does not exist`)
  if (message.columns.some((c) => c.tag === tag && c.name !== columnName)) {
    throw doltError('failed to update table schema: two different columns with the same tag')
  }
  const schema = writeSchema(working.db, { ...message, columns: message.columns.map((c) => (c.name === columnName ? { ...c, tag } : c)) })
  const changed = await cx.run(table.with({ schema }))
  const root = await cx.run(working.with({ tables: [[found.name, changed.hash]] }))
  cx.transaction.setState(branch.database, branch.branch, { working: root })
  return success()
}
