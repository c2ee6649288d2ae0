import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { WORDS, findWord, hashStep, isReserved, wordId } from './keywords.ts'
import { Kind, Lexer, type LexerModes } from './lexer.ts'

const NAMES = Object.fromEntries(Object.entries(Kind).map(([name, kind]) => [kind, name]))

/** Tokens as `Kind:text`, without the end. */
function tokens(text: string, modes: LexerModes = {}): string[] {
  const lexer = new Lexer(text, modes)
  return Array.from({ length: lexer.count - 1 }, (_, i) => `${NAMES[lexer.kind(i)]}:${text.slice(lexer.start(i), lexer.end(i))}`)
}

describe('Lexer', () => {
  it('tells words, names, strings and numbers apart', () => {
    expect(tokens('select `a``b`, \'c\'\'d\', "e" from t1')).toEqual([
      'Word:select', 'Quoted:`a``b`', 'Operator:,', "String:'c''d'", 'Operator:,', 'String:"e"', 'Word:from', 'Word:t1',
    ])
    expect(tokens('1 1.5 .5 1. 1e3 1.e-3 0x4A 0b01 x\'4a\' b\'1\' ?')).toEqual([
      'Integer:1', 'Decimal:1.5', 'Decimal:.5', 'Decimal:1.', 'Float:1e3', 'Float:1.e-3', 'Hex:0x4A', 'Bit:0b01', "Hex:x'4a'", "Bit:b'1'", 'Parameter:?',
    ])
  })
  it('takes names that begin with digits, and numbers behind points for names', () => {
    expect(tokens('1st 1e 0xg t.1 t.1a a.b.2')).toEqual([
      'Word:1st', 'Word:1e', 'Word:0xg', 'Word:t', 'Operator:.', 'Word:1', 'Word:t', 'Operator:.', 'Word:1a', 'Word:a', 'Operator:.', 'Word:b', 'Operator:.', 'Word:2',
    ])
  })
  it('takes the longest operator', () => {
    expect(tokens('<=> <= << < <> != := -> ->> - || | && & >= >> >').map((t) => t.slice(9))).toEqual(
      ['<=>', '<=', '<<', '<', '<>', '!=', ':=', '->', '->>', '-', '||', '|', '&&', '&', '>=', '>>', '>'])
  })
  it('skips white space and comments of every kind', () => {
    expect(tokens('a\u00a0\t\r\n/* b */c # d\ne -- f\ng --\nh // i\nj')).toEqual(['Word:a', 'Word:c', 'Word:e', 'Word:g', 'Word:h', 'Word:j'])
    expect(tokens('1--1')).toEqual(['Integer:1', 'Operator:-', 'Operator:-', 'Integer:1'])
  })
  it('takes `--` without white space for a comment where a statement begins, as Dolt does', () => {
    expect(tokens('--Q1\nselect 1')).toEqual(['Word:select', 'Integer:1'])
    expect(tokens('a; --Q2\nb')).toEqual(['Word:a', 'Operator:;', 'Word:b'])
  })
  it('runs versioned comments up to its version', () => {
    expect(tokens('a /*! b */ /*!40101 c */ /*!80031 d */ /*!80032 e */ /*!99999 f */ /*+ g */ h')).toEqual(['Word:a', 'Word:b', 'Word:c', 'Word:d', 'Word:h'])
  })
  it('reads variables', () => {
    expect(tokens("@'a''b' @'c\\'d' @`e\\` 'u' @ 'h'")).toEqual(["UserVariable:@'a''b'", "UserVariable:@'c\\'d'", 'UserVariable:@`e\\`', "String:'u'", 'Operator:@', "String:'h'"])
    expect(tokens("@a @`b c` @'d' @@e @f.g user@localhost")).toEqual([
      'UserVariable:@a', 'UserVariable:@`b c`', "UserVariable:@'d'", 'SystemVariable:@@', 'Word:e', 'UserVariable:@f.g', 'Word:user', 'UserVariable:@localhost',
    ])
  })
  it('follows the SQL mode', () => {
    expect(tokens('"a"', { ansiQuotes: true })).toEqual(['Quoted:"a"'])
    expect(tokens("'a\\' 'b'", { noBackslashEscapes: true })).toEqual(["String:'a\\'", "String:'b'"])
    expect(tokens("'a\\' 'c''")).toEqual(["String:'a\\' '", 'Word:c', "String:''"])
  })
  it('takes any other character above ASCII for a letter', () => {
    expect(tokens('größe 表 😀')).toEqual(['Word:größe', 'Word:表', 'Word:😀'])
  })
  it.each(["'a", '"a', '`a', "x'4", '/* a', '/*!99999 a', '\\', "@'a", '\u0001', '[', '\u0085'])('ends where no token begins: %j', (text) => {
    expect(tokens(`b ${text} ; c`)).toEqual(['Word:b', `Bad:${text} ; c`])
  })
  it('ends badly when a versioned comment is not closed', () => {
    expect(tokens('a /*! b')).toEqual(['Word:a', 'Word:b', 'Bad:'])
    expect(tokens("a /*! 'b")).toEqual(['Word:a', "Bad:'b"])
  })
  it('skips comments within comments that are not executed', () => {
    expect(tokens('a /*!99999 b /* c */ d /* e */ f */ g')).toEqual(['Word:a', 'Word:g'])
    expect(tokens('a /* b /* c */ d')).toEqual(['Word:a', 'Word:d'])
    expect(tokens('a /*!5 b */ c')).toEqual(['Word:a', 'Integer:5', 'Word:b', 'Word:c'])
  })
  it('holds texts of any length', () => {
    const text = 'a, '.repeat(100_000)
    const lexer = new Lexer(text, {})
    expect(lexer.count).toBe(200_001)
    lexer.release()
    expect(tokens('b')).toEqual(['Word:b'])
  })
})

describe('keywords', () => {
  const find = (word: string): number => findWord(word, 0, word.length, [...word].reduce((h, c) => hashStep(h, c.charCodeAt(0)), 0))
  it('are found in any case', () => {
    for (const word of WORDS) {
      if (!/^[A-Z]/.test(word)) continue
      expect(find(word)).toBe(wordId(word))
      expect(find(word.toLowerCase())).toBe(wordId(word))
    }
    expect(find('SeLeCt')).toBe(wordId('SELECT'))
  })
  it('are not names', () => {
    for (const word of ['selec', 'selects', 'a', '_', 'x1', 'ſelect', 'toString', 'constructor']) expect(find(word)).toBe(0)
  })
  it('are all that the parser asks for', () => {
    const folder = new URL('.', import.meta.url)
    const missing: string[] = []
    for (const file of readdirSync(folder)) {
      if (file.includes('test') || !file.endsWith('.ts') || file === 'keywords.ts') continue
      const source = readFileSync(new URL(file, folder), 'utf8')
      const calls = /\b(?:accept|acceptPair|acceptAll|expect|isWord|isOp|acceptOp|expectOp)\(((?:'[^']*'(?:, )?)+)\)|(?:word|peek\(\d*\)) [!=]== ('[^']+')|case ('[A-Z_]+')/g
      for (const [, several, one, label] of source.matchAll(calls)) {
        for (const [, word] of (several ?? one ?? label).matchAll(/'([^']+)'/g)) if (/^[A-Z]{2}|^[^A-Za-z_]/.test(word) && wordId(word) === 0) missing.push(`${file}: ${word}`)
      }
    }
    expect(missing).toEqual([])
  })
  it('are reserved or not', () => {
    expect(isReserved(wordId('SELECT'))).toBe(true)
    expect(isReserved(wordId('COMMENT'))).toBe(false)
    expect(isReserved(wordId('('))).toBe(false)
    expect(isReserved(0)).toBe(false)
  })
})
