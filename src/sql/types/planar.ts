import { type Coordinate, type Shape, coordinatesOf, simpleParts } from './geometry.ts'

/** Geometry in the plane: lengths, areas, distances, and whether shapes meet. */

type Segment = readonly [Coordinate, Coordinate]

function pointDistance(a: Coordinate, b: Coordinate): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

export function lineLength(points: readonly Coordinate[]): number {
  let sum = 0
  for (let i = 1; i < points.length; i++) sum += pointDistance(points[i - 1], points[i])
  return sum
}

/** Twice the signed area of a ring. */
function twiceArea(ring: readonly Coordinate[]): number {
  let sum = 0
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1]
  return sum
}

export function area(s: Shape): number {
  let sum = 0
  for (const part of simpleParts(s)) {
    if (part.kind === 'POLYGON') part.rings.forEach((r, i) => { sum += (Math.abs(twiceArea(r)) / 2) * (i === 0 ? 1 : -1) })
  }
  return sum
}

function segmentsOf(s: Shape): Segment[] {
  const out: Segment[] = []
  for (const part of simpleParts(s)) {
    const lines = part.kind === 'LINESTRING' ? [part.points] : part.kind === 'POLYGON' ? part.rings : []
    for (const line of lines) for (let i = 1; i < line.length; i++) out.push([line[i - 1], line[i]])
  }
  return out
}

function pointsOf(s: Shape): Coordinate[] {
  return simpleParts(s).flatMap((p) => (p.kind === 'POINT' ? [p.at] : []))
}

/** Above 0 when c lies left of a→b. */
function turn(a: Coordinate, b: Coordinate, c: Coordinate): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

function onSegment(p: Coordinate, [a, b]: Segment): boolean {
  return turn(a, b, p) === 0 && p[0] >= Math.min(a[0], b[0]) && p[0] <= Math.max(a[0], b[0]) && p[1] >= Math.min(a[1], b[1]) &&
    p[1] <= Math.max(a[1], b[1])
}

function segmentsMeet(s: Segment, t: Segment): boolean {
  const d1 = Math.sign(turn(s[0], s[1], t[0]))
  const d2 = Math.sign(turn(s[0], s[1], t[1]))
  const d3 = Math.sign(turn(t[0], t[1], s[0]))
  const d4 = Math.sign(turn(t[0], t[1], s[1]))
  if (d1 * d2 < 0 && d3 * d4 < 0) return true
  return onSegment(t[0], s) || onSegment(t[1], s) || onSegment(s[0], t) || onSegment(s[1], t)
}

/** 1 inside, 0 on the border, -1 outside of a polygon (holes are outside, their borders are borders). */
function place(p: Coordinate, rings: readonly (readonly Coordinate[])[]): number {
  let inside = false
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1]
      const b = ring[i]
      if (onSegment(p, [a, b])) return 0
      if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
    }
  }
  return inside ? 1 : -1
}

/** True when the shape covers a point; with `inner` the borders of areas and the ends of open lines don't count. */
function covers(s: Shape, p: Coordinate, inner: boolean): boolean {
  return simpleParts(s).some((part) => {
    if (part.kind === 'POINT') return part.at[0] === p[0] && part.at[1] === p[1]
    if (part.kind === 'POLYGON') return place(p, part.rings) >= (inner ? 1 : 0)
    const [first, last] = [part.points[0], part.points[part.points.length - 1]]
    const open = first[0] !== last[0] || first[1] !== last[1]
    if (inner && open && [first, last].some((e) => e[0] === p[0] && e[1] === p[1])) return false
    return part.points.some((q, i) => i > 0 && onSegment(p, [part.points[i - 1], q]))
  })
}

/** True when two shapes have a point in common. */
export function intersects(a: Shape, b: Shape): boolean {
  if (pointsOf(a).some((p) => covers(b, p, false)) || pointsOf(b).some((p) => covers(a, p, false))) return true
  const sb = segmentsOf(b)
  if (segmentsOf(a).some((s) => sb.some((t) => segmentsMeet(s, t)))) return true
  return coordinatesOf(a).some((p) => covers(b, p, false)) || coordinatesOf(b).some((p) => covers(a, p, false))
}

/** True when `a` lies in `b` and not only on its border. */
export function within(a: Shape, b: Shape): boolean {
  const points = coordinatesOf(a)
  if (points.length === 0 || !points.every((p) => covers(b, p, false))) return false
  const segments = segmentsOf(a)
  const middles = segments.flatMap((s) => pieces(s, segmentsOf(b)).map(([p, q]): Coordinate => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]))
  if (!middles.every((m) => covers(b, m, false))) return false
  return [...points, ...middles].some((p) => covers(b, p, true)) || area(a) > 0
}

/** A segment cut where other segments cross it. */
function pieces(s: Segment, others: readonly Segment[]): Segment[] {
  const [a, b] = s
  const cuts = [0, 1]
  for (const [c, d] of others) {
    const denominator = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if (denominator === 0) continue
    const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / denominator
    if (t > 0 && t < 1) cuts.push(t)
  }
  cuts.sort((x, y) => x - y)
  const at = (t: number): Coordinate => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
  return cuts.slice(1).map((t, i) => [at(cuts[i]), at(t)])
}

function pointToSegment(p: Coordinate, [a, b]: Segment): number {
  const length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length))
  return pointDistance(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
}

/** The least distance between two shapes; undefined when one is empty. */
export function distance(a: Shape, b: Shape): number | undefined {
  const pa = coordinatesOf(a)
  const pb = coordinatesOf(b)
  if (pa.length === 0 || pb.length === 0) return undefined
  if (intersects(a, b)) return 0
  let least = Infinity
  for (const p of pa) for (const q of pb) least = Math.min(least, pointDistance(p, q))
  for (const s of segmentsOf(b)) for (const p of pa) least = Math.min(least, pointToSegment(p, s))
  for (const s of segmentsOf(a)) for (const p of pb) least = Math.min(least, pointToSegment(p, s))
  return least
}

/** The point of balance of the parts of the highest dimension; undefined for an empty shape. */
export function centroid(s: Shape): Coordinate | undefined {
  const parts = simpleParts(s)
  let weight = 0
  let x = 0
  let y = 0
  const add = (w: number, cx: number, cy: number): void => {
    weight += w
    x += w * cx
    y += w * cy
  }
  for (const p of parts) if (p.kind === 'POLYGON') p.rings.forEach((r, i) => addRing(r, i === 0 ? 1 : -1, add))
  if (weight === 0) {
    for (const [a, b] of segmentsOf(s)) add(pointDistance(a, b), (a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
  }
  if (weight === 0) for (const c of coordinatesOf(s)) add(1, c[0], c[1])
  return weight === 0 ? undefined : [x / weight, y / weight]
}

function addRing(ring: readonly Coordinate[], sign: number, add: (w: number, x: number, y: number) => void): void {
  const total = twiceArea(ring)
  if (total === 0) return
  let x = 0
  let y = 0
  for (let i = 1; i < ring.length; i++) {
    const cross = ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1]
    x += (ring[i - 1][0] + ring[i][0]) * cross
    y += (ring[i - 1][1] + ring[i][1]) * cross
  }
  add((sign * Math.abs(total)) / 2, x / (3 * total), y / (3 * total))
}

/** [minX, minY, maxX, maxY]; undefined for an empty shape. */
export function bounds(s: Shape): readonly [number, number, number, number] | undefined {
  const all = coordinatesOf(s)
  if (all.length === 0) return undefined
  const xs = all.map((c) => c[0])
  const ys = all.map((c) => c[1])
  const least = (n: readonly number[]): number => n.reduce((p, q) => Math.min(p, q))
  const most = (n: readonly number[]): number => n.reduce((p, q) => Math.max(p, q))
  return [least(xs), least(ys), most(xs), most(ys)]
}

/** The corners of the convex hull, counter-clockwise (A. M. Andrew's monotone chain). */
export function convexHull(s: Shape): Coordinate[] {
  const sorted = coordinatesOf(s).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (points: readonly Coordinate[]): Coordinate[] => {
    const out: Coordinate[] = []
    for (const p of points) {
      while (out.length >= 2 && turn(out[out.length - 2], out[out.length - 1], p) <= 0) out.pop()
      out.push(p)
    }
    return out.slice(0, -1)
  }
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.toReversed())]
}

/** True when a line touches itself nowhere but at its ends. */
export function isSimple(s: Shape): boolean {
  return simpleParts(s).every((part) => {
    if (part.kind !== 'LINESTRING') return true
    const segments = segmentsOf(part)
    const closed = pointDistance(part.points[0], part.points[part.points.length - 1]) === 0
    return segments.every((a, i) => segments.every((b, j) => {
      if (j <= i + 1) return true
      return closed && i === 0 && j === segments.length - 1 ? true : !segmentsMeet(a, b)
    }))
  })
}
