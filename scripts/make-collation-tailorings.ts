/**
 * Writes src/prolly/collation-ranks/tailorings.ts: how a real dolt orders single characters under the collations of languages, as what
 * is otherwise than under the collation that they are made from. Run it with a dolt 2.3.1 on PATH (or DOLT_BIN):
 * `node scripts/make-collation-tailorings.ts`
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OUT = fileURLToPath(new URL('../src/prolly/collation-ranks/tailorings.ts', import.meta.url))
const UNICODE = 'icelandic latvian romanian slovenian polish estonian spanish swedish turkish czech danish lithuanian slovak spanish2 roman persian esperanto hungarian sinhala german2 croatian vietnamese'
const UCA_9 = 'de_pb is lv ro sl pl et es sv tr cs da lt sk es_trad la eo hu hr vi ru'
const LATIN1 = 'danish german2 spanish'

const tailored = [
  ...UNICODE.split(' ').map((language) => [`utf8mb4_${language}_ci`, 'utf8mb4_unicode_ci']),
  ...UCA_9.split(' ').flatMap((language) => ['ai_ci', 'as_cs'].map((kind) => [`utf8mb4_${language}_0900_${kind}`, `utf8mb4_0900_${kind}`])),
  ...LATIN1.split(' ').map((language) => [`latin1_${language}_ci`, 'latin1_swedish_ci']),
]

/** A character, the one whose place it follows (-1: it stands before all), and how many places behind; 0: it is equal to that one. */
type Entry = readonly [rune: number, anchor: number, step: number]

const home = mkdtempSync(join(tmpdir(), 'collation-tailorings-'))
const database = join(home, 'tailorings')

function dolt(args: string[], input?: string): string {
  return execFileSync(process.env.DOLT_BIN ?? 'dolt', args, {
    cwd: database, input, encoding: 'utf8', maxBuffer: 1 << 30, env: { ...process.env, HOME: home, DOLT_ROOT_PATH: home },
  })
}

/** The basic plane without ideographs, Hangul, surrogates and private use: no language that is measured moves these. */
function someRunes(): number[] {
  const runes: number[] = []
  for (let rune = 0; rune < 0x10000; rune++) if (rune < 0x3400 || (rune >= 0xa000 && rune < 0xac00) || rune >= 0xf900) runes.push(rune)
  return runes
}

function load(table: string, type: string, runes: readonly number[]): void {
  let sql = `create table ${table}(rune int primary key, c ${type});\n`
  for (let i = 0; i < runes.length; i += 5000) {
    const values = runes.slice(i, i + 5000).map((rune) => `(${rune},convert(x'${Buffer.from(String.fromCodePoint(rune)).toString('hex')}' using utf8mb4))`)
    sql += `insert into ${table} values ${values.join(',')};\n`
  }
  dolt(['sql'], sql)
}

/** The rank of each character. */
function ranks(collation: string): Map<number, number> {
  const table = collation.startsWith('latin1') ? 'l' : 'u'
  const csv = dolt(['sql', '-r', 'csv', '-q', `select rune, dense_rank() over (order by c collate ${collation}) k from ${table} order by rune`])
  return new Map(csv.trim().split('\n').slice(1).map((line) => line.split(',').map(Number) as [number, number]))
}

/** What has to move for the order `base` to become `wanted`: as little as can be, which the longest increasing subsequence tells. */
function difference(base: ReadonlyMap<number, number>, wanted: ReadonlyMap<number, number>): Entry[] {
  const classes = new Map<number, number[]>()
  for (const [rune, rank] of wanted) {
    const runes = classes.get(rank)
    if (runes === undefined) classes.set(rank, [rune])
    else runes.push(rune)
  }
  const order = [...classes.keys()].toSorted((a, b) => a - b)
  // Each class stands for the base rank that most of its characters have, where no other class has more of them.
  const claims = new Map<number, { readonly class: number; readonly count: number }>()
  const stands = new Map<number, number>()
  for (const rank of order) {
    const counts = new Map<number, number>()
    for (const rune of classes.get(rank)!) counts.set(base.get(rune)!, (counts.get(base.get(rune)!) ?? 0) + 1)
    for (const [own, count] of [...counts].toSorted((a, b) => b[1] - a[1])) {
      const claim = claims.get(own)
      if (claim !== undefined && claim.count >= count) continue
      if (claim !== undefined) stands.delete(claim.class)
      claims.set(own, { class: rank, count })
      stands.set(rank, own)
      break
    }
  }
  const tails: number[] = []
  const before = new Map<number, number | undefined>()
  for (const rank of order) {
    const own = stands.get(rank)
    if (own === undefined) continue
    let place = 0
    for (let high = tails.length; place < high;) {
      const middle = (place + high) >> 1
      if (stands.get(tails[middle])! < own) place = middle + 1
      else high = middle
    }
    before.set(rank, tails[place - 1])
    tails[place] = rank
  }
  const kept = new Set<number>()
  for (let rank = tails.at(-1); rank !== undefined; rank = before.get(rank)) kept.add(rank)
  const entries: Entry[] = []
  let anchor = -1
  let step = 0
  for (const rank of order) {
    const runes = classes.get(rank)!
    if (kept.has(rank)) {
      anchor = runes.find((rune) => base.get(rune) === stands.get(rank))!
      step = 0
      for (const rune of runes) if (base.get(rune) !== stands.get(rank)) entries.push([rune, anchor, 0])
    } else {
      step++
      for (const rune of runes) entries.push([rune, anchor, step])
    }
  }
  return entries
}

try {
  mkdirSync(database)
  dolt(['config', '--global', '--add', 'user.name', 'tailorings'])
  dolt(['config', '--global', '--add', 'user.email', 'tailorings@localhost'])
  dolt(['init'])
  load('u', 'varchar(4) collate utf8mb4_0900_bin', someRunes())
  load('l', 'varchar(4) character set latin1 collate latin1_swedish_ci', [...new TextDecoder('latin1').decode(Uint8Array.from({ length: 256 }, (_, i) => i))].map((c) => c.codePointAt(0)!))
  const bases = new Map<string, Map<number, number>>()
  let text = '/** Made by scripts/make-collation-tailorings.ts: the base, then `rune.anchor.step` in base 36, as src/prolly/collation-weights.ts reads them. */\n'
  text += 'export const TAILORINGS: Readonly<Record<string, readonly [base: string, entries: string]>> = {\n'
  for (const [name, base] of tailored) {
    if (!bases.has(base)) bases.set(base, ranks(base))
    const entries = difference(bases.get(base)!, ranks(name))
    const lines = entries.map((entry) => entry.map((n) => n.toString(36)).join('.')).join(' ').match(/.{1,140}/g) ?? ['']
    text += `  ${name}: ['${base}',${lines.length === 1 ? ' ' : '\n    '}${lines.map((line) => `'${line}'`).join(' +\n    ')}],\n`
    console.log(name, entries.length)
  }
  writeFileSync(OUT, `${text}}\n`)
} finally {
  rmSync(home, { recursive: true })
}
