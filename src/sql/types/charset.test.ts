import { describe, expect, it } from 'vitest'
import { charset, decodeText, encodeText, isUtf8 } from './charset.ts'

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
const bytes = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (b) => Number.parseInt(b, 16))

describe('character sets', () => {
  it.each([
    ['utf8mb4', 'aé😀', '61c3a9f09f9880'], ['utf16', 'aé😀', '006100e9d83dde00'], ['utf16le', 'aé', '6100e900'], ['ucs2', 'aé', '006100e9'],
    ['utf32', 'aé😀', '00000061000000e90001f600'], ['latin1', 'aé€', '61e980'], ['ascii', 'az', '617a'], ['cp1251', 'да', 'e4e0'], ['koi8r', 'а', 'c1'],
  ])('%s writes %s as %s, and reads it', (name, text, encoded) => {
    expect(hex(encodeText(name, text))).toBe(encoded)
    expect(decodeText(name, bytes(encoded))).toBe(text)
  })

  it('put a question mark for what they lack', () => {
    expect(hex(encodeText('latin1', 'é日😀z'))).toBe('e93f3f7a')
    expect(hex(encodeText('ucs2', '😀'))).toBe('003f')
    expect(charset('ascii').encode('é')).toBeUndefined()
  })

  it.each([['utf16', '61'], ['utf16', 'd83d'], ['utf32', '00110000'], ['utf32', '000061'], ['ascii', 'e9'], ['utf8mb4', 'ff'], ['ucs2', 'd83dde00']])(
    '%s refuses %s', (name, encoded) => expect(() => decodeText(name, bytes(encoded))).toThrow(expect.objectContaining({ errno: 1300 })))

  it('without a table of ours count as UTF-8', () => {
    expect(isUtf8('utf8mb3')).toBe(true)
    expect(isUtf8('geostd8')).toBe(true)
    expect(isUtf8('latin1')).toBe(false)
  })
})
