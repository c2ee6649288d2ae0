import { type Command, type CommandContext, CommandError } from '../command.ts'
import { logTime } from '../output/go-time.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

export const tag: Command = {
  command: 'tag',
  summary: 'Create, list, delete tags',
  synopsis: ['[-v]', '[-m <message>] <tagname> [<ref>]', '-d <tagname>'],
  description: ['Lists the tags. With a name, makes a tag at the current commit, or at the ref.'],
  options: [
    { long: 'message', short: 'm', value: 'msg', help: 'The tag\'s message. Defaults to none.' },
    { long: 'delete', short: 'd', help: 'Deletes tags. By default they are made.' },
    { long: 'verbose', short: 'v', help: 'Lists each tag\'s commit, tagger, date and message. By default names only.' },
    { long: 'author', value: 'author', help: 'The tagger, as "A U Thor <author@example.com>". Defaults to user.name and user.email of the configuration.' },
  ],
  async run(cx) {
    const { args, workspace } = cx
    const access = await workspace.sql()
    if (args.flag('delete')) return await remove(cx, access)
    if (args.positional.length === 0) return await list(cx, access)
    if (args.positional.length > 2) throw new CommandError('create tag takes at most two args')
    if (args.flag('verbose')) throw new CommandError('verbose flag can only be used with tag listing')
    const words: string[] = []
    for (const name of ['message', 'author'] as const) {
      const value = args.value(name)
      if (value !== undefined) words.push(`--${name}`, value)
    }
    await explained(`error: failed to create tag ${args.positional[0]}`, () => access.call('dolt_tag', [...words, ...args.positional]))
    return 0
  },
}

async function explained<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    throw isOxbowError(e) ? new CommandError(`${what}: ${e.message}`) : e
  }
}

async function remove({ args }: CommandContext, access: SqlAccess): Promise<number> {
  if (args.value('message') !== undefined) throw new CommandError('delete and tag message options are incompatible')
  if (args.flag('verbose')) throw new CommandError('delete and verbose options are incompatible')
  if (args.positional.length === 0) throw new CommandError('must specify a tag name to delete')
  for (const name of args.positional) await explained(`error: failed to delete tag ${name}`, () => access.call('dolt_tag', ['-d', name]))
  return 0
}

async function list({ args, out }: CommandContext, access: SqlAccess): Promise<number> {
  const rows = await access.texts('select tag_name, tag_hash, tagger, email, cast(unix_timestamp(date) * 1000 as signed), message from dolt_tags')
  for (const [name, hash, tagger, email, millis, message] of rows) {
    if (!args.flag('verbose')) {
      out.line(`\t${name}`)
      continue
    }
    out.line(`${name}\t${hash}\nTagger: ${tagger} <${email}>\nDate:   ${logTime(Number(millis))}\n`)
    if (message !== '') out.line(`\t${message.replaceAll('\n', '\n\t')}\n`)
  }
  return 0
}
