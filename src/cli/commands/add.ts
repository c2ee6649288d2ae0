import { type Command, CommandError } from '../command.ts'
import { PROGRAM } from '../program.ts'

export const add: Command = {
  command: 'add',
  summary: 'Add table contents to the list of staged tables',
  synopsis: ['[<table>...]', '.', '-A'],
  description: ['Takes the tables as they are now for the next commit. The name . stands for all of them.'],
  options: [
    { long: 'all', short: 'A', help: 'Stages all tables. By default those that are named.' },
    { long: 'force', short: 'f', help: 'Stages tables that dolt_ignore names, too. By default they are left alone.' },
  ],
  async run({ args, workspace }) {
    if (args.positional.length === 0 && !args.flag('all')) {
      throw new CommandError(`Nothing specified, nothing added. Maybe you wanted to say '${PROGRAM} add .'?`)
    }
    const access = await workspace.sql()
    // Conflicts and violations stay while they are resolved.
    await access.query('set @@dolt_force_transaction_commit = 1')
    await access.call('dolt_add', [...(args.flag('all') ? ['-A'] : []), ...(args.flag('force') ? ['--force'] : []), ...args.positional])
    return 0
  },
}
