import { type Command, type CommandContext, CommandError } from '../command.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { printStatus } from './status.ts'
import { PROGRAM } from '../program.ts'

/** Where the command line keeps its stashes: they are apart from those of SQL users. */
const STASHES = 'dolt-cli'
const OF_ONE_STASH = new Set(['pop', 'apply', 'drop'])
const SUBCOMMANDS = new Set(['push', 'list', 'clear', ...OF_ONE_STASH])

interface Stash {
  readonly id: string
  readonly branch: string
  readonly hash: string
  readonly message: string
}

export const stash: Command = {
  command: 'stash',
  summary: 'Stash the changes in a dirty workspace away.',
  synopsis: ['', 'list', 'pop [<stash>]', 'apply [<stash>]', 'drop [<stash>]', 'clear'],
  description: [
    'Puts what was changed since the last commit aside, and goes back to that commit. pop brings the latest stash, or the one that is named, back and '
    + 'drops it; apply keeps it; drop only drops it; clear drops all of them; list lists them.',
  ],
  options: [
    { long: 'include-untracked', short: 'u', help: 'Puts new tables aside, too. By default they stay.' },
    { long: 'all', short: 'a', help: 'Puts all tables aside, also new ones and those that dolt_ignore names. By default both stay.' },
  ],
  maxPositional: 3,
  async run(cx) {
    const { args, out, workspace } = cx
    if (args.positional.length > 2) throw new CommandError(`${PROGRAM} stash takes 2 arguments, received ${args.positional.length}`)
    const subcommand = (args.positional[0] ?? 'push').toLowerCase()
    const index = args.positional[1] === undefined ? 0 : stashIndex(args.positional[1])
    const access = await workspace.sql()
    if (subcommand === 'list') {
      for (const { id, branch, hash, message } of await stashes(access)) out.line(`${id}: WIP on refs/heads/${branch}: ${hash} ${message}`)
      return 0
    }
    if (!SUBCOMMANDS.has(subcommand)) throw new CommandError(`unknown stash subcommand ${subcommand}`)
    const chosen = OF_ONE_STASH.has(subcommand) ? await stashAt(access, index) : undefined
    const words = [subcommand, STASHES, ...args.positional.slice(1)]
    if (args.flag('all')) words.push('--all')
    if (args.flag('include-untracked')) words.push('--include-untracked')
    try {
      await access.call('dolt_stash', words)
    } catch (e) {
      if (!isOxbowError(e)) throw e
      throw new CommandError(e.message, e.message.includes('No local changes to save') ? 0 : 1)
    }
    await report(cx, access, subcommand, index, chosen)
    return 0
  },
}

async function report({ out }: CommandContext, access: SqlAccess, subcommand: string, index: number, chosen: Stash | undefined): Promise<void> {
  if (subcommand === 'push') {
    const [{ branch, hash, message }] = await stashes(access)
    out.line(`Saved working directory and index state WIP on refs/heads/${branch}: ${hash} ${message}`)
  }
  if (subcommand === 'pop' || subcommand === 'apply') await printStatus(access, out, { ignored: false })
  if (subcommand === 'pop' || subcommand === 'drop') out.line(`Dropped refs/stash@{${index}} (${chosen!.hash})`)
}

async function stashes(access: SqlAccess): Promise<Stash[]> {
  const rows = await access.texts('select stash_id, branch, hash, commit_message from dolt_stashes where name = ? order by stash_id', [STASHES])
  return rows.map(([id, branch, hash, message]) => ({ id, branch, hash, message }))
}

async function stashAt(access: SqlAccess, index: number): Promise<Stash> {
  const all = await stashes(access)
  if (all.length === 0) throw new CommandError('no stash entries found')
  if (index >= all.length) throw new CommandError(`stash index stash@{${index}} does not exist`)
  return all[index]
}

/** `2` or `stash@{2}`. @throws CommandError */
function stashIndex(text: string): number {
  const digits = text.replace(/^stash@\{/, '').replace(/\}$/, '')
  if (!/^\d{1,9}$/.test(digits)) throw new CommandError(`error: ${digits} is not a valid reference`)
  return Number(digits)
}
