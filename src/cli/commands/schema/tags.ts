import { type Command, CommandError } from '../../command.ts'
import { formatResult, parseResultFormat } from '../../output/result-format.ts'
import { BIGINT_UNSIGNED, TEXT } from '../../../sql/types/types.ts'

export const schemaTags: Command = {
  command: 'schema tags',
  summary: 'Shows the column tags of one or more tables.',
  synopsis: ['[-r <result format>] [<table>...]'],
  description: ['Lists the columns of tables, by default of all, with the tag by which each is known when histories are merged.'],
  options: [{ long: 'result-format', short: 'r', value: 'result output format', help: 'How the list is printed: tabular, csv, json or vertical. Defaults to tabular.' }],
  async run({ args, out, workspace }) {
    const format = parseResultFormat(args.value('result-format') ?? 'tabular')
    if (format === undefined) throw new CommandError('Invalid argument for --result-format. Valid values are tabular, csv, json')
    const { db, root } = await workspace.workingRoot()
    const { readTable } = await import('../../../doltdb/table.ts')
    const names = args.positional.length === 0 ? [...(await db.run(root.tables())).keys()].filter((name) => name !== 'dolt_docs') : args.positional
    if (names.length === 0) {
      out.line('No tables in working set')
      return 0
    }
    const rows: [string, string, number][] = []
    for (const name of names) {
      const found = await db.run(root.find(name))
      if (found === undefined) throw new CommandError(`Can't find table ${name}.`)
      const table = await db.run(readTable(db, found.hash))
      for (const column of table.schema.columns) rows.push([found.name, column.name, column.tag])
    }
    const columns = [['table', TEXT], ['column', TEXT], ['tag', BIGINT_UNSIGNED]] as const
    const result = { columns: columns.map(([name, type]) => ({ name, type, nullable: false })), rows, affectedRows: 0, insertId: 0, info: '' }
    for (const bytes of formatResult(result, format)) out.bytes(bytes)
    return 0
  },
}
