import { type Command, CommandError } from '../command.ts'
import { paint } from '../output/colors.ts'
import { commitText, decoration, readLog } from '../output/commit-info.ts'
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
    { long: 'oneline', help: 'Shows one line a commit. By default author, date and message are shown.' },
  ],
  async run({ args, out, workspace }) {
    const wanted = args.value('decorate') ?? 'auto'
    if (!DECORATIONS.has(wanted)) throw new CommandError(`invalid --decorate option: ${JSON.stringify(wanted)}`)
    const decorate = wanted === 'auto' ? (process.stdout.isTTY ? 'short' : 'no') : wanted
    const number = args.count('number')
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
    for (const table of tables) {
      const known = await access.texts('show tables')
      if (!known.some(([name]) => name.toLowerCase() === table.toLowerCase())) throw new CommandError(`error: table ${table} does not exist`)
    }
    const options: string[] = []
    if (number !== undefined) options.push('--number', String(number))
    if (args.flag('merges')) options.push('--merges')
    const minParents = args.count('min-parents')
    if (minParents !== undefined) options.push('--min-parents', String(minParents))
    if (tables.length > 0) options.push('--tables', tables.join(','))
    const not = args.value('not')
    if (not !== undefined) options.push('--not', not)
    for (const commit of await readLog(access, [...revisions, ...options])) {
      const refs = decorate === 'no' ? '' : decoration(commit, decorate === 'full')
      if (args.flag('oneline')) {
        const named = args.flag('parents') ? [commit.hash, ...commit.parents].join(' ') : commit.hash
        out.line(`${paint('33', `${named} `)}${refs}${commit.message.replaceAll('\n', ' ')}`)
      } else out.write(commitText(commit, { parents: args.flag('parents'), decoration: refs }))
    }
    return 0
  },
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
