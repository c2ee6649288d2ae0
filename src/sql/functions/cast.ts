import { OxbowError } from '../../error.ts'
import { castTo } from '../types/cast.ts'
import { charset, decodeText, isUtf8 } from '../types/charset.ts'
import { collation, defaultCollation } from '../types/collation.ts'
import { bytesOf, textOf, utf8 } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { LONGBLOB, LONGTEXT, isBinary, isText, longText } from '../types/types.ts'
import { anyNullable, binary, constantText, deterministic, scalar, unary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** CAST, CONVERT, COLLATE and BINARY. */

/**
 * `CAST(arg AS type)`. The analyzer gives the type as the statement has it: SIGNED is BIGINT, UNSIGNED is BIGINT
 * UNSIGNED, CHAR(n) is CHAR with that length (none: LONGTEXT), BINARY(n) is BINARY with that length (none: LONGBLOB).
 * Texts and bytes come out as LONGTEXT and LONGBLOB, as in Dolt.
 */
export function bindCast(type: SqlType, arg: Argument): BoundFunction {
  const cast = castTo(type, arg.type)
  const result = isText(type) ? LONGTEXT : isBinary(type) && type.name !== 'VECTOR' ? LONGBLOB : type
  const mayFail = type.name === 'DATE' || type.name === 'DATETIME' || type.name === 'TIMESTAMP' || type.name === 'TIME' ||
    type.name === 'YEAR'
  return unary(result, mayFail || isBinary(arg.type) || anyNullable([arg]), (v, cx) => cast(v, cx))
}

/** `CONVERT(text USING charset)`: bytes become the text that they are in that set. */
function bindConvertUsing(args: readonly Argument[]): BoundFunction {
  const wanted = constantText(args[1]) ?? wrongArguments('convert')
  const { type } = args[0]
  if (wanted.toLowerCase() === 'binary') return bindBinary(args)
  const { name, charset: set } = defaultCollation(wanted)
  if (isBinary(type)) {
    const { decode } = charset(set)
    return unary(longText(name), true, (v) => decode(v as Uint8Array) ?? utf8(v as Uint8Array).replaceAll('\ufffd', '?'))
  }
  const text = textOf(type)
  const codec = charset(set)
  // Texts are kept in Unicode; characters that the other set lacks become question marks.
  return unary(convertedType(type, name), anyNullable(args), isUtf8(set) ? (v) => text(v) : (v) => codec.decode(codec.encode(text(v), '?')!)!)
}

function convertedType(type: SqlType, collationName: string): SqlType {
  return isText(type) ? { ...type, collation: collationName } : longText(collationName)
}

/** `text COLLATE name`, with the name as a constant text. */
function bindCollate(args: readonly Argument[]): BoundFunction {
  const wanted = collation(constantText(args[1]) ?? wrongArguments('collate'))
  const { type } = args[0]
  const set = isBinary(type) ? 'binary' : type.collation === undefined ? wanted.charset : collation(type.collation).charset
  if (set !== wanted.charset) {
    throw new OxbowError('ER_COLLATION_CHARSET_MISMATCH', `COLLATION '${wanted.name}' is not valid for CHARACTER SET '${set}'`, {
      errno: 1253, sqlState: '42000',
    })
  }
  const text = isText(type) ? undefined : textOf(type)
  return {
    type: convertedType(type, wanted.name),
    nullable: anyNullable(args),
    compile: ([a]) => (text === undefined ? a : (cx) => {
      const v = a(cx)
      return v === null ? null : text(v)
    }),
  }
}

/** `BINARY value`. */
function bindBinary(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(LONGBLOB, anyNullable(args), (v) => bytes(v))
}

function bindCharset(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const name = isText(type) || type.name === 'ENUM' || type.name === 'SET'
    ? collation(type.collation ?? LONGTEXT.collation as string).charset
    : isBinary(type) ? 'binary' : 'utf8mb4'
  return { type: LONGTEXT, nullable: false, compile: () => () => name }
}

function bindCollation(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  const name = type.collation ?? (isBinary(type) ? 'binary' : (LONGTEXT.collation as string))
  return { type: LONGTEXT, nullable: false, compile: () => () => name }
}

/** COERCIBILITY: 4 for literals, 2 for columns, 5 for numbers, 6 for NULL (manual, "Collation Coercibility in Expressions"). */
function bindCoercibility(args: readonly Argument[]): BoundFunction {
  const { type, constant } = args[0]
  const value = type.name === 'NULL' ? 6 : isText(type) || isBinary(type) ? (constant === undefined ? 2 : 4) : 5
  return { type: { name: 'TINYINT' }, nullable: false, compile: () => () => value }
}

/** `_charset 'text'`: the literal's bytes are a text of that set. */
function bindIntroducer(args: readonly Argument[]): BoundFunction {
  const wanted = (constantText(args[1]) ?? wrongArguments('introducer')).replace(/^_/, '')
  if (wanted.toLowerCase() === 'binary') return bindBinary(args)
  const { name, charset: set } = defaultCollation(wanted)
  const bytes = bytesOf(args[0].type)
  return binary(longText(name), anyNullable(args), (v) => decodeText(set, bytes(v)))
}

export const CASTS: readonly ScalarFunction[] = deterministic([
  scalar('convert using', 2, 2, bindConvertUsing),
  scalar('introducer', 2, 2, bindIntroducer),
  scalar('collate', 2, 2, bindCollate),
  scalar('binary', 1, 1, bindBinary),
  scalar('charset', 1, 1, bindCharset),
  scalar('collation', 1, 1, bindCollation),
  scalar('coercibility', 1, 1, bindCoercibility),
])
