import { type Command, CommandError } from '../command.ts'
import type { Output } from '../output/output.ts'
import { writtenSystemTables } from '../table-names.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

export const ls: Command = {
  command: 'ls',
  summary: 'List tables',
  synopsis: ['[--options] [<commit>]'],
  description: ['Lists the tables of the working set, or of a commit.'],
  options: [
    { long: 'verbose', short: 'v', help: 'Shows how many rows each table has. By default names only.' },
    { long: 'system', short: 's', help: 'Lists the system tables only. By default those of users only.' },
    { long: 'all', short: 'a', help: 'Lists the system tables, too. By default those of users only.' },
  ],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const [ref] = args.positional
    const hash = ref === undefined ? undefined : await hashOf(access, ref)
    const asOf = hash === undefined ? '' : ` as of '${hash}'`
    const place = hash ?? 'working set'
    const system = args.flag('system')
    const names = (await access.texts(`show tables${asOf}`)).map(([name]) => name)
    if (system) await printSystemTables(access, out, names, hash)
    if (system) return 0
    out.line(names.length === 0 ? `No tables in ${place}` : `Tables in ${place}:`)
    for (const name of names) {
      if (args.flag('verbose')) {
        const [[rows]] = await access.texts(`select count(*) from \`${name.replaceAll('`', '``')}\`${asOf}`)
        out.line(`\t${name.padEnd(20)}     ${rows} rows`)
      } else out.line(`\t ${name}`)
    }
    if (args.flag('all')) await printSystemTables(access, out, names, hash)
    return 0
  },
}

/** Those that are computed, and those that users have written to. */
async function printSystemTables(access: SqlAccess, out: Output, names: readonly string[], revision: string | undefined): Promise<void> {
  const { systemTableNames } = await import('../../versioning/system-tables/registry.ts')
  const stored = await writtenSystemTables(access, revision)
  out.line('System tables:')
  for (const name of [...systemTableNames([...names, ...stored]), ...stored].toSorted()) out.line(`\t ${name}`)
}

async function hashOf(access: SqlAccess, ref: string): Promise<string> {
  try {
    return (await access.texts('select hashof(?)', [ref]))[0][0]
  } catch (e) {
    throw isOxbowError(e) ? new CommandError(`branch not found: ${ref}`) : e
  }
}
