/** An option of a command, as its help lists it. */
export interface OptionSpec {
  readonly long: string
  readonly short?: string
  /** What the value is called in the help; left out for a flag. */
  readonly value?: string
  /** True for a flag that may be given more than once. */
  readonly repeats?: boolean
  /** One sentence or two, with the default where there is one. */
  readonly help: string
}

/** What a command takes. */
export interface ArgumentSpec {
  readonly command: string
  readonly options: readonly OptionSpec[]
  /** Most positional arguments; any number when left out. */
  readonly maxPositional?: number
  /** What is said where there are more; by default, how many there may be. */
  readonly tooMany?: string
}

/** A command line that doesn't fit its command: the message goes to stderr, the usage to stdout. */
export class UsageError extends Error {}

/** A command line in its parts. Options by long name. */
export class ParsedArguments {
  readonly positional: readonly string[]
  /** Those of them that stood behind `--`. */
  readonly afterDashes: readonly string[]
  readonly #flags: ReadonlyMap<string, number>
  readonly #values: ReadonlyMap<string, string>

  constructor(positional: readonly string[], flags: ReadonlyMap<string, number>, values: ReadonlyMap<string, string>, afterDashes: readonly string[] = []) {
    this.positional = positional
    this.afterDashes = afterDashes
    this.#flags = flags
    this.#values = values
  }

  flag(long: string): boolean {
    return this.#flags.has(long)
  }

  /** How often a flag was given. */
  times(long: string): number {
    return this.#flags.get(long) ?? 0
  }

  value(long: string): string | undefined {
    return this.#values.get(long)
  }

  /** A whole number that isn't negative. @throws UsageError */
  count(long: string): number | undefined {
    const text = this.value(long)
    if (text === undefined) return undefined
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`error: "${text}" is not a valid uint.`)
    return Number(text)
  }
}

/** What stands behind the dash of an argument: short names of two letters, such as `-fn`, are not bundled flags. */
function shortName(argument: string): string {
  return argument.startsWith('-') && !argument.startsWith('--') ? argument.slice(1).split('=')[0] : ''
}

/**
 * Splits a command line as Dolt does: `--name value`, `--name=value`, `-n value`, `-nvalue`, bundled flags (`-am text`), and `--` before
 * what only looks like an option.
 * Source: Dolt go/libraries/utils/argparser/parser.go.
 * @throws UsageError in Dolt's words.
 */
export function parseArguments(spec: ArgumentSpec, argv: readonly string[]): ParsedArguments {
  const positional: string[] = []
  const flags = new Map<string, number>()
  const values = new Map<string, string>()
  const byLong = new Map(spec.options.map((option) => [option.long, option]))
  const byShort = new Map(spec.options.flatMap((option) => (option.short === undefined ? [] : [[option.short, option] as const])))
  let at = 0
  let afterDashes: readonly string[] = []

  const take = (option: OptionSpec, given: string | undefined): void => {
    if (!option.repeats && (flags.has(option.long) || values.has(option.long))) throw new UsageError(`error: multiple values provided for \`${option.long}'`)
    if (option.value === undefined) {
      flags.set(option.long, (flags.get(option.long) ?? 0) + 1)
      return
    }
    // `--name= value` is the same as `--name value`, as in Dolt.
    const value = given === undefined || given === '' ? argv[at++] : given
    if (value === undefined) throw new UsageError(`error: no value for option \`${option.long}'`)
    values.set(option.long, value)
  }

  while (at < argv.length) {
    const argument = argv[at++]
    if (argument === '--') {
      afterDashes = argv.slice(at)
      positional.push(...afterDashes)
      break
    }
    if (argument.startsWith('--')) {
      const equals = argument.indexOf('=')
      const name = argument.slice(2, equals < 0 ? undefined : equals)
      const option = byLong.get(name)
      if (option === undefined) throw new UsageError(`error: unknown option \`${name}'`)
      take(option, equals < 0 ? undefined : argument.slice(equals + 1))
    } else if (byShort.has(shortName(argument)) && argument.length > 2) {
      const equals = argument.indexOf('=')
      take(byShort.get(shortName(argument))!, equals < 0 ? undefined : argument.slice(equals + 1))
    } else if (argument.length > 1 && argument.startsWith('-')) {
      for (let i = 1; i < argument.length; i++) {
        const option = byShort.get(argument[i])
        if (option === undefined) throw new UsageError(`error: unknown option \`${argument.slice(i)}'`)
        const rest = argument.slice(i + 1)
        if (option.value === undefined) take(option, undefined)
        else {
          take(option, rest === '' ? undefined : rest.replace(/^=/, ''))
          break
        }
      }
    } else positional.push(argument)
  }
  const max = spec.maxPositional
  if (max !== undefined && positional.length > max && !flags.has('help')) {
    if (spec.tooMany !== undefined) throw new UsageError(spec.tooMany)
    const name = spec.command.split(' ').at(-1)
    throw new UsageError(max === 0
      ? `error: ${name} does not take positional arguments, but found ${positional.length}: ${positional.join(', ')}`
      : `error: ${name} has too many positional arguments. Expected at most ${max}, found ${positional.length}: ${positional.join(', ')}`)
  }
  return new ParsedArguments(positional, flags, values, afterDashes)
}
