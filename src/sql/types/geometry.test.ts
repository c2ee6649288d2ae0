import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Shape, parseShape, readGeometry, shapeText, writeGeometry } from './geometry.ts'
import { centroid, distance, intersects, within } from './planar.ts'

const shape = (text: string): Shape => parseShape(text, 'test')

describe('geometries', () => {
  it.each([
    'POINT(1 2)', 'LINESTRING(0 0,1 1,2 2)', 'POLYGON((0 0,10 0,10 10,0 10,0 0),(1 1,2 1,2 2,1 1))', 'MULTIPOINT((1 1),(2 2))',
    'MULTILINESTRING((0 0,1 1),(2 2,3 3.5))', 'MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 'GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))', 'GEOMETRYCOLLECTION EMPTY',
  ])('%s is the same after storing and reading', (text) => {
    const bytes = writeGeometry({ srid: 4326, shape: shape(text) })
    const back = readGeometry(bytes, 'test')
    expect(back.srid).toBe(4326)
    expect(shapeText(back.shape)).toBe(text)
  })

  it('stores a point as Dolt does', () => {
    const bytes = writeGeometry({ srid: 0, shape: shape('point(1 2)') })
    expect([...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')).toBe('000000000101000000000000000000f03f0000000000000040')
  })

  it('refuses damaged bytes and texts with an error of ours', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.string(), (bytes, text) => {
      for (const attempt of [() => readGeometry(bytes, 'f'), () => parseShape(text, 'f')]) {
        try {
          attempt()
        } catch (e) {
          expect(e).toMatchObject({ errno: 3037 })
        }
      }
    }))
  })

  it('measures and relates', () => {
    const square = shape('polygon((0 0,4 0,4 4,0 4,0 0))')
    expect(within(shape('point(1 1)'), square)).toBe(true)
    expect(within(shape('point(0 1)'), square)).toBe(false)
    expect(within(shape('linestring(1 1,5 1)'), square)).toBe(false)
    expect(intersects(shape('linestring(-1 2,5 2)'), square)).toBe(true)
    expect(distance(shape('point(7 8)'), square)).toBe(5)
    expect(centroid(square)).toEqual([2, 2])
  })
})
