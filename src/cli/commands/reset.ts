import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'

export const reset: Command = {
  command: 'reset',
  summary: 'Resets staged or working tables to HEAD or a specified commit',
  synopsis: ['<table>...', '[--hard | --soft] <revision>'],
  description: ['Takes tables off the list of what will be committed; with a revision, moves the current branch there.'],
  options: [
    { long: 'hard', help: 'Puts the working set back, too: uncommitted changes are gone. By default they stay.' },
    { long: 'soft', help: 'Leaves the working set as it is. This is the default.' },
  ],
  async run({ args, out, workspace }) {
    if (args.flag('hard') && args.flag('soft')) throw new CommandError('error: --hard and --soft are mutually exclusive options.')
    const access = await workspace.sql()
    try {
      await access.call('dolt_reset', [...(['hard', 'soft'] as const).filter((name) => args.flag(name)).map((name) => `--${name}`), ...args.positional])
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(`error: Failed to reset changes.\ncause: ${e.message}`) : e
    }
    if (args.flag('hard')) return 0
    const changed = await access.texts("select table_name, status from dolt_status where not staged and status <> 'new table'")
    if (changed.length > 0) out.line('Unstaged changes after reset:')
    for (const [table, change] of changed) out.line(`${change === 'modified' ? 'M' : 'D'}\t${table}`)
    return 0
  },
}
