import { describe, expect, it } from 'vitest'
import { FixtureDatabase } from '../../test/support/fixture-database.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { Missing } from '../store/missing.ts'
import { Encoding, encodeField, readUint64 } from './encoding.ts'
import { keylessKey, keylessPair } from './keyless.ts'
import { parseNode } from './node.ts'
import { scanLeaves } from './scan.ts'
import { fieldBytes } from './tuple.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('rows without a primary key', () => {
  it('have Dolt\'s keys and values', () => {
    const row = (n: number, a: number | null, b: string | null): string[] => {
      const { key, value } = keylessPair(n, [encodeField(Encoding.Int32, a), encodeField(Encoding.String, b)])
      return [hex(key), hex(value)]
    }
    expect(row(2, 1, 'x')).toEqual(['1fe80b45bd19c47eb7784ebc8e46e19a0100', '020000000000000001000000780008000c000300'])
    expect(row(1, 2, null)).toEqual(['2469250228ae33a62067376388775e950100', '01000000000000000200000008000200'])
    expect(row(1, null, null)).toEqual(['c07672ce0aac94ab5c65a1d1b7c56a4d0100', '01000000000000000100'])
  })
})

describeWithShared('a real table without a primary key', () => {
  it('is keyed by its rows\' hashes', () => {
    const database = new FixtureDatabase('types')
    const root = parseNode(database.table('refs/heads/main', 'keyless').primaryIndex)
    let rows = 0
    for (const step of scanLeaves(database.nodes, root)) {
      if (step instanceof Missing) throw new Error('a chunk is missing')
      for (let i = step.from; i < step.to; i++) {
        const value = step.node.value(i)
        expect(hex(keylessKey(value))).toBe(hex(step.node.key(i)))
        const fields = [1, 2, 3].map((f) => fieldBytes(value, 0, value.length, f))
        expect(hex(keylessPair(readUint64(value, 0), fields).value)).toBe(hex(value))
        rows += Number(readUint64(value, 0))
      }
    }
    expect(rows).toBeGreaterThanOrEqual(6)
  })
})
