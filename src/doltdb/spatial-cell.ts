import { OxbowError } from '../error.ts'

/*
 * The cells in which SPATIAL indexes put shapes: a level, and the Z-order value of the lower corner of the shape's bounds, without the bits
 * below that level. Source: Dolt go/store/prolly/tree/z_encoding.go.
 */

/** Corners of the box around a shape. */
interface Bounds {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

const CELL_BYTES = 17
const SRID_BYTES = 4

/** The cell of a stored shape (SRID, then WKB), 17 bytes. @throws OxbowError `GEOMETRY_CORRUPT`. */
export function spatialCell(shape: Uint8Array): Uint8Array {
  const bounds: Bounds = { minX: Number.MAX_VALUE, minY: Number.MAX_VALUE, maxX: -Number.MAX_VALUE, maxY: -Number.MAX_VALUE }
  new ShapeReader(shape).shape(SRID_BYTES, bounds)
  const low = zValue(bounds.minX, bounds.minY)
  const difference = low ^ zValue(bounds.maxX, bounds.maxY)
  const level = (bitLength(difference) + 1) >> 1
  const cell = new Uint8Array(CELL_BYTES)
  const view = new DataView(cell.buffer)
  const shift = BigInt(2 * level)
  const masked = (low >> shift) << shift
  cell[0] = level
  view.setBigUint64(1, masked >> 64n)
  view.setBigUint64(9, masked & 0xffffffffffffffffn)
  return cell
}

function bitLength(n: bigint): number {
  return n === 0n ? 0 : n.toString(2).length
}

const scratch = new DataView(new ArrayBuffer(8))

/** A double as 64 bits that order as it does. */
function ordered(n: number): bigint {
  scratch.setFloat64(0, n)
  const bits = scratch.getBigUint64(0)
  return bits >> 63n === 1n ? BigInt.asUintN(64, ~bits) : bits ^ (1n << 63n)
}

/** The bits of both coordinates in turns, x in the lower place, 128 in all. */
function zValue(x: number, y: number): bigint {
  return spread(ordered(x)) | (spread(ordered(y)) << 1n)
}

/** A zero behind each bit. */
function spread(n: bigint): bigint {
  let bits = n
  bits = (bits | (bits << 32n)) & 0x00000000ffffffff00000000ffffffffn
  bits = (bits | (bits << 16n)) & 0x0000ffff0000ffff0000ffff0000ffffn
  bits = (bits | (bits << 8n)) & 0x00ff00ff00ff00ff00ff00ff00ff00ffn
  bits = (bits | (bits << 4n)) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0fn
  bits = (bits | (bits << 2n)) & 0x33333333333333333333333333333333n
  return (bits | (bits << 1n)) & 0x55555555555555555555555555555555n
}

/** Walks a shape in the well-known binary form (OGC 06-103r4, 8.2). */
class ShapeReader {
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** @returns the place behind the shape that begins at `at` */
  shape(at: number, bounds: Bounds): number {
    this.need(at, 5)
    const little = this.view.getUint8(at) === 1
    const type = this.view.getUint32(at + 1, little)
    const start = at + 5
    switch (type) {
      case 1: return this.points(start, 1, little, bounds)
      case 2: return this.points(start + 4, this.count(start, little), little, bounds)
      case 3: {
        let next = start + 4
        for (let ring = this.count(start, little); ring > 0; ring--) next = this.points(next + 4, this.count(next, little), little, bounds)
        return next
      }
      case 4:
      case 5:
      case 6:
      case 7: {
        let next = start + 4
        for (let part = this.count(start, little); part > 0; part--) next = this.shape(next, bounds)
        return next
      }
      default: throw corrupt()
    }
  }

  private count(at: number, little: boolean): number {
    this.need(at, 4)
    return this.view.getUint32(at, little)
  }

  private points(at: number, count: number, little: boolean, bounds: Bounds): number {
    this.need(at, 16 * count)
    for (let i = 0; i < count; i++) {
      const x = this.view.getFloat64(at + 16 * i, little)
      const y = this.view.getFloat64(at + 16 * i + 8, little)
      bounds.minX = Math.min(bounds.minX, x)
      bounds.minY = Math.min(bounds.minY, y)
      bounds.maxX = Math.max(bounds.maxX, x)
      bounds.maxY = Math.max(bounds.maxY, y)
    }
    return at + 16 * count
  }

  private need(at: number, length: number): void {
    if (at + length > this.view.byteLength) throw corrupt()
  }
}

function corrupt(): OxbowError {
  return new OxbowError('GEOMETRY_CORRUPT', 'a stored shape is damaged')
}
