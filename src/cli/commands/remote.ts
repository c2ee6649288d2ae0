import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'
import { goJson } from '../../master/go-json.ts'

export const remote: Command = {
  command: 'remote',
  summary: 'Manage set of tracked repositories',
  synopsis: ['[-v | --verbose]', 'add <name> <url>', 'remove <name>'],
  description: [
    'Lists the remotes, adds one, or removes one with its branches.',
    'Remotes are directories (file:///path), buckets (s3://bucket/path?endpoint=&region=&path-style=) and other oxbows (oxbow+http://host/remote/database).',
  ],
  options: [{ long: 'verbose', short: 'v', help: 'Lists URLs and parameters, too. By default names only.' }],
  async run({ args, out, workspace }) {
    const [verb, name, url, ...rest] = args.positional
    const { state } = await workspace.database()
    if (verb === undefined) {
      for (const entry of state.remotes()) {
        const params = Object.keys(entry.params).length === 0 ? '' : goJson(entry.params)
        out.line(args.flag('verbose') ? `${entry.name} ${entry.url} ${params}` : entry.name)
      }
      return 0
    }
    const usage = new CommandError('', 1, { usage: true })
    if (rest.length > 0) throw usage
    const access = await workspace.sql()
    const explained = async (what: string, words: readonly string[]): Promise<void> => {
      try {
        await access.call('dolt_remote', words)
      } catch (e) {
        throw isOxbowError(e) ? new CommandError(`error: Unable to ${what} remote.\ncause: ${e.message}`) : e
      }
    }
    if (verb === 'add' && url !== undefined) await explained('add', ['add', name, url])
    else if ((verb === 'remove' || verb === 'rm') && name !== undefined && url === undefined) await explained('remove', ['remove', name])
    else throw usage
    return 0
  },
}
