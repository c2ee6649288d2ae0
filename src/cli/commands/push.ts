import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'

export const push: Command = {
  command: 'push',
  summary: 'Update remote refs along with associated objects',
  synopsis: ['[-u | --set-upstream] [-f] [--all] [<remote>] [<refspec>...]'],
  description: [
    'Sends a branch or tag to a remote, with every commit and row that the remote hasn\'t. Without arguments, the current branch goes to its upstream.',
    'A refspec is a name, from:to, or :name to delete a branch of the remote.',
  ],
  options: [
    { long: 'set-upstream', short: 'u', help: 'Makes what is pushed to the upstream of what was pushed. By default upstreams stay.' },
    { long: 'force', short: 'f', help: 'Moves the remote\'s branch even where that loses commits. By default that is an error.' },
    { long: 'all', help: 'Pushes all branches. By default the current one.' },
    { long: 'silent', help: 'Says nothing but errors. By default progress is told.' },
  ],
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    if (!args.flag('silent')) out.line('- Uploading...')
    const words = ['set-upstream', 'force', 'all'].filter((name) => args.flag(name)).map((name) => `--${name}`)
    try {
      const [, message] = (await access.call('dolt_push', [...words, ...args.positional])) ?? []
      // Where there was nothing to do but to note the upstream, Dolt says nothing.
      if (message === undefined || message === '' || (args.flag('set-upstream') && message === 'Everything up-to-date')) return 0
      out.line(message)
      return 0
    } catch (e) {
      const missing = isOxbowError(e) ? /^refspec not found: '(.+)'$/.exec(e.message) : null
      throw missing === null ? e : new CommandError(`invalid ref spec; ${missing[0]}; branch not found: ${missing[1]}`)
    }
  },
}
