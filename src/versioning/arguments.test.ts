import { describe, expect, it } from 'vitest'
import { argumentTexts, flag, option, parseArguments } from './arguments.ts'

const OPTIONS = [
  option('message', 'm'), flag('all', 'a'), flag('ALL', 'A'), flag('amend'), flag('force', 'f'), { name: 'not', kind: 'list' } as const,
  { name: 'gpg-sign', short: 'S', kind: 'optional' } as const,
]

describe('arguments of procedures', () => {
  it('are told apart as on a command line', () => {
    const parsed = parseArguments(OPTIONS, ['one', '--message', 'text', '-a', 'two', '--', '-f'])
    expect(parsed.positional).toEqual(['one', 'two', '-f'])
    expect(parsed.value('message')).toBe('text')
    expect([parsed.has('all'), parsed.has('force')]).toEqual([true, false])
  })

  it('may join flags, a value option last', () => {
    const parsed = parseArguments(OPTIONS, ['-am', 'text'])
    expect([parsed.has('all'), parsed.value('message')]).toEqual([true, 'text'])
    expect(parseArguments(OPTIONS, ['-amtext']).value('message')).toBe('text')
    expect(parseArguments(OPTIONS, ['-Am', 'text']).has('ALL')).toBe(true)
  })

  it('take long names behind one dash, and values behind an equals sign', () => {
    const parsed = parseArguments(OPTIONS, ['-amend', '-m=text'])
    expect([parsed.has('amend'), parsed.value('message')]).toEqual([true, 'text'])
    expect(parseArguments(OPTIONS, ['--message=a=b']).value('message')).toBe('a=b')
    expect(parseArguments(OPTIONS, ['-ALL']).has('ALL')).toBe(true)
  })

  it('take what follows joined flags as an argument', () => {
    const parsed = parseArguments(OPTIONS, ['-fbranch'])
    expect([parsed.has('force'), parsed.positional]).toEqual([true, ['branch']])
  })

  it('may have lists and optional values', () => {
    expect(parseArguments(OPTIONS, ['--not', 'a', 'b', '-f']).list('not')).toEqual(['a', 'b'])
    expect(parseArguments(OPTIONS, ['-S', '-f']).value('gpg-sign')).toBe('')
    expect(parseArguments(OPTIONS, ['-S', 'key']).value('gpg-sign')).toBe('key')
  })

  it('are refused in Dolt\'s words', () => {
    expect(() => parseArguments(OPTIONS, ['--bad'])).toThrow("error: unknown option `bad'")
    expect(() => parseArguments(OPTIONS, ['--message'])).toThrow("error: no value for option `message'")
    expect(() => parseArguments(OPTIONS, ['-m', 'a', '-m', 'b'])).toThrow("error: multiple values provided for `message'")
    expect(
      () => parseArguments(OPTIONS, ['-a', '-f']).exclusive('all', 'force'),
    ).toThrow("error: Flags '--all' and '--force' cannot be used together")
  })

  it('are texts, whatever they were', () => {
    expect(argumentTexts(['a', 1, null, new Uint8Array([98])])).toEqual(['a', '1', 'b'])
  })
})
