import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileFormat } from '../parser/ast.ts'
import { FieldReader } from './field-reader.ts'

function read(text: string, format: Partial<FileFormat> = {}): unknown[] {
  const reader = new FieldReader({ optionallyEnclosed: false, ...format })
  return [...reader.feed(text), ...reader.end()]
}
const CSV = { fieldsTerminatedBy: ',', enclosedBy: '"' }

describe('a file of fields', () => {
  it('has MySQL\'s own format unless it says another', () => {
    expect(read('1\ta\\tb\n2\t\\N\n')).toEqual([['1', 'a\tb'], ['2', null]])
    expect(read('1\tx\\\ny\n\n2')).toEqual([['1', 'x\ny'], [''], ['2']])
  })

  it('may enclose its fields', () => {
    expect(read('1,"a,b","say ""x"""\n2,NULL,"NULL"\n', CSV)).toEqual([['1', 'a,b', 'say "x"'], ['2', null, 'NULL']])
    expect(read('"a\nb",c\n"d" e,f', CSV)).toEqual([['a\nb', 'c'], ['"d" e,f']])
    expect(read('"a""b"\n', { ...CSV, escapedBy: '"' })).toEqual([['a"b']])
  })

  it('may begin and end its lines in any way', () => {
    expect(read('xxx1,a;no;junk xxx2,b;', { ...CSV, linesStartingBy: 'xxx', linesTerminatedBy: ';' })).toEqual([['1', 'a'], ['2', 'b']])
    expect(read('1||2\r\n3||4\r\n', { fieldsTerminatedBy: '||', linesTerminatedBy: '\r\n' })).toEqual([['1', '2'], ['3', '4']])
    expect(read('a\\b,c\n', { ...CSV, escapedBy: '' })).toEqual([['a\\b', 'c']])
  })

  it('is read the same in whatever pieces it comes', () => {
    const piece = fc.constantFrom('a', ',', '"', '\\', '\r', '\n', '\r\n', 'N', '""', 'xx')
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('')
      const format = { optionallyEnclosed: true, fieldsTerminatedBy: ',', enclosedBy: '"', linesTerminatedBy: '\r\n' }
      const places = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length]
      const reader = new FieldReader(format)
      const lines: unknown[] = []
      for (let i = 1; i < places.length; i++) lines.push(...reader.feed(text.slice(places[i - 1], places[i])))
      lines.push(...reader.end())
      expect(lines).toEqual(read(text, format))
    }), { numRuns: 300 })
  })
})
