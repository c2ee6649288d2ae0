import { type Command, CommandError } from '../command.ts'

export const pull: Command = {
  command: 'pull',
  summary: 'Fetch from and integrate with another repository or a local branch',
  synopsis: ['[<remote>] [<branch>]'],
  description: ['Fetches the current branch\'s upstream, or the branch that is named, and merges it into the current branch.'],
  options: [
    { long: 'ff-only', help: 'Errs where a merge commit would be needed. By default one is made.' },
    { long: 'no-ff', help: 'Makes a merge commit even where none is needed. By default the branch only moves.' },
    { long: 'force', short: 'f', help: 'Merges although there are uncommitted changes. By default that is an error.' },
    { long: 'silent', help: 'Says nothing but errors. By default progress is told.' },
  ],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    if (!args.flag('silent')) out.line('- Pulling...')
    const words = ['ff-only', 'no-ff', 'force'].filter((name) => args.flag(name)).map((name) => `--${name}`)
    const [fastForward, conflicts, message] = (await access.call('dolt_pull', [...words, ...args.positional])) ?? []
    if (conflicts === '1') throw new CommandError(message === undefined || message === '' ? 'Automatic merge failed: there are conflicts' : message)
    if (message === 'Everything up-to-date') out.line(message)
    else if (fastForward === '1') out.line('Fast-forward')
    else if (message !== undefined && message !== '') out.line(message)
    return 0
  },
}
