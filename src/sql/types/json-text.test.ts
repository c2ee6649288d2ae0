import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../../prolly/decimal.ts'
import type { JsonValue } from './json.ts'
import { JsonDocument } from './json.ts'
import { change, findAll, findOne, parsePath } from './json-path.ts'
import { compareJson, parseJson, prettyJson, printJson } from './json-text.ts'

function read(text: string): JsonValue {
  const parsed = parseJson(text)
  if ('error' in parsed) throw new Error(parsed.error.message)
  return parsed.value
}

describe('JSON', () => {
  it('is the same after printing and reading', () => {
    fc.assert(fc.property(fc.jsonValue(), (v) => {
      const text = JSON.stringify(v)
      expect(JSON.parse(printJson(read(text), false))).toEqual(JSON.parse(text))
      expect(compareJson(read(text), read(printJson(read(text))))).toBe(0)
    }))
  })

  it('takes or refuses any text as JSON.parse does', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json().map((t) => t.slice(0, -1)), fc.json()), (text) => {
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      expect('value' in parseJson(text)).toBe(valid)
    }))
  })

  it('prints keys in the order of bytes where it is stored, and shorter ones first where it is computed', () => {
    const v = read('{"aa":1,"b":[1.0,1e3,-0,"é"]}')
    expect(printJson(v, false)).toBe('{"aa":1,"b":[1,1000,-0,"é"]}')
    expect(printJson(v)).toBe('{"b": [1, 1000, -0, "é"], "aa": 1}')
    expect(prettyJson(read('{"aa":[],"b":[1]}'))).toBe('{\n  "aa": [],\n  "b": [\n    1\n  ]\n}')
  })

  it('reads numbers as Dolt does', () => {
    expect(printJson(read('12345678901234567890'))).toBe('12345678901234567000')
    expect(printJson(read('100000000000000000000'))).toBe('100000000000000000000')
    expect(printJson(read('9007199254740993'))).toBe('9007199254740992')
    expect(printJson(read('1.5e-7'))).toBe('0.00000015')
  })

  it('orders values by MySQL\'s precedence of types', () => {
    const sorted = [read('null'), 1, new Decimal(15n, 1), 2n, 'a', read('{}'), read('[]'), false, true]
    expect([...sorted].reverse().toSorted(compareJson)).toEqual(sorted)
  })

  it('refuses nesting without end', () => {
    expect('error' in parseJson('['.repeat(100_000))).toBe(true)
  })

  it('keeps the text of stored documents', () => {
    const d = JsonDocument.stored('{"b":1,"a":2}')
    expect(d.storedText).toBe('{"b":1,"a":2}')
    expect(printJson(d.value)).toBe('{"a": 2, "b": 1}')
    expect(() => JsonDocument.stored('{').value).toThrowError(expect.objectContaining({ code: 'JSON_CORRUPT' }))
  })
})

describe('JSON paths', () => {
  const doc = read('{"a": [1, {"b": [2, 3]}], "c d": {"a": 4}}')
  it.each([
    ['$', [doc]], ['$.a[0]', [1]], ['$.a[1].b[last]', [3]], ['$.a[*].b[0 to 1]', [2, 3]], ['$**.a', [[1, { b: [2, 3] }], 4]], ['$."c d".*', [4]], ['$.a[7]', []], ['$.a[last-1]', [1]],
  ])('%s', (path, want) => {
    expect(JSON.parse(JSON.stringify(findAll(doc, parsePath(path))))).toEqual(JSON.parse(JSON.stringify(want)))
  })

  it.each(['', 'a', '$.', '$[', '$[1', '$**', '$.a[b]', '$ x', '$[1 to]'])('refuses %j', (path) => {
    expect(() => parsePath(path)).toThrowError(expect.objectContaining({ errno: 3143 }))
  })

  it('changes copies, never the document', () => {
    const before = JSON.stringify(doc)
    const after = change(doc, parsePath('$.a[1].b[0]'), 'set', 9)
    expect(findOne(after, parsePath('$.a[1].b[0]'))).toBe(9)
    expect(JSON.stringify(doc)).toBe(before)
    expect(change(doc, parsePath('$.x.y'), 'set', 1)).toBe(doc)
  })
})
