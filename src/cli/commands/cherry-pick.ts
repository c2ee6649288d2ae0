import { type Command, CommandError } from '../command.ts'
import { printNewCommit } from '../output/commit-info.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { PROGRAM } from '../program.ts'

const STOPPED = 'error: Unable to apply commit cleanly due to conflicts or constraint violations. Please resolve the conflicts and/or constraint violations, '
  + `then use \`${PROGRAM} add\` to add the tables to the staged set, and \`${PROGRAM} cherry-pick --continue\` to complete the cherry-pick. \n`
  + `To undo all changes from this cherry-pick operation, use \`${PROGRAM} cherry-pick --abort\`.\n`
  + 'For more information on handling conflicts, see: https://dolthub.com/docs/concepts/dolt/git/conflicts'

export const cherryPick: Command = {
  command: 'cherry-pick',
  summary: 'Apply the changes introduced by an existing commit.',
  synopsis: ['[--allow-empty] <commit>', '--continue', '--abort'],
  description: ['Applies what a commit changed to the current branch, in a new commit with its message and author. The working set must be clean.'],
  options: [
    { long: 'abort', help: 'Goes back to before a cherry-pick that waits for its conflicts to be resolved. By default one is begun.' },
    { long: 'continue', help: 'Commits a cherry-pick whose conflicts are resolved. By default one is begun.' },
    { long: 'allow-empty', help: 'Picks commits that change nothing, too. By default that is an error.' },
    { long: 'skip-verification', help: 'Has no effect: oxbow runs no tests before it commits.' },
    { long: 'dont-merge-json', help: 'Makes a conflict of changes to one JSON value. By default they are merged.' },
  ],
  maxPositional: 1,
  tooMany: 'cherry-picking multiple commits is not supported yet.',
  async run({ args, out, workspace }) {
    if (args.flag('abort') && args.flag('continue')) throw new CommandError('error: --continue and --abort are mutually exclusive')
    const access = await workspace.sql()
    await allowConflicts(access)
    if (args.flag('dont-merge-json')) await access.query('set @@dolt_dont_merge_json = 1')
    if (args.flag('abort')) {
      await abort(access)
      return 0
    }
    if (!args.flag('continue')) {
      if (args.positional.length === 0) throw new CommandError('', 1, { usage: true })
      if (args.positional[0] === '') throw new CommandError('error: cannot cherry-pick empty string')
      await requireClean(access)
    }
    const words = ['continue', 'allow-empty', 'skip-verification'].filter((name) => args.flag(name)).map((name) => `--${name}`)
    const [hash, ...problems] = (await access.call('dolt_cherry_pick', [...words, ...args.positional])) ?? []
    if (hash === '' || problems.slice(0, 3).some((count) => count !== '0')) throw new CommandError(STOPPED)
    await printNewCommit(access, out)
    return 0
  },
}

/** Lets the session keep a working set with conflicts, for the user to resolve. */
export async function allowConflicts(access: SqlAccess): Promise<void> {
  await access.query('set @@dolt_allow_commit_conflicts = 1')
  await access.query('set @@dolt_force_transaction_commit = 1')
}

async function abort(access: SqlAccess): Promise<void> {
  try {
    await access.call('dolt_cherry_pick', ['--abort'])
  } catch (e) {
    throw isOxbowError(e) && e.message === 'fatal: There is no merge to abort' ? new CommandError('error: There is no cherry-pick merge to abort') : e
  }
}

async function requireClean(access: SqlAccess): Promise<void> {
  const rows = await access.texts('select staged from dolt_status')
  if (rows.some(([staged]) => staged === '1' || staged === 'true')) throw new CommandError('Please commit your staged changes before using cherry-pick.')
  if (rows.length > 0) {
    throw new CommandError('error: your local changes would be overwritten by cherry-pick.\n'
      + `hint: commit your changes (${PROGRAM} commit -am \\"<message>\\") or reset them (${PROGRAM} reset --hard) to proceed.`)
  }
}
