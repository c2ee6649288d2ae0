import { OxbowError } from '../../error.ts'
import { Decimal } from '../../prolly/decimal.ts'
import { jsonDocument } from '../types/cast.ts'
import { type ToJson, jsonOf, textOf, utf8 } from '../types/convert.ts'
import { JsonDocument, type JsonValue } from '../types/json.ts'
import { type JsonPath, cachedPath, findAll, findOne, isObject, parsePath } from '../types/json-path.ts'
import { compareJson, keysByLength, parseJson, prettyJson, printJson, quoteJson, sortedKeys } from '../types/json-text.ts'
import { BIGINT, BOOLEAN, JSON_TYPE, LONGTEXT, isBinary, isText, varchar } from '../types/types.ts'
import type { Value } from '../value.ts'
import { MANY, aliases, anyNullable, binary, deterministic, lenient, scalar, strict, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { likeMatcher } from './like.ts'

/** JSON functions (MySQL's manual, "JSON Functions"). */

/** An argument that has to be a document: JSON, or JSON text. @throws OxbowError 3141, 3146 */
export function documentOf(arg: Argument, position: number, name: string): (v: Value) => JsonValue {
  const { type, constant } = arg
  if (type.name === 'JSON') return (v) => (v as JsonDocument).value
  if (isText(type)) {
    if (typeof constant === 'string') {
      let fixed: JsonDocument | undefined
      return () => (fixed ??= jsonDocument(constant, position, name)).value
    }
    return (v) => jsonDocument(v as string, position, name).value
  }
  if (isBinary(type)) return (v) => jsonDocument(utf8(v as Uint8Array), position, name).value
  if (type.name === 'NULL') return (v) => (v instanceof JsonDocument ? v.value : jsonDocument(String(v), position, name).value)
  return () => {
    throw new OxbowError(
      'ER_INVALID_TYPE_FOR_JSON',
      `Invalid data type for JSON data in argument ${position} to function ${name}; a JSON string or JSON type is required.`,
      { errno: 3146, sqlState: '22032' },
    )
  }
}

/** A path argument; a constant one is read once. */
export function pathOf(arg: Argument): (v: Value) => JsonPath {
  if (typeof arg.constant === 'string') {
    const text = arg.constant
    let path: JsonPath | undefined
    return () => (path ??= parsePath(text))
  }
  const text = textOf(arg.type)
  return (v) => cachedPath(text(v))
}

export function plainPath(path: JsonPath): JsonPath {
  if (path.many) {
    throw new OxbowError(
      'ER_INVALID_JSON_PATH_WILDCARD',
      'In this situation, path expressions may not contain the * and ** tokens or an array range.',
      { errno: 3149, sqlState: '42000' },
    )
  }
  return path
}

export function document(value: JsonValue | undefined): JsonDocument | null {
  return value === undefined ? null : new JsonDocument(value)
}

/** Arguments as JSON values, NULL as JSON's null. */
export function valuesOf(args: readonly Argument[]): ToJson[] {
  return args.map((a) => {
    const convert = jsonOf(a.type)
    return (v) => (v === null ? null : convert(v))
  })
}

function bindQuote(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGTEXT, anyNullable(args), (v) => quoteJson(text(v)))
}

/** What a path (or several) names, as JSON_EXTRACT gives it. */
function extract(root: JsonValue, paths: readonly JsonPath[]): JsonValue | undefined {
  if (paths.length === 1 && !paths[0].many) return findOne(root, paths[0])
  const found = paths.flatMap((p) => findAll(root, p))
  return found.length === 0 ? undefined : found
}

function bindExtract(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_extract')
  const paths = args.slice(1).map(pathOf)
  if (paths.length === 1) return binary(JSON_TYPE, true, (d, p) => document(extract(doc(d), [paths[0](p)])))
  return strict(JSON_TYPE, true, (v) => document(extract(doc(v[0]), paths.map((p, i) => p(v[i + 1])))))
}

/** The text of a value: strings without their quotes. */
function unquoted(v: JsonValue): string {
  return typeof v === 'string' ? v : printJson(v)
}

function bindExtractText(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_extract')
  const path = pathOf(args[1])
  return binary(LONGTEXT, true, (d, p) => {
    const v = extract(doc(d), [path(p)])
    return v === undefined ? null : unquoted(v)
  })
}

function bindUnquote(args: readonly Argument[]): BoundFunction {
  if (args[0].type.name === 'JSON') return unary(LONGTEXT, true, (v) => unquoted((v as JsonDocument).value))
  const text = textOf(args[0].type)
  return unary(LONGTEXT, true, (v) => {
    const s = text(v)
    if (s.length < 2 || !s.startsWith('"') || !s.endsWith('"')) return s
    // Control characters may stand bare in here.
    const escaped = s.replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    return unquoted(jsonDocument(escaped, 1, 'json_unquote').value)
  })
}

function typeName(v: JsonValue): string {
  switch (typeof v) {
    case 'string': return 'STRING'
    case 'boolean': return 'BOOLEAN'
    case 'number': return Number.isInteger(v) ? 'INTEGER' : 'DOUBLE'
    case 'bigint': return v > 9223372036854775807n ? 'UNSIGNED INTEGER' : 'INTEGER'
    default: return v === null ? 'NULL' : v instanceof Decimal ? 'DECIMAL' : Array.isArray(v) ? 'ARRAY' : 'OBJECT'
  }
}

function bindType(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_type')
  // Dolt's answer for NULL is the word, where MySQL's is NULL.
  return { type: LONGTEXT, nullable: true, compile: ([a]) => (cx) => {
    const v = a(cx)
    if (v === null) return 'NULL'
    return (v instanceof JsonDocument ? v.scalarType : undefined) ?? typeName(doc(v))
  } }
}

function bindValid(args: readonly Argument[]): BoundFunction {
  const { type } = args[0]
  if (type.name === 'JSON') return unary(BOOLEAN, true, () => 1)
  if (!isText(type) && !isBinary(type)) return unary(BOOLEAN, true, () => 0)
  const text = textOf(type)
  return unary(BOOLEAN, true, (v) => ('value' in parseJson(text(v)) ? 1 : 0))
}

function lengthOf(v: JsonValue): number {
  return Array.isArray(v) ? v.length : isObject(v) ? Object.keys(v).length : 1
}

/** The document of the first argument, or what a path in the second names in it; undefined when nothing. */
function target(args: readonly Argument[], name: string): (v: readonly Value[]) => JsonValue | undefined {
  const doc = documentOf(args[0], 1, name)
  if (args.length < 2) return (v) => doc(v[0])
  const path = pathOf(args[1])
  return (v) => findOne(doc(v[0]), plainPath(path(v[1])))
}

function bindLength(args: readonly Argument[]): BoundFunction {
  const find = target(args, 'json_length')
  return strict(BIGINT, true, (v) => {
    const found = find(v)
    return found === undefined ? null : lengthOf(found)
  })
}

function bindKeys(args: readonly Argument[]): BoundFunction {
  const find = target(args, 'json_keys')
  return strict(JSON_TYPE, true, (v) => {
    const found = find(v)
    return found === undefined || !isObject(found) ? null : new JsonDocument(keysByLength(found))
  })
}

function depthOf(v: JsonValue): number {
  if (!Array.isArray(v) && !isObject(v)) return 1
  let deepest = 0
  for (const x of Array.isArray(v) ? v : Object.values(v)) deepest = Math.max(deepest, depthOf(x))
  return deepest + 1
}

function bindDepth(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_depth')
  return unary(BIGINT, true, (v) => depthOf(doc(v)))
}

/** JSON_CONTAINS: an array holds what is in one of its cells, an object what is in all its members. */
function contains(whole: JsonValue, part: JsonValue): boolean {
  if (Array.isArray(whole)) {
    if (Array.isArray(part)) return part.every((p) => whole.some((w) => contains(w, p)))
    return whole.some((w) => contains(w, part))
  }
  if (isObject(whole)) {
    if (!isObject(part)) return false
    return Object.keys(part).every((k) => Object.hasOwn(whole, k) && contains(whole[k], part[k]))
  }
  return compareJson(whole, part) === 0
}

function bindContains(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_contains')
  const candidate = documentOf(args[1], 2, 'json_contains')
  const path = args.length > 2 ? pathOf(args[2]) : undefined
  return strict(BOOLEAN, true, (v) => {
    const root = doc(v[0])
    const part = candidate(v[1])
    const found = path === undefined ? root : findOne(root, plainPath(path(v[2])))
    return found === undefined ? null : contains(found, part) ? 1 : 0
  })
}

function oneOrAll(text: string, name: string): boolean {
  const lower = text.toLowerCase()
  if (lower === 'one' || lower === 'all') return lower === 'one'
  throw new OxbowError('ER_JSON_BAD_ONE_OR_ALL_ARG', `The oneOrAll argument to ${name} may take these values: 'one' or 'all'.`, {
    errno: 3154, sqlState: '42000',
  })
}

function bindContainsPath(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_contains_path')
  const mode = textOf(args[1].type)
  const paths = args.slice(2).map(pathOf)
  return strict(BOOLEAN, true, (v) => {
    const root = doc(v[0])
    const one = oneOrAll(mode(v[1]), 'json_contains_path')
    const has = (p: (v: Value) => JsonPath, i: number): boolean => findAll(root, p(v[i + 2])).length > 0
    return (one ? paths.some(has) : paths.every(has)) ? 1 : 0
  })
}

function overlaps(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) ? a.some((x) => b.some((y) => compareJson(x, y) === 0)) : a.some((x) => compareJson(x, b) === 0)
  }
  if (Array.isArray(b)) return overlaps(b, a)
  if (isObject(a) && isObject(b)) {
    return Object.keys(a).some((k) => Object.hasOwn(b, k) && compareJson(a[k], b[k]) === 0)
  }
  return compareJson(a, b) === 0
}

function bindOverlaps(args: readonly Argument[]): BoundFunction {
  const [a, b] = args.map((x, i) => documentOf(x, i + 1, 'json_overlaps'))
  return binary(BOOLEAN, true, (x, y) => (overlaps(a(x), b(y)) ? 1 : 0))
}

/** `value MEMBER OF(array)`. */
function bindMemberOf(args: readonly Argument[]): BoundFunction {
  const value = jsonOf(args[0].type)
  const doc = documentOf(args[1], 2, 'member of')
  return binary(BOOLEAN, true, (v, d) => {
    const wanted = value(v)
    const list = doc(d)
    return (Array.isArray(list) ? list.some((x) => compareJson(x, wanted) === 0) : compareJson(list, wanted) === 0) ? 1 : 0
  })
}

/** JSON_SEARCH: the paths of strings that a LIKE pattern matches. */
function bindSearch(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_search')
  const mode = textOf(args[1].type)
  const pattern = textOf(args[2].type)
  const escapeText = args.length > 3 ? textOf(args[3].type) : undefined
  const paths = args.slice(4).map(pathOf)
  return lenient(JSON_TYPE, true, (v) => {
    if (v[0] === null || v[1] === null || v[2] === null) return null
    const one = oneOrAll(mode(v[1]), 'json_search')
    const escape = escapeText === undefined || v[3] === null ? '\\' : escapeText(v[3])
    const matches = likeMatcher(pattern(v[2]), escape, undefined)
    const found: string[] = []
    const root = doc(v[0])
    const wanted = paths.length === 0 ? undefined : new Set(paths.flatMap((p, i) => (v[i + 4] === null ? [] : findAll(root, p(v[i + 4])))))
    search(root, '$', matches, one, found, wanted, wanted === undefined)
    return found.length === 0 ? null : new JsonDocument(found.length === 1 ? found[0] : found)
  })
}

function search(
  v: JsonValue, at: string, matches: (s: string) => boolean, one: boolean, found: string[], wanted: ReadonlySet<JsonValue> | undefined,
    inside: boolean,
): void {
  if (one && found.length > 0) return
  const here = inside || (wanted?.has(v) ?? false)
  if (typeof v === 'string') {
    if (here && matches(v)) found.push(at)
  } else if (Array.isArray(v)) {
    v.forEach((x, i) => search(x, `${at}[${i}]`, matches, one, found, wanted, here))
  } else if (isObject(v)) {
    for (const key of sortedKeys(v)) {
      search(v[key], `${at}.${/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quoteJson(key)}`, matches, one, found, wanted, here)
    }
  }
}

function bindValue(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_value')
  const path = args.length > 1 ? pathOf(args[1]) : (): JsonPath => ROOT
  return strict(varchar(512), true, (v) => {
    const found = findOne(doc(v[0]), path(v[1]))
    return found === undefined || found === null ? null : unquoted(found)
  })
}

const ROOT: JsonPath = { legs: [], many: false }

function bindPretty(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_pretty')
  return unary(LONGTEXT, true, (v) => prettyJson(doc(v)))
}

/** Bytes of the document's text: Dolt has no binary form whose size MySQL would give. */
function bindStorageSize(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_storage_size')
  return unary(BIGINT, true, (v) => new TextEncoder().encode(printJson(doc(v), false)).length)
}

export const JSON_FUNCTIONS: readonly ScalarFunction[] = deterministic([
  scalar('json_quote', 1, 1, bindQuote),
  ...aliases(scalar('json_extract', 2, MANY, bindExtract), '->'),
  scalar('->>', 2, 2, bindExtractText),
  scalar('json_unquote', 1, 1, bindUnquote),
  scalar('json_type', 1, 1, bindType),
  scalar('json_valid', 1, 1, bindValid),
  scalar('json_length', 1, 2, bindLength),
  scalar('json_keys', 1, 2, bindKeys),
  scalar('json_depth', 1, 1, bindDepth),
  scalar('json_contains', 2, 3, bindContains),
  scalar('json_contains_path', 3, MANY, bindContainsPath),
  scalar('json_overlaps', 2, 2, bindOverlaps),
  scalar('member of', 2, 2, bindMemberOf),
  scalar('json_search', 3, MANY, bindSearch),
  scalar('json_value', 1, 2, bindValue),
  scalar('json_pretty', 1, 1, bindPretty),
  scalar('json_storage_size', 1, 1, bindStorageSize),
])
