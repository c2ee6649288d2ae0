import { type Command, CommandError } from '../../command.ts'
import { isOxbowError } from '../../../error.ts'

export const resolve: Command = {
  command: 'conflicts resolve',
  summary: 'Automatically resolves all conflicts taking either ours or theirs for the given tables',
  synopsis: ['--ours|--theirs <table>...'],
  description: ['Ends the conflicts of tables: for each of them, one side\'s version stays. The name . stands for all tables.'],
  options: [
    { long: 'ours', help: 'Keeps what the current branch has. One of --ours and --theirs must be given.' },
    { long: 'theirs', help: 'Takes what the other branch has. One of --ours and --theirs must be given.' },
  ],
  async run({ args, workspace }) {
    const strategies = (['ours', 'theirs'] as const).filter((name) => args.flag(name))
    const access = await workspace.sql()
    await access.query('set @@dolt_allow_commit_conflicts = 1')
    if (strategies.length === 0) throw new CommandError('--ours or --theirs must be supplied', 1, { usage: true })
    if (strategies.length > 1) throw new CommandError('specify only one from [ --ours, --theirs ]', 1, { usage: true })
    if (args.positional.length === 0) throw new CommandError('specify at least one table to resolve conflicts', 1, { usage: true })
    try {
      await access.call('dolt_conflicts_resolve', [`--${strategies[0]}`, ...args.positional])
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(`error: failed to resolve\ncause: ${e.message}`) : e
    }
    return 0
  },
}
