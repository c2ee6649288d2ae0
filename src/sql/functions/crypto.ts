import { bytesOf, intOf, textOf } from '../types/convert.ts'
import { base64 } from '../types/wire.ts'
import { LONGBLOB, LONGTEXT } from '../types/types.ts'
import { OxbowError } from '../../error.ts'
import { aliases, anyNullable, binary, deterministic, outOfRange, scalar, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { md5, sha1, sha256, sha512 } from './hash.ts'

/** Digests, random bytes and base64. */

function bindDigest(digest: (bytes: Uint8Array) => string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const bytes = bytesOf(args[0].type)
    return unary(LONGTEXT, anyNullable(args), (v) => digest(bytes(v)))
  }
}

/** SHA2(text, bits): 0 stands for 256; other lengths give NULL. */
function bindSha2(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  const toInt = intOf(args[1].type)
  return binary(LONGTEXT, true, (v, n) => {
    switch (Number(toInt(n))) {
      case 224: return sha256(bytes(v), true)
      case 0:
      case 256: return sha256(bytes(v))
      case 384: return sha512(bytes(v), true)
      case 512: return sha512(bytes(v))
      default: return null
    }
  })
}

function bindRandomBytes(args: readonly Argument[]): BoundFunction {
  const toInt = intOf(args[0].type)
  return unary({ name: 'VARBINARY', length: 1024 }, true, (v, cx) => {
    const n = Number(toInt(v))
    if (n < 1 || n > 1024) outOfRange('length', 'random_bytes')
    return cx.session.platform.randomBytes(n)
  })
}

/** TO_BASE64 breaks its lines after 76 characters. */
function bindToBase64(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(LONGTEXT, anyNullable(args), (v) => base64(bytes(v)).replace(/(.{76})(?=.)/g, '$1\n'))
}

/** The bytes of base64 text (blanks are skipped), or null. */
function fromBase64(text: string): Uint8Array | null {
  const compact = text.replace(/\s/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null
  const binaryText = atob(compact)
  return Uint8Array.from(binaryText, (c) => c.charCodeAt(0))
}

function bindFromBase64(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGBLOB, true, (v) => fromBase64(text(v)))
}

/** VALIDATE_PASSWORD_STRENGTH: 0, 25, 50 or 100 by length and kinds of characters, as the system variables ask for them. */
function bindPasswordStrength(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary({ name: 'INT' }, true, (v, cx) => {
    const wanted = (name: string, usual: number): number => Number(cx.session.variable(`validate_password.${name}`) ?? usual)
    const password = text(v)
    const count = (kind: RegExp): number => password.match(kind)?.length ?? 0
    if (password.length < 4) return 0
    if (password.length < wanted('length', 8)) return 25
    if (count(/\d/g) < wanted('number_count', 1) || count(/[^\p{L}\p{N}]/gu) < wanted('special_char_count', 1)) return 50
    return Math.min(count(/[a-z]/g), count(/[A-Z]/g)) < wanted('mixed_case_count', 1) ? 50 : 100
  })
}

/** @throws OxbowError 1235: the platforms have no synchronous inflate that the engine could use. */
function bindNoCompression(name: string): () => BoundFunction {
  return () => {
    throw new OxbowError('ER_NOT_SUPPORTED_YET', `This version doesn't yet support '${name}'`, { errno: 1235, sqlState: '42000' })
  }
}

export const CRYPTO: readonly ScalarFunction[] = deterministic([
  scalar('md5', 1, 1, bindDigest(md5)),
  ...aliases(scalar('sha1', 1, 1, bindDigest(sha1)), 'sha'),
  scalar('sha2', 2, 2, bindSha2),
  scalar('random_bytes', 1, 1, bindRandomBytes, 'volatile'),
  scalar('to_base64', 1, 1, bindToBase64),
  scalar('from_base64', 1, 1, bindFromBase64),
  scalar('validate_password_strength', 1, 1, bindPasswordStrength, 'session'),
  scalar('compress', 1, 1, bindNoCompression('compress')),
  scalar('uncompress', 1, 1, bindNoCompression('uncompress')),
])
