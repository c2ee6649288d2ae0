import { type Command, CommandError } from '../command.ts'
import { printNewCommit } from '../output/commit-info.ts'
import { isOxbowError } from '../../error.ts'
import { printNotStaged } from './status.ts'
import { PROGRAM } from '../program.ts'

export const commit: Command = {
  command: 'commit',
  summary: 'Record changes to the repository',
  synopsis: ['[options] -m <msg>'],
  description: ['Records the staged changes in a new commit with this message, and moves the current branch to it.'],
  options: [
    { long: 'message', short: 'm', value: 'msg', help: 'The message. It must be given, except with --amend, which keeps the old one by default.' },
    { long: 'all', short: 'a', help: 'Stages changed and deleted tables first; new ones are left alone. By default only what is staged is committed.' },
    { long: 'ALL', short: 'A', help: 'Stages all tables first, new ones too. By default only what is staged is committed.' },
    { long: 'amend', help: 'Replaces the last commit. By default a new one is made.' },
    { long: 'allow-empty', help: 'Commits even where nothing has changed. By default that is an error.' },
    { long: 'skip-empty', help: 'Does nothing where nothing has changed. By default that is an error.' },
    { long: 'author', value: 'author', help: 'The author, as "A U Thor <author@example.com>". Defaults to user.name and user.email of the configuration.' },
    { long: 'date', value: 'date', help: 'The date, such as 2024-01-02T03:04:05Z. Defaults to now.' },
    { long: 'force', short: 'f', help: 'Ignores foreign key violations. By default they are an error.' },
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    if (args.flag('allow-empty') && args.flag('skip-empty')) throw new CommandError('error: cannot use both --allow-empty and --skip-empty')
    const access = await workspace.sql()
    const call: string[] = []
    for (const name of ['message', 'author', 'date'] as const) {
      const value = args.value(name)
      // An empty message is none.
      if (value !== undefined && !(name === 'message' && value === '')) call.push(`--${name}`, value)
    }
    for (const name of ['ALL', 'amend', 'allow-empty', 'skip-empty', 'force'] as const) if (args.flag(name)) call.push(`--${name}`)
    if (args.flag('all')) call.push('-a')
    let row: string[] | undefined
    try {
      row = await access.call('dolt_commit', call)
    } catch (e) {
      if (!isOxbowError(e)) throw e
      if (e.message === 'nothing to commit' && !(await printNotStaged(access, out))) throw new CommandError(`no changes added to commit (use "${PROGRAM} add")`)
      const conflicted = /^error: the table\(s\) (.*) are in conflict$/.exec(e.message)
      if (conflicted !== null) {
        throw new CommandError(`tables [${conflicted[1].replaceAll(', ', ' ')}] have unresolved conflicts from the merge. resolve the conflicts before committing`)
      }
      if (e.message.startsWith('Aborting commit')) throw new CommandError(e.message)
      throw new CommandError(`error: Failed to commit changes.\ncause: ${e.message}`)
    }
    if (row === undefined) {
      out.line('Skipping empty commit')
      return 0
    }
    await printNewCommit(access, out)
    return 0
  },
}
