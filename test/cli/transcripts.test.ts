import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { type RunDolt, runSteps } from './shell.ts'
import { type Outcome, Normaliser, parseTranscript, printStep, printTranscript, shellWords } from './transcript.ts'

const folder = join(import.meta.dirname, '..', 'golden', 'cli')
const directory = process.cwd()
const environment = { ...process.env }

afterEach(() => {
  process.chdir(directory)
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
})

/** oxbow in this process. Its advice names itself. */
const oxbow: RunDolt = async (args, stdin, place) => {
  process.chdir(place.directory)
  Object.assign(process.env, place.env)
  const stdout: Uint8Array[] = []
  let stderr = ''
  const out = {
    write: (text: string) => stdout.push(Buffer.from(text)),
    line: (text = '') => stdout.push(Buffer.from(`${text}\n`)),
    bytes: (bytes: Uint8Array) => stdout.push(bytes),
    error: (text: string) => {
      stderr += `${text}\n`
    },
  }
  const code = await runCli(args, out, { isTerminal: false, pieces: async function* pieces() { yield stdin } })
  const word = (text: string): string => text.replace(/\boxbow\b/g, 'dolt')
  return { stdout: word(Buffer.concat(stdout).toString()), stderr: word(stderr), code }
}

describe('what dolt prints, oxbow prints', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const steps = parseTranscript(text)
    const outcomes = await runSteps(steps, oxbow, { like: true })
    const same = (i: number): boolean => JSON.stringify(outcomes[i]) === JSON.stringify(steps[i].outcome)
    // A difference that is known stands in the transcript with its reason, until it is none any more.
    expect(steps.filter((step, i) => step.difference !== undefined && same(i)).map((step) => step.command)).toEqual([])
    expect(steps.map((step, i) => printStep(step.difference === undefined ? { ...step, outcome: outcomes[i] } : step)).join('')).toBe(text)
  }, 120_000)

  it('in a suite that is large enough', () => {
    const steps = readdirSync(folder).flatMap((name) => parseTranscript(readFileSync(join(folder, name), 'utf8')))
    expect(steps.filter(({ command }) => command.startsWith('dolt ')).length).toBeGreaterThanOrEqual(200)
  })
})

describe('transcripts', () => {
  it('print as they are read', () => {
    const text = '# a comment\n~ why\n$ dolt sql\n< select 1\n<\n  a\tb\n  \n! ␛[31mno␛[0m\n? 2\n\n$ cd x\n  unended␃\n'.replace('<\n', '< \n')
    expect(printTranscript(parseTranscript(text))).toBe(text)
    expect(parseTranscript(text)).toMatchObject([
      { difference: 'why', stdin: 'select 1\n\n', outcome: { stdout: 'a\tb\n\n', stderr: '\u001b[31mno\u001b[0m\n', code: 2 } },
      { above: [''], command: 'cd x', outcome: { stdout: 'unended', code: 0 } },
    ])
    expect(() => parseTranscript('  x\n')).toThrow('nothing was typed')
  })

  it('split commands as a shell does', () => {
    expect(shellWords(`sql -q "select \\"a\\" 'b'" 'c "d"' -x"y z" ''`)).toEqual(['sql', '-q', 'select "a" \'b\'', 'c "d"', '-xy z', ''])
  })

  it('name addresses in the order in which they come', () => {
    const outcome = (stdout: string): Outcome => ({ stdout, stderr: '', code: 0 })
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
    const recorded = new Normaliser('/tmp/x').outcome(outcome(`${a} ${b} ${a} /tmp/x/y`))
    expect(recorded.stdout).toMatch(/^hash0*1 hash0*2 hash0*1 BASE\/y$/)
    expect(new Normaliser('/tmp/z').outcome(outcome(`${b} ${a} ${b} /tmp/z/y`), recorded)).toEqual(recorded)
    expect(new Normaliser('/tmp/z').outcome(outcome(`${b} ${b} ${a} /tmp/z/y`), recorded)).not.toEqual(recorded)
  })
})
