import { describe, expect, it } from 'vitest'
import { REGIONS, nearest, regionOf } from './location.ts'

describe('where requests come from', () => {
  it.each([
    [{ continent: 'EU', country: 'DE' }, 'weur'], [{ continent: 'EU', country: 'PL' }, 'eeur'], [{ continent: 'AS', country: 'AE' }, 'me'],
    [{ continent: 'AS', country: 'JP' }, 'apac'], [{ continent: 'OC', country: 'NZ' }, 'oc'], [{ continent: 'SA', country: 'BR' }, 'sam'],
    [{ continent: 'AF', country: 'KE' }, 'afr'], [{ continent: 'NA', country: 'US', longitude: '-122.4' }, 'wnam'],
    [{ continent: 'NA', country: 'CA', longitude: '-79.4' }, 'enam'], [{ continent: 'NA', country: 'US' }, 'enam'], [{ country: 'T1' }, 'weur'], [undefined, 'weur'],
  ] as const)('%o is %s', (origin, region) => {
    expect(regionOf(origin)).toBe(region)
  })

  it('leads to the nearest region that is served', () => {
    for (const region of REGIONS) {
      expect(nearest(region, new Set(REGIONS))).toBe(region)
      for (const only of REGIONS) expect(nearest(region, new Set([only]))).toBe(only)
    }
    expect(nearest('oc', new Set(['weur', 'apac']))).toBe('apac')
    expect(nearest('sam', new Set(['weur', 'enam']))).toBe('enam')
  })
})
