import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Outcome, type Step, Normaliser, shellWords } from './transcript.ts'

/** Where a command runs. */
export interface Place {
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
}

/** Runs dolt, or what stands in for it. */
export type RunDolt = (args: readonly string[], stdin: string, place: Place) => Promise<Outcome> | Outcome

/** The first step's moment; each step is a minute later, so that addresses of commits come from nothing but what was done. */
const START = Date.UTC(2024, 0, 1)

/** Runs the steps in a directory of their own, which is gone afterwards. @returns what each printed, made comparable. */
export async function runSteps(steps: readonly Step[], dolt: RunDolt, { like }: { like: boolean }): Promise<Outcome[]> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'transcript-')))
  const normaliser = new Normaliser(base)
  const exported: Record<string, string> = {}
  const outcomes: Outcome[] = []
  let directory = join(base, 'work')
  mkdirSync(join(base, 'home'))
  mkdirSync(directory)
  try {
    for (const [i, step] of steps.entries()) {
      const date = new Date(START + i * 60_000).toISOString().slice(0, 19)
      const env = {
        HOME: join(base, 'home'), DOLT_ROOT_PATH: join(base, 'home'), TZ: 'UTC', DOLT_AUTHOR_DATE: date, DOLT_COMMITTER_DATE: date, ...exported,
      }
      const [command, ...args] = shellWords(step.command)
      let raw: Outcome
      if (command === 'dolt') raw = await dolt(args, step.stdin, { directory, env })
      else if (command === 'cd') {
        directory = resolve(directory, args[0])
        raw = printed('')
      } else if (command === 'export') {
        for (const pair of args) exported[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1)
        raw = printed('')
      } else raw = printed(fileCommand(command, args.map((arg) => resolve(directory, arg)), step.stdin))
      outcomes.push(normaliser.outcome(raw, like ? step.outcome : undefined))
    }
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 3 })
  }
  return outcomes
}

function printed(stdout: string): Outcome {
  return { stdout, stderr: '', code: 0 }
}

function fileCommand(command: string, paths: readonly string[], stdin: string): string {
  switch (command) {
    case 'mkdir':
      for (const path of paths) mkdirSync(path, { recursive: true })
      return ''
    case 'rm':
      for (const path of paths) rmSync(path, { recursive: true })
      return ''
    case 'cat': return paths.map((path) => readFileSync(path, 'utf8')).join('')
    case 'ls': return paths.flatMap((path) => readdirSync(path).toSorted().map((name) => `${name}\n`)).join('')
    case 'write':
      writeFileSync(paths[0], stdin)
      return ''
    default: throw new Error(`a transcript knows no command ${command}`)
  }
}
