/**
 * The parser's speed and size, over the statements of the team's shelf: `npx node scripts/bench-parser.ts`.
 * Prints statements a second, microseconds for a point select, and the size of its bundle.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { parse } from '../src/sql/parser/parser.ts'

const root = new URL('..', import.meta.url)
const statements = ['gms', 'dolt', 'slt'].flatMap((name) =>
  readFileSync(new URL(`../shared/conformance/syntax/${name}.jsonl`, root), 'utf8')
    .split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { sql: string }).sql))

/** The shortest of several runs, in seconds: other work on the machine can only make a run longer. */
function shortest(runs: number, work: () => void): number {
  let best = Infinity
  for (let run = 0; run < runs; run++) {
    const begin = performance.now()
    work()
    best = Math.min(best, performance.now() - begin)
  }
  return best / 1000
}

const mixed = shortest(12, () => {
  for (const sql of statements) parse(sql)
})
console.log(`${Math.round(statements.length / mixed).toLocaleString('en')} statements/s (${statements.length.toLocaleString('en')} mixed statements)`)

const POINT_SELECT = 'select id, name, price from products where id = 123456 limit 1'
const REPEATS = 100_000
const point = shortest(8, () => {
  for (let i = 0; i < REPEATS; i++) parse(POINT_SELECT)
})
console.log(`${((point / REPEATS) * 1e6).toFixed(2)} µs for a point select of ${POINT_SELECT.length} characters`)

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('src/sql/parser/parser.ts', root))], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
})
const [{ contents }] = outputFiles
console.log(`${(gzipSync(contents, { level: 9 }).length / 1024).toFixed(1)} KiB gzip, ${(contents.length / 1024).toFixed(1)} KiB minified`)
