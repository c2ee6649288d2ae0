import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'

export const clean: Command = {
  command: 'clean',
  summary: 'Deletes untracked working tables',
  synopsis: ['[--dry-run] [-x]', '[--dry-run] [-x] <table>...'],
  description: ['Drops the tables that no commit has and that aren\'t staged, or those of them that are named. What dolt_ignore names stays.'],
  options: [
    { long: 'dry-run', help: 'Only checks whether it can be done. By default the tables are dropped.' },
    { long: 'x', short: 'x', help: 'Drops tables that dolt_ignore names, too. By default they stay.' },
  ],
  async run({ args, workspace }) {
    const access = await workspace.sql()
    try {
      await access.call('dolt_clean', [...(args.flag('dry-run') ? ['--dry-run'] : []), ...(args.flag('x') ? ['-x'] : []), ...args.positional])
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(e.message, 1, { onStdout: true }) : e
    }
    return 0
  },
}
