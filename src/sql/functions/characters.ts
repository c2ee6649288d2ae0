/** Texts by characters (code points), where JavaScript counts UTF-16 units. */

const SURROGATE = /[\ud800-\udfff]/

/** Characters of a text. */
export function charCount(text: string): number {
  if (!SURROGATE.test(text)) return text.length
  let n = text.length
  for (let i = 0; i < text.length - 1; i++) {
    const c = text.charCodeAt(i)
    if (c >= 0xd800 && c < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      n--
      i++
    }
  }
  return n
}

/** The characters from `from` (0-based) up to, not including, `to`. */
export function sliceChars(text: string, from: number, to: number): string {
  if (!SURROGATE.test(text)) return text.slice(from, to)
  return [...text].slice(from, to).join('')
}

/** The 0-based place, in characters, of the unit at `index`. */
export function charsBefore(text: string, index: number): number {
  return charCount(text.slice(0, index))
}

/** Bytes of the text's UTF-8. */
export function byteCount(text: string): number {
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 0x80) n++
    else if (c < 0x800) n += 2
    else if (c >= 0xd800 && c < 0xdc00) {
      n += 4
      i++
    } else n += 3
  }
  return n
}

/** MySQL's SUBSTRING on anything with a length: 1-based start, negative from the end; undefined means an empty result. */
export function substringRange(length: number, start: number, count: number): [from: number, to: number] | undefined {
  const from = start > 0 ? start - 1 : start < 0 ? length + start : -1
  if (from < 0 || from >= length || count <= 0) return undefined
  return [from, Math.min(length, from + count)]
}
