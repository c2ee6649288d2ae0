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
  let flags = 0
  while (rest !== '' && !specs.some((s) => s.kind !== 'flag' && namesOf(s).some((name) => rest === name || rest.startsWith(`${name}=`)))) {
    const matched = longestMatch(specs.filter((s) => s.kind === 'flag' && !named.has(s.name)), rest)
    // One dash may lead several flags, short or long; two dashes lead one.
    if (matched === undefined || (isLong && matched.length < rest.length)) break
    named.set(matched.spec.name, '')
    flags++
    rest = rest.slice(matched.length)
  }
  if (rest === '') return index
  const matched = longestMatch(specs.filter((s) => s.kind !== 'flag'), rest)
  const inline = matched === undefined ? '' : rest.slice(matched.length)
  if (matched === undefined || (isLong && inline !== '' && !/^[=: ]/.test(inline))) {
    if (flags === 0) throw doltError(`error: unknown option \`${arg.replace(/^-+/, '')}'`)
    // `-fbranch`: what follows joined flags is an argument.
    positional.push(rest)
    return index
  }
  const { spec } = matched
  if (named.has(spec.name)) throw doltError(`error: multiple values provided for \`${spec.name}'`)
  if (inline !== '') {
    named.set(spec.name, inline.replace(/^[=: ]+/, ''))
    return index
  }
  return takeValue(spec, args, index, named)
}

function namesOf({ name, short }: OptionSpec): readonly string[] {
  return short === undefined ? [name] : [name, short]
}

/** The option whose name, long or short, is the longest with which the text begins. */
function longestMatch(specs: readonly OptionSpec[], text: string): { readonly spec: OptionSpec; readonly length: number } | undefined {
  let best: { spec: OptionSpec; length: number } | undefined
  for (const spec of specs) {
    for (const name of namesOf(spec)) {
      if (text.startsWith(name) && name.length > (best?.length ?? 0)) best = { spec, length: name.length }
    }
  }
  return best
}

function takeValue(spec: OptionSpec, args: readonly string[], index: number, named: Map<string, string>): number {
  if (spec.kind === 'list') {
    let end = index + 1
    while (end < args.length && !args[end].startsWith('-')) end++
    if (end === index + 1) throw doltError(`error: no value for option \`${spec.name}'`)
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
