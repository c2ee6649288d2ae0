import { type Command, type CommandContext, CommandError } from '../command.ts'
import { changeStat } from '../output/change-stat.ts'
import { printNewCommit } from '../output/commit-info.ts'
import { printMergeProblems } from '../output/merge-problems.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { allowConflicts } from './cherry-pick.ts'

const UP_TO_DATE = 'Everything up-to-date'
const EXCLUSIVE = [['squash', 'no-ff'], ['ff-only', 'no-ff'], ['ff-only', 'squash'], ['commit', 'no-commit']] as const

export const merge: Command = {
  command: 'merge',
  summary: 'Join two or more development histories together',
  synopsis: ['[--squash] <branch>', '[--no-ff | --ff-only] [-m <msg>] <branch>', '--abort'],
  description: [
    'Merges a branch, or any other revision, into the current branch. Where both changed the same cell in different ways, the merge waits for its '
    + 'conflicts to be resolved.',
  ],
  options: [
    { long: 'no-ff', help: 'Makes a merge commit even where the branch could just move. By default it moves.' },
    { long: 'ff-only', help: 'Errs where the branch can\'t just move. By default a merge commit is made then.' },
    { long: 'squash', help: 'Merges into the working set only, and makes no commit. By default one is made.' },
    { long: 'message', short: 'm', value: 'msg', help: 'The merge commit\'s message. Defaults to the names of the branches.' },
    { long: 'abort', help: 'Goes back to before a merge that waits for its conflicts to be resolved. By default one is begun.' },
    { long: 'commit', help: 'Commits the result. This is the default.' },
    { long: 'no-commit', help: 'Stages the result, and commits nothing. By default it is committed.' },
    { long: 'no-edit', help: 'Has no effect: the message is never asked for.' },
    { long: 'author', value: 'author', help: 'The author, as "A U Thor <author@example.com>". Defaults to user.name and user.email of the configuration.' },
    { long: 'skip-verification', help: 'Has no effect: oxbow runs no tests before it commits.' },
    { long: 'dont-merge-json', help: 'Makes a conflict of changes to one JSON value. By default they are merged.' },
  ],
  maxPositional: 1,
  tooMany: 'Error: Dolt does not support merging from multiple commits. You probably meant to checkout one and then merge from the other.',
  async run(cx) {
    const { args, out, workspace } = cx
    for (const [a, b] of EXCLUSIVE) if (args.flag(a) && args.flag(b)) throw new CommandError(`error: Flags '--${a}' and '--${b}' cannot be used together`)
    if ((args.flag('abort') ? 0 : 1) !== args.positional.length) throw new CommandError('', 1, { usage: true })
    const access = await workspace.sql()
    await allowConflicts(access)
    if (args.flag('dont-merge-json')) await access.query('set @@dolt_dont_merge_json = 1')
    const [[before]] = await access.texts("select hashof('HEAD')")
    const row = await merged(cx, access)
    if (row[3] === UP_TO_DATE) out.line(UP_TO_DATE)
    if (row[3] === UP_TO_DATE || args.flag('abort')) return 0
    return await report(cx, access, before, row)
  },
}

/** Dolt's command says on stdout why it can't merge. */
async function merged({ args }: CommandContext, access: SqlAccess): Promise<string[]> {
  const words = (['squash', 'no-ff', 'ff-only', 'abort', 'commit', 'no-commit', 'no-edit'] as const).filter((name) => args.flag(name)).map((name) => `--${name}`)
  const author = args.value('author')
  if (author !== undefined) words.push('--author', author)
  const text = args.value('message')
  if (text !== undefined) words.push('-m', text)
  try {
    return (await access.call('dolt_merge', [...words, ...args.positional])) ?? []
  } catch (e) {
    throw isOxbowError(e) ? new CommandError(e.message, 1, { onStdout: true }) : e
  }
}

async function report({ args, out }: CommandContext, access: SqlAccess, before: string, [, fastForward, conflicts]: readonly string[]): Promise<number> {
  const moved = fastForward === '1'
  if (moved) out.line('Fast-forward')
  const [[head]] = await access.texts("select hashof('HEAD')")
  const [[theirs]] = await access.texts('select hashof(?)', [args.positional[0]])
  out.line(`Updating ${head}..${theirs}`)
  if (args.flag('squash')) out.line('Squash commit -- not updating HEAD')
  if (args.flag('no-commit')) out.line('Automatic merge went well; stopped before committing as requested')
  if (conflicts !== '0') return await printMergeProblems(access, out)
  const stat = args.flag('no-commit') ? await changeStat(access, 'HEAD', 'STAGED') : await changesOfHead(access, before, head)
  // What changed no table, such as the database's collation alone, counts for nothing in the words of Dolt's command.
  if (stat.length === 0) stat.push(UP_TO_DATE)
  else if (!args.flag('no-commit') && !args.flag('no-ff') && !moved) await printNewCommit(access, out)
  for (const line of stat) out.line(line)
  return 0
}

/** What the merge brought; where it moved nothing, what the last commit had brought, as Dolt shows it. */
async function changesOfHead(access: SqlAccess, before: string, head: string): Promise<string[]> {
  if (before !== head) return await changeStat(access, before, head)
  const parents = await access.texts("select parent_hash from dolt_commit_ancestors where commit_hash = ? and parent_index = 0 and parent_hash <> ''", [head])
  return parents.length === 0 ? [UP_TO_DATE] : await changeStat(access, parents[0][0], head)
}
