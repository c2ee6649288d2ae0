import { OxbowError } from '../../error.ts'
import { bytesOf, textOf } from '../types/convert.ts'
import { type JsonDocument, type JsonValue } from '../types/json.ts'
import { jsonNumber, parseJson } from '../types/json-text.ts'
import { shortestFloat } from '../types/number-text.ts'
import { DOUBLE, LONGTEXT, isBinary } from '../types/types.ts'
import type { Value } from '../value.ts'
import { aliases, anyNullable, binary, deterministic, scalar, ternary, unary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Vectors of float32 (little endian), their text `[1, 2.5]`, and distances between them. */

/** @throws OxbowError 6138 */
function notVector(fn: string): never {
  throw new OxbowError('ER_TO_VECTOR_CONVERSION', `Data cannot be converted to a valid vector in function ${fn}.`, {
    errno: 6138, sqlState: '22000',
  })
}

function numbersIn(v: JsonValue, fn: string): Float32Array {
  if (!Array.isArray(v) || v.length === 0) return notVector(fn)
  return Float32Array.from(v, (x) => (typeof x === 'number' || typeof x === 'bigint' ? Number(x) : notVector(fn)))
}

function floatsIn(bytes: Uint8Array, fn: string): Float32Array {
  if (bytes.length === 0 || bytes.length % 4 !== 0) return notVector(fn)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

function bytesOfFloats(floats: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(floats.length * 4))
  floats.forEach((f, i) => view.setFloat32(4 * i, f, true))
  return new Uint8Array(view.buffer)
}

/** The numbers of an argument: a vector's bytes, a JSON array, or its text. */
function floatsOf(arg: Argument, fn: string): (v: Value) => Float32Array {
  if (isBinary(arg.type)) return (v) => floatsIn(v as Uint8Array, fn)
  if (arg.type.name === 'JSON') return (v) => numbersIn((v as JsonDocument).value, fn)
  const text = textOf(arg.type)
  const read = (v: Value): Float32Array => {
    const parsed = parseJson(text(v))
    return 'value' in parsed ? numbersIn(parsed.value, fn) : notVector(fn)
  }
  if (arg.constant === undefined || arg.constant === null) return read
  let fixed: Float32Array | undefined
  const { constant } = arg
  return () => (fixed ??= read(constant))
}

function bindToVector(name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const floats = floatsOf(args[0], name)
    return unary({ name: 'VECTOR' }, anyNullable(args), (v) => bytesOfFloats(floats(v)))
  }
}

function bindToText(name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const bytes = bytesOf(args[0].type)
    return unary(LONGTEXT, anyNullable(args),
      (v) => `[${Array.from(floatsIn(bytes(v), name), (f) => jsonNumber(shortestFloat(f))).join(', ')}]`)
  }
}

type Metric = (a: Float32Array, b: Float32Array) => number | null

const squared: Metric = (a, b) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum
}

const euclidean: Metric = (a, b) => Math.sqrt(squared(a, b) as number)

const cosine: Metric = (a, b) => {
  let dot = 0
  let na = 0
  let nb = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i]
    na += a[i] * a[i]
    nb += b[i] * b[i]
  }
  return na === 0 || nb === 0 ? null : 1 - dot / Math.sqrt(na * nb)
}

function measured(metric: Metric, a: Float32Array, b: Float32Array, fn: string): number | null {
  if (a.length !== b.length) {
    throw new OxbowError('ER_WRONG_ARGUMENTS', `Incorrect arguments to ${fn}: vectors of ${a.length} and ${b.length} dimensions`, {
      errno: 1210,
    })
  }
  return metric(a, b)
}

function bindDistance(metric: Metric, name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const [a, b] = args.map((x) => floatsOf(x, name))
    return binary(DOUBLE, true, (x, y) => measured(metric, a(x), b(y), name))
  }
}

const METRICS: Readonly<Record<string, Metric>> = { COSINE: cosine, EUCLIDEAN: euclidean, L2_SQUARED: squared }

/** DISTANCE(a, b, metric). */
function bindNamedDistance(args: readonly Argument[]): BoundFunction {
  const [a, b] = args.map((x) => floatsOf(x, 'distance'))
  const name = textOf(args[2].type)
  return ternary(DOUBLE, true, (x, y, n) => measured(METRICS[name(n).toUpperCase()] ?? wrongArguments('distance'), a(x), b(y), 'distance'))
}

export const VECTOR: readonly ScalarFunction[] = deterministic([
  ...aliases(scalar('string_to_vector', 1, 1, bindToVector('string_to_vector')), 'to_vector', 'vec_fromtext'),
  ...aliases(scalar('vector_to_string', 1, 1, bindToText('vector_to_string')), 'from_vector', 'vec_totext'),
  ...aliases(scalar('vec_distance_l2_squared', 2, 2, bindDistance(squared, 'vec_distance')), 'vec_distance'),
  scalar('vec_distance_euclidean', 2, 2, bindDistance(euclidean, 'vec_distance_euclidean')),
  scalar('vec_distance_cosine', 2, 2, bindDistance(cosine, 'vec_distance_cosine')),
  scalar('distance', 3, 3, bindNamedDistance),
])
