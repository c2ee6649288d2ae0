import type { Command } from '../command.ts'
import { CommandError } from '../command.ts'
import { PROGRAM } from '../program.ts'

const UNKNOWN = `Author identity unknown

*** Please tell me who you are.

Run

  ${PROGRAM} config --global --add user.email "you@example.com"
  ${PROGRAM} config --global --add user.name "Your Name"

to set your account's default identity.
Omit --global to set the identity only in this repository.

fatal: empty ident name not allowed`

export const init: Command = {
  command: 'init',
  summary: 'Create an empty Dolt data repository',
  synopsis: ['[--name <name>] [--email <email>] [--date <date>] [-b <branch>]'],
  description: ['Creates an empty Dolt data repository in the current directory, in Dolt\'s own format. In a directory that is one already it fails.'],
  options: [
    { long: 'name', value: 'name', help: 'The name of the first commit\'s author. Defaults to user.name of the configuration.' },
    { long: 'email', value: 'email', help: 'The author\'s e-mail address. Defaults to user.email of the configuration.' },
    { long: 'date', value: 'date', help: 'The date of the first commit. Defaults to now.' },
    {
      long: 'initial-branch', short: 'b', value: 'branch',
      help: 'The first branch. Defaults to init.defaultbranch of the configuration, and where that is not set to main.',
    },
    { long: 'fun', help: 'Has no effect: Dolt gives the first commit a merrier message. By default it is "Initialize data repository", here always.' },
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    const { config } = workspace
    const name = args.value('name') ?? config.get('user.name')
    const email = args.value('email') ?? config.get('user.email')
    if (workspace.isDatabase) throw new CommandError('This directory has already been initialized.')
    if (name === undefined || email === undefined) throw new CommandError(UNKNOWN)
    const text = args.value('date')
    const { parseDate } = await import('../dates.ts')
    const { createDatabase } = await import('../../master/create-database.ts')
    let date: number | undefined
    try {
      date = text === undefined ? undefined : parseDate(text)
    } catch (e) {
      throw e instanceof CommandError ? new CommandError(`error: invalid date\ncause: ${e.message}`) : e
    }
    await createDatabase(workspace.directory, { name, email, branch: args.value('initial-branch') ?? config.get('init.defaultbranch') ?? 'main', date })
    const own = new Map([['user.name', args.value('name')], ['user.email', args.value('email')]].filter((entry): entry is [string, string] => entry[1] !== undefined))
    if (own.size > 0) workspace.config.local?.update(own)
    out.line('Successfully initialized dolt data repository.')
    return 0
  },
}
