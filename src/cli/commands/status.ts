import type { Command } from '../command.ts'
import { green, red } from '../output/colors.ts'
import type { Output } from '../output/output.ts'
import type { SqlAccess } from '../workspace.ts'
import { PROGRAM } from '../program.ts'

export const status: Command = {
  command: 'status',
  summary: 'Show the working status',
  synopsis: [''],
  description: ['Shows what a commit would record, what it wouldn\'t, and how the branch stands to its upstream.'],
  options: [{ long: 'ignored', help: 'Lists new tables that dolt_ignore names, too. By default they are left out.' }],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    await printStatus(await workspace.sql(), out, { ignored: args.flag('ignored') })
    return 0
  },
}

/** Prints how the working set differs from the last commit; with the tables that dolt_ignore names, where they are wanted. */
export async function printStatus(access: SqlAccess, out: Output, options: { readonly ignored: boolean }): Promise<void> {
  const [[branch]] = await access.texts('select active_branch()')
  out.line(`On branch ${branch}`)
  let anything = await printUpstream(access, out, branch)
  const rows = await access.texts('select table_name, staged, status from dolt_status')
  const unmerged = rows.filter(([, , change]) => UNMERGED.has(change))
  const waiting = new Set(unmerged.map(([table]) => table))
  const staged = rows.filter(([, isStaged]) => isStaged === 'true' || isStaged === '1')
  const rest = rows.filter((row) => !staged.includes(row) && !waiting.has(row[0])).flatMap(([table, , change]) => asDropAndAdd(table, change))
  await printMerge(access, out, unmerged)
  if (staged.length > 0) {
    out.line(`Changes to be committed:\n  (use "${PROGRAM} reset <table>..." to unstage)`)
    for (const [table, , change] of staged) out.line(green(entry(change, table)))
    anything = true
  }
  if (unmerged.length > 0) {
    out.line(`Unmerged paths:\n  (use "${PROGRAM} add <table>..." to mark resolution)`)
    for (const [table, , change] of unmerged) {
      const conflicts = unmerged.some(([other, , how]) => other === table && how !== VIOLATION)
      if (change !== VIOLATION) out.line(red(entry(UNMERGED.get(change)!, table)))
      else if (!conflicts) out.line(red(`\t${'modified'.padEnd(18)}${table}`))
    }
    anything = true
  }
  const changed = rest.filter(([, change]) => change !== 'new table')
  if (changed.length > 0) {
    out.line('\nChanges not staged for commit:')
    out.line(`  (use "${PROGRAM} add <table>" to update what will be committed)\n  (use "${PROGRAM} checkout <table>" to discard changes in working directory)`)
    for (const [table, change] of changed) out.line(red(entry(change, table)))
    anything = true
  }
  const untracked = rest.filter(([, change]) => change === 'new table')
  if (untracked.length > 0) {
    if (anything) out.line()
    out.line(`Untracked tables:\n  (use "${PROGRAM} add <table>" to include in what will be committed)`)
    for (const [table, change] of untracked) out.line(red(entry(change, table)))
    anything = true
  }
  const ignored = options.ignored ? await access.texts('select table_name from dolt_status_ignored where ignored') : []
  if (ignored.length > 0) {
    out.line(`${anything ? '\n' : ''}Ignored tables:\n  (use "${PROGRAM} add -f <table>" to include in what will be committed)`)
    for (const [table] of ignored) out.line(red(entry('new table', table)))
    anything = true
  }
  if (!anything) out.line('nothing to commit, working tree clean')
}

const VIOLATION = 'constraint violation'

/** What dolt_status says of tables that a merge couldn't join, in the words of the command line. */
const UNMERGED = new Map([['schema conflict', 'schema conflict'], ['conflict', 'both modified'], [VIOLATION, 'modified']])

/** Says what a merge that is under way waits for. */
async function printMerge(access: SqlAccess, out: Output, unmerged: readonly (readonly string[])[]): Promise<void> {
  const [[merging]] = await access.texts('select is_merging from dolt_merge_status')
  if (merging !== 'true' && merging !== '1') return
  const conflicts = unmerged.some(([, , change]) => change !== VIOLATION)
  const violations = unmerged.some(([, , change]) => change === VIOLATION)
  if (!conflicts && !violations) {
    out.line(`All conflicts and constraint violations fixed but you are still merging.\n  (use "${PROGRAM} commit" to conclude merge)`)
    return
  }
  const what = [...(conflicts ? ['conflicts'] : []), ...(violations ? ['constraint violations'] : [])].join(' and ')
  out.line(`You have unmerged tables.\n  (fix ${what} and run "${PROGRAM} commit")\n  (use "${PROGRAM} merge --abort" to abort the merge)\n`)
}

/** Before it is staged, a rename is printed as one table that is gone and another that is new. */
function asDropAndAdd(table: string, change: string): [table: string, change: string][] {
  if (change !== 'renamed') return [[table, change]]
  const [from, to] = table.split(' -> ')
  return [[from, 'deleted'], [to, 'new table']]
}

function entry(change: string, table: string): string {
  return `\t${`${change}:`.padEnd(18)}${table}`
}

/** How many commits a branch and its upstream have that the other hasn't. */
export async function aheadAndBehind(access: SqlAccess, branch: string, upstream: string): Promise<{ ahead: number; behind: number }> {
  const count = async (range: string): Promise<number> => (await access.query(`select commit_hash from dolt_log('${range.replaceAll("'", "''")}')`)).rows.length
  return { ahead: await count(`${upstream}..${branch}`), behind: await count(`${branch}..${upstream}`) }
}

/** @returns true when something is to be done about it. */
async function printUpstream(access: SqlAccess, out: Output, branch: string): Promise<boolean> {
  const [[remote, head]] = await access.texts('select remote, branch from dolt_branches where name = ?', [branch])
  if (remote === '') return false
  const name = `${remote}/${head}`
  const known = await access.texts('select hash from dolt_remote_branches where name = ?', [`remotes/${name}`])
  if (known.length === 0) {
    out.line(`Your branch is up to date with '${name}'.`)
    return false
  }
  const { ahead, behind } = await aheadAndBehind(access, branch, `remotes/${name}`)
  const commits = (n: number): string => `${n} commit${n > 1 ? 's' : ''}`
  if (ahead > 0 && behind > 0) {
    out.write(`Your branch and '${name}' have diverged,\nand have ${ahead} and ${behind} different commits each, respectively.\n`
      + `  (use "${PROGRAM} pull" to update your local branch)\n\t`)
  } else if (ahead > 0) out.write(`Your branch is ahead of '${name}' by ${commits(ahead)}.\n  (use "${PROGRAM} push" to publish your local commits)\n\t`)
  else if (behind > 0) {
    out.write(`Your branch is behind '${name}' by ${commits(behind)}, and can be fast-forwarded.\n  (use "${PROGRAM} pull" to update your local branch)\n\t`)
  } else out.line(`Your branch is up to date with '${name}'.`)
  return ahead > 0 || behind > 0
}

/** What a commit without staged changes leaves out. @returns false when there is nothing. */
export async function printNotStaged(access: SqlAccess, out: Output): Promise<boolean> {
  const unstaged = await access.texts('select table_name, status from dolt_status where not staged')
  const rows = unstaged.flatMap(([table, change]) => asDropAndAdd(table, change))
  const changed = rows.filter(([, change]) => change !== 'new table')
  const untracked = rows.filter(([, change]) => change === 'new table')
  if (changed.length > 0) out.line('Changes not staged for commit:')
  for (const [table, change] of changed) out.line(entry(change, table))
  if (changed.length > 0 && untracked.length > 0) out.line()
  if (untracked.length > 0) out.line('Untracked tables:')
  for (const [table, change] of untracked) out.line(entry(change, table))
  return rows.length > 0
}
