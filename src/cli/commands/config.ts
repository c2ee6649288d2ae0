import type { ParsedArguments } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import type { Config } from '../../master/config.ts'
import type { ConfigFile } from '../../master/config-file.ts'
import { PROGRAM } from '../program.ts'

/** Settings that there are; `sqlserver.global.` and a variable's name come on top. */
const KEYS = new Set([
  'core.editor', 'creds.add_url', 'doltlab.insecure', 'init.defaultbranch', 'metrics.disabled', 'metrics.host', 'metrics.port', 'metrics.insecure',
  'push.autosetupremote', 'profile', 'remotes.default_host', 'remotes.default_port', 'remotesapi.credential_helper', 'user.creds', 'user.email',
  'user.name', 'versioncheck.disabled', 'signingkey', 'sqlserver.gpgsign', 'commit.gpgsign',
])

const ACTIONS = ['list', 'add', 'set', 'get', 'unset'] as const

export const config: Command = {
  command: 'config',
  summary: 'Get and set repository or global options',
  synopsis: [
    '[--global|--local] --list', '[--global|--local] --add <name> <value>', '[--global|--local] --set <name> <value>', '[--global|--local] --get <name>',
    '[--global|--local] --unset <name>...',
  ],
  description: [
    'Reads and writes settings. Reading looks into the repository\'s own configuration first, then into the user\'s.',
    'Settings: user.name, user.email, init.defaultbranch, push.autoSetupRemote, and sqlserver.global.<variable> for persisted system variables. '
    + 'Those that only other parts of Dolt use (core.editor, metrics.*, creds.*, remotes.*) are kept as they are.',
  ],
  options: [
    { long: 'global', help: 'The user\'s configuration. By default the repository\'s own is written, and both are read.' },
    { long: 'local', help: 'The repository\'s own configuration. This is the default for writing.' },
    { long: 'add', help: 'Sets one or more settings.' },
    { long: 'set', help: 'Sets one or more settings.' },
    { long: 'list', help: 'Lists all settings.' },
    { long: 'get', help: 'Prints a setting.' },
    { long: 'unset', help: 'Removes one or more settings.' },
  ],
  async run({ args, out, workspace }) {
    const actions = ACTIONS.filter((name) => args.flag(name))
    if (actions.length !== 1) throw new CommandError('Exactly one of the -add, -set, -get, -unset, -list flags must be set.', 1, { usage: true })
    if (args.flag('global') && args.flag('local')) throw new CommandError('Specifying both -local and -global is not valid. Exactly one may be set', 1, { usage: true })
    const { config: files } = workspace
    switch (actions[0]) {
      case 'list':
        for (const file of filesToRead(args, files)) for (const [key, value] of file.entries()) out.line(`${key} = ${value}`)
        return 0
      case 'get': {
        const [key, ...more] = args.positional
        if (key === undefined || more.length > 0) throw wrongNumber()
        const value = filesToRead(args, files).map((file) => valueOf(file, key)).find((found) => found !== undefined)
        if (value === undefined) return 1
        out.line(value)
        return 0
      }
      case 'unset': {
        if (args.positional.length === 0) throw wrongNumber()
        const file = fileToWrite(args, files)
        const keys = args.positional.map((key) => storedKey(file, key))
        if (keys.some((key) => key === undefined)) {
          throw new CommandError(`Error unsetting the keys [${args.positional.join(' ')}]. Error: key does not exist on this configuration`)
        }
        file.update(new Map(), keys.filter((key) => key !== undefined))
        break
      }
      default: {
        const { positional } = args
        if (positional.length === 0 || positional.length % 2 !== 0) throw wrongNumber()
        const set = new Map<string, string>()
        for (let i = 0; i < positional.length; i += 2) {
          const key = positional[i]
          if (!KEYS.has(key.toLowerCase()) && !/^sqlserver\.global\./i.test(key)) {
            // Dolt says this on stdout.
            out.line(`error: invalid config option, use ${PROGRAM} config --help to check valid configuration variables`)
            return 1
          }
          set.set(key.toLowerCase(), positional[i + 1])
        }
        fileToWrite(args, files).update(set)
      }
    }
    out.line('Config successfully updated.')
    return 0
  },
}

function wrongNumber(): CommandError {
  return new CommandError('error: wrong number of arguments', 1, { usage: true, onStdout: true })
}

/** Keys are compared in any case. */
function storedKey(file: ConfigFile, key: string): string | undefined {
  return [...file.entries().keys()].find((stored) => stored.toLowerCase() === key.toLowerCase())
}

function valueOf(file: ConfigFile, key: string): string | undefined {
  const stored = storedKey(file, key)
  return stored === undefined ? undefined : file.get(stored)
}

/** @throws CommandError where the directory is no repository and its own settings are asked for. */
function filesToRead(args: ParsedArguments, { local, global }: Config): ConfigFile[] {
  if (args.flag('global')) return [global]
  if (!args.flag('local')) return local === undefined ? [global] : [local, global]
  if (local === undefined) throw new CommandError('Unable to read config.')
  return [local]
}

/** @throws CommandError where the directory is no repository. */
function fileToWrite(args: ParsedArguments, { local, global }: Config): ConfigFile {
  if (args.flag('global')) return global
  if (local === undefined) throw new CommandError('Unable to create repo local config file')
  return local
}
