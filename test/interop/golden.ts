import { readFileSync, writeFileSync } from 'node:fs'
import type { Observed } from './scenario.ts'

const FILE = new URL('../golden/interop.jsonl', import.meta.url)

/** What real Dolt 2.3.1 did, by the scenario's name. */
export function readGolden(): Map<string, Observed> {
  const lines = readFileSync(FILE, 'utf8').split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => JSON.parse(line) as Observed).map((observed) => [observed.name, observed]))
}

export function writeGolden(all: Iterable<Observed>): void {
  writeFileSync(FILE, [...all].map((observed) => `${JSON.stringify(observed)}\n`).join(''))
}
