import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ParsedArguments } from '../arguments.ts'
import { type Command, type CommandContext, CommandError } from '../command.ts'
import { cyan } from '../output/colors.ts'
import { tableFileContent } from '../output/table-file.ts'
import { userTables } from '../table-names.ts'
import type { SqlAccess } from '../workspace.ts'

export const dump: Command = {
  command: 'dump',
  summary: 'Export all tables.',
  synopsis: ['[-f] [-r <result-format>] [-fn <file_name>] [-d <directory>] [--batch] [--no-batch] [--no-autocommit] [--no-create-db]'],
  description: ['Writes all tables of the working set, views, triggers and procedures to a script of SQL; or, as CSV or JSON, each table to a file.'],
  options: [
    { long: 'result-format', short: 'r', value: 'result_file_type', help: 'What is written: sql, csv or json. Defaults to sql.' },
    { long: 'file-name', short: 'fn', value: 'file_name', help: 'The script\'s name. Defaults to doltdump.sql.' },
    { long: 'directory', short: 'd', value: 'directory_name', help: 'The directory for CSV and JSON files. Defaults to doltdump/.' },
    { long: 'force', short: 'f', help: 'Overwrites files. By default that is an error.' },
    { long: 'batch', help: 'Writes many rows a statement. This is the default.' },
    { long: 'no-batch', help: 'Writes one row a statement. By default many.' },
    { long: 'no-autocommit', short: 'na', help: 'Wraps each table\'s rows in a transaction. By default each statement is its own.' },
    { long: 'schema-only', help: 'Writes no rows. By default all.' },
    { long: 'no-create-db', help: 'Writes no CREATE DATABASE. By default the script begins with one.' },
  ],
  maxPositional: 0,
  async run(cx) {
    const { args, out, workspace } = cx
    const access = await workspace.sql()
    const tables = await userTables(access)
    if (tables.length === 0) {
      out.line('No tables to export.')
      return 0
    }
    const format = (args.value('result-format') ?? 'sql').replace(/^\./, '')
    checkArguments(args, format)
    if (format === 'sql') await dumpScript(cx, access, tables)
    else if (format === 'csv' || format === 'json') await dumpFiles(cx, access, tables, format)
    else throw new CommandError('invalid result format', 1, { usage: true })
    out.error(cyan('Successfully exported data.'))
    return 0
  },
}

/** @throws CommandError for options that don't go together. */
function checkArguments(args: ParsedArguments, format: string): void {
  const wrong = (message: string): CommandError => new CommandError(message, 1, { usage: true })
  const [file, directory] = [args.value('file-name') !== undefined, args.value('directory') !== undefined]
  if (file && directory) throw wrong('cannot pass both directory and file names')
  if (format === 'sql' && directory) throw wrong('directory is not supported for sql exports')
  if (format !== 'sql' && file) throw wrong(`file-name is not supported for ${format} exports`)
  if (format !== 'sql' && args.flag('schema-only')) throw wrong(`schema-only dump is not supported for ${format} exports`)
}

async function dumpScript({ args, workspace }: CommandContext, access: SqlAccess, tables: readonly string[]): Promise<void> {
  const schemaOnly = args.flag('schema-only')
  const given = args.value('file-name') ?? (schemaOnly ? 'doltdump_schema_only.sql' : 'doltdump.sql')
  const name = given.endsWith('.sql') ? given : `${given}.sql`
  const path = freePath(args, resolve(workspace.directory, name), name)
  const parts: Uint8Array[] = []
  if (!args.flag('no-create-db')) {
    const database = (await workspace.database()).name
    parts.push(Buffer.from(`CREATE DATABASE IF NOT EXISTS \`${database}\`; USE \`${database}\`; \n`))
  }
  parts.push(Buffer.from('SET FOREIGN_KEY_CHECKS=0;\nSET UNIQUE_CHECKS=0;\n'))
  const options = { batched: !args.flag('no-batch'), schemaOnly, noAutocommit: args.flag('no-autocommit') }
  for (const table of tables) parts.push(await tableFileContent(access, table, 'sql', options))
  parts.push(Buffer.from(await programs(access)))
  writeFileSync(path, Buffer.concat(parts))
}

/** Views, triggers and procedures, as they were made. */
async function programs(access: SqlAccess): Promise<string> {
  const stored = await access.texts('select type, fragment from dolt_schemas')
  const lines = ['view', 'trigger'].flatMap((kind) => stored.filter(([type]) => type === kind).map(([, fragment]) => `${fragment};\n`))
  const procedures = await access.texts('select create_stmt from dolt_procedures')
  return lines.join('') + procedures.map(([create]) => `delimiter END_PROCEDURE\n${create};\nEND_PROCEDURE\ndelimiter ;\n`).join('')
}

async function dumpFiles({ args, workspace }: CommandContext, access: SqlAccess, tables: readonly string[], format: 'csv' | 'json'): Promise<void> {
  const directory = args.value('directory') ?? 'doltdump'
  for (const table of tables) {
    const name = join(directory, `${table}.${format}`)
    writeFileSync(freePath(args, resolve(workspace.directory, name), name), await tableFileContent(access, table, format))
  }
}

/** Makes the directory of a file that is not there yet, or may be overwritten. @throws CommandError */
function freePath(args: ParsedArguments, path: string, shown: string): string {
  if (existsSync(path) && !args.flag('force')) throw new CommandError(`${shown} already exists. Use -f to overwrite.`)
  mkdirSync(dirname(path), { recursive: true })
  return path
}
