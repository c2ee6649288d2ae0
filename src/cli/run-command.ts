import { isOxbowError } from '../error.ts'
import { type ParsedArguments, UsageError, parseArguments } from './arguments.ts'
import { type Command, CommandError, HELP_OPTION } from './command.ts'
import type { Globals } from './globals.ts'
import { manual, usage } from './help.ts'
import type { Input } from './input.ts'
import type { Output } from './output/output.ts'
import { Workspace } from './workspace.ts'

/** Runs a command to its exit code. Errors that a user can act on end here. */
export async function runCommand(command: Command, globals: Globals, streams: { readonly out: Output; readonly input: Input }): Promise<number> {
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
  const workspace = new Workspace({ directory: globals.dataDirectory, useDatabase: globals.useDatabase, branch: globals.branch, out })
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
