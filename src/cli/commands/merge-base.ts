import { type Command, CommandError } from '../command.ts'

export const mergeBase: Command = {
  command: 'merge-base',
  summary: 'Find the common ancestor of two commits.',
  synopsis: ['<commit spec> <commit spec>'],
  description: ['Prints the address of the commit where the histories of two commits parted.'],
  options: [],
  async run({ args, out, workspace }) {
    if (args.positional.length !== 2) throw new CommandError('merge-base takes exactly 2 args')
    const access = await workspace.sql()
    const [[hash]] = await access.texts('select dolt_merge_base(?, ?)', args.positional)
    out.line(hash)
    return 0
  },
}
