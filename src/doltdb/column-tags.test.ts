import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { newColumnTags } from './column-tags.ts'
import { kindOfSqlType } from './sql-type-storage.ts'

const column = (name: string, sqlType: string) => ({ name, kind: kindOfSqlType(sqlType) })

describe('column tags', () => {
  it('are those that Dolt drew for its worked example', () => {
    const tags = newColumnTags(nodePlatform, 't', [column('pk', 'int'), column('v', 'varchar(20)')], [], new Set())
    expect(tags).toEqual([15476, 16028])
  })

  it('are taken over from a column of the same name and kind', () => {
    const existing = [{ ...column('pk', 'int'), tag: 7 }]
    const tags = newColumnTags(nodePlatform, 't', [column('PK', 'bigint'), column('v', 'varchar(20)')], existing, new Set([7]))
    expect(tags).toEqual([7, 16028])
  })

  it('are never drawn twice', () => {
    const used = new Set([15476])
    const [tag] = newColumnTags(nodePlatform, 't', [column('pk', 'int')], [], used)
    expect(tag).not.toBe(15476)
    expect(used).toContain(tag)
  })

  it('are drawn from a larger range when many are used', () => {
    const used = new Set(Array.from({ length: 10_000 }, (_, i) => i))
    expect(newColumnTags(nodePlatform, 't', [column('pk', 'int')], [], used)[0]).toBeLessThan(16384 * 128)
  })

  it('know the kinds of types', () => {
    expect(kindOfSqlType('int unsigned')).toBe(16)
    expect(kindOfSqlType('float unsigned')).toBe(1)
    expect(kindOfSqlType("enum('a','b')")).toBe(16)
    expect(kindOfSqlType('VECTOR(3)')).toBe(3)
  })
})
