import { describe, expect, it } from 'vitest'
import { splitScript } from './delimiter.ts'

const statements = (text: string): string[] => splitScript(text).map((s) => s.sql)

describe('splitScript', () => {
  it('cuts at semicolons', () => {
    expect(splitScript('select 1;\nselect 2;\n\n  select 3')).toEqual([{ sql: 'select 1', line: 1 }, { sql: 'select 2', line: 2 }, { sql: 'select 3', line: 4 }])
  })
  it('leaves out what is empty', () => {
    expect(statements(';; ;\n')).toEqual([])
    expect(statements('-- nothing\n/* at all */')).toEqual([])
  })
  it('keeps delimiters in strings, quoted names and comments', () => {
    expect(statements(`select 'a;b', "c;d", \`e;f\`; select 2`)).toEqual(["select 'a;b', \"c;d\", `e;f`", 'select 2'])
    expect(statements("select 'it''s; \\'; ' ; select 2")).toEqual(["select 'it''s; \\'; '", 'select 2'])
    expect(statements('select 1 /* ; */ + 1; # one; two\nselect 2 -- three; four\n + 3')).toEqual(['select 1 /* ; */ + 1', 'select 2 -- three; four\n + 3'])
  })
  it('takes `--` for a comment before white space only', () => {
    expect(statements('select 1--1; select 2')).toEqual(['select 1--1', 'select 2'])
  })
  it('honours DELIMITER', () => {
    const script = 'DELIMITER //\ncreate procedure p() begin select 1; select 2; end //\ndelimiter ;\nselect 3;'
    expect(splitScript(script)).toEqual([
      { sql: 'create procedure p() begin select 1; select 2; end', line: 2 }, { sql: 'select 3', line: 4 },
    ])
    expect(statements('delimiter $$\nselect 1$$select 2 $$\nDELIMITER ;\nselect delimiter;')).toEqual(['select 1', 'select 2', 'select delimiter'])
  })
  it('keeps versioned comments, which are code', () => {
    expect(statements('/*!40101 SET NAMES utf8 */;\nselect 1')).toEqual(['/*!40101 SET NAMES utf8 */', 'select 1'])
  })
  it('gives what is never closed to the parser', () => {
    expect(statements("select 'a; select 2")).toEqual(["select 'a; select 2"])
    expect(statements('select 1 /* a; select 2')).toEqual(['select 1 /* a; select 2'])
  })
})
