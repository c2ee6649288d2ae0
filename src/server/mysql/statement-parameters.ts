import { Decimal } from '../../prolly/decimal.ts'
import { fromText } from '../../sql/types/decimal-math.ts'
import { type Value, normalInt } from '../../sql/value.ts'
import { type PacketReader, malformed } from './packet-reader.ts'

/** Type of a parameter: MySQL's number of a column type, and whether an integer is unsigned. */
export interface ParameterType {
  readonly code: number
  readonly unsigned: boolean
}

/** The parameters of one execution. */
export interface Parameters {
  readonly types: readonly ParameterType[]
  readonly values: readonly Value[]
}

/**
 * Reads what COM_STMT_EXECUTE brings behind its fixed fields. Source: MySQL internals, "COM_STMT_EXECUTE".
 * @param known the types that an earlier execution brought.
 * @param long bytes that were sent before (COM_STMT_SEND_LONG_DATA), by parameter.
 * @throws OxbowError 1835 (malformed).
 */
export function readParameters(r: PacketReader, count: number, known: readonly ParameterType[], long: ReadonlyMap<number, Buffer>): Parameters {
  if (count === 0) return { types: known, values: [] }
  const nulls = r.bytes((count + 7) >> 3)
  let types = known
  if (r.uint8() === 1) {
    types = Array.from({ length: count }, () => {
      const code = r.uint8()
      return { code, unsigned: (r.uint8() & 0x80) !== 0 }
    })
  }
  if (types.length !== count) throw malformed()
  const values = types.map((type, i): Value => {
    const sent = long.get(i)
    if (sent !== undefined) return textOrBytes(sent)
    if ((nulls[i >> 3] & (1 << (i & 7))) !== 0) return null
    return readParameter(r, type)
  })
  return { types, values }
}

function readParameter(r: PacketReader, { code, unsigned }: ParameterType): Value {
  switch (code) {
    case 1: return unsigned ? r.uint8() : r.int8()
    case 2:
    case 13: return unsigned ? r.uint16() : r.int16()
    case 3:
    case 9: return unsigned ? r.uint32() : r.int32()
    case 8: return normalInt(unsigned ? r.uint64() : r.int64())
    case 4: return r.float()
    case 5: return r.double()
    case 6: return null
    case 7:
    case 10:
    case 12: return readDatetime(r)
    case 11: return readTime(r)
    case 0:
    case 246: return readDecimal(r)
    default: return textOrBytes(r.lengthEncodedBytes())
  }
}

/** Clients send texts and bytes under the same types: what is UTF-8 is text, which a binary column stores as the same bytes. */
function textOrBytes(bytes: Buffer): Value {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  return Buffer.from(text, 'utf8').equals(bytes) ? text : new Uint8Array(bytes)
}

function readDecimal(r: PacketReader): Value {
  const text = r.lengthEncodedBytes().toString('latin1')
  return /^[+-]?\d+$/.test(text) ? new Decimal(BigInt(text), 0) : fromText(text)
}

function readDatetime(r: PacketReader): string {
  const length = r.uint8()
  if (length === 0) return '0000-00-00 00:00:00'
  const date = `${pad(r.uint16(), 4)}-${pad(r.uint8())}-${pad(r.uint8())}`
  if (length === 4) return date
  return `${date} ${pad(r.uint8())}:${pad(r.uint8())}:${pad(r.uint8())}${length > 7 ? `.${pad(r.uint32(), 6)}` : ''}`
}

function readTime(r: PacketReader): string {
  const length = r.uint8()
  if (length === 0) return '00:00:00'
  const sign = r.uint8() === 1 ? '-' : ''
  const days = r.uint32()
  return `${sign}${pad(days * 24 + r.uint8())}:${pad(r.uint8())}:${pad(r.uint8())}${length > 8 ? `.${pad(r.uint32(), 6)}` : ''}`
}

function pad(n: number, digits = 2): string {
  return String(n).padStart(digits, '0')
}
