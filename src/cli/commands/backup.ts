import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isOxbowError } from '../../error.ts'
import { isDatabaseDirectory } from '../../master/data-directory.ts'
import { goJson } from '../../master/go-json.ts'
import { type Command, CommandError } from '../command.ts'
import type { Output } from '../output/output.ts'
import { Workspace } from '../workspace.ts'

export const backup: Command = {
  command: 'backup',
  summary: 'Manage database backups, including creation, sync, and restore',
  synopsis: ['[-v | --verbose]', 'add <name> <url>', 'remove <name>', 'restore [--force] <url> <name>', 'sync <name>', 'sync-url <url>'],
  description: [
    'Lists the backups, adds or removes one, brings one up to date (sync, sync-url), or makes a database of one (restore).',
    'A backup is a snapshot of all that a database holds: branches, tags, working sets and remote-tracking refs. URLs are those of remotes.',
  ],
  options: [
    { long: 'verbose', short: 'v', help: 'Lists URLs and parameters, too. By default names only.' },
    { long: 'force', short: 'f', help: 'Restores over a database of that name. By default an existing one is left alone.' },
  ],
  async run({ args, out, workspace }) {
    const [verb, ...words] = args.positional
    if (verb === undefined) {
      for (const { name, url, params } of (await workspace.database()).state.backups()) {
        out.line(args.flag('verbose') ? `${name} ${url} ${Object.keys(params).length === 0 ? '' : goJson(params)}` : name)
      }
      return 0
    }
    const wanted = WORDS.get(verb)
    if (wanted === undefined || words.length !== wanted) throw new CommandError('', 1, { usage: true })
    if (verb === 'restore') await restore(words[0], words[1], args.flag('force'), workspace.directory, out)
    else await explained(async () => await (await workspace.sql()).call('dolt_backup', [verb === 'rm' ? 'remove' : verb, ...words]))
    return 0
  },
}

/** How many words each verb takes. */
const WORDS: ReadonlyMap<string, number> = new Map([['add', 2], ['remove', 1], ['rm', 1], ['restore', 2], ['sync', 1], ['sync-url', 1]])

async function explained(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (e) {
    throw isOxbowError(e) ? new CommandError(e.message) : e
  }
}

/** Makes a database of a backup. One that is there is replaced when all of the new one is. */
async function restore(url: string, name: string, force: boolean, directory: string, out: Output): Promise<void> {
  const target = join(directory, name)
  const exists = isDatabaseDirectory(target)
  if (exists && !force) throw new CommandError(`database '${name}' already exists, use '--force' to overwrite`)
  const made = exists ? `${name}-restored` : name
  const place = new Workspace({ directory, out, discover: false })
  try {
    await explained(async () => await (await place.sql({ anywhere: true })).call('dolt_backup', ['restore', url, made]))
  } finally {
    await place.close()
  }
  if (!exists) return
  rmSync(target, { recursive: true })
  renameSync(join(directory, made), target)
}
