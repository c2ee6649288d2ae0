import { type ParsedArguments, UsageError } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import { paint } from '../output/colors.ts'
import { changeStat } from '../output/change-stat.ts'
import { type CommitInfo, commitText, decoration, readLog } from '../output/commit-info.ts'
import type { Output } from '../output/output.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

const DECORATIONS = new Set(['short', 'full', 'no', 'auto'])

export const log: Command = {
  command: 'log',
  summary: 'Show commit logs',
  synopsis: ['[-n <num_commits>] [<revision-range>] [[--] <table>]'],
  description: [
    'Shows commits, newest first: those of the current branch, or of the revisions that are named.',
    'A..B and B ^A show the commits of B that A hasn\'t; A...B those that only one of both has. With tables named, only commits that changed them are shown.',
  ],
  options: [
    { long: 'number', short: 'n', value: 'num_commits', help: 'Shows at most so many commits. Defaults to all.' },
    { long: 'min-parents', value: 'parent_count', help: 'Shows only commits with at least so many parents. Defaults to 0.' },
    { long: 'merges', help: 'Shows only merges. By default all commits are shown.' },
    { long: 'parents', help: 'Shows each commit\'s parents. By default they are not shown.' },
    { long: 'decorate', value: 'decorate_fmt', help: 'How refs are shown beside commits: short, full, no, or auto. Defaults to auto: short on a terminal, else no.' },
    { long: 'not', value: 'revision', help: 'Leaves out the commits of this revision. By default none are left out.' },
    { long: 'all', help: 'Shows the commits of all branches. By default those of the current one.' },
    { long: 'stat', help: 'Shows how much each commit changed in each table. By default changes are not shown.' },
    { long: 'oneline', help: 'Shows one line a commit. By default author, date and message are shown.' },
  ],
  async run({ args, out, workspace }) {
    const wanted = args.value('decorate') ?? 'auto'
    if (!DECORATIONS.has(wanted)) throw new CommandError(`invalid --decorate option: ${JSON.stringify(wanted)}`)
    const decorate = wanted === 'auto' ? (process.stdout.isTTY ? 'short' : 'no') : wanted
    const number = numberOf(args)
    const access = await workspace.sql()
    const { revisions, tables } = await splitRevisions(args.positional, async (text) => {
      try {
        await access.texts('select hashof(?)', [text])
        return true
      } catch (e) {
        if (isOxbowError(e)) return false
        throw e
      }
    })
    const known = tables.length > 0 && !args.afterDashes.includes(tables[0]) ? await access.texts('show tables') : undefined
    for (const table of tables) {
      if (known?.some(([name]) => name.toLowerCase() === table.toLowerCase()) === false) throw new CommandError(`error: table ${table} does not exist`)
    }
    const options: string[] = []
    if (number !== undefined) options.push('--number', String(number))
    if (args.flag('merges')) options.push('--merges')
    const minParents = args.count('min-parents')
    if (minParents !== undefined) options.push('--min-parents', String(minParents))
    if (tables.length > 0) options.push('--tables', tables.join(','))
    const not = args.value('not')
    if (not !== undefined) options.push('--not', not)
    const heads = args.flag('all') ? (await access.texts('select name from dolt_branches')).map(([name]) => name) : []
    const commits = await readLog(access, [...revisions, ...heads, ...options])
    for (const commit of commits) {
      const refs = decorate === 'no' ? '' : decoration(commit, decorate === 'full')
      if (args.flag('oneline')) {
        const named = args.flag('parents') ? [commit.hash, ...commit.parents].join(' ') : commit.hash
        out.line(`${paint('33', `${named} `)}${refs}${commit.message.replaceAll('\n', ' ')}`)
      } else out.write(commitText(commit, { parents: args.flag('parents'), decoration: refs }))
      if (args.flag('stat')) await printStat(access, out, commit, args.flag('oneline'))
    }
    return 0
  },
}

/** @throws UsageError, CommandError in Dolt's words. */
function numberOf(args: ParsedArguments): number | undefined {
  const text = args.value('number')
  if (text === undefined) return undefined
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new UsageError(`error: ${JSON.stringify(text)} is not a valid int.`)
  if (Number(text) < 0) throw new CommandError(`fatal: invalid --number argument: ${text}`)
  return Number(text)
}

/** The first commit has nothing to be compared with; merges are compared with their first parent. */
async function printStat(access: SqlAccess, out: Output, commit: CommitInfo, oneline: boolean): Promise<void> {
  if (commit.parents.length === 0) return
  for (const line of await changeStat(access, commit.parents[0], commit.hash, { coloured: true })) out.line(` ${line}`)
  if (!oneline) out.line()
}

/** Tells revisions from tables: what names no revision, and everything behind it, is a table. */
async function splitRevisions(
  names: readonly string[], isRevision: (text: string) => Promise<boolean>,
): Promise<{ revisions: string[]; tables: string[] }> {
  const revisions: string[] = []
  for (const [i, name] of names.entries()) {
    if (!name.includes('..') && !name.startsWith('^') && !(await isRevision(name))) return { revisions, tables: names.slice(i) }
    revisions.push(name)
  }
  return { revisions, tables: [] }
}
