import { type Command, CommandError } from '../command.ts'
import { formatResult } from '../output/result-format.ts'
import { quoteName, quoteText } from '../quote.ts'
import { isOxbowError } from '../../error.ts'

/** Names of commits as the command takes them. Source: Dolt go/cmd/dolt/commands/blame.go. */
const REVISION = /^(?:head[~^0-9]*|[0-9a-v]{32}|[\w./-]+)$/i

export const blame: Command = {
  command: 'blame',
  summary: 'Show what revision and author last modified each row of a table',
  synopsis: ['[<rev>] <tablename>'],
  description: ['Lists the rows of a table by key, each with the commit that changed it last; with a revision, as they were there.'],
  options: [],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    if (args.positional.length === 0) throw new CommandError('', 1, { usage: true })
    const [revision, table] = args.positional.length === 1 ? ['HEAD', args.positional[0]] : args.positional
    if (!REVISION.test(revision)) throw new CommandError('Invalid reference provided', 1, { onStdout: true })
    const access = await workspace.sql()
    try {
      const result = await access.query(`select * from ${quoteName(`dolt_blame_${table}`)} as of ${quoteText(revision)}`)
      for (const bytes of formatResult(result, 'tabular')) out.bytes(bytes)
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(e.message, 1, { onStdout: true }) : e
    }
    return 0
  },
}
