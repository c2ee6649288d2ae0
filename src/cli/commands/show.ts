import { type Command, CommandError } from '../command.ts'
import { commitText, decoration, readLog } from '../output/commit-info.ts'
import { WHOLE_DIFF, printDiff } from '../output/diff.ts'
import { isOxbowError } from '../../error.ts'

export const show: Command = {
  command: 'show',
  summary: 'Show information about a specific commit',
  synopsis: ['[<revision>...]'],
  description: ['Shows commits, and how each differs from its first parent. Without a revision, the current branch\'s commit.'],
  options: [],
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    for (const revision of args.positional.length === 0 ? ['HEAD'] : args.positional) {
      try {
        await access.query('select hashof(?)', [revision])
      } catch (e) {
        throw isOxbowError(e) ? new CommandError(`branch not found: ${revision}`) : e
      }
      const [commit] = await readLog(access, [revision, '--number', '1'])
      out.write(commitText(commit, { decoration: process.stdout.isTTY ? decoration(commit) : '' }))
      if (commit.parents.length > 0) await printDiff(access, out, { from: commit.parents[0], to: commit.hash }, [], WHOLE_DIFF)
    }
    return 0
  },
}
