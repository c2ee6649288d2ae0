import { OxbowError } from '../../error.ts'
import { bytesOf, intOf, textOf, utf8 } from '../types/convert.ts'
import { BIGINT_UNSIGNED, BOOLEAN, isBinary, varchar } from '../types/types.ts'
import type { Value } from '../value.ts'
import { anyNullable, deterministic, scalar, strict, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { hexOf } from './numeric.ts'

/** UUIDs, NAME_CONST, ANY_VALUE and other functions of no family. */

/** UUID(): version 4 (random), as Dolt makes them. */
function bindUuid(): BoundFunction {
  return {
    type: varchar(36, 'utf8mb3_general_ci'),
    nullable: false,
    compile: () => (cx) => {
      const b = cx.session.platform.randomBytes(16)
      b[6] = (b[6] & 0x0f) | 0x40
      b[8] = (b[8] & 0x3f) | 0x80
      return formatUuid(b)
    },
  }
}

function formatUuid(bytes: Uint8Array): string {
  const hex = hexOf(bytes).toLowerCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** UUID_SHORT(): seconds since 1970 and a counter of 24 bits. */
function bindUuidShort(): BoundFunction {
  return {
    type: BIGINT_UNSIGNED,
    nullable: false,
    compile: () => (cx) => {
      shortCounter = (shortCounter + 1) & 0xffffff
      const n = (BigInt(Math.floor(cx.session.platform.now() / 1000)) << 24n) + BigInt(shortCounter)
      return n
    },
  }
}

let shortCounter = 0

const UUID = /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i

/** The sixteen bytes of a UUID's text; undefined when it is none. */
function parseUuid(text: string): Uint8Array | undefined {
  if (!UUID.test(text)) return undefined
  const hex = text.replace(/[{}-]/g, '')
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

function bindIsUuid(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const text = textOf(type)
  return strict(BOOLEAN, anyNullable(args), ([v]) => {
    if (isBinary(type)) return (v as Uint8Array).length === 16 || UUID.test(utf8(v as Uint8Array)) ? 1 : 0
    return UUID.test(text(v)) ? 1 : 0
  })
}

/** Swaps the time parts, so that UUIDs of version 1 sort by time; the other way round when `back`. */
function swapTime(b: Uint8Array, back: boolean): Uint8Array {
  const order = back ? [4, 5, 6, 7, 2, 3, 0, 1] : [6, 7, 4, 5, 0, 1, 2, 3]
  const out = b.slice()
  order.forEach((from, to) => { out[to] = b[from] })
  return out
}

function swapFlag(args: readonly Argument[]): (v: Value | undefined) => boolean {
  if (args.length < 2) return () => false
  const toInt = intOf(args[1].type)
  return (v) => v !== undefined && toInt(v) !== 0
}

/** @throws OxbowError 1411 */
function notUuid(text: string, name: string): never {
  throw new OxbowError('ER_WRONG_VALUE_FOR_TYPE', `Incorrect string value: '${text}' for function ${name}`, { errno: 1411 })
}

function bindUuidToBin(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const swap = swapFlag(args)
  return strict({ name: 'VARBINARY', length: 16 }, anyNullable(args), (v) => {
    const s = text(v[0])
    const bytes = parseUuid(s) ?? notUuid(s, 'uuid_to_bin')
    return swap(v[1]) ? swapTime(bytes, false) : bytes
  })
}

function bindBinToUuid(args: readonly Argument[]): BoundFunction {
  const toBytes = bytesOf(args[0].type)
  const swap = swapFlag(args)
  return strict(varchar(36), anyNullable(args), (v) => {
    const bytes = toBytes(v[0])
    if (bytes.length !== 16) notUuid(utf8(bytes), 'bin_to_uuid')
    return formatUuid(swap(v[1]) ? swapTime(bytes, true) : bytes)
  })
}

/** NAME_CONST(name, value): the value; the analyzer takes the name for the column. */
function bindNameConst(args: readonly Argument[]): BoundFunction {
  if (args[0].constant === undefined || args[0].constant === null || args[1].constant === undefined) wrongArguments('NAME_CONST')
  return { type: args[1].type, nullable: args[1].nullable, compile: ([, value]) => value }
}

export const MISC: readonly ScalarFunction[] = deterministic([
  scalar('uuid', 0, 0, bindUuid, 'volatile'),
  scalar('uuid_short', 0, 0, bindUuidShort, 'volatile'),
  scalar('is_uuid', 1, 1, bindIsUuid),
  scalar('uuid_to_bin', 1, 2, bindUuidToBin),
  scalar('bin_to_uuid', 1, 2, bindBinToUuid),
  scalar('name_const', 2, 2, bindNameConst),
])
