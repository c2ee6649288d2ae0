import { OxbowError } from '../error.ts'

/**
 * The four ASCII characters at bytes 8..11 of a chunk that say which message it holds.
 * Source: Dolt go/serial/fileidentifiers.go.
 */
export const FILE_IDENTIFIERS = [
  'STRT', 'DCMT', 'DTAG', 'WRST', 'RTVL', 'DTBL', 'DSCH', 'DFKC', 'TUPM', 'ADRM', 'CMCL', 'BLOB', 'ARTM', 'IVFF', 'STSH', 'SLST', 'STAT',
  'TUPL',
] as const

export type FileIdentifier = (typeof FILE_IDENTIFIERS)[number]

/** First byte of every chunk: the kind "SerialMessage" of Dolt's older value format. */
export const MESSAGE_KIND = 0x1b

/** Bytes before the FlatBuffer: the kind, and the FlatBuffer's length as 24 bits, big-endian. */
export const ENVELOPE_BYTES = 4

/** Longest FlatBuffer that the envelope can describe, in bytes. */
export const MAX_FLATBUFFER_BYTES = 0xffffff

const BY_CODE = new Map<number, FileIdentifier>(FILE_IDENTIFIERS.map((name) => [identifierCode(name), name]))

/** An identifier as the little-endian u32 that stands in the chunk. */
export function identifierCode(identifier: string): number {
  return (
    identifier.charCodeAt(0) |
    (identifier.charCodeAt(1) << 8) |
    (identifier.charCodeAt(2) << 16) |
    (identifier.charCodeAt(3) << 24)
  )
}

/**
 * Which message the chunk holds.
 * @throws OxbowError `MESSAGE_CORRUPT` when it holds none, `MESSAGE_TOO_NEW` when it's a kind that oxbow doesn't know.
 */
export function identifierOf(chunk: Uint8Array): FileIdentifier {
  if (chunk.length < 12 || chunk[0] !== MESSAGE_KIND) {
    throw new OxbowError('MESSAGE_CORRUPT', 'a chunk is not one of Dolt\'s messages: its first bytes are wrong')
  }
  const known = BY_CODE.get(chunk[8] | (chunk[9] << 8) | (chunk[10] << 16) | (chunk[11] << 24))
  if (known !== undefined) return known
  throw new OxbowError('MESSAGE_TOO_NEW', `a chunk holds a message of the unknown kind ${printable(chunk.subarray(8, 12))}`)
}

/** Bytes as ASCII, for error messages. */
export function printable(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    text += byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `'${text}'`
}
