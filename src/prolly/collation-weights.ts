/** A character's place in a collation's order; equal for characters that count as the same. */
export type Weigher = (rune: number) => number

/** The weigher of a collation that doesn't order by code point; undefined for an unknown one. */
export function weigherOf(collation: string): Weigher | undefined {
  return /^(utf8mb4|utf8mb3|utf8|latin1|ascii)_/.test(collation) ? baseLetter : undefined
}

function baseLetter(rune: number): number {
  return rune < 0 ? rune : String.fromCodePoint(rune).normalize('NFD').toUpperCase().codePointAt(0)!
}
