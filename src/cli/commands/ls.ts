import { type Command, CommandError } from '../command.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

export const ls: Command = {
  command: 'ls',
  summary: 'List tables',
  synopsis: ['[-v] [<commit>]'],
  description: ['Lists the tables of the working set, or of a commit.'],
  options: [{ long: 'verbose', short: 'v', help: 'Shows how many rows each table has. By default names only.' }],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const [ref] = args.positional
    const hash = ref === undefined ? undefined : await hashOf(access, ref)
    const asOf = hash === undefined ? '' : ` as of '${hash}'`
    const place = hash ?? 'working set'
    const names = (await access.texts(`show tables${asOf}`)).map(([name]) => name)
    out.line(names.length === 0 ? `No tables in ${place}` : `Tables in ${place}:`)
    for (const name of names) {
      if (args.flag('verbose')) {
        const [[rows]] = await access.texts(`select count(*) from \`${name.replaceAll('`', '``')}\`${asOf}`)
        out.line(`\t${name.padEnd(20)}     ${rows} rows`)
      } else out.line(`\t ${name}`)
    }
    return 0
  },
}

async function hashOf(access: SqlAccess, ref: string): Promise<string> {
  try {
    return (await access.texts('select hashof(?)', [ref]))[0][0]
  } catch (e) {
    throw isOxbowError(e) ? new CommandError(`branch not found: ${ref}`) : e
  }
}
