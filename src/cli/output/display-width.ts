/** Characters that take two cells: East Asian wide and fullwidth ones, and emoji. */
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19' +
  '\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18cff}\\u{1b000}-\\u{1b2ff}\\u{1f200}-\\u{1f265}\\u{20000}-\\u{3fffd}' +
  '\\p{Emoji_Presentation}]', 'u')
/** Characters that take none. */
const ZERO = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/u
const PLAIN = /^[\x20-\x7e]*$/

let segmenter: Intl.Segmenter | undefined

/** Cells of a terminal that a line takes: those of the first character of each cluster that takes any. */
export function displayWidth(line: string): number {
  if (PLAIN.test(line)) return line.length
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let width = 0
  for (const { segment } of segmenter.segment(line)) {
    for (const character of segment) {
      if (ZERO.test(character)) continue
      width += WIDE.test(character) ? 2 : 1
      break
    }
  }
  return width
}
