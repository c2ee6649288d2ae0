import { UsageError } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import { changeStat } from '../output/change-stat.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

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
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const words = (['no-ff', 'ff-only', 'abort'] as const).filter((name) => args.flag(name)).map((name) => `--${name}`)
    const text = args.value('message')
    if (text !== undefined) words.push('-m', text)
    if (args.positional.length > 1) {
      throw new UsageError('Error: Dolt does not support merging from multiple commits. You probably meant to checkout one and then merge from the other.')
    }
    if (args.positional.length === 0 && !args.flag('abort')) throw new CommandError('', 1, { usage: true })
    const [[before]] = await access.texts("select hashof('HEAD')")
    const row = await merged(access, [...words, ...args.positional])
    const [, fastForward, conflicts, message] = row
    if (conflicts !== undefined && conflicts !== '0' && conflicts !== '') throw new CommandError(message === '' ? 'Automatic merge failed: there are conflicts' : message)
    if (fastForward === '1') {
      const [[after]] = await access.texts("select hashof('HEAD')")
      out.line(`Fast-forward\nUpdating ${before}..${after}`)
      for (const line of await changeStat(access, before, after)) out.line(line)
    }
    else if (message !== undefined && message !== '') out.line(message)
    return 0
  },
}

/** Dolt's command says on stdout why it can't merge. */
async function merged(access: SqlAccess, words: readonly string[]): Promise<string[]> {
  try {
    return (await access.call('dolt_merge', words)) ?? []
  } catch (e) {
    // What is wrong with the options it says on stderr.
    throw isOxbowError(e) && !e.message.startsWith('error: Flags') ? new CommandError(e.message, 1, { onStdout: true }) : e
  }
}
