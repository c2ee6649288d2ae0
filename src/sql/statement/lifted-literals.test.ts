import { describe, expect, it } from 'vitest'
import { liftLiterals, liftParameters } from './lifted-literals.ts'

describe('liftLiterals', () => {
  it('takes integers and strings out, and nothing else', () => {
    const sql = "select a1, t.b2, 1.5, 1e3, 0x1f from `t 7` where id = 42 and name='x y' and c between -3 and 4 limit 10"
    const lifted = liftLiterals(sql)!
    expect(lifted.values).toEqual([42, 'x y', 3, 4, 10])
    expect(lifted.key).toBe('select a1, t.b2, 1.5, 1e3, 0x1f from `t 7` where id = \0i and name=\0s and c between -\0i and \0i limit \0i')
    expect(lifted.starts.map((start) => /^('[^']*'|\d+)/.exec(sql.slice(start))?.[0])).toEqual(['42', "'x y'", '3', '4', '10'])
  })

  it('tells integers from strings', () => {
    expect(liftLiterals('select * from t where a = 1')!.key).not.toBe(liftLiterals("select * from t where a = '1'")!.key)
  })

  it.each([
    'update t set a = 1', 'select 1; select 2', 'select 1;', "select 'it''s'", String.raw`select 'a\'b'`, "select 'ä'", 'select @a', 'select ?', 'select 1 -- x',
    'select /* x */ 1', 'select 1 # x', "select x'41'", "select _utf8'a'", "select 'open", `select ${'1, '.repeat(2000)}1`, 'selection', '(select 1)',
  ])('leaves %s to the parser', (sql) => {
    expect(liftLiterals(sql)).toBeUndefined()
  })

  it('leaves integers that are no safe numbers where they are', () => {
    expect(liftLiterals('select 9007199254740993, 123456789012345')!.values).toEqual([123456789012345])
  })
})

describe('liftParameters', () => {
  it('tells kinds apart', () => {
    expect(liftParameters('select ?', [1])!.key).not.toBe(liftParameters('select ?', ['1'])!.key)
    expect(liftParameters('select ?', [null])).toBeUndefined()
    expect(liftParameters('select ?', [1.5])).toBeUndefined()
  })
})
