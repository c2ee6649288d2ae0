import { OxbowError } from '../../error.ts'

/**
 * Geometries: the stored bytes (SRID, then WKB, little endian), and WKT (OGC Simple Feature Access). Coordinates are
 * [x, y]; of SRID 4326 x is the longitude, though texts have the latitude first.
 */

export type Coordinate = readonly [x: number, y: number]

export type Shape =
  | { readonly kind: 'POINT'; readonly at: Coordinate }
  | { readonly kind: 'LINESTRING'; readonly points: readonly Coordinate[] }
  | { readonly kind: 'POLYGON'; readonly rings: readonly (readonly Coordinate[])[] }
  | { readonly kind: 'MULTIPOINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRYCOLLECTION'; readonly parts: readonly Shape[] }

export interface Geometry {
  readonly srid: number
  readonly shape: Shape
}

const CODES: Readonly<Record<Shape['kind'], number>> = {
  POINT: 1, LINESTRING: 2, POLYGON: 3, MULTIPOINT: 4, MULTILINESTRING: 5, MULTIPOLYGON: 6, GEOMETRYCOLLECTION: 7,
}
/** By the number that well-known binary has for each, less one. */
export const KINDS = Object.keys(CODES) as Shape['kind'][]
/** Collections within collections that are read. */
const MAX_DEPTH = 64

/** @throws OxbowError 3037 */
export function invalidGeometry(fn: string): never {
  throw new OxbowError('ER_GIS_INVALID_DATA', `Invalid GIS data provided to function ${fn}.`, { errno: 3037, sqlState: '22023' })
}

class WkbReader {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly fn: string
  at = 0
  constructor(bytes: Uint8Array, at: number, fn: string) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
    this.fn = fn
  }

  count(little: boolean, size: number): number {
    if (this.at + 4 > this.bytes.length) invalidGeometry(this.fn)
    const n = this.view.getUint32(this.at, little)
    this.at += 4
    if (n * size > this.bytes.length - this.at) invalidGeometry(this.fn)
    return n
  }

  coordinate(little: boolean): Coordinate {
    if (this.at + 16 > this.bytes.length) invalidGeometry(this.fn)
    const c: Coordinate = [this.view.getFloat64(this.at, little), this.view.getFloat64(this.at + 8, little)]
    this.at += 16
    return c
  }

  line(little: boolean): Coordinate[] {
    return Array.from({ length: this.count(little, 16) }, () => this.coordinate(little))
  }

  shape(depth: number): Shape {
    if (depth > MAX_DEPTH || this.at + 5 > this.bytes.length || this.bytes[this.at] > 1) invalidGeometry(this.fn)
    const little = this.bytes[this.at] === 1
    const kind = KINDS[this.view.getUint32(this.at + 1, little) - 1]
    this.at += 5
    switch (kind) {
      case 'POINT': return { kind, at: this.coordinate(little) }
      case 'LINESTRING': return { kind, points: this.line(little) }
      case 'POLYGON': return { kind, rings: Array.from({ length: this.count(little, 4) }, () => this.line(little)) }
      case undefined: return invalidGeometry(this.fn)
      default: return { kind, parts: Array.from({ length: this.count(little, 5) }, () => this.shape(depth + 1)) }
    }
  }
}

/** The shape of WKB. @throws OxbowError 3037 naming the function that was given it */
export function readWkb(bytes: Uint8Array, fn: string): Shape {
  const reader = new WkbReader(bytes, 0, fn)
  const shape = reader.shape(0)
  if (reader.at !== bytes.length) invalidGeometry(fn)
  return shape
}

/** The geometry of stored bytes. @throws OxbowError 3037 */
export function readGeometry(bytes: Uint8Array, fn: string): Geometry {
  if (bytes.length < 9) invalidGeometry(fn)
  const reader = new WkbReader(bytes, 4, fn)
  return { srid: reader.view.getUint32(0, true), shape: reader.shape(0) }
}

function size(s: Shape): number {
  switch (s.kind) {
    case 'POINT': return 21
    case 'LINESTRING': return 9 + 16 * s.points.length
    case 'POLYGON': return s.rings.reduce((n, r) => n + 4 + 16 * r.length, 9)
    default: return s.parts.reduce((n, p) => n + size(p), 9)
  }
}

class WkbWriter {
  readonly view: DataView
  at = 0
  constructor(length: number) {
    this.view = new DataView(new ArrayBuffer(length))
  }

  uint(n: number): void {
    this.view.setUint32(this.at, n, true)
    this.at += 4
  }

  coordinate(c: Coordinate): void {
    this.view.setFloat64(this.at, c[0], true)
    this.view.setFloat64(this.at + 8, c[1], true)
    this.at += 16
  }

  line(points: readonly Coordinate[]): void {
    this.uint(points.length)
    for (const c of points) this.coordinate(c)
  }

  shape(s: Shape): void {
    this.view.setUint8(this.at++, 1)
    this.uint(CODES[s.kind])
    switch (s.kind) {
      case 'POINT': return this.coordinate(s.at)
      case 'LINESTRING': return this.line(s.points)
      case 'POLYGON':
        this.uint(s.rings.length)
        for (const r of s.rings) this.line(r)
        return
      default:
        this.uint(s.parts.length)
        for (const p of s.parts) this.shape(p)
    }
  }
}

/** A shape as WKB. */
export function writeWkb(shape: Shape): Uint8Array {
  const writer = new WkbWriter(size(shape))
  writer.shape(shape)
  return new Uint8Array(writer.view.buffer)
}

/** A geometry as it is stored. */
export function writeGeometry(g: Geometry): Uint8Array {
  const writer = new WkbWriter(4 + size(g.shape))
  writer.uint(g.srid)
  writer.shape(g.shape)
  return new Uint8Array(writer.view.buffer)
}

function coordinateText(c: Coordinate): string {
  return `${c[0]} ${c[1]}`
}

function lineText(points: readonly Coordinate[]): string {
  return `(${points.map(coordinateText).join(',')})`
}

function bodyText(s: Shape): string {
  switch (s.kind) {
    case 'POINT': return `(${coordinateText(s.at)})`
    case 'LINESTRING': return lineText(s.points)
    case 'POLYGON': return `(${s.rings.map(lineText).join(',')})`
    case 'GEOMETRYCOLLECTION': return s.parts.length === 0 ? ' EMPTY' : `(${s.parts.map(shapeText).join(',')})`
    default: return `(${s.parts.map(bodyText).join(',')})`
  }
}

/** A shape as WKT, with the coordinates in their given order. */
export function shapeText(s: Shape): string {
  return s.kind + bodyText(s)
}

class WktParser {
  readonly text: string
  readonly fn: string
  at = 0
  constructor(text: string, fn: string) {
    this.text = text
    this.fn = fn
  }

  space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
  }

  word(): string {
    this.space()
    const m = /[a-z]+/iy
    m.lastIndex = this.at
    const found = m.exec(this.text)
    if (found === null) return ''
    this.at += found[0].length
    return found[0].toUpperCase()
  }

  accept(c: string): boolean {
    this.space()
    if (this.text[this.at] !== c) return false
    this.at++
    return true
  }

  expect(c: string): void {
    if (!this.accept(c)) invalidGeometry(this.fn)
  }

  number(): number {
    this.space()
    const m = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy
    m.lastIndex = this.at
    const found = m.exec(this.text) ?? invalidGeometry(this.fn)
    this.at += found[0].length
    return Number(found[0])
  }

  list<T>(item: () => T): T[] {
    this.expect('(')
    const items = [item()]
    while (this.accept(',')) items.push(item())
    this.expect(')')
    return items
  }

  coordinate(): Coordinate {
    return [this.number(), this.number()]
  }

  line(): Coordinate[] {
    const points = this.list(() => this.coordinate())
    return points.length < 2 ? invalidGeometry(this.fn) : points
  }

  ring(): Coordinate[] {
    const points = this.line()
    const [first, last] = [points[0], points[points.length - 1]]
    return points.length < 4 || first[0] !== last[0] || first[1] !== last[1] ? invalidGeometry(this.fn) : points
  }

  /** A member of MULTIPOINT may have its own parentheses or none. */
  pointMember(): Shape {
    if (!this.accept('(')) return { kind: 'POINT', at: this.coordinate() }
    const at = this.coordinate()
    this.expect(')')
    return { kind: 'POINT', at }
  }

  shape(depth: number): Shape {
    if (depth > MAX_DEPTH) invalidGeometry(this.fn)
    const kind = this.word()
    switch (kind) {
      case 'POINT': {
        this.expect('(')
        const at = this.coordinate()
        this.expect(')')
        return { kind, at }
      }
      case 'LINESTRING': return { kind, points: this.line() }
      case 'POLYGON': return { kind, rings: this.list(() => this.ring()) }
      case 'MULTIPOINT': return { kind, parts: this.list(() => this.pointMember()) }
      case 'MULTILINESTRING': return { kind, parts: this.list(() => ({ kind: 'LINESTRING', points: this.line() })) }
      case 'MULTIPOLYGON': return { kind, parts: this.list(() => ({ kind: 'POLYGON', rings: this.list(() => this.ring()) })) }
      case 'GEOMETRYCOLLECTION':
      case 'GEOMCOLLECTION': return { kind: 'GEOMETRYCOLLECTION', parts: this.collection(depth) }
      default: return invalidGeometry(this.fn)
    }
  }

  collection(depth: number): Shape[] {
    const mark = this.at
    if (this.word() === 'EMPTY') return []
    this.at = mark
    this.expect('(')
    if (this.accept(')')) return []
    const parts = [this.shape(depth + 1)]
    while (this.accept(',')) parts.push(this.shape(depth + 1))
    this.expect(')')
    return parts
  }
}

/** Reads WKT; coordinates stay in the order of the text. @throws OxbowError 3037 */
export function parseShape(text: string, fn: string): Shape {
  const parser = new WktParser(text, fn)
  const shape = parser.shape(0)
  parser.space()
  if (parser.at !== text.length) invalidGeometry(fn)
  return shape
}

/** The same shape with other coordinates. */
export function mapShape(s: Shape, f: (c: Coordinate) => Coordinate): Shape {
  switch (s.kind) {
    case 'POINT': return { kind: s.kind, at: f(s.at) }
    case 'LINESTRING': return { kind: s.kind, points: s.points.map(f) }
    case 'POLYGON': return { kind: s.kind, rings: s.rings.map((r) => r.map(f)) }
    default: return { kind: s.kind, parts: s.parts.map((p) => mapShape(p, f)) }
  }
}

/** x and y exchanged. */
export function swapAxes(s: Shape): Shape {
  return mapShape(s, ([x, y]) => [y, x])
}

/** The points, lines and polygons that a shape is made of. */
export function simpleParts(s: Shape): Exclude<Shape, { parts: readonly Shape[] }>[] {
  return 'parts' in s ? s.parts.flatMap(simpleParts) : [s]
}

/** All coordinates of a shape. */
export function coordinatesOf(s: Shape): Coordinate[] {
  return simpleParts(s).flatMap((p) => (p.kind === 'POINT' ? [p.at] : p.kind === 'LINESTRING' ? p.points : p.rings.flat()))
}
