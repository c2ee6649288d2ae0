import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import { Document } from './words.ts'

const BINARY = 'utf8mb4_0900_bin'

describe('the words of a document', () => {
  it('are of letters, digits, underscores and single apostrophes within, and three bytes long or more', () => {
    const { words } = new Document(BINARY, ["it's 'so' a_b x yz añ, don''t 123"])
    expect(words.map((w) => w.text)).toEqual(["it's", 'a_b', 'añ', 'don', '123'])
  })

  it('stand where Dolt says', () => {
    expect(new Document(BINARY, ['hello world', null, 'foo bar']).words).toEqual([
      { text: 'hello', position: 0 }, { text: 'world', position: 5 }, { text: 'foo', position: 11 }, { text: 'bar', position: 15 },
    ])
  })

  it('are counted by what they are in the collation', () => {
    const { different } = new Document('utf8mb4_0900_ai_ci', ['Apple apple ÁPPLE pear'])
    expect([...different.values()]).toEqual([{ text: 'Apple', count: 3 }, { text: 'pear', count: 1 }])
  })
})

describe('MATCH … AGAINST', () => {
  it('finds rows by their words and ranks them as Dolt does', async () => {
    const sql = (await MemoryEngine.open()).client()
    await sql('create table t (id int primary key, a varchar(50), b text, fulltext ft (a, b))')
    await sql("insert into t values (1,'hello world','foo bar'),(2,'hello','it is a bar'),(3,null,'nothing here')")
    expect(await sql("select id from t where match(b, a) against ('foo hello') order by id")).toEqual([['1'], ['2']])
    expect(await sql("select id, match(a, b) against ('bar world') from t order by id")).toEqual([['1', '10.100212'], ['2', '2.785309'], ['3', '0']])
    await sql("update t set b = 'foo' where id = 3")
    expect(await sql("select id from t where match(a, b) against ('foo') order by id")).toEqual([['1'], ['3']])
    await expect(sql("select id from t where match(a) against ('foo')")).rejects.toMatchObject({ errno: 1191 })
  })
})
