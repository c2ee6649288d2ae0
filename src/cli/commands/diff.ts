import { type Command, type CommandContext, CommandError } from '../command.ts'
import { type DiffFormat, type DiffStates, type DiffView, printDiff } from '../output/diff.ts'
import { quoteText } from '../quote.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

const FILTERS = ['added', 'modified', 'renamed', 'dropped', 'removed']

export const diff: Command = {
  command: 'diff',
  summary: 'Show changes between commits, commit and working tree, etc',
  synopsis: ['[options] [<commit>] [<tables>...]', '[options] <commit> <commit> [<tables>...]', '[options] <commit>..<commit> [<tables>...]'],
  description: [
    'Shows how the working set differs from what is staged; with a commit, from that commit; with two commits, how the second differs from the first.',
    'A...B shows how B differs from where it parted from A.',
  ],
  options: [
    { long: 'data', short: 'd', help: 'Shows only changes of rows. By default those of schemas, too.' },
    { long: 'schema', short: 's', help: 'Shows only changes of schemas. By default those of rows, too.' },
    { long: 'stat', help: 'Counts rows and cells that changed. By default they are shown.' },
    { long: 'summary', help: 'Lists the tables that changed, and how. By default the changes are shown.' },
    { long: 'name-only', help: 'Lists the names of the tables that changed. By default the changes are shown.' },
    { long: 'result-format', short: 'r', value: 'result output format', help: 'How changes are shown: tabular, sql or json. Defaults to tabular.' },
    { long: 'where', value: 'column', help: 'Shows only rows that this condition on to_<column>, from_<column> and diff_type holds for. By default all that changed.' },
    { long: 'limit', value: 'record_count', help: 'Shows at most so many rows of each table. Defaults to all.' },
    { long: 'filter', value: 'diff_type', help: 'Shows only changes of this kind: added, modified, renamed, dropped (or removed). Defaults to all.' },
    { long: 'staged', help: 'Compares what is staged with the last commit. By default the working set with what is staged.' },
    { long: 'cached', short: 'c', help: 'The same as --staged.' },
    { long: 'merge-base', help: 'Compares with where the second commit, or HEAD, parted from the first. By default with the first itself.' },
    { long: 'skinny', short: 'sk', help: 'Shows only keys and columns in which rows changed. By default all columns.' },
    { long: 'include-cols', short: 'ic', value: 'columns', help: 'Columns that --skinny shows nevertheless, separated by commas. Defaults to none.' },
    { long: 'diff-mode', value: 'diff mode', help: 'How modified rows are shown: row, line, in-place or context. Defaults to context, which is row.' },
    { long: 'reverse', short: 'R', help: 'Shows the way back. By default what changed from the first to the second.' },
  ],
  async run(cx) {
    const { args, out, workspace } = cx
    const format = args.value('result-format') ?? 'tabular'
    if (!['tabular', 'sql', 'json'].includes(format)) throw new CommandError(`invalid output format: ${format}`)
    const filter = args.value('filter')
    if (filter !== undefined && !FILTERS.includes(filter)) {
      throw new CommandError(`invalid filter: ${filter}. Valid values are: added, modified, renamed, dropped (or removed)`)
    }
    const mode = args.value('diff-mode')
    const access = await workspace.sql()
    const { tables, ...states } = await statesOf(cx, access)
    for (const table of tables) {
      if (!(await exists(access, table, [states.from, states.to]))) throw new CommandError(`table ${table} does not exist in either revision`)
    }
    const view: DiffView = {
      format: format as DiffFormat,
      parts: args.flag('stat') ? 'stat' : args.flag('summary') ? 'summary' : args.flag('name-only') ? 'names' : 'changes',
      data: args.flag('data') || !args.flag('schema'), schema: args.flag('schema') || !args.flag('data'),
      mode: mode === 'line' || mode === 'in-place' ? mode : 'row',
      skinny: args.flag('skinny') ? { include: (args.value('include-cols') ?? '').split(',') } : undefined,
      where: args.value('where'), limit: args.count('limit'), filter: filter === 'removed' ? 'dropped' : filter,
    }
    await printDiff(access, out, states, tables, view)
    return 0
  },
}

/** What is compared with what. Names of revisions come before names of tables. */
async function statesOf({ args }: CommandContext, access: SqlAccess): Promise<DiffStates & { tables: readonly string[] }> {
  const { from, to, tables } = await givenStates(args.positional, args.flag('staged') || args.flag('cached'), args.flag('merge-base'), access)
  return args.flag('reverse') ? { from: to, to: from, tables } : { from, to, tables }
}

async function givenStates(
  positional: readonly string[], staged: boolean, mergeBase: boolean, access: SqlAccess,
): Promise<DiffStates & { tables: readonly string[] }> {
  const between = /^(.+?)(\.\.\.?)(.+)$/.exec(positional[0] ?? '')
  if (between !== null) {
    const [, a, dots, b] = between
    return { from: dots === '...' || mergeBase ? await mergeBaseOf(access, a, b) : a, to: b, tables: positional.slice(1) }
  }
  const names = [...positional]
  const revisions: string[] = []
  while (revisions.length < 2 && names.length > 0 && (await isRevision(access, names[0]))) revisions.push(names.shift()!)
  const [first, second] = revisions
  const to = staged ? 'STAGED' : (second ?? 'WORKING')
  if (first !== undefined && mergeBase) return { from: await mergeBaseOf(access, first, second ?? 'HEAD'), to, tables: names }
  return { from: first ?? (staged ? 'HEAD' : 'STAGED'), to, tables: names }
}

async function mergeBaseOf(access: SqlAccess, a: string, b: string): Promise<string> {
  return (await access.texts('select dolt_merge_base(?, ?)', [a, b]))[0][0]
}

async function isRevision(access: SqlAccess, text: string): Promise<boolean> {
  if (/^(working|staged|head)$/i.test(text)) return true
  try {
    await access.texts('select hashof(?)', [text])
    return true
  } catch (e) {
    if (isOxbowError(e)) return false
    throw e
  }
}

async function exists(access: SqlAccess, table: string, states: readonly string[]): Promise<boolean> {
  for (const state of states) {
    const tables = await access.texts(`show tables${state === 'WORKING' ? '' : ` as of ${quoteText(state)}`}`)
    if (tables.some(([name]) => name.toLowerCase() === table.toLowerCase())) return true
  }
  return false
}
