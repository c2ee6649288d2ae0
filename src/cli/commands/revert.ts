import { type Command, CommandError } from '../command.ts'
import { printNewCommit } from '../output/commit-info.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { allowConflicts } from './cherry-pick.ts'
import { PROGRAM } from '../program.ts'

const KINDS = ['data conflicts', 'schema conflicts', 'constraint violations']

export const revert: Command = {
  command: 'revert',
  summary: 'Undo the changes introduced in a commit',
  synopsis: ['<revision>...', '--continue', '--abort'],
  description: ['Takes back what commits changed, each in a new commit, in the order in which they are named. The working set must be clean.'],
  options: [
    { long: 'author', value: 'author', help: 'The author, as "A U Thor <author@example.com>". Defaults to user.name and user.email of the configuration.' },
    { long: 'abort', help: 'Goes back to before a revert that waits for its conflicts to be resolved. By default one is begun.' },
    { long: 'continue', help: 'Commits a revert whose conflicts are resolved. By default one is begun.' },
  ],
  async run({ args, out, workspace }) {
    if (args.flag('abort') && args.flag('continue')) throw onStdout('error: --continue and --abort are mutually exclusive')
    const begins = !args.flag('abort') && !args.flag('continue')
    if (begins && args.positional.length === 0) throw new CommandError('', 1, { usage: true })
    const access = await workspace.sql()
    await allowConflicts(access)
    const words = args.flag('abort') ? ['--abort'] : args.flag('continue') ? ['--continue'] : [...args.positional]
    const author = args.value('author')
    if (author !== undefined && !args.flag('abort')) words.unshift('--author', author)
    const row = await reverted(access, words)
    if (args.flag('abort')) {
      out.line('Revert aborted.')
      return 0
    }
    const counts = row.slice(1, 4)
    if (counts.some((count) => count !== '0')) {
      const lines = KINDS.flatMap((kind, i) => (counts[i] === '0' ? [] : [`  ${counts[i]} table(s) have ${kind}`]))
      throw onStdout(['Automatic revert failed; fix conflicts and then commit the result.', ...lines,
        `hint: After resolving conflicts, mark them with "${PROGRAM} add <table>"`,
        `hint: and run "${PROGRAM} revert --continue". To abort, run "${PROGRAM} revert --abort".`].join('\n'))
    }
    await printNewCommit(access, out)
    return 0
  },
}

async function reverted(access: SqlAccess, words: readonly string[]): Promise<string[]> {
  try {
    return (await access.call('dolt_revert', words)) ?? []
  } catch (e) {
    throw isOxbowError(e) ? onStdout(`error: ${e.message}`) : e
  }
}

function onStdout(message: string): CommandError {
  return new CommandError(message, 1, { onStdout: true })
}
