import type { Command } from '../command.ts'

export const reset: Command = {
  command: 'reset',
  summary: 'Resets staged or working tables to HEAD or a specified commit',
  synopsis: ['<table>...', '[--hard | --soft] <revision>'],
  description: ['Takes tables off the list of what will be committed; with a revision, moves the current branch there.'],
  options: [
    { long: 'hard', help: 'Puts the working set back, too: uncommitted changes are gone. By default they stay.' },
    { long: 'soft', help: 'Leaves the working set as it is. This is the default.' },
  ],
  async run({ args, workspace }) {
    const access = await workspace.sql()
    await access.call('dolt_reset', [...(['hard', 'soft'] as const).filter((name) => args.flag(name)).map((name) => `--${name}`), ...args.positional])
    return 0
  },
}
