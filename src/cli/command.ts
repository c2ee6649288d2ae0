import type { ArgumentSpec, OptionSpec, ParsedArguments } from './arguments.ts'
import type { Input } from './input.ts'
import type { Output } from './output/output.ts'
import type { Workspace } from './workspace.ts'

/** What a command has to work with. */
export interface CommandContext {
  readonly args: ParsedArguments
  readonly out: Output
  readonly input: Input
  readonly workspace: Workspace
}

/** One command of the CLI. */
export interface Command extends ArgumentSpec {
  /** The line in the list of commands. */
  readonly summary: string
  /** What follows the command's name, one line a form. */
  readonly synopsis: readonly string[]
  /** Paragraphs. */
  readonly description: readonly string[]
  /** @returns the exit code. */
  run(cx: CommandContext): Promise<number>
}

/** Ends a command with this exit code; the message goes to stderr as it is. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Every command has it, and no command lists it itself. */
export const HELP_OPTION: OptionSpec = { long: 'help', short: 'h', help: 'Prints this help.' }
