import { isOxbowError } from '../error.ts'
import { type ParsedArguments, UsageError, parseArguments } from './arguments.ts'
import { type Command, CommandError, type CommandGroup, HELP_OPTION } from './command.ts'
import type { Globals } from './globals.ts'
import { commandList, manual, usage } from './help.ts'
import type { Input } from './input.ts'
import type { Output } from './output/output.ts'
import { PROGRAM } from './program.ts'
import { Workspace } from './workspace.ts'

export interface Streams {
  readonly out: Output
  readonly input: Input
}

/** Runs a command to its exit code. Errors that a user can act on end here. */
export async function runCommand(command: Command | CommandGroup, globals: Globals, streams: Streams): Promise<number> {
  return 'commands' in command ? await runOneOf(command, globals, streams) : await runSingle(command, globals, streams)
}

/** @throws CommandError for a name that the group doesn't have. */
async function runOneOf({ command, commands }: CommandGroup, globals: Globals, streams: Streams): Promise<number> {
  const [name, ...argv] = globals.argv
  const asked = name === '--help' || name === '-h'
  if (name === undefined || asked) {
    streams.out.write(`${commandList(commands, `${PROGRAM} ${command}`)}\n`)
    return asked ? 0 : 1
  }
  const entry = commands.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new CommandError(`Unknown Command ${name}`)
  return await runCommand(await entry.load(), { ...globals, argv }, streams)
}

async function runSingle(command: Command, globals: Globals, streams: Streams): Promise<number> {
  const { out } = streams
  let args: ParsedArguments
  try {
    args = parseArguments({ ...command, options: [...command.options, HELP_OPTION] }, globals.argv)
  } catch (e) {
    if (!(e instanceof UsageError)) throw e
    out.error(e.message)
    if (!command.shortErrors) out.write(manual(command))
    return 1
  }
  if (args.flag('help')) {
    out.write(manual(command))
    return 0
  }
  const workspace = new Workspace({ directory: globals.dataDirectory, useDatabase: globals.useDatabase, branch: globals.branch, server: globals.server, out })
  try {
    return await command.run({ args, ...streams, workspace })
  } catch (e) {
    if (!(e instanceof CommandError) && !(e instanceof UsageError) && !isOxbowError(e)) throw e
    if (!(e instanceof CommandError)) {
      out.error(e.message)
      if (e instanceof UsageError && !command.shortErrors) out.write(manual(command))
      return 1
    }
    if (e.message !== '') (e.onStdout ? out.line : out.error)(e.message)
    if (e.usage) out.write(usage(command))
    return e.exitCode
  } finally {
    await workspace.close()
  }
}
