import { describe, expect, it } from 'vitest'
import { IgnorePatterns } from './ignore-patterns.ts'

describe('patterns of dolt_ignore', () => {
  it('match whole names', () => {
    const patterns = new IgnorePatterns([['temp_*', true], ['%_backup', true], ['t?', true]])
    expect(['temp_1', 'users_backup', 't1'].map((name) => patterns.ignores(name))).toEqual([true, true, true])
    expect(['my_temp_1', 'backup', 't12', 'a.b'].map((name) => patterns.ignores(name))).toEqual([false, false, false, false])
  })

  it('give way to more specific ones', () => {
    const patterns = new IgnorePatterns([['temp_*', true], ['temp_keep*', false], ['temp_keep_not', true]])
    expect(['temp_1', 'temp_keep_1', 'temp_keep_not'].map((name) => patterns.ignores(name))).toEqual([true, false, true])
  })

  it('may not contradict each other', () => {
    const patterns = new IgnorePatterns([['a*', true], ['*b', false]])
    expect(() => patterns.ignores('ab')).toThrow('the table ab matches conflicting patterns in dolt_ignore')
    expect(patterns.ignores('ac')).toBe(true)
  })

  it('hold no regular expressions', () => {
    const patterns = new IgnorePatterns([['a.c', true], ['(x)+', true]])
    expect(['abc', 'a.c', 'xx', '(x)+'].map((name) => patterns.ignores(name))).toEqual([false, true, false, true])
  })
})
