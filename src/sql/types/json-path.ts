import { OxbowError } from '../../error.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { JsonValue } from './json.ts'
import { keysByLength, newObject } from './json-text.ts'

/** JSON paths (MySQL's manual, "JSON Path Syntax"): `$.a."b c"[0][last-1][1 to 3].*[*]**.x`. */

export type PathLeg =
  | { readonly kind: 'member'; readonly key: string }
  | { readonly kind: 'anyMember' }
  | { readonly kind: 'cell'; readonly index: number; readonly fromEnd: boolean }
  | { readonly kind: 'range'; readonly from: PathIndex; readonly to: PathIndex }
  | { readonly kind: 'anyCell' }
  | { readonly kind: 'deep' }

interface PathIndex {
  readonly index: number
  readonly fromEnd: boolean
}

export interface JsonPath {
  readonly legs: readonly PathLeg[]
  /** The path has a wildcard or a range, so it may name several values. */
  readonly many: boolean
}

/** @throws OxbowError 3143 */
function invalid(text: string, at: number): never {
  throw new OxbowError('ER_INVALID_JSON_PATH', `Invalid JSON path expression. The error is around character position ${at} in '${text}'.`, {
    errno: 3143, sqlState: '42000',
  })
}

const CELL = /\[\s*(?:(\*)|(last|\d+)(?:\s*-\s*(\d+))?(?:\s+to\s+(last|\d+)(?:\s*-\s*(\d+))?)?)\s*\]/y
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const QUOTED = /"(?:[^"\\]|\\.)*"/y

function pathIndex(base: string, minus: string | undefined): PathIndex | undefined {
  if (base === 'last') return { index: minus === undefined ? 0 : Number(minus), fromEnd: true }
  return minus === undefined ? { index: Number(base), fromEnd: false } : undefined
}

/** Reads a path. @throws OxbowError 3143 */
export function parsePath(text: string): JsonPath {
  const legs: PathLeg[] = []
  let many = false
  let at = skipSpace(text, 0)
  if (text[at] !== '$') invalid(text, at + 1)
  at = skipSpace(text, at + 1)
  while (at < text.length) {
    if (text.startsWith('**', at)) {
      legs.push({ kind: 'deep' })
      many = true
      at += 2
    } else if (text[at] === '.') {
      at = skipSpace(text, at + 1)
      // Dolt takes `$.[0]` for `$[0]`.
      if (text[at] === '[') continue
      if (text[at] === '*') {
        legs.push({ kind: 'anyMember' })
        many = true
        at++
      } else {
        const [key, next] = memberName(text, at)
        legs.push({ kind: 'member', key })
        at = next
      }
    } else if (text[at] === '[') {
      CELL.lastIndex = at
      const m = CELL.exec(text)
      if (m === null) return invalid(text, at + 1)
      const leg = cellLeg(m) ?? invalid(text, at + 1)
      if (leg.kind !== 'cell') many = true
      legs.push(leg)
      at += m[0].length
    } else invalid(text, at + 1)
    at = skipSpace(text, at)
  }
  if (legs.length > 0 && legs[legs.length - 1].kind === 'deep') invalid(text, text.length)
  return { legs, many }
}

function skipSpace(text: string, at: number): number {
  let i = at
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\n') i++
  return i
}

function memberName(text: string, at: number): [key: string, next: number] {
  const pattern = text[at] === '"' ? QUOTED : NAME
  pattern.lastIndex = at
  const m = pattern.exec(text)
  if (m === null) return invalid(text, at + 1)
  if (pattern === NAME) return [m[0], at + m[0].length]
  try {
    return [JSON.parse(m[0]) as string, at + m[0].length]
  } catch {
    return invalid(text, at + 1)
  }
}

function cellLeg(m: RegExpExecArray): PathLeg | undefined {
  if (m[1] !== undefined) return { kind: 'anyCell' }
  const from = pathIndex(m[2], m[3])
  if (from === undefined) return undefined
  if (m[4] === undefined) return { kind: 'cell', ...from }
  const to = pathIndex(m[4], m[5])
  return to === undefined ? undefined : { kind: 'range', from, to }
}

const cache = new Map<string, JsonPath>()

/** As `parsePath`, remembering the paths seen last. */
export function cachedPath(text: string): JsonPath {
  let path = cache.get(text)
  if (path === undefined) {
    path = parsePath(text)
    if (cache.size >= 1000) cache.clear()
    cache.set(text, path)
  }
  return path
}

function place(i: PathIndex, length: number): number {
  return i.fromEnd ? length - 1 - i.index : i.index
}

/** The values that a path names, in document order. */
export function findAll(root: JsonValue, path: JsonPath): JsonValue[] {
  let current: JsonValue[] = [root]
  for (const leg of path.legs) {
    const next: JsonValue[] = []
    for (const v of current) step(v, leg, next)
    if (next.length === 0) return next
    current = next
  }
  return current
}

/** True for JSON objects. */
export function isObject(v: JsonValue): v is { [key: string]: JsonValue } {
  return v !== null && typeof v === 'object' && !Array.isArray(v) && !(v instanceof Decimal)
}

function step(v: JsonValue, leg: PathLeg, out: JsonValue[]): void {
  switch (leg.kind) {
    case 'member':
      if (isObject(v) && Object.hasOwn(v, leg.key)) out.push(v[leg.key])
      return
    case 'anyMember':
      if (isObject(v)) for (const key of keysByLength(v)) out.push(v[key])
      return
    case 'cell': {
      // A value that is no array counts as an array of itself.
      const length = Array.isArray(v) ? v.length : 1
      const i = place(leg, length)
      if (i >= 0 && i < length) out.push(Array.isArray(v) ? v[i] : v)
      return
    }
    case 'range': {
      const list = Array.isArray(v) ? v : [v]
      const from = Math.max(0, place(leg.from, list.length))
      const to = Math.min(list.length - 1, place(leg.to, list.length))
      for (let i = from; i <= to; i++) out.push(list[i])
      return
    }
    case 'anyCell':
      if (Array.isArray(v)) out.push(...v)
      return
    case 'deep':
      descend(v, out)
  }
}

function descend(v: JsonValue, out: JsonValue[]): void {
  out.push(v)
  if (Array.isArray(v)) for (const x of v) descend(x, out)
  else if (isObject(v)) for (const key of keysByLength(v)) descend(v[key], out)
}

/** The one value that a path without wildcards names; undefined when there is none. */
export function findOne(root: JsonValue, path: JsonPath): JsonValue | undefined {
  let v = root
  const out: JsonValue[] = []
  for (const leg of path.legs) {
    out.length = 0
    step(v, leg, out)
    if (out.length === 0) return undefined
    v = out[0]
  }
  return v
}

/** How `change` treats values that are there, and those that aren't. */
export type PathChange = 'set' | 'insert' | 'replace' | 'remove' | 'arrayInsert' | 'arrayAppend'

/**
 * A copy of the document, changed at a path without wildcards. Parts that don't change are shared with the original.
 * A path whose parent isn't there changes nothing.
 */
export function change(root: JsonValue, path: JsonPath, how: PathChange, value: JsonValue): JsonValue {
  return changeAt(root, path.legs, 0, how, value)
}

function changeAt(v: JsonValue, legs: readonly PathLeg[], i: number, how: PathChange, value: JsonValue): JsonValue {
  if (i === legs.length) return changeHere(v, how, value)
  const leg = legs[i]
  const last = i === legs.length - 1
  if (leg.kind === 'member') {
    if (!isObject(v)) return v
    if (!Object.hasOwn(v, leg.key)) {
      return last && (how === 'set' || how === 'insert') ? withMember(v, leg.key, value) : v
    }
    if (last && how === 'remove') return withoutMember(v, leg.key)
    const before = v[leg.key]
    const after = changeAt(before, legs, i + 1, how, value)
    return after === before ? v : withMember(v, leg.key, after)
  }
  if (leg.kind !== 'cell') return v
  if (!Array.isArray(v)) return changeScalarCell(v, leg, legs, i, how, value)
  const at = place(leg, v.length)
  if (last && how === 'arrayInsert') return v.toSpliced(Math.max(0, Math.min(at, v.length)), 0, value)
  if (at >= v.length) return last && (how === 'set' || how === 'insert') ? [...v, value] : v
  if (at < 0) return last && (how === 'set' || how === 'insert') ? [value, ...v] : v
  if (last && how === 'remove') return v.toSpliced(at, 1)
  const after = changeAt(v[at], legs, i + 1, how, value)
  return after === v[at] ? v : v.with(at, after)
}

/** `$[0]` of a value that is no array is the value itself; other cells make an array of it. */
function changeScalarCell(v: JsonValue, leg: PathIndex, legs: readonly PathLeg[], i: number, how: PathChange, value: JsonValue): JsonValue {
  const at = place(leg, 1)
  if (at === 0) return how === 'remove' || how === 'arrayInsert' ? v : changeAt(v, legs, i + 1, how, value)
  if (i < legs.length - 1 || (how !== 'set' && how !== 'insert')) return v
  return at > 0 ? [v, value] : [value, v]
}

function changeHere(v: JsonValue, how: PathChange, value: JsonValue): JsonValue {
  switch (how) {
    case 'set':
    case 'replace': return value
    case 'arrayAppend': return Array.isArray(v) ? [...v, value] : [v, value]
    default: return v
  }
}

function copyOf(o: { [key: string]: JsonValue }): { [key: string]: JsonValue } {
  return Object.assign(newObject(), o)
}

function withMember(o: { [key: string]: JsonValue }, key: string, value: JsonValue): JsonValue {
  const copy = copyOf(o)
  copy[key] = value
  return copy
}

function withoutMember(o: { [key: string]: JsonValue }, key: string): JsonValue {
  const copy = copyOf(o)
  delete copy[key]
  return copy
}
