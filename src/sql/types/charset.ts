import { OxbowError } from '../../error.ts'

/**
 * Character sets: how texts become bytes and bytes texts. The engine keeps all texts in Unicode, and so does Dolt, which stores UTF-8
 * whatever a column's character set is; the set shows where bytes are asked for (HEX, LENGTH, `_latin1 x'e9'`, character_set_results).
 * Source: MySQL manual, "Supported Character Sets and Collations".
 */
export interface Charset {
  /** @returns undefined where the set lacks a character, unless `replacement` (one character that it has) stands in for it. */
  encode(text: string, replacement?: string): Uint8Array | undefined
  /** @returns undefined for bytes that are no text of the set. */
  decode(bytes: Uint8Array): string | undefined
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const UTF8: Charset = {
  encode: (text) => encoder.encode(text),
  decode(bytes) {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  },
}

/** Units of two bytes. @param pairs true where two of them may make one character */
function utf16(bigEnd: boolean, pairs: boolean): Charset {
  const [high, low] = bigEnd ? [0, 1] : [1, 0]
  return {
    encode(text, replacement) {
      const units = pairs ? text : replaced(text, (rune) => rune <= 0xffff, replacement)
      if (units === undefined) return undefined
      const bytes = new Uint8Array(2 * units.length)
      for (let i = 0; i < units.length; i++) {
        const unit = units.charCodeAt(i)
        bytes[2 * i + high] = unit >> 8
        bytes[2 * i + low] = unit & 255
      }
      return bytes
    },
    decode(bytes) {
      if (bytes.length % 2 !== 0) return undefined
      let text = ''
      for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode((bytes[i + high] << 8) | bytes[i + low])
      return (pairs ? /\p{Surrogate}/u : /[\ud800-\udfff]/).test(text) ? undefined : text
    },
  }
}

const UTF32: Charset = {
  encode(text) {
    const runes = Array.from(text, (c) => c.codePointAt(0)!)
    const bytes = new Uint8Array(4 * runes.length)
    const view = new DataView(bytes.buffer)
    runes.forEach((rune, i) => view.setUint32(4 * i, rune))
    return bytes
  },
  decode(bytes) {
    if (bytes.length % 4 !== 0) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let text = ''
    for (let i = 0; i < bytes.length; i += 4) {
      const rune = view.getUint32(i)
      if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000)) return undefined
      text += String.fromCodePoint(rune)
    }
    return text
  },
}

/** A set of one byte a character. @param characters those of the bytes 0 to 255; '\ufffd' for a byte that means nothing */
function singleByte(characters: string): Charset {
  const codes = new Map<string, number>()
  for (let byte = 0; byte < characters.length; byte++) if (characters[byte] !== '\ufffd') codes.set(characters[byte], byte)
  return {
    encode(text, replacement) {
      const known = replaced(text, (rune) => codes.has(String.fromCodePoint(rune)), replacement)
      return known === undefined ? undefined : Uint8Array.from(known, (c) => codes.get(c)!)
    },
    decode(bytes) {
      let text = ''
      for (const byte of bytes) text += characters[byte] ?? '\ufffd'
      return text.includes('\ufffd') ? undefined : text
    },
  }
}

/** The text with `replacement` for the characters that aren't known; undefined where there is one and no replacement. */
function replaced(text: string, knows: (rune: number) => boolean, replacement: string | undefined): string | undefined {
  let result: string[] | undefined
  let i = 0
  for (const c of text) {
    if (!knows(c.codePointAt(0)!)) {
      if (replacement === undefined) return undefined
      result ??= Array.from(text)
      result[i] = replacement
    }
    i++
  }
  return result === undefined ? text : result.join('')
}

/** The sets of one byte a character by the name that the platform's decoder has for them (WHATWG, "Encoding Standard"). */
const LABELS: Readonly<Record<string, string>> = {
  latin1: 'windows-1252', latin2: 'iso-8859-2', latin5: 'windows-1254', latin7: 'iso-8859-13', greek: 'iso-8859-7', hebrew: 'iso-8859-8',
  cp1250: 'windows-1250', cp1251: 'windows-1251', cp1256: 'windows-1256', cp1257: 'windows-1257', cp866: 'ibm866', koi8r: 'koi8-r', koi8u: 'koi8-u',
  tis620: 'windows-874',
}

const ASCII = Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).join('')

const known = new Map<string, Charset>([
  ['utf8mb4', UTF8], ['utf8mb3', UTF8], ['utf16', utf16(true, true)], ['utf16le', utf16(false, true)], ['ucs2', utf16(true, false)], ['utf32', UTF32],
  ['ascii', singleByte(ASCII)],
])

/** A character set by MySQL's name. Those that we have no table for count as UTF-8. */
export function charset(name: string): Charset {
  let found = known.get(name)
  if (found === undefined) {
    const label = Object.hasOwn(LABELS, name) ? LABELS[name] : undefined
    found = label === undefined ? UTF8 : singleByte(new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, i) => i)))
    known.set(name, found)
  }
  return found
}

/** True where the bytes of a text in the set are its UTF-8. */
export function isUtf8(name: string): boolean {
  return charset(name) === UTF8
}

/** The text that bytes stand for. @throws OxbowError 1300 for bytes that are no text of the set. */
export function decodeText(name: string, bytes: Uint8Array): string {
  const text = charset(name).decode(bytes)
  if (text !== undefined) return text
  const shown = Array.from(bytes.subarray(0, 6), (b) => b.toString(16).toUpperCase().padStart(2, '0')).join('')
  throw new OxbowError('INVALID_CHARACTER_STRING', `Invalid ${name} character string: '${shown}'`, { errno: 1300 })
}

/** The bytes of a text, with question marks for characters that the set lacks. */
export function encodeText(name: string, text: string): Uint8Array {
  return charset(name).encode(text, '?')!
}
