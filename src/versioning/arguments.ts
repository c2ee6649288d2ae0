import type { Value } from '../sql/value.ts'
import { doltError } from './errors.ts'

/** An option of a procedure or table function, with Dolt's words. */
export interface OptionSpec {
  /** Long name, without dashes. */
  readonly name: string
  readonly short?: string
  /** `flag` has no value, `value` needs one, `optional` takes one if it's there, `list` takes all up to the next option. */
  readonly kind: 'flag' | 'value' | 'optional' | 'list'
}

export function flag(name: string, short?: string): OptionSpec {
  return short === undefined ? { name, kind: 'flag' } : { name, short, kind: 'flag' }
}

export function option(name: string, short?: string): OptionSpec {
  return short === undefined ? { name, kind: 'value' } : { name, short, kind: 'value' }
}

/** Arguments, taken apart. */
export class ParsedArguments {
  readonly positional: readonly string[]
  private readonly named: ReadonlyMap<string, string>

  constructor(positional: readonly string[], named: ReadonlyMap<string, string>) {
    this.positional = positional
    this.named = named
  }

  has(name: string): boolean {
    return this.named.has(name)
  }

  value(name: string): string | undefined {
    return this.named.get(name)
  }

  list(name: string): string[] {
    const value = this.named.get(name)
    return value === undefined ? [] : value.split(',').map((v) => v.trim()).filter((v) => v !== '')
  }

  /** @throws OxbowError when more than one of the options is given. */
  exclusive(...names: readonly string[]): void {
    const given = names.filter((name) => this.has(name))
    if (given.length > 1) throw doltError(`error: Flags '--${given[0]}' and '--${given[1]}' cannot be used together`)
  }
}

/** Values as a procedure takes them: texts. NULLs are left out. */
export function argumentTexts(args: readonly Value[]): string[] {
  return args.filter((a) => a !== null).map((a) => (a instanceof Uint8Array ? new TextDecoder().decode(a) : String(a)))
}

/**
 * Takes arguments apart as Dolt's command line does: `--name value`, `--name=value`, `-n value`, `-nvalue`, flags joined
 * as in `-am`, and `--` before what only looks like an option.
 * Source: Dolt go/libraries/utils/argparser/parser.go.
 * @throws OxbowError in Dolt's words for an unknown option or a missing value.
 */
export function parseArguments(specs: readonly OptionSpec[], args: readonly string[]): ParsedArguments {
  const positional: string[] = []
  const named = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '--') {
      positional.push(...args.slice(i + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      positional.push(arg)
      continue
    }
    i = parseOption(specs, args, i, positional, named)
  }
  return new ParsedArguments(positional, named)
}

function parseOption(
  specs: readonly OptionSpec[], args: readonly string[], index: number, positional: string[], named: Map<string, string>,
): number {
  const arg = args[index]
  const isLong = arg.startsWith('--')
  let rest = arg.slice(isLong ? 2 : 1)
  let spec: OptionSpec | undefined
  let flags = 0
  for (;;) {
    spec = specs.find((s) => isValueOf(s, rest, isLong))
    if (spec !== undefined) break
    const matched = isLong
      ? specs.find((s) => s.kind === 'flag' && s.name === rest)
      : specs.find((s) => s.kind === 'flag' && s.short !== undefined && rest.startsWith(s.short) && !named.has(s.name))
    if (matched === undefined) break
    named.set(matched.name, '')
    flags++
    rest = isLong ? '' : rest.slice(matched.short!.length)
    if (rest === '') return index
  }
  if (spec === undefined) {
    if (flags === 0 || isLong) throw doltError(`error: unknown option \`${arg.replace(/^-+/, '')}'`)
    // `-fbranch`: what follows joined flags is an argument.
    positional.push(rest)
    return index
  }
  if (named.has(spec.name)) throw doltError(`error: multiple values provided for \`${spec.name}'`)
  const inline = rest.slice(isLong ? spec.name.length : spec.short!.length)
  if (inline !== '') {
    named.set(spec.name, inline.replace(/^[=:]/, ''))
    return index
  }
  return takeValue(spec, args, index, named)
}

function isValueOf(spec: OptionSpec, rest: string, isLong: boolean): boolean {
  if (spec.kind === 'flag') return false
  if (isLong) return rest === spec.name || rest.startsWith(`${spec.name}=`)
  return spec.short !== undefined && rest.startsWith(spec.short)
}

function takeValue(spec: OptionSpec, args: readonly string[], index: number, named: Map<string, string>): number {
  if (spec.kind === 'list') {
    let end = index + 1
    while (end < args.length && !args[end].startsWith('-')) end++
    named.set(spec.name, args.slice(index + 1, end).join(','))
    return end - 1
  }
  const next = args[index + 1]
  if (spec.kind === 'optional') {
    const taken = next !== undefined && !next.startsWith('-')
    named.set(spec.name, taken ? next : '')
    return taken ? index + 1 : index
  }
  if (next === undefined) throw doltError(`error: no value for option \`${spec.name}'`)
  named.set(spec.name, next)
  return index + 1
}
