import { enableCompileCache } from 'node:module'
import { parseGlobals } from './globals.ts'
import { CommandError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { processOutput } from './output/output.ts'

/** The CLI: `oxbow [global arguments] <command> [arguments]`. */
async function main(argv: readonly string[]): Promise<number> {
  const out = processOutput
  try {
    const globals = parseGlobals(argv)
    const { commandList } = await import('./help.ts')
    if (globals.command === undefined || globals.help) {
      out.write(`${commandList(COMMANDS)}\n`)
      return globals.help ? 0 : 1
    }
    const entry = COMMANDS.find(({ name }) => name === globals.command)
    if (entry === undefined) throw new CommandError(`Unknown Command ${globals.command}`)
    const { runCommand } = await import('./run-command.ts')
    return await runCommand(await entry.load(), globals, out)
  } catch (e) {
    if (!(e instanceof CommandError)) throw e
    out.error(e.message)
    return e.exitCode
  }
}

// What a command loads is compiled once and kept in the system's temporary directory: that halves its start.
enableCompileCache()
process.exitCode = await main(process.argv.slice(2))
