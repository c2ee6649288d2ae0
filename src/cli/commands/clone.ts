import { existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Command, CommandError } from '../command.ts'
import { isDatabaseDirectory } from '../../master/data-directory.ts'
import { Workspace } from '../workspace.ts'

export const clone: Command = {
  command: 'clone',
  summary: 'Clone a data repository into a new directory',
  synopsis: ['[--remote <remote>] [--branch <branch>] [--single-branch] [--depth <depth>] <remote-url> [<new-dir>]'],
  description: [
    'Copies a remote into a new directory, all branches as remote-tracking ones, and checks one of them out. The remote is called origin.',
  ],
  options: [
    { long: 'remote', value: 'name', help: 'What the remote is called. Defaults to origin.' },
    { long: 'branch', short: 'b', value: 'branch', help: 'The branch to check out. Defaults to main, then master, then the first.' },
    { long: 'depth', value: 'depth', help: 'Brings only so many generations of the branch\'s commits. By default all of them are brought.' },
    { long: 'single-branch', help: 'Brings only the branch that is checked out. By default all are brought.' },
  ],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    const [url, given] = args.positional
    if (url === undefined) throw new CommandError('', 1, { usage: true })
    const name = given ?? url.split('?')[0].replace(/\/+$/, '').split('/').at(-1)!
    const target = resolve(workspace.directory, name)
    const { parseRemoteUrl } = await import('../../store/remote/remote-url.ts')
    const location = parseRemoteUrl(url)
    // Asked first: making a remote's URL absolute makes its directory, too.
    if (location.kind === 'file' && !existsSync(resolve(workspace.directory, location.path))) {
      out.line(`cloning file://${resolve(workspace.directory, location.path)}`)
      throw new CommandError('clone failed; remote at that url contains no Dolt data')
    }
    const { normaliseRemoteUrl } = await import('../../master/remotes.ts')
    const normalised = normaliseRemoteUrl(url, workspace.directory)
    out.line(`cloning ${normalised}`)
    if (isDatabaseDirectory(target)) throw new CommandError(`data repository already exists: ${name}`)
    const parent = dirname(target)
    mkdirSync(parent, { recursive: true })
    const place = new Workspace({ directory: parent, out, discover: false })
    try {
      const host = await place.host()
      const { cloneRemote } = await import('../../versioning/procedures/clone.ts')
      await cloneRemote(host, await host.remotes.open(normalised), {
        name: basename(target), url: normalised, remoteName: args.value('remote') ?? 'origin', branch: args.value('branch'),
        singleBranch: args.flag('single-branch'), depth: Math.max(0, Number.parseInt(args.value('depth') ?? '0') || 0),
      })
    } finally {
      await place.close()
    }
    return 0
  },
}
