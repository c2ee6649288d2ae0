import { tokenKeys } from '../../master/gate.ts'
import { parseFreshness } from '../../replication/freshness.ts'
import { AccessTokens, type Grant, type GrantLimits, type TokenRight, inspectToken, makeTokenKey } from '../../server/access-token.ts'
import type { ParsedArguments } from '../arguments.ts'
import { type Command, type CommandContext, CommandError } from '../command.ts'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const MEBIBYTE = 1024 * 1024

export const token: Command = {
  command: 'token',
  summary: 'Make access tokens, and the keys that sign them',
  synopsis: [
    'key',
    'create --subject <name> --database <names> [--ref <names>] [--write|--admin|--push|--monitor] [<options>]',
    'show <token>',
  ],
  description: [
    'key prints a new token key. Servers and this command read it from OXBOW_TOKEN_KEY or a file, an edge from its secret TOKEN_KEY.',
    'create prints a token for whoever needs one: it goes into the header Authorization: Bearer ….',
    'show prints what a token says, and whether a key that is at hand has signed it; - reads it from standard input. A token is no secret of '
    + 'what it says, but whoever has it may do what it allows.',
  ],
  options: [
    { long: 'subject', value: 'name', help: 'Who gets the token, for logs and SQL\'s user(). Required.' },
    { long: 'database', value: 'names', help: 'Databases, separated by commas, or * for all. Required.' },
    { long: 'ref', value: 'names', help: 'Branches and tags, separated by commas; in them * stands for any characters. What they don\'t lead to doesn\'t exist through the token. Defaults to all.' },
    { long: 'write', help: 'Allows writing to these refs. By default a token only reads.' },
    { long: 'admin', help: 'Allows everything: remotes, roles, variables, databases, metrics. By default a token only reads.' },
    { long: 'push', help: 'Allows pushing to the databases\' remotes behind an edge, and nothing else. By default a token only reads.' },
    { long: 'monitor', help: 'Allows to see metrics and the state of replication, and nothing else. By default a token only reads.' },
    { long: 'expires', value: 'time', help: 'How long it is good for: a number with s, m, h, d or w, or never. Defaults to 30d.' },
    { long: 'freshness', value: 'freshness', help: 'How new reads are that don\'t say it: strong, or max-staleness=<milliseconds>. Defaults to what the server says.' },
    { long: 'max-rows', value: 'rows', help: 'Rows of an answer at most. Defaults to the server\'s limit, which stays above it.' },
    { long: 'max-result', value: 'MiB', help: 'Size of an answer at most. Defaults to the server\'s limit, which stays above it.' },
    { long: 'timeout', value: 'seconds', help: 'How long a statement may take. Defaults to the server\'s limit, which stays above it.' },
    { long: 'token-key-file', value: 'file', help: 'Holds the key, or several of which the first signs. Defaults to the environment\'s OXBOW_TOKEN_KEY.' },
  ],
  maxPositional: 2,
  async run(cx) {
    const { args, out } = cx
    const [action, ...rest] = args.positional
    if (action === 'key' && rest.length === 0) {
      out.line(makeTokenKey())
      return 0
    }
    if (action === 'create' && rest.length === 0) {
      out.line(new AccessTokens(tokenKeys(args.value('token-key-file')), Date.now).seal(grantOf(args)))
      return 0
    }
    if (action === 'show' && rest.length === 1) return await show(cx, rest[0])
    throw new CommandError('error: say one of: token key, token create, token show <token>', 1, { usage: true })
  },
}

function grantOf(args: ParsedArguments): Grant {
  const subject = args.value('subject')
  if (subject === undefined) throw new CommandError('error: --subject says who gets the token')
  const database = args.value('database')
  if (database === undefined) throw new CommandError('error: --database says which databases it is for; * for all')
  const freshness = args.value('freshness')
  if (freshness !== undefined) parseFreshness(freshness)
  const limits = limitsOf(args)
  return {
    subject,
    right: rightOf(args),
    databases: namesOf(database),
    refs: namesOf(args.value('ref') ?? '*'),
    expires: expiryOf(args.value('expires') ?? '30d'),
    ...(freshness === undefined ? undefined : { freshness }),
    ...(limits === undefined ? undefined : { limits }),
  }
}

function rightOf(args: ParsedArguments): TokenRight {
  const rights = (['write', 'admin', 'push', 'monitor'] as const).filter((name) => args.flag(name))
  if (rights.length > 1) throw new CommandError(`error: a token has one right, not ${rights.join(' and ')}`)
  return rights[0] ?? 'read'
}

function namesOf(text: string): string[] {
  return text.split(',').map((name) => name.trim()).filter((name) => name !== '')
}

/** Seconds since 1970 UTC. */
function expiryOf(text: string): number | null {
  if (text === 'never') return null
  const [, count, unit] = /^([1-9]\d{0,8})([smhdw])$/.exec(text) ?? []
  if (unit === undefined) throw new CommandError(`error: '${text}' is no time: use a number with s, m, h, d or w, or never`)
  return Math.floor(Date.now() / 1000) + Number(count) * SECONDS[unit]
}

function limitsOf(args: ParsedArguments): GrantLimits | undefined {
  const rows = args.count('max-rows')
  const mebibytes = args.count('max-result')
  const seconds = args.count('timeout')
  if (rows === undefined && mebibytes === undefined && seconds === undefined) return undefined
  return {
    ...(rows === undefined ? undefined : { rows }),
    ...(mebibytes === undefined ? undefined : { bytes: mebibytes * MEBIBYTE }),
    ...(seconds === undefined ? undefined : { milliseconds: seconds * 1000 }),
  }
}

async function show({ args, out, input }: CommandContext, given: string): Promise<number> {
  let text = given
  if (given === '-') {
    text = ''
    for await (const piece of input.pieces()) text += piece
  }
  const inspected = inspectToken(text.trim())
  if (inspected === undefined) throw new CommandError('error: that is no access token')
  const { grant: { subject, right, databases, refs, expires, freshness, limits }, keyId } = inspected
  const lines: [string, string][] = [
    ['subject', subject], ['right', right], ['databases', databases.join(', ')], ['refs', refs.join(', ')],
    ['expires', expires === null ? 'never' : new Date(expires * 1000).toISOString()],
  ]
  if (freshness !== undefined) lines.push(['freshness', freshness])
  for (const [name, value] of Object.entries(limits ?? {})) lines.push([`max ${name}`, String(value)])
  lines.push(['key', keyId], ['signature', verdict(text.trim(), tokenKeys(args.value('token-key-file')))])
  for (const [name, value] of lines) out.line(`${name.padEnd(17)}${value}`)
  return 0
}

function verdict(text: string, keys: string): string {
  if (keys.trim() === '') return 'not checked: there is no key at hand'
  try {
    // Whether it has expired is said above.
    new AccessTokens(keys, () => 0).open(text)
    return 'good'
  } catch {
    return 'none of the keys at hand made it'
  }
}
