import { describe, expect, it } from 'vitest'
import { fitsPattern, parseHeads } from './head-patterns.ts'

describe('dolt_replicate_heads', () => {
  it('is a list of names and patterns, not trimmed', () => {
    expect(parseHeads('main,*feature*, f1')).toEqual({ names: ['main', ' f1'], patterns: ['*feature*'] })
  })

  it('takes * for any characters, the whole name, and letters in their case', () => {
    const fits = (pattern: string, names: string[]): string[] => names.filter((name) => fitsPattern(pattern, name))
    const names = ['main', 'feature1', 'my-feature', 'FEATURE', 'a.b', 'axb', 'aa']
    expect(fits('*', names)).toEqual(names)
    expect(fits('*feature*', names)).toEqual(['feature1', 'my-feature'])
    expect(fits('feature*', names)).toEqual(['feature1'])
    expect(fits('*feature', names)).toEqual(['my-feature'])
    expect(fits('a.*', names)).toEqual(['a.b'])
    expect(fits('a*a', names)).toEqual(['aa'])
    expect(fits('aa*a', names)).toEqual([])
    expect(fits('m*a*i*n', names)).toEqual(['main'])
    expect(fits('m*n*n', names)).toEqual([])
  })
})
