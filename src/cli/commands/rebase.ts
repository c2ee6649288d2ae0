import { type Command, CommandError } from '../command.ts'
import type { SqlAccess, Workspace } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

export const rebase: Command = {
  command: 'rebase',
  summary: 'Reapplies commits on top of another base tip',
  synopsis: ['[-i | --interactive] [--empty=drop|keep] <upstream>', '--continue', '--abort'],
  description: [
    'Takes the commits of the current branch that the upstream hasn\'t, and makes them anew on top of it.',
    'With --interactive, the plan is left in the table dolt_rebase, to be edited by SQL before --continue.',
  ],
  options: [
    { long: 'empty', value: 'empty', help: 'What becomes of commits that change nothing any more: drop or keep. Defaults to drop.' },
    { long: 'abort', help: 'Goes back to before a rebase that was begun. By default one is begun.' },
    { long: 'continue', help: 'Goes on with a rebase, once its plan is edited or its conflicts are resolved. By default one is begun.' },
    { long: 'interactive', short: 'i', help: 'Stops when the plan is made. By default it is carried out.' },
    { long: 'skip-verification', help: 'Has no effect: oxbow runs no tests before it commits.' },
  ],
  maxPositional: 1,
  tooMany: 'rebase takes at most one positional argument.',
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    await access.query('set @@dolt_allow_commit_conflicts = 1')
    const words = ['abort', 'continue', 'interactive', 'skip-verification'].filter((name) => args.flag(name)).map((name) => `--${name}`)
    const empty = args.value('empty')
    if (empty !== undefined) words.push('--empty', empty)
    const [status, message] = await rebased(access, workspace, [...words, ...args.positional])
    if (status === '1') throw new CommandError(`error: ${message}`)
    await followBranch(access, workspace)
    out.line(message)
    return 0
  },
}

/** Where conflicts stop a rebase, the branch that it works on is checked out, for them to be resolved. */
async function rebased(access: SqlAccess, workspace: Workspace, words: readonly string[]): Promise<string[]> {
  try {
    return (await access.call('dolt_rebase', words)) ?? []
  } catch (e) {
    if (isOxbowError(e)) await followBranch(access, workspace)
    throw e
  }
}

/** Checks out, for the next command, the branch that the session is on. */
async function followBranch(access: SqlAccess, workspace: Workspace): Promise<void> {
  const [[branch]] = await access.texts('select active_branch()')
  const { state } = await workspace.database()
  if (branch !== '' && branch !== state.branch) state.checkOut(branch)
}
