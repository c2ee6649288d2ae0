import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StatementSplitter } from './statement-splitter.ts'

function split(...pieces: string[]): [string, number][] {
  const splitter = new StatementSplitter()
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()].map(({ text, line }) => [text, line])
}

const SCRIPT = `-- a comment; with a semicolon
select 1;
select ';', "a\\";b", \`x;y\`, 'it''s;' # more; of it
  from t /* ; */;;

DELIMITER //
create procedure p() begin select 1; select 2; end//
delimiter ;
delimiters;
select '\\\\'; select 2`

const STATEMENTS: [string, number][] = [
  ['-- a comment; with a semicolon\nselect 1', 1],
  ['select \';\', "a\\";b", `x;y`, \'it\'\'s;\' # more; of it\n  from t /* ; */', 3],
  ['create procedure p() begin select 1; select 2; end', 7],
  ['delimiters', 9],
  ['select \'\\\\\'', 10],
  ['select 2', 10],
]

describe('StatementSplitter', () => {
  it('cuts a script into statements, with their lines', () => {
    expect(split(SCRIPT)).toEqual(STATEMENTS)
  })

  it('does so however the script arrives', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: SCRIPT.length })), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), SCRIPT.length]
      expect(split(...at.slice(1).map((end, i) => SCRIPT.slice(at[i], end)))).toEqual(STATEMENTS)
    }))
  })

  it('gives a statement as soon as its delimiter is there', () => {
    const splitter = new StatementSplitter()
    expect(splitter.push('select 1;').map((s) => s.text)).toEqual(['select 1'])
    expect(splitter.pending).toBe(false)
    expect(splitter.push('select \';')).toEqual([])
    expect(splitter.pending).toBe(true)
  })

  it('ends with what is unfinished', () => {
    expect(split('select 1; \n ')).toEqual([['select 1', 1]])
    expect(split('select \'abc')).toEqual([['select \'abc', 1]])
    expect(split('')).toEqual([])
    expect(split('delimiter')).toEqual([])
  })
})
