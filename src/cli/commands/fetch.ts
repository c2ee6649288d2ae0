import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'

export const fetch: Command = {
  command: 'fetch',
  summary: 'Download objects and refs from another repository',
  synopsis: ['[<remote>] [<refspec>...]'],
  description: ['Brings the branches of a remote, with all that they need, and the tags on them. Local branches stay as they are.'],
  options: [
    { long: 'prune', short: 'p', help: 'Forgets branches that the remote has no longer. By default they are kept.' },
    { long: 'silent', help: 'Says nothing but errors. By default progress is told.' },
  ],
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    if (!args.flag('silent')) out.line('- Fetching...')
    try {
      await access.call('dolt_fetch', [...(args.flag('prune') ? ['--prune'] : []), ...args.positional])
    } catch (e) {
      throw isOxbowError(e) && e.message.startsWith('invalid ref spec') ? new CommandError(`fetch failed: ${e.message}`) : e
    }
    return 0
  },
}
