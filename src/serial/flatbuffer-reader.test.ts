import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { buildCommit, readCommit } from './commit.ts'
import { identifierOf } from './file-identifier.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'
import { buildTuple, readTuple } from './tuple.ts'

const ADDRESS = 'pad15gt44d1p9v6j1cr285ngpmm5cgg5'

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (e) {
    if (e instanceof OxbowError) return e.code
    throw e
  }
  return 'no error'
}

function changed(chunk: Uint8Array, at: number, value: number): Uint8Array {
  const copy = chunk.slice()
  copy[at] = value
  return copy
}

describe('TableReader', () => {
  const chunk = buildTuple({ value: new Uint8Array([1, 2, 3]) })

  it('reads a chunk that is a view into other memory', () => {
    const memory = new Uint8Array(chunk.length + 7)
    memory.set(chunk, 5)
    expect(readTuple(memory.subarray(5, 5 + chunk.length)).value).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('refuses a wrong envelope', () => {
    expect(codeOf(() => readTuple(changed(chunk, 0, 0)))).toBe('MESSAGE_CORRUPT')
    expect(codeOf(() => readTuple(changed(chunk, 3, chunk[3] + 1)))).toBe('MESSAGE_CORRUPT')
    expect(codeOf(() => readTuple(chunk.subarray(0, chunk.length - 1)))).toBe('MESSAGE_CORRUPT')
    expect(codeOf(() => readTuple(new Uint8Array(0)))).toBe('MESSAGE_CORRUPT')
  })

  it('says which message it met in place of which', () => {
    expect(() => readCommit(chunk)).toThrow('it is \'TUPL\' where DCMT was expected')
  })

  it('refuses a root outside of the chunk', () => {
    expect(codeOf(() => readTuple(changed(chunk, 7, 0x7f)))).toBe('MESSAGE_CORRUPT')
    expect(codeOf(() => readTuple(changed(chunk, 7, 0xff)))).toBe('MESSAGE_CORRUPT')
  })

  it('refuses fields that it does not know, as an older Dolt refuses a newer one\'s', () => {
    const builder = new FlatBufferBuilder()
    const value = builder.byteVector(new Uint8Array([1]))
    builder.startTable(2)
    builder.addOffset(0, value)
    builder.addBool(1, true)
    const newer = builder.finish(builder.endTable(), 'TUPL')
    expect(codeOf(() => readTuple(newer))).toBe('MESSAGE_TOO_NEW')
    expect(() => readTuple(newer)).toThrow('has fields that this version does not know')
  })

  it('refuses kinds that it does not know', () => {
    expect(codeOf(() => identifierOf(changed(chunk, 8, 0x21)))).toBe('MESSAGE_TOO_NEW')
    expect(codeOf(() => identifierOf(new Uint8Array(12)))).toBe('MESSAGE_CORRUPT')
  })

  it('refuses numbers of 2^53 and more where nothing real reaches them', () => {
    const builder = new FlatBufferBuilder()
    builder.startTable(1)
    builder.addBigU64(0, 2n ** 53n)
    const reader = TableReader.open(builder.finish(builder.endTable(), 'TUPL'), 'TUPL', 1)
    expect(codeOf(() => reader.u64(0))).toBe('MESSAGE_CORRUPT')
    expect(codeOf(() => reader.i64(0))).toBe('MESSAGE_CORRUPT')
    expect(reader.bigU64(0)).toBe(2n ** 53n)
  })

  it('does not copy one long string a million times', () => {
    const builder = new FlatBufferBuilder()
    const long = builder.string('x'.repeat(1 << 20))
    const vector = builder.offsetVector(new Array<number>(1 << 20).fill(long))
    builder.startTable(1)
    builder.addOffset(0, vector)
    const hostile = builder.finish(builder.endTable(), 'TUPL')
    const start = performance.now()
    expect(codeOf(() => TableReader.open(hostile, 'TUPL', 1).strings(0))).toBe('MESSAGE_CORRUPT')
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('does not open one table a million times', () => {
    const builder = new FlatBufferBuilder()
    builder.startTable(0)
    const table = builder.endTable()
    const vector = builder.offsetVector(new Array<number>(1 << 20).fill(table))
    builder.startTable(1)
    builder.addOffset(0, vector)
    const hostile = builder.finish(builder.endTable(), 'TUPL')
    expect(codeOf(() => TableReader.open(hostile, 'TUPL', 1).tables(0, 0))).toBe('MESSAGE_CORRUPT')
  })

  it('takes a vtable that another table brought', () => {
    // Equal fields share the vtable, and the object's size in it is that of the first.
    const commit = buildCommit({
      root: ADDRESS, height: 1, parents: [], parentClosure: ADDRESS, name: '\ufeffn', email: '', description: '', timestampMillis: 0,
      userTimestampMillis: 0, signature: '', committerName: '\ufeffn', committerEmail: '',
    })
    expect(readCommit(commit)).toMatchObject({ name: '\ufeffn', email: '', parents: [], timestampMillis: 0 })
  })
})
