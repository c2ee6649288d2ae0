/**
 * What the parser is measured by: `node scripts/bench-parser.ts` prints, for statements that real Dolt takes
 * (../shared/conformance/syntax), how many are parsed and how fast, the time of a point select, and the parser's size
 * when bundled. Exits with 1 where a figure misses its aim. Times are of the process's own CPU, so that a busy machine
 * does not spoil them; the best round counts.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { parse } from '../src/sql/parser/parser.ts'
import { hasShared, sharedPath } from '../test/support/shared.ts'

const CORPORA = ['gms', 'dolt', 'slt'] as const
const POINT_SELECT = 'select id, name, price from products where id = 123456 limit 1'
const ROUNDS = 8

let missed = false

/** Prints a figure beside its aim. */
function report(what: string, figure: string, aim: string, reached: boolean): void {
  missed ||= !reached
  console.log(`${what.padEnd(32)}${figure.padStart(14)}   aim ${aim.padEnd(12)}${reached ? '' : ' missed'}`.trimEnd())
}

/** CPU time of the process, in µs. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Least µs of CPU that `work` takes, of several rounds. */
function best(work: () => void): number {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const from = cpu()
    work()
    least = Math.min(least, cpu() - from)
  }
  return least
}

function accepts(sql: string): boolean {
  try {
    parse(sql)
    return true
  } catch {
    return false
  }
}

const all: string[] = []
if (hasShared) {
  for (const name of CORPORA) {
    const lines = readFileSync(sharedPath('conformance', 'syntax', `${name}.jsonl`), 'utf8').trimEnd().split('\n')
    const statements = lines.map((line) => (JSON.parse(line) as { sql: string }).sql)
    const accepted = statements.filter(accepts)
    const percent = (100 * accepted.length) / statements.length
    report(`${name}: ${statements.length} statements`, `${percent.toFixed(2)} %`, '≥ 99.5 %', percent >= 99.5)
    all.push(...accepted)
  }
  const mixed = best(() => {
    for (const sql of all) parse(sql)
  })
  const perSecond = Math.round((all.length * 1e6) / mixed)
  report('mixed statements', `${perSecond} /s`, '≥ 150000 /s', perSecond >= 150_000)
} else console.log('statements are not measured: ../shared is not beside this checkout')

const times = 100_000
const each = best(() => {
  for (let i = 0; i < times; i++) parse(POINT_SELECT)
}) / times
report(`point select (${POINT_SELECT.length} characters)`, `${each.toFixed(2)} µs`, '≤ 6 µs', each <= 6)

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('../src/sql/parser/parser.ts', import.meta.url))],
  bundle: true, minify: true, format: 'esm', write: false, logLevel: 'silent',
})
const kilobytes = gzipSync(bundle.outputFiles[0].contents).length / 1000
report('size (minified, gzip)', `${kilobytes.toFixed(1)} KB`, '≤ 60 KB', kilobytes <= 60)

process.exitCode = missed ? 1 : 0
