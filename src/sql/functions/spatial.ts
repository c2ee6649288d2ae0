import { OxbowError } from '../../error.ts'
import { doubleOf, intOf, textOf } from '../types/convert.ts'
import { type Coordinate, type Geometry, type Shape, coordinatesOf, simpleParts, writeGeometry } from '../types/geometry.ts'
import { area, bounds, centroid, convexHull, distance, intersects, isSimple, lineLength, within } from '../types/planar.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BOOLEAN, DOUBLE, GEOMETRY, INT, LONGTEXT, isSpatial } from '../types/types.ts'
import type { Value } from '../value.ts'
import { aliases, anyNullable, binary, deterministic, scalar, strict, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { WGS84, checkSrid, differentSrids, geometryOf } from './geometry-io.ts'

/** What can be asked of geometries: their parts, measures (in the plane) and relations. */

/** @throws OxbowError 3516 */
function unexpectedKind(expected: string, got: string, fn: string): never {
  throw new OxbowError('ER_UNEXPECTED_GEOMETRY_TYPE', `${got} value is a geometry of unexpected type in ${fn}; expected ${expected}.`, {
    errno: 3516, sqlState: '22S01',
  })
}

/** A function of one geometry. */
function of(name: string, type: SqlType, f: (g: Geometry) => Value): ScalarFunction {
  return scalar(name, 1, 1, () => unary(type, true, (v) => f(geometryOf(v, name))))
}

/** A function of a line; other geometries give NULL. */
function ofLine(name: string, type: SqlType, f: (points: readonly Coordinate[], srid: number) => Value): ScalarFunction {
  return of(name, type, ({ shape, srid }) => (shape.kind === 'LINESTRING' ? f(shape.points, srid) : null))
}

/** A relation of two geometries of one SRID. */
function relation(name: string, type: SqlType, f: (a: Shape, b: Shape) => Value): ScalarFunction {
  return scalar(name, 2, 2, () => binary(type, true, (x, y) => {
    const a = geometryOf(x, name)
    const b = geometryOf(y, name)
    if (a.srid !== b.srid) differentSrids(name, a.srid, b.srid)
    return f(a.shape, b.shape)
  }))
}

function point(at: Coordinate | undefined, srid: number): Value {
  return at === undefined ? null : writeGeometry({ srid, shape: { kind: 'POINT', at } })
}

/** ST_X(p[, x]) and its kin: `axis` 0 is the first coordinate of the reference system, that is the latitude of 4326. */
function bindCoordinate(axis: 0 | 1, name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const toDouble = args.length > 1 ? doubleOf(args[1].type) : undefined
    return strict(toDouble === undefined ? DOUBLE : { name: 'POINT' }, anyNullable(args), (v) => {
      const { srid, shape } = geometryOf(v[0], name)
      if (shape.kind !== 'POINT') return unexpectedKind('POINT', shape.kind, name)
      const at = srid === WGS84 ? 1 - axis : axis
      if (toDouble === undefined) return shape.at[at]
      return point(shape.at.with(at, toDouble(v[1])) as unknown as Coordinate, srid)
    })
  }
}

/** ST_LATITUDE and ST_LONGITUDE, of geographic points only. */
function bindGeographic(axis: 0 | 1, name: string): (args: readonly Argument[]) => BoundFunction {
  const coordinate = bindCoordinate(axis, name)
  return (args) => {
    const bound = coordinate(args)
    return {
      ...bound,
      compile: (evaluators) => {
        const evaluate = bound.compile(evaluators)
        const [first] = evaluators
        return (cx) => {
          const v = first(cx)
          if (v !== null && geometryOf(v, name).srid !== WGS84) {
            throw new OxbowError(
              'ER_SRS_NOT_GEOGRAPHIC',
              `Function ${name} is only defined for geographic spatial reference systems, which SRID ${geometryOf(v, name).srid} is not.`,
              { errno: 3726, sqlState: '22S00' },
            )
          }
          return evaluate(cx)
        }
      },
    }
  }
}

function bindSrid(args: readonly Argument[]): BoundFunction {
  if (args.length === 1) return unary(INT, anyNullable(args), (v) => geometryOf(v, 'st_srid').srid)
  const toInt = intOf(args[1].type)
  const type = isSpatial(args[0].type) ? args[0].type : GEOMETRY
  return binary({ name: type.name }, anyNullable(args), (v, n) => {
    const { shape } = geometryOf(v, 'st_srid')
    return writeGeometry({ srid: checkSrid(Number(toInt(n))), shape })
  })
}

function dimension(s: Shape): number | null {
  const parts = simpleParts(s)
  if (parts.length === 0) return null
  return Math.max(...parts.map((p) => (p.kind === 'POINT' ? 0 : p.kind === 'LINESTRING' ? 1 : 2)))
}

/** A function of a geometry and a number that counts from 1. */
function nth(name: string, type: SqlType, f: (g: Geometry, n: number) => Value): ScalarFunction {
  return scalar(name, 2, 2, (args) => {
    const toInt = intOf(args[1].type)
    return binary(type, true, (v, n) => f(geometryOf(v, name), Number(toInt(n))))
  })
}

function line(points: readonly Coordinate[] | undefined, srid: number): Value {
  return points === undefined ? null : writeGeometry({ srid, shape: { kind: 'LINESTRING', points } })
}

function envelope(s: Shape): Shape {
  const box = bounds(s)
  if (box === undefined) return { kind: 'GEOMETRYCOLLECTION', parts: [] }
  const [x0, y0, x1, y1] = box
  if (x0 === x1 && y0 === y1) return { kind: 'POINT', at: [x0, y0] }
  if (x0 === x1 || y0 === y1) return { kind: 'LINESTRING', points: [[x0, y0], [x1, y1]] }
  return { kind: 'POLYGON', rings: [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]] }
}

function hull(s: Shape): Shape | undefined {
  const corners = convexHull(s)
  if (corners.length === 0) return undefined
  if (corners.length === 1) return { kind: 'POINT', at: corners[0] }
  if (corners.length === 2) return { kind: 'LINESTRING', points: corners }
  return { kind: 'POLYGON', rings: [[...corners, corners[0]]] }
}

function sameShape(a: Shape, b: Shape): boolean {
  return within(a, b) && within(b, a)
}

function bindLength(): BoundFunction {
  return strict(DOUBLE, true, (v) => {
    const { shape } = geometryOf(v[0], 'st_length')
    if (shape.kind === 'LINESTRING') return lineLength(shape.points)
    if (shape.kind !== 'MULTILINESTRING') return null
    return simpleParts(shape).reduce((sum, p) => sum + (p.kind === 'LINESTRING' ? lineLength(p.points) : 0), 0)
  })
}

function perimeter(s: Shape): number | null {
  if (s.kind !== 'POLYGON' && s.kind !== 'MULTIPOLYGON') return null
  return simpleParts(s).reduce((sum, p) => sum + (p.kind === 'POLYGON' ? p.rings.reduce((n, r) => n + lineLength(r), 0) : 0), 0)
}

const BASE32 = '0123456789bcdefghjkmnpqrstuvwxyz'

/** Geohash of a longitude and latitude. */
function geohash(longitude: number, latitude: number, length: number): string {
  const range = [[-180, 180], [-90, 90]]
  const value = [longitude, latitude]
  let out = ''
  let axis = 0
  for (let i = 0; i < length; i++) {
    let digit = 0
    for (let bit = 0; bit < 5; bit++) {
      const r = range[axis]
      const middle = (r[0] + r[1]) / 2
      const upper = value[axis] >= middle
      digit = digit * 2 + (upper ? 1 : 0)
      r[upper ? 0 : 1] = middle
      axis = 1 - axis
    }
    out += BASE32[digit]
  }
  return out
}

/** ST_GEOHASH(point, length) and ST_GEOHASH(longitude, latitude, length). */
function bindGeohash(args: readonly Argument[]): BoundFunction {
  const length = intOf(args[args.length - 1].type)
  if (args.length === 3) {
    const [x, y] = args.map((a) => doubleOf(a.type))
    return strict(LONGTEXT, anyNullable(args), (v) => geohash(x(v[0]), y(v[1]), Math.max(1, Math.min(100, Number(length(v[2]))))))
  }
  return binary(LONGTEXT, anyNullable(args), (v, n) => {
    const { shape } = geometryOf(v, 'st_geohash')
    if (shape.kind !== 'POINT') return unexpectedKind('POINT', shape.kind, 'st_geohash')
    return geohash(shape.at[0], shape.at[1], Math.max(1, Math.min(100, Number(length(n)))))
  })
}

/** The middle of a geohash's cell. @throws OxbowError 1411 */
function decodeGeohash(text: string, fn: string): Coordinate {
  const range = [[-180, 180], [-90, 90]]
  let axis = 0
  for (const c of text.toLowerCase()) {
    const digit = BASE32.indexOf(c)
    if (digit < 0) throw new OxbowError('ER_WRONG_VALUE_FOR_TYPE', `Incorrect geohash value: '${text}' for function ${fn}`, { errno: 1411 })
    for (let bit = 4; bit >= 0; bit--) {
      const r = range[axis]
      r[(digit >> bit) & 1 ? 0 : 1] = (r[0] + r[1]) / 2
      axis = 1 - axis
    }
  }
  return [(range[0][0] + range[0][1]) / 2, (range[1][0] + range[1][1]) / 2]
}

function fromGeohash(name: string, type: SqlType, f: (c: Coordinate) => Value, args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return strict(type, anyNullable(args), (v) => f(decodeGeohash(text(v[0]), name)))
}

export const SPATIAL: readonly ScalarFunction[] = deterministic([
  scalar('st_x', 1, 2, bindCoordinate(0, 'st_x')),
  scalar('st_y', 1, 2, bindCoordinate(1, 'st_y')),
  scalar('st_latitude', 1, 2, bindGeographic(0, 'st_latitude')),
  scalar('st_longitude', 1, 2, bindGeographic(1, 'st_longitude')),
  scalar('st_srid', 1, 2, bindSrid),
  of('st_dimension', INT, (g) => dimension(g.shape)),
  of('st_geometrytype', LONGTEXT, (g) => (g.shape.kind === 'GEOMETRYCOLLECTION' ? 'GEOMCOLLECTION' : g.shape.kind)),
  of('st_isempty', BOOLEAN, (g) => (coordinatesOf(g.shape).length === 0 ? 1 : 0)),
  of('st_issimple', BOOLEAN, (g) => (isSimple(g.shape) ? 1 : 0)),
  of('st_validate', GEOMETRY, (g) => (g.shape.kind === 'LINESTRING' && g.shape.points.length < 2 ? null : writeGeometry(g))),
  of('st_envelope', GEOMETRY, (g) => writeGeometry({ srid: g.srid, shape: envelope(g.shape) })),
  of('st_convexhull', GEOMETRY, (g) => {
    const shape = hull(g.shape)
    return shape === undefined ? null : writeGeometry({ srid: g.srid, shape })
  }),
  of('st_centroid', GEOMETRY, (g) => point(centroid(g.shape), g.srid)),
  of('st_area', DOUBLE, (g) => (g.shape.kind === 'POLYGON' || g.shape.kind === 'MULTIPOLYGON' ? area(g.shape) : null)),
  scalar('st_length', 1, 2, bindLength),
  of('st_perimeter', DOUBLE, (g) => perimeter(g.shape)),
  ofLine('st_numpoints', INT, (points) => points.length),
  ofLine('st_startpoint', { name: 'POINT' }, (points, srid) => point(points[0], srid)),
  ofLine('st_endpoint', { name: 'POINT' }, (points, srid) => point(points[points.length - 1], srid)),
  of('st_isclosed', BOOLEAN, ({ shape }) => {
    if (shape.kind !== 'LINESTRING' && shape.kind !== 'MULTILINESTRING') return null
    return simpleParts(shape).every((p) => p.kind === 'LINESTRING' && p.points[0].every((x, i) => x === p.points[p.points.length - 1][i]))
      ? 1 : 0
  }),
  nth('st_pointn', { name: 'POINT' }, ({ shape, srid }, n) => (shape.kind === 'LINESTRING' ? point(shape.points[n - 1], srid) : null)),
  of('st_exteriorring', GEOMETRY, ({ shape, srid }) => (shape.kind === 'POLYGON' ? line(shape.rings[0], srid) : null)),
  nth('st_interiorringn', GEOMETRY, ({ shape, srid }, n) => (shape.kind === 'POLYGON' && n >= 1 ? line(shape.rings[n], srid) : null)),
  ...aliases(of('st_numinteriorrings', INT, ({ shape }) => (shape.kind === 'POLYGON' ? shape.rings.length - 1 : null)),
    'st_numinteriorring'),
  of('st_numgeometries', INT, ({ shape }) => ('parts' in shape ? shape.parts.length : null)),
  nth('st_geometryn', GEOMETRY, ({ shape, srid }, n) => {
    const part = 'parts' in shape ? shape.parts[n - 1] : undefined
    return part === undefined ? null : writeGeometry({ srid, shape: part })
  }),
  relation('st_distance', DOUBLE, (a, b) => distance(a, b) ?? null),
  relation('st_intersects', BOOLEAN, (a, b) => (intersects(a, b) ? 1 : 0)),
  relation('st_disjoint', BOOLEAN, (a, b) => (intersects(a, b) ? 0 : 1)),
  relation('st_within', BOOLEAN, (a, b) => (within(a, b) ? 1 : 0)),
  relation('st_contains', BOOLEAN, (a, b) => (within(b, a) ? 1 : 0)),
  ...aliases(relation('st_equals', BOOLEAN, (a, b) => (sameShape(a, b) ? 1 : 0)), 'st_equal'),
  relation('mbrintersects', BOOLEAN, (a, b) => (intersects(envelope(a), envelope(b)) ? 1 : 0)),
  relation('mbrdisjoint', BOOLEAN, (a, b) => (intersects(envelope(a), envelope(b)) ? 0 : 1)),
  relation('mbrwithin', BOOLEAN, (a, b) => (within(envelope(a), envelope(b)) ? 1 : 0)),
  relation('mbrcontains', BOOLEAN, (a, b) => (within(envelope(b), envelope(a)) ? 1 : 0)),
  relation('mbrequals', BOOLEAN, (a, b) => (sameShape(envelope(a), envelope(b)) ? 1 : 0)),
  scalar('st_geohash', 2, 3, bindGeohash),
  scalar('st_latfromgeohash', 1, 1, (args) => fromGeohash('st_latfromgeohash', DOUBLE, (c) => c[1], args)),
  scalar('st_longfromgeohash', 1, 1, (args) => fromGeohash('st_longfromgeohash', DOUBLE, (c) => c[0], args)),
  scalar('st_pointfromgeohash', 2, 2, (args) => {
    const srid = intOf(args[1].type)
    const text = textOf(args[0].type)
    return binary({ name: 'POINT' }, anyNullable(args),
      (v, n) => point(decodeGeohash(text(v), 'st_pointfromgeohash'), checkSrid(Number(srid(n)))))
  }),
])
