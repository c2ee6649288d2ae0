import { OxbowError } from '../../error.ts'
import { bytesOf, doubleOf, intOf, textOf } from '../types/convert.ts'
import {
  type Coordinate, type Geometry, type Shape, invalidGeometry, mapShape, parseShape, readGeometry, readWkb, shapeText, swapAxes,
    writeGeometry,
  writeWkb,
} from '../types/geometry.ts'
import { jsonDocument } from '../types/cast.ts'
import { JsonDocument, type JsonValue } from '../types/json.ts'
import { isObject } from '../types/json-path.ts'
import { newObject } from '../types/json-text.ts'
import type { SqlType, TypeName } from '../types/sql-type.ts'
import { GEOMETRY, JSON_TYPE, LONGBLOB, LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import { MANY, aliases, anyNullable, binary, deterministic, scalar, strict, unary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Geometries made from coordinates, from and to WKT, WKB and GeoJSON. */

/** The geographic reference system: texts give the latitude first. */
export const WGS84 = 4326
const KNOWN_SRIDS = new Set([0, 3857, WGS84])

/** @throws OxbowError 3548 */
export function checkSrid(n: number): number {
  if (!KNOWN_SRIDS.has(n)) {
    throw new OxbowError('ER_SRS_NOT_FOUND', `There's no spatial reference system with SRID ${n}.`, { errno: 3548, sqlState: 'SR001' })
  }
  return n
}

/** The geometry in a value. @throws OxbowError 3037 for values that are none */
export function geometryOf(v: Value, fn: string): Geometry {
  return v instanceof Uint8Array ? readGeometry(v, fn) : invalidGeometry(fn)
}

function typed(name: TypeName): SqlType {
  return { name }
}

function bindPoint(args: readonly Argument[]): BoundFunction {
  const [x, y] = args.map((a) => doubleOf(a.type))
  return binary(typed('POINT'), anyNullable(args), (a, b) => writeGeometry({ srid: 0, shape: { kind: 'POINT', at: [x(a), y(b)] } }))
}

/** LINESTRING(point, …), POLYGON(line, …), MULTI…, GEOMETRYCOLLECTION. */
function bindComposite(
  kind: Exclude<Shape['kind'], 'POINT'>, member: Shape['kind'] | undefined, name: string,
): (args: readonly Argument[]) => BoundFunction {
  return (args) => strict(typed(kind), anyNullable(args), (values) => {
    const members = values.map((v) => geometryOf(v, name))
    if (member !== undefined && members.some((g) => g.shape.kind !== member)) wrongArguments(name)
    const srid = members.length === 0 ? 0 : members[0].srid
    if (members.some((g) => g.srid !== srid)) differentSrids(name, srid, members.find((g) => g.srid !== srid)?.srid ?? 0)
    return writeGeometry({ srid, shape: compose(kind, members.map((g) => g.shape), name) })
  })
}

/** @throws OxbowError 3033 */
export function differentSrids(name: string, a: number, b: number): never {
  throw new OxbowError(
    'ER_GIS_DIFFERENT_SRIDS',
    `Binary geometry function ${name} given two geometries of different srids: ${a} and ${b}, which should have been identical.`,
    { errno: 3033 },
  )
}

function compose(kind: Exclude<Shape['kind'], 'POINT'>, parts: readonly Shape[], name: string): Shape {
  switch (kind) {
    case 'LINESTRING': return { kind, points: parts.map((p) => (p.kind === 'POINT' ? p.at : invalidGeometry(name))) }
    case 'POLYGON': {
      const rings = parts.map((p) => (p.kind === 'LINESTRING' && isRing(p.points) ? p.points : invalidGeometry(name)))
      return { kind, rings }
    }
    default: return { kind, parts }
  }
}

function isRing(points: readonly Coordinate[]): boolean {
  const [first, last] = [points[0], points[points.length - 1]]
  return points.length >= 4 && first[0] === last[0] && first[1] === last[1]
}

/** True when the coordinates of a text have to be exchanged to be stored. */
function swapped(srid: number, options: string | undefined, name: string): boolean {
  const order = options === undefined ? 'srid-defined' : /^\s*axis-order\s*=\s*(lat-long|long-lat|srid-defined)\s*$/.exec(options)?.[1]
  if (order === undefined) {
    throw new OxbowError(
      'ER_INVALID_OPTION_KEY_VALUE_PAIR',
      `The string '${options}' is not a valid key = value pair in function ${name}.`,
      { errno: 3559, sqlState: '22023' },
    )
  }
  return srid === WGS84 && order !== 'long-lat'
}

/** ST_GEOMFROMTEXT(text[, srid[, options]]) and its kin of one kind. */
function bindFromText(kind: Shape['kind'] | undefined, name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const text = textOf(args[0].type)
    return strict(typed(kind ?? 'GEOMETRY'), anyNullable(args), fromSource(args, name, (v) => ofKind(parseShape(text(v), name), kind, name)))
  }
}

function bindFromWkb(kind: Shape['kind'] | undefined, name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const bytes = bytesOf(args[0].type)
    return strict(typed(kind ?? 'GEOMETRY'), true, fromSource(args, name, (v) => ofKind(readWkb(bytes(v), name), kind, name)))
  }
}

function ofKind(shape: Shape, kind: Shape['kind'] | undefined, name: string): Shape {
  return kind === undefined || shape.kind === kind ? shape : invalidGeometry(name)
}

function fromSource(args: readonly Argument[], name: string, read: (v: Value) => Shape): (v: readonly Value[]) => Value {
  const toInt = args.length > 1 ? intOf(args[1].type) : undefined
  const options = args.length > 2 ? textOf(args[2].type) : undefined
  return (v) => {
    const srid = toInt === undefined ? 0 : checkSrid(Number(toInt(v[1])))
    const shape = read(v[0])
    return writeGeometry({ srid, shape: swapped(srid, options === undefined ? undefined : options(v[2]), name) ? swapAxes(shape) : shape })
  }
}

function outward(args: readonly Argument[], name: string, print: (s: Shape) => Value, type: SqlType): BoundFunction {
  const options = args.length > 1 ? textOf(args[1].type) : undefined
  return strict(type, anyNullable(args), (v) => {
    const { srid, shape } = geometryOf(v[0], name)
    return print(swapped(srid, options === undefined ? undefined : options(v[1]), name) ? swapAxes(shape) : shape)
  })
}

const GEOJSON_NAMES: Readonly<Record<Shape['kind'], string>> = {
  POINT: 'Point', LINESTRING: 'LineString', POLYGON: 'Polygon', MULTIPOINT: 'MultiPoint', MULTILINESTRING: 'MultiLineString',
  MULTIPOLYGON: 'MultiPolygon', GEOMETRYCOLLECTION: 'GeometryCollection',
}

function coordinatesJson(s: Shape): JsonValue {
  switch (s.kind) {
    case 'POINT': return [...s.at]
    case 'LINESTRING': return s.points.map((c) => [...c])
    case 'POLYGON': return s.rings.map((r) => r.map((c) => [...c]))
    default: return s.parts.map(coordinatesJson)
  }
}

function geoJson(s: Shape): { [key: string]: JsonValue } {
  const out = newObject()
  out.type = GEOJSON_NAMES[s.kind]
  if (s.kind === 'GEOMETRYCOLLECTION') out.geometries = s.parts.map(geoJson)
  else out.coordinates = coordinatesJson(s)
  return out
}

/** ST_ASGEOJSON(g[, digits[, flags]]). */
function bindAsGeoJson(args: readonly Argument[]): BoundFunction {
  const [, digits, flags] = args.map((a) => intOf(a.type))
  return strict(JSON_TYPE, anyNullable(args), (v) => {
    const { srid, shape } = geometryOf(v[0], 'st_asgeojson')
    const places = digits === undefined ? undefined : Number(digits(v[1]))
    const options = flags === undefined ? 0 : Number(flags(v[2]))
    if ((places !== undefined && places < 0) || options < 0 || options > 7) wrongArguments('st_asgeojson')
    const power = 10 ** Math.min(places ?? 17, 17)
    const rounded = places === undefined
      ? shape
      : mapShape(shape, ([x, y]) => [Math.round(x * power) / power, Math.round(y * power) / power])
    const out = geoJson(rounded)
    if ((options & 1) !== 0) out.bbox = boundingBox(rounded)
    if ((options & 6) !== 0 && srid !== 0) {
      const name = (options & 4) !== 0 ? `urn:ogc:def:crs:EPSG::${srid}` : `EPSG:${srid}`
      out.crs = { type: 'name', properties: { name } }
    }
    return new JsonDocument(out)
  })
}

function boundingBox(s: Shape): JsonValue {
  let box = [Infinity, Infinity, -Infinity, -Infinity]
  mapShape(s, (c) => {
    box = [Math.min(box[0], c[0]), Math.min(box[1], c[1]), Math.max(box[2], c[0]), Math.max(box[3], c[1])]
    return c
  })
  return box
}

function coordinateIn(v: JsonValue | undefined): Coordinate {
  if (!Array.isArray(v) || v.length < 2 || typeof v[0] !== 'number' ||
    typeof v[1] !== 'number') return invalidGeometry('st_geomfromgeojson')
  return [v[0], v[1]]
}

function listIn(v: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(v) ? v : invalidGeometry('st_geomfromgeojson')
}

/** The shape of a GeoJSON value; of features, their geometry. */
function shapeIn(v: JsonValue | undefined, depth = 0): Shape {
  if (v === undefined || !isObject(v) || depth > 32) return invalidGeometry('st_geomfromgeojson')
  const { type, coordinates } = v
  switch (type) {
    case 'Feature': return shapeIn(v.geometry, depth + 1)
    case 'FeatureCollection': return { kind: 'GEOMETRYCOLLECTION', parts: listIn(v.features).map((f) => shapeIn(f, depth + 1)) }
    case 'GeometryCollection': return { kind: 'GEOMETRYCOLLECTION', parts: listIn(v.geometries).map((g) => shapeIn(g, depth + 1)) }
    case 'Point': return { kind: 'POINT', at: coordinateIn(coordinates) }
    case 'LineString': return { kind: 'LINESTRING', points: listIn(coordinates).map(coordinateIn) }
    case 'Polygon': return { kind: 'POLYGON', rings: ringsIn(coordinates) }
    case 'MultiPoint': return { kind: 'MULTIPOINT', parts: listIn(coordinates).map((c) => ({ kind: 'POINT', at: coordinateIn(c) })) }
    case 'MultiLineString':
      return { kind: 'MULTILINESTRING',
        parts: listIn(coordinates).map((l) => ({ kind: 'LINESTRING', points: listIn(l).map(coordinateIn) })) }
    case 'MultiPolygon': return { kind: 'MULTIPOLYGON', parts: listIn(coordinates).map((p) => ({ kind: 'POLYGON', rings: ringsIn(p) })) }
    default: return invalidGeometry('st_geomfromgeojson')
  }
}

function ringsIn(v: JsonValue | undefined): Coordinate[][] {
  return listIn(v).map((r) => listIn(r).map(coordinateIn))
}

/** ST_GEOMFROMGEOJSON(document[, options[, srid]]): SRID 4326 unless another one is given. */
function bindFromGeoJson(args: readonly Argument[]): BoundFunction {
  const isJson = args[0].type.name === 'JSON'
  const text = textOf(args[0].type)
  const srid = args.length > 2 ? intOf(args[2].type) : undefined
  return strict(GEOMETRY, true, (v) => {
    const value = isJson ? (v[0] as JsonDocument).value : jsonDocument(text(v[0]), 1, 'st_geomfromgeojson').value
    return writeGeometry({ srid: srid === undefined ? WGS84 : checkSrid(Number(srid(v[2]))), shape: shapeIn(value) })
  })
}

/** The functions of one kind of geometry, under all their names. */
function readers(kind: Shape['kind'] | undefined, ...stems: string[]): ScalarFunction[] {
  return stems.flatMap((stem) => [
    scalar(`st_${stem}fromtext`, 1, 3, bindFromText(kind, `st_${stem}fromtext`)),
    scalar(`st_${stem}fromwkb`, 1, 3, bindFromWkb(kind, `st_${stem}fromwkb`)),
  ])
}

export const GEOMETRY_IO: readonly ScalarFunction[] = deterministic([
  scalar('point', 2, 2, bindPoint),
  scalar('linestring', 2, MANY, bindComposite('LINESTRING', 'POINT', 'linestring')),
  scalar('polygon', 1, MANY, bindComposite('POLYGON', 'LINESTRING', 'polygon')),
  scalar('multipoint', 1, MANY, bindComposite('MULTIPOINT', 'POINT', 'multipoint')),
  scalar('multilinestring', 1, MANY, bindComposite('MULTILINESTRING', 'LINESTRING', 'multilinestring')),
  scalar('multipolygon', 1, MANY, bindComposite('MULTIPOLYGON', 'POLYGON', 'multipolygon')),
  ...aliases(scalar('geometrycollection', 0, MANY, bindComposite('GEOMETRYCOLLECTION', undefined, 'geometrycollection')), 'geomcollection'),
  ...readers(undefined, 'geom', 'geometry'),
  ...readers('POINT', 'point'),
  ...readers('LINESTRING', 'line', 'linestring'),
  ...readers('POLYGON', 'poly', 'polygon'),
  ...readers('MULTIPOINT', 'mpoint', 'multipoint'),
  ...readers('MULTILINESTRING', 'mline', 'multilinestring'),
  ...readers('MULTIPOLYGON', 'mpoly', 'multipolygon'),
  ...readers('GEOMETRYCOLLECTION', 'geomcoll', 'geometrycollection'),
  scalar('st_geomcollfromtxt', 1, 3, bindFromText('GEOMETRYCOLLECTION', 'st_geomcollfromtxt')),
  ...aliases(scalar('st_astext', 1, 2, (args) => outward(args, 'st_astext', shapeText, LONGTEXT)), 'st_aswkt'),
  ...aliases(scalar('st_aswkb', 1, 2, (args) => outward(args, 'st_aswkb', writeWkb, LONGBLOB)), 'st_asbinary'),
  scalar('st_asgeojson', 1, 3, bindAsGeoJson),
  scalar('st_geomfromgeojson', 1, 3, bindFromGeoJson),
  scalar('st_swapxy', 1, 1, (args) => unary(GEOMETRY, anyNullable(args), (v) => {
    const g = geometryOf(v, 'st_swapxy')
    return writeGeometry({ srid: g.srid, shape: swapAxes(g.shape) })
  })),
])
