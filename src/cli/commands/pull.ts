import { type Command, CommandError } from '../command.ts'
import { changeStat } from '../output/change-stat.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

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
    const [[before]] = await access.texts("select hashof('HEAD')")
    const [fastForward, conflicts, message] = await pulled(access, [...words, ...args.positional])
    if (conflicts === '1') throw new CommandError(message === undefined || message === '' ? 'Automatic merge failed: there are conflicts' : message)
    if (message === 'Everything up-to-date') out.line(message)
    else if (fastForward === '1') {
      const [[after]] = await access.texts("select hashof('HEAD')")
      out.line(`Fast-forward\nUpdating ${before}..${after}`)
      for (const line of await changeStat(access, before, after)) out.line(line)
    }
    else if (message !== undefined && message !== '') out.line(message)
    return 0
  },
}

async function pulled(access: SqlAccess, words: readonly string[]): Promise<string[]> {
  try {
    return (await access.call('dolt_pull', words)) ?? []
  } catch (e) {
    const unknown = isOxbowError(e) ? /^unknown remote; '(.+)'$/.exec(e.message) : null
    throw unknown === null ? e : new CommandError(`fatal: remote '${unknown[1]}' not found.\nPlease make sure the remote exists.`)
  }
}
