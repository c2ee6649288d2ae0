import { type Command, CommandError } from '../command.ts'
import { isOxbowError } from '../../error.ts'

export const checkout: Command = {
  command: 'checkout',
  summary: 'Switch branches or restore working tree tables',
  synopsis: ['<branch>', '<commit> [--] <table>...', '<table>...', '-b <new-branch> [<start-point>]', '--track <remote>/<branch>'],
  description: [
    'Makes a branch the current one, with -b a new branch. With names of tables, puts them back as they are staged, or as they are in the commit.',
    'Uncommitted changes go with you to the other branch; where they can\'t, nothing is done.',
  ],
  options: [
    { long: 'b', short: 'b', value: 'branch', help: 'Makes this branch at the current commit, or at the start point, and checks it out. By default the branch must be there.' },
    { long: 'B', short: 'B', value: 'branch', help: 'The same, and moves the branch if it is there already. By default that is an error.' },
    { long: 'track', short: 't', value: 'remote/branch', help: 'Makes a branch that follows this one, and checks it out. By default a branch follows none.' },
    { long: 'force', short: 'f', help: 'Throws uncommitted changes away. By default they go along.' },
  ],
  async run({ args, out, workspace }) {
    if (args.positional.length === 0 && (['b', 'B', 'track'] as const).every((name) => args.value(name) === undefined)) throw new CommandError('', 1, { usage: true })
    const access = await workspace.sql()
    const { state } = await workspace.database()
    const words = args.flag('force') ? ['--move', '--force'] : ['--move']
    for (const name of ['b', 'B'] as const) {
      const value = args.value(name)
      if (value !== undefined) words.push(`-${name}`, value)
    }
    const track = args.value('track')
    if (track !== undefined) words.push('--track', track)
    let message: string | undefined
    try {
      message = (await access.call('dolt_checkout', [...words, ...args.positional]))?.[1]
    } catch (e) {
      const wanted = args.value('b') ?? args.value('B') ?? track?.slice(track.indexOf('/') + 1)
      if (!isOxbowError(e) || wanted === undefined || !e.message.startsWith('fatal: ')) throw e
      throw new CommandError(`fatal: Unexpected error checking out branch '${wanted}'\ncause: ${e.message}`)
    }
    if (message !== undefined && message !== '') out.line(message)
    const switched = /^(?:Switched to|Already on) branch '(.+)'$/m.exec(message ?? '')
    if (switched !== null) state.checkOut(switched[1])
    return 0
  },
}
