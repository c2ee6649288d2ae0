/**
 * Sessions at a shell, as text: what was typed, and what dolt answered. `scripts/record-cli.ts` records them from a real dolt,
 * `transcripts.test.ts` replays them with oxbow.
 *
 * A line begins with what it is:
 *
 *     # a comment
 *     ~ a difference of oxbow's that is known, with its reason; for the command below
 *     $ dolt branch --list    a command: dolt, cd, mkdir, rm, cat, ls, export NAME=VALUE, or write FILE
 *     < a line of its standard input
 *       a line of standard output
 *     ! a line of standard error
 *     ? 1    the exit code, where it isn't 0
 */
export interface Step {
  /** Comments and blank lines above it. */
  readonly above: readonly string[]
  /** Why oxbow answers otherwise; undefined where it answers the same. */
  readonly difference: string | undefined
  readonly command: string
  readonly stdin: string
  readonly outcome: Outcome
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Characters of control as signs that an editor shows. */
const SIGNS: readonly (readonly [string, string])[] = [['\u001b', '␛'], ['\r', '␍'], ['\b', '␈'], ['\0', '␀']]
/** Stands at the end of an output that doesn't end with its line. */
const UNENDED = '␃'

export function parseTranscript(text: string): Step[] {
  const steps: Step[] = []
  let above: string[] = []
  let difference: string | undefined
  let current: { above: string[]; difference: string | undefined; command: string; stdin: string[]; stdout: string[]; stderr: string[]; code: number } | undefined
  const end = (): void => {
    if (current !== undefined) {
      const { stdin, stdout, stderr, code, ...rest } = current
      steps.push({ ...rest, stdin: joined(stdin), outcome: { stdout: joined(stdout), stderr: joined(stderr), code } })
    }
    current = undefined
  }
  for (const line of text.split('\n').slice(0, -1)) {
    const rest = line.slice(2)
    if (line.startsWith('$ ')) {
      end()
      current = { above, difference, command: rest, stdin: [], stdout: [], stderr: [], code: 0 }
      above = []
      difference = undefined
    } else if (line === '' || line.startsWith('#')) above.push(line)
    else if (line.startsWith('~ ')) difference = rest
    else if (current === undefined) throw new Error(`nothing was typed before: ${line}`)
    else if (line.startsWith('< ') || line === '<') current.stdin.push(rest)
    else if (line.startsWith('! ') || line === '!') current.stderr.push(rest)
    else if (line.startsWith('? ')) current.code = Number(rest)
    else if (line.startsWith('  ')) current.stdout.push(rest)
    else throw new Error(`not a line of a transcript: ${line}`)
  }
  end()
  return steps
}

function joined(lines: readonly string[]): string {
  if (lines.length === 0) return ''
  let text = `${lines.join('\n')}\n`
  if (text.endsWith(`${UNENDED}\n`)) text = text.slice(0, -UNENDED.length - 1)
  for (const [character, sign] of SIGNS) text = text.replaceAll(sign, character)
  return text
}

export function printTranscript(steps: readonly Step[]): string {
  return steps.map(printStep).join('')
}

export function printStep({ above, difference, command, stdin, outcome }: Step): string {
  const lines = [...above]
  if (difference !== undefined) lines.push(`~ ${difference}`)
  lines.push(`$ ${command}`, ...marked('<', stdin), ...marked(' ', outcome.stdout), ...marked('!', outcome.stderr))
  if (outcome.code !== 0) lines.push(`? ${outcome.code}`)
  return lines.map((line) => `${line}\n`).join('')
}

function marked(mark: string, text: string): string[] {
  if (text === '') return []
  let shown = text
  for (const [character, sign] of SIGNS) shown = shown.replaceAll(character, sign)
  const lines = shown.endsWith('\n') ? shown.slice(0, -1).split('\n') : `${shown}${UNENDED}`.split('\n')
  return lines.map((line) => `${mark} ${line}`)
}

/** Splits a command as a shell does: words, '…', "…" with \" and \\. */
export function shellWords(command: string): string[] {
  const words: string[] = []
  for (const [text] of command.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"])+/g)) {
    words.push(text.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"/g, (_, single?: string, double?: string) => single ?? double!.replace(/\\([\\"$`])/g, '$1')))
  }
  return words
}

const ESCAPE = '\u001b'
/** Sorts lines. */
function sorted(lines: string): string {
  return `${lines.slice(0, -1).split('\n').toSorted().join('\n')}\n`
}

const HASH = new RegExp(`(?<=^|[^0-9a-z]|${ESCAPE}\\[\\d+m)[0-9a-v]{32}(?![0-9a-z])`, 'gm')
const PROGRESS = new RegExp(`^(?:Retrieving remote information\\.\\n(?:${ESCAPE}\\[1A${ESCAPE}\\[J.*\\n?)*|(?:[-\\\\|/] (?:Uploading|Fetching|Downloading|Pulling)\\.\\.\\.[\\b\\r\\n]*)+)`, 'gm')
/** A manual page, and the shorter text that stands below some errors: each program says these in its own words. */
const MANUAL = /^NAME\n\t\w+ ([\w-]+) - [^]*?\nOPTIONS\n(?:\t.*\n|\n)*/m
const USAGE = /^usage: \w+ ([\w-]+)[^]*\nSpecific \w+ [\w-]+(?: [\w-]+)? options\n(?: .*\n|\n)*/m

/**
 * Makes what one run printed comparable with what another did: addresses of chunks are named in the order in which they come,
 * moments that aren't fixed and directories become words.
 */
export class Normaliser {
  readonly #base: string
  readonly #names = new Map<string, string>()

  constructor(base: string) {
    this.#base = base
  }

  /** @param like the same output of another run, normalised: addresses are named as they are there */
  outcome(raw: Outcome, like?: Outcome): Outcome {
    const text = (name: 'stdout' | 'stderr'): string => this.#text(raw[name], like?.[name] ?? '')
    const stderr = text('stderr')
    return { stdout: text('stdout'), stderr: stderr === '' || stderr.endsWith('\n') ? stderr : `${stderr}\n`, code: raw.code }
  }

  #text(raw: string, like: string): string {
    const text = raw
      .replaceAll(this.#base, 'BASE')
      .replace(MANUAL, (_, command: string) => `(the manual page of ${command})\n`)
      .replace(USAGE, (_, command: string) => `(the usage of ${command})\n`)
      // Progress depends on the machine, and so does how often a warning is repeated.
      .replace(PROGRESS, '')
      .replace(/time="[^"]*"/g, 'time="now"')
      .replace(/^(time="now".*?)(?: connectionDb=\S+)?\n(?:\1(?: connectionDb=\S+)?\n)*/gm, '$1\n')
      .replace(/\w{3} \w{3} \d\d \d\d:\d\d:\d\d \+0000 (?!2024)\d{4}/g, 'Www Mmm DD hh:mm:ss +0000 YYYY')
      .replace(/(?!2024)\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'YYYY-MM-DD hh:mm:ss.mmm')
      // Dolt lists changed tables, settings and remotes in an order of chance.
      .replace(/(?:^\t(?:new table|modified|deleted|renamed): .*\n){2,}|(?:^[\w.]+ (?:= |file:).*\n){2,}/gm, sorted)
    const taken = new Set(this.#names.values())
    const names = [...like.matchAll(HASH)].map(([name]) => name)
    for (const [i, [hash]] of [...text.matchAll(HASH)].entries()) {
      if (this.#names.has(hash)) continue
      const name = names[i] !== undefined && !taken.has(names[i]) ? names[i] : this.#freshName(taken)
      this.#names.set(hash, name)
      taken.add(name)
    }
    return text.replace(HASH, (hash) => this.#names.get(hash)!)
  }

  #freshName(taken: ReadonlySet<string>): string {
    for (let n = 1; ; n++) {
      const name = `hash${String(n).padStart(28, '0')}`
      if (!taken.has(name)) return name
    }
  }
}
