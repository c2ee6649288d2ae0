/**
 * Writes src/prolly/collation-ranks/*.ts: the order that a real dolt gives to every single character under the
 * collations that have an order of their own. Run it with a dolt 2.3.1 on PATH (or DOLT_BIN): `node scripts/make-collation-ranks.ts`
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DOLT = process.env.DOLT_BIN ?? 'dolt'
const OUT = fileURLToPath(new URL('../src/prolly/collation-ranks/', import.meta.url))
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const UTF8MB4 = [
  'utf8mb4_0900_ai_ci', 'utf8mb4_0900_as_ci', 'utf8mb4_0900_as_cs', 'utf8mb4_general_ci', 'utf8mb4_unicode_ci', 'utf8mb4_unicode_520_ci',
]
const LATIN1 = ['latin1_swedish_ci', 'latin1_general_ci', 'latin1_general_cs', 'latin1_german1_ci']

const home = mkdtempSync(join(tmpdir(), 'collation-ranks-'))
const database = join(home, 'ranks')

function dolt(args: string[], input?: string): string {
  return execFileSync(DOLT, args, {
    cwd: database, input, encoding: 'utf8', maxBuffer: 1 << 30, env: { ...process.env, HOME: home, DOLT_ROOT_PATH: home },
  })
}

/** Every code point that UTF-8 can write. */
function* codePoints(last: number): Generator<number> {
  for (let rune = 0; rune <= last; rune++) if (rune < 0xd800 || rune > 0xdfff) yield rune
}

function load(table: string, type: string, runes: Iterable<number>): void {
  let sql = `create table ${table}(rune int primary key, c ${type});\n`
  let values: string[] = []
  const flush = (): void => {
    if (values.length > 0) sql += `insert into ${table} values ${values.join(',')};\n`
    values = []
  }
  for (const rune of runes) {
    values.push(`(${rune},convert(x'${Buffer.from(String.fromCodePoint(rune)).toString('hex')}' using utf8mb4))`)
    if (values.length === 20000) flush()
  }
  flush()
  dolt(['sql'], sql)
}

/** The unsigned number in base 32, low digits first; the sixth bit says that more follow. */
function digits(value: number): string {
  let text = ''
  do {
    const low = value % 32
    value = Math.floor(value / 32)
    text += DIGITS[value > 0 ? low + 32 : low]
  } while (value > 0)
  return text
}

/** Runs of consecutive characters whose ranks stay, or grow by one: length and growth, then the first rank against the last one. */
function encode(ranks: readonly (readonly [number, number])[]): string {
  let text = ''
  let nextRune = 0
  let lastRank = 0
  for (let i = 0; i < ranks.length; ) {
    const [rune, rank] = ranks[i]
    const step = i + 1 < ranks.length && ranks[i + 1][0] === rune + 1 && ranks[i + 1][1] === rank + 1 ? 1 : 0
    let length = 1
    while (i + length < ranks.length && ranks[i + length][0] === rune + length && ranks[i + length][1] === rank + step * length) length++
    // A gap (surrogates, characters outside of the character set) is a run of its own, of rank 0.
    if (rune > nextRune) {
      text += digits((rune - nextRune) * 2) + digits(2 * lastRank - (lastRank > 0 ? 1 : 0))
      lastRank = 0
    }
    const delta = rank - lastRank
    text += digits(length * 2 + step) + digits(delta < 0 ? -2 * delta - 1 : 2 * delta)
    lastRank = rank + step * (length - 1)
    nextRune = rune + length
    i += length
  }
  return text
}

function write(collation: string, table: string): void {
  const csv = dolt(['sql', '-r', 'csv', '-q', `select rune, dense_rank() over (order by c collate ${collation}) k from ${table} order by rune`])
  const ranks = csv.trim().split('\n').slice(1).map((line) => line.split(',').map(Number) as [number, number])
  const text = encode(ranks)
  const lines = text.match(/.{1,130}/g) ?? []
  const name = collation.toUpperCase()
  writeFileSync(
    join(OUT, `${collation.replaceAll('_', '-')}.ts`),
    `/** Made by scripts/make-collation-ranks.ts. */\nexport const ${name} =\n${lines.map((l) => `  '${l}'`).join(' +\n')}\n`,
  )
  console.log(collation, text.length)
}

try {
  mkdirSync(database)
  mkdirSync(OUT, { recursive: true })
  dolt(['config', '--global', '--add', 'user.name', 'ranks'])
  dolt(['config', '--global', '--add', 'user.email', 'ranks@localhost'])
  dolt(['init'])
  load('u', 'varchar(4) collate utf8mb4_0900_bin', codePoints(0x10ffff))
  for (const collation of UTF8MB4) write(collation, 'u')
  const latin1 = [...new TextDecoder('latin1').decode(Uint8Array.from({ length: 256 }, (_, i) => i))].map((c) => c.codePointAt(0) ?? 0)
  load('l', 'varchar(4) character set latin1 collate latin1_swedish_ci', latin1)
  for (const collation of LATIN1) write(collation, 'l')
} finally {
  rmSync(home, { recursive: true })
}
