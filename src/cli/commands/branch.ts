import { type Command, type CommandContext, CommandError } from '../command.ts'
import { green, red } from '../output/colors.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { aheadAndBehind } from './status.ts'
import { PROGRAM } from '../program.ts'

export const branch: Command = {
  command: 'branch',
  summary: 'List, create, or delete branches',
  synopsis: [
    '[--list] [-v] [-a] [-r]', '[-f] <branchname> [<start-point>]', '-m [-f] <oldbranch> <newbranch>', '-c [-f] <oldbranch> <newbranch>',
    '-d [-f] [-r] <branchname>...',
  ],
  description: [
    'Lists the branches, the current one with an asterisk. With a name, makes a branch at the current commit, or at the start point; it is not checked out.',
  ],
  options: [
    { long: 'list', help: 'Lists branches: all of them, or those that are named. This is the default without names.' },
    { long: 'verbose', short: 'v', repeats: true, help: 'Lists each branch\'s commit, message, and how it stands to its upstream; given twice, the upstream\'s name. By default names only.' },
    { long: 'all', short: 'a', help: 'Lists the branches of remotes, too. By default only local ones.' },
    { long: 'remote', short: 'r', help: 'Lists the branches of remotes only; with -d, removes one from the list. By default local branches are meant.' },
    { long: 'show-current', help: 'Prints the current branch\'s name. By default branches are listed.' },
    { long: 'datasets', help: 'Lists the names of all refs. By default branches are listed.' },
    { long: 'copy', short: 'c', help: 'Copies a branch; by default one is made.' },
    { long: 'move', short: 'm', help: 'Renames a branch; by default one is made.' },
    { long: 'delete', short: 'd', help: 'Deletes branches that are merged into their upstreams; by default one is made.' },
    { long: 'D', help: 'The same as --delete --force.', short: 'D' },
    { long: 'force', short: 'f', help: 'Moves a branch that is there already, or deletes one that isn\'t merged. By default both are errors.' },
    { long: 'track', short: 't', help: 'The new branch follows the branch named after it, such as origin/main, or else the current one. By default it follows none.' },
    { long: 'set-upstream-to', short: 'u', value: 'upstream', help: 'The branch, such as origin/main, that the named branch, or else the current one, follows. By default it goes on as it was.' },
  ],
  async run(cx) {
    const { args, out, workspace } = cx
    if (args.flag('show-current')) {
      out.line((await workspace.database()).defaultBranch)
      return 0
    }
    const access = await workspace.sql()
    if (args.flag('datasets')) {
      const { db } = await workspace.database()
      for (const ref of (await db.run(db.refs())).keys()) out.line(`  ${ref}`)
      return 0
    }
    const edits = ['copy', 'move', 'delete', 'D'].filter((name) => args.flag(name))
    if (edits.length > 1) throw new CommandError('Must specify exactly one of --move/-m, --copy/-c, --delete/-d, -D, --show-current, or --list.')
    const changes = edits.length > 0 || args.value('set-upstream-to') !== undefined
    if (args.flag('list') || (!changes && args.positional.length === 0)) return await list(cx, access)
    await edit(cx, access)
    return 0
  },
}

async function edit({ args, workspace }: CommandContext, access: SqlAccess): Promise<void> {
  const renames = args.flag('move') || args.flag('copy')
  const deletes = args.flag('delete') || args.flag('D')
  if (renames && args.positional.length !== 2) throw new CommandError('error: error: invalid usage')
  const upstream = args.value('set-upstream-to')
  if (!renames && ((args.positional.length === 0 && upstream === undefined) || (!deletes && args.positional.length > 2))) throw new CommandError('', 1, { usage: true })
  const words: string[] = []
  for (const [name, word] of [['copy', '-c'], ['move', '-m'], ['delete', '-d'], ['D', '-D'], ['force', '-f'], ['remote', '-r']] as const) {
    if (args.flag(name)) words.push(word)
  }
  if (args.flag('track')) words.push('--track')
  if (upstream !== undefined) words.push('--set-upstream-to', upstream)
  const { state } = await workspace.database()
  const current = state.branch
  const names = args.positional
  try {
    await access.call('dolt_branch', [...words, ...names])
  } catch (e) {
    if (!isOxbowError(e)) throw e
    const invalid = /^fatal: '(.+)' is an invalid branch name\.$/.exec(e.message)
    if (invalid !== null) throw new CommandError(`${invalid[1]} is an invalid branch name`)
    const hint = e.message.endsWith('is not fully merged') ? `. If you are sure you want to delete it, run '${PROGRAM} branch -D ${args.positional.join(' ')}'` : ''
    throw new CommandError(hint === '' ? `error: ${e.message}` : e.message + hint)
  }
  if (args.flag('move') && names[0] === current) state.checkOut(names[1])
}

async function list({ args, out, workspace }: CommandContext, access: SqlAccess): Promise<number> {
  const rows: { name: string; hash: string; message: string; remote: boolean; upstream: string }[] = []
  if (!args.flag('remote')) {
    for (const [name, hash, message, remote, head] of await access.texts('select name, hash, latest_commit_message, remote, branch from dolt_branches')) {
      rows.push({ name, hash, message, remote: false, upstream: remote === '' ? '' : `remotes/${remote}/${head}` })
    }
  }
  const remotes = await access.texts('select name, hash, latest_commit_message from dolt_remote_branches')
  if (args.flag('remote') || args.flag('all')) {
    for (const [name, hash, message] of remotes) rows.push({ name, hash, message, remote: true, upstream: '' })
  }
  const shown = rows
    .filter(({ name }) => args.positional.length === 0 || args.positional.includes(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const widest = shown.reduce((width, { name }) => Math.max(width, name.length), 0)
  const current = (await workspace.database()).state.branch
  for (const { name, hash, message, remote, upstream } of shown) {
    const isCurrent = !remote && name === current
    const label = `${isCurrent ? '* ' : '  '}${isCurrent ? green(name) : remote ? red(name) : name}`
    if (!args.flag('verbose')) {
      out.line(label)
      continue
    }
    const known = remotes.some(([other]) => other === upstream)
    const standing = known ? await aheadAndBehind(access, name, upstream) : { ahead: 0, behind: 0 }
    const parts = [standing.ahead > 0 ? `ahead ${standing.ahead}` : '', standing.behind > 0 ? `behind ${standing.behind}` : ''].filter((part) => part !== '')
    // Given twice, the upstream is named.
    const followed = args.times('verbose') > 1 && upstream !== '' ? upstream.slice('remotes/'.length) : ''
    const inBrackets = [followed, parts.join(', ')].filter((part) => part !== '').join(': ')
    out.line(`${label}${' '.repeat(widest - name.length + 1)}${hash}${inBrackets === '' ? '' : ` [${inBrackets}]`}${message === '' ? '' : ` ${message}`}`)
  }
  return 0
}
