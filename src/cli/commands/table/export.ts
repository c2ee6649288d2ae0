import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, CommandError } from '../../command.ts'
import { cyan } from '../../output/colors.ts'
import { doltMessage } from '../../output/dolt-error.ts'
import { tableFileContent, tableFileType } from '../../output/table-file.ts'
import { isOxbowError } from '../../../error.ts'

export const tableExport: Command = {
  command: 'table export',
  summary: 'Export the contents of a table to a file.',
  synopsis: ['[-f] [--file-type <type>] <table> [<file>]'],
  description: ['Writes the rows of a table to a file whose kind its name tells: csv, psv, json or sql; without a file, as CSV to standard output.'],
  options: [
    { long: 'force', short: 'f', help: 'Overwrites the file. By default that is an error.' },
    { long: 'file-type', value: 'file_type', help: 'The kind of the file. Defaults to what its name says.' },
  ],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    const [table, file] = args.positional
    if (table === undefined) throw new CommandError('missing required argument', 1, { usage: true })
    const named = args.value('file-type')
    const type = file === undefined && named === undefined ? 'csv' : tableFileType(file ?? '', named)
    if (type === undefined) {
      throw new CommandError(`Could not infer type file '${file}'\n `
        + 'File extensions should match supported file types, or should be explicitly defined via the file-type parameter\ncould not validate table export args')
    }
    if (file === undefined && type !== 'csv' && type !== 'psv') throw new CommandError('Cannot export this format to stdout\ncould not validate table export args')
    const access = await workspace.sql()
    let content: Uint8Array
    try {
      content = await tableFileContent(access, table, type)
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(`Error creating reader for ${table}.\ncause: ${doltMessage(e)}`) : e
    }
    if (file === undefined) out.bytes(content)
    else {
      const path = resolve(workspace.directory, file)
      if (existsSync(path) && !args.flag('force')) throw new CommandError(`${file} already exists. Use -f to overwrite.`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
    out.error(cyan('Successfully exported data.'))
    return 0
  },
}
