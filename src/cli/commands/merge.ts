import { type Command, CommandError } from '../command.ts'

export const merge: Command = {
  command: 'merge',
  summary: 'Join two or more development histories together',
  synopsis: ['[--no-ff | --ff-only] [-m <msg>] <branch>'],
  description: ['Merges a branch, or any other revision, into the current branch.'],
  options: [
    { long: 'no-ff', help: 'Makes a merge commit even where the branch could just move. By default it moves.' },
    { long: 'ff-only', help: 'Errs where the branch can\'t just move. By default a merge commit is made then.' },
    { long: 'message', short: 'm', value: 'msg', help: 'The merge commit\'s message. Defaults to the names of the branches.' },
    { long: 'abort', help: 'Goes back to before a merge that waits for its conflicts to be resolved. By default one is begun.' },
  ],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const words = (['no-ff', 'ff-only', 'abort'] as const).filter((name) => args.flag(name)).map((name) => `--${name}`)
    const text = args.value('message')
    if (text !== undefined) words.push('-m', text)
    const row = (await access.call('dolt_merge', [...words, ...args.positional])) ?? []
    const [, fastForward, conflicts, message] = row
    if (conflicts !== undefined && conflicts !== '0' && conflicts !== '') throw new CommandError(message === '' ? 'Automatic merge failed: there are conflicts' : message)
    if (fastForward === '1') out.line('Fast-forward')
    else if (message !== undefined && message !== '') out.line(message)
    return 0
  },
}
