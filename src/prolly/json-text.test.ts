import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FixtureDatabase } from '../../test/support/fixture-database.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { Missing, runSync } from '../store/missing.ts'
import { readBlob } from './blob-tree.ts'
import { decodeField, Encoding, OutOfBand } from './encoding.ts'
import { compareUtf8, storedJsonText, type StoredJson } from './json-text.ts'
import { parseNode } from './node.ts'
import { scanLeaves } from './scan.ts'
import { fieldBytes } from './tuple.ts'

describe('stored JSON text', () => {
  it('is the one that Dolt stores', () => {
    expect(storedJsonText({ b: [1, 2.5, 'x<y>&', null, true], a: {}, é: 'ü' })).toBe('{"a":{},"b":[1,2.5,"x<y>&",null,true],"é":"ü"}')
    expect(storedJsonText([1.5, 1000, 1e20, 12345678901234567890n, 9007199254740993n, -0])).toBe(
      '[1.5,1000,100000000000000000000,12345678901234567000,9007199254740993,-0]',
    )
    expect(storedJsonText('a"b\\c\n\u0001\u2028')).toBe('"a\\"b\\\\c\\n\\u0001\\u2028"')
  })

  it('means what it was made of, with keys in the order of their bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = storedJsonText(value as StoredJson)
        // JSON.stringify writes -0 as 0, stored text keeps it.
        expect(JSON.parse(text, (_key, v: unknown) => (v === 0 ? 0 : v))).toEqual(JSON.parse(JSON.stringify(value)))
        expect(storedJsonText(JSON.parse(text) as StoredJson)).toBe(text)
      }),
    )
    const strings = fc.string({ unit: 'grapheme', maxLength: 4 })
    fc.assert(
      fc.property(strings, strings, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      }),
    )
  })
})

describeWithShared('JSON in real tables', () => {
  it('is written again as it was read', () => {
    const database = new FixtureDatabase('types')
    const root = parseNode(database.table('refs/heads/main', 'json_docs').primaryIndex)
    let documents = 0
    for (const step of scanLeaves(database.nodes, root)) {
      if (step instanceof Missing) throw new Error('a chunk is missing')
      for (let i = step.from; i < step.to; i++) {
        const tuple = step.node.value(i)
        const field = fieldBytes(tuple, 0, tuple.length, 0)
        if (field === null) continue
        let value = decodeField(Encoding.JsonAdaptive, field, 0, field.length)
        if (value instanceof OutOfBand) value = Buffer.from(runSync(readBlob(database.nodes, value.hash))).toString()
        expect(storedJsonText(JSON.parse(value as string) as StoredJson)).toBe(value)
        documents++
      }
    }
    expect(documents).toBeGreaterThan(5)
  })
})
