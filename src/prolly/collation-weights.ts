import { LATIN1_GENERAL_CI } from './collation-ranks/latin1-general-ci.ts'
import { LATIN1_GENERAL_CS } from './collation-ranks/latin1-general-cs.ts'
import { LATIN1_GERMAN1_CI } from './collation-ranks/latin1-german1-ci.ts'
import { LATIN1_SWEDISH_CI } from './collation-ranks/latin1-swedish-ci.ts'
import { UTF8MB4_0900_AI_CI } from './collation-ranks/utf8mb4-0900-ai-ci.ts'
import { UTF8MB4_0900_AS_CI } from './collation-ranks/utf8mb4-0900-as-ci.ts'
import { UTF8MB4_0900_AS_CS } from './collation-ranks/utf8mb4-0900-as-cs.ts'
import { UTF8MB4_GENERAL_CI } from './collation-ranks/utf8mb4-general-ci.ts'
import { UTF8MB4_UNICODE_520_CI } from './collation-ranks/utf8mb4-unicode-520-ci.ts'
import { UTF8MB4_UNICODE_CI } from './collation-ranks/utf8mb4-unicode-ci.ts'
import { TAILORINGS } from './collation-ranks/tailorings.ts'

/** A character's place in a collation's order; equal for characters that count as the same. */
export type Weigher = (rune: number) => number

/** Packed ranks of every character, as scripts/make-collation-ranks.ts measured them on a real Dolt. */
const RANKS: Readonly<Record<string, string>> = {
  latin1_general_ci: LATIN1_GENERAL_CI,
  latin1_general_cs: LATIN1_GENERAL_CS,
  latin1_german1_ci: LATIN1_GERMAN1_CI,
  latin1_swedish_ci: LATIN1_SWEDISH_CI,
  utf8mb4_0900_ai_ci: UTF8MB4_0900_AI_CI,
  utf8mb4_0900_as_ci: UTF8MB4_0900_AS_CI,
  utf8mb4_0900_as_cs: UTF8MB4_0900_AS_CS,
  utf8mb4_general_ci: UTF8MB4_GENERAL_CI,
  utf8mb4_unicode_520_ci: UTF8MB4_UNICODE_520_CI,
  utf8mb4_unicode_ci: UTF8MB4_UNICODE_CI,
}

const weighers = new Map<string, Weigher>()

/** The other names of Unicode order the characters that they have alike; so does ASCII. */
function ranksName(collation: string): string {
  return collation.replace(/^(utf8mb3|utf8|utf16|utf16le|utf32|ucs2|ascii)_/, 'utf8mb4_')
}

/** True for a collation that has an order of its own here. */
export function isWeighed(collation: string): boolean {
  const name = ranksName(collation)
  return Object.hasOwn(RANKS, name) || Object.hasOwn(TAILORINGS, name)
}

/** The weigher of a collation that doesn't order by code point; undefined for one that isn't known here. */
export function weigherOf(collation: string): Weigher | undefined {
  const name = ranksName(collation)
  let weigher = weighers.get(name)
  if (weigher === undefined && isWeighed(name)) {
    weigher = Object.hasOwn(RANKS, name) ? unpack(RANKS[name]) : tailor(...TAILORINGS[name])
    weighers.set(name, weigher)
  }
  return weigher
}

/** Places that a tailoring has between two ranks of its base. */
const STEPS = 1024

/** A base's order with some characters moved. @param entries `rune.anchor.step` in base 36: as many places behind the anchor, -1 standing before all */
function tailor(base: string, entries: string): Weigher {
  const weight = weigherOf(base)!
  const moved = new Map<number, number>()
  for (const entry of entries.split(' ')) {
    const [rune, anchor, step] = entry.split('.').map((digits) => Number.parseInt(digits, 36))
    moved.set(rune, anchor < 0 ? step : (weight(anchor) + 1) * STEPS + step)
  }
  return (rune) => moved.get(rune) ?? (weight(rune) + 1) * STEPS
}

/** Characters below this have their rank in a table; others are searched. */
const TABLE = 0x3000

const REPLACEMENT = 0xfffd

function unpack(packed: string): Weigher {
  const runes: number[] = []
  const ranks: number[] = []
  const steps: number[] = []
  let at = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 32) {
      const digit = digitOf(packed.charCodeAt(at++))
      value += (digit & 31) * scale
      if (digit < 32) return value
    }
  }
  let rune = 0
  let rank = 0
  while (at < packed.length) {
    const head = next()
    const zigzag = next()
    const length = head >> 1
    rank += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    runes.push(rune)
    ranks.push(rank)
    steps.push(head & 1)
    rank += (head & 1) * (length - 1)
    rune += length
  }
  const starts = Int32Array.from(runes)
  const search = (wanted: number): number => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (starts[middle] <= wanted) low = middle
      else high = middle
    }
    return wanted < rune ? ranks[low] + steps[low] * (wanted - starts[low]) : 0
  }
  const table = new Int32Array(TABLE)
  for (let i = 0; i < TABLE; i++) table[i] = search(i)
  const replacement = search(REPLACEMENT)
  return (wanted) => (wanted < 0 ? replacement : wanted < TABLE ? table[wanted] : search(wanted))
}

/** The value of a base64 digit. */
function digitOf(code: number): number {
  if (code >= 97) return code - 71
  if (code >= 65) return code - 65
  if (code >= 48) return code + 4
  return code === 43 ? 62 : 63
}
