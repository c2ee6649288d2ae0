import { CommandError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { parseGlobals } from './globals.ts'
import { type Input, processInput } from './input.ts'
import type { Output } from './output/output.ts'

/**
 * The CLI: `oxbow [global arguments] <command> [arguments]`.
 * @returns the exit code. @throws what is a bug of ours.
 */
export async function runCli(argv: readonly string[], out: Output, input: Input = processInput): Promise<number> {
  try {
    const globals = parseGlobals(argv)
    if (globals.command === undefined || globals.help) {
      const { commandList } = await import('./help.ts')
      out.write(`${commandList(COMMANDS)}\n`)
      return globals.help ? 0 : 1
    }
    const entry = COMMANDS.find(({ name }) => name === globals.command?.toLowerCase())
    if (entry === undefined) throw new CommandError(`Unknown Command ${globals.command}`)
    const { runCommand } = await import('./run-command.ts')
    return await runCommand(await entry.load(), globals, { out, input })
  } catch (e) {
    if (!(e instanceof CommandError)) throw e
    out.error(e.message)
    return e.exitCode
  }
}
