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
  /** True where a command line that doesn't fit gives one line, and no manual page. */
  readonly shortErrors?: boolean
  /** @returns the exit code. */
  run(cx: CommandContext): Promise<number>
}

/** A command that is loaded when it is called for: starting is most of what a command takes. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command | CommandGroup>
}

/** A command that only leads to others, such as `table`. */
export interface CommandGroup {
  readonly command: string
  readonly commands: readonly CommandEntry[]
}

export interface CommandErrorOptions {
  /** True where the command's forms and options are printed below. */
  readonly usage?: boolean
  /** True where the message goes to stdout, as Dolt does now and then. */
  readonly onStdout?: boolean
}

/** Ends a command with this exit code; the message goes to stderr as it is. An empty one isn't printed. */
export class CommandError extends Error {
  readonly exitCode: number
  readonly usage: boolean
  readonly onStdout: boolean

  constructor(message: string, exitCode = 1, { usage = false, onStdout = false }: CommandErrorOptions = {}) {
    super(message)
    this.exitCode = exitCode
    this.usage = usage
    this.onStdout = onStdout
  }
}

/** Every command has it, and no command lists it itself. */
export const HELP_OPTION: OptionSpec = { long: 'help', short: 'h', help: 'Prints this help.' }
