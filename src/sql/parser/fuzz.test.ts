import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, sharedPath } from '../../../test/support/shared.ts'
import { OxbowError } from '../../error.ts'
import { WORDS } from './keywords.ts'
import { parse, parseMany } from './parser.ts'

/** Numbers from 0 to 2^32 - 1, the same for the same seed (xorshift32). */
function* numbers(seed: number): Generator<number, never> {
  let x = seed
  for (;;) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    yield x >>> 0
  }
}

const SAMPLES: readonly string[] = [
  "insert into t (a, b) values (1, 'x\\'y'), (-2.5e3, x'4a') as n on duplicate key update a = n.a + 1",
  'select a.b, sum(distinct c) over (partition by d order by e rows between 1 preceding and current row) from a left join b on a.x = b.y where c in (1, 2) group by d having count(*) > 1 order by 1 limit 3',
  'create table t (a int not null default 1, b varchar(10) check (b <> \'\'), c int as (a + 1) stored, primary key (a), foreign key (b) references u (x) on delete cascade) engine=InnoDB',
  'create trigger g before insert on t for each row begin declare a int default 5; if a > 1 then set new.a = 1; else l: loop leave l; end loop; end if; end',
  "with recursive a as (select 1 union all select x + 1 from a) select * from a, lateral (select 1) b, json_table('[]', '$' columns (c int path '$.c')) j",
]
const CORPUS = ['gms', 'dolt'].flatMap((name) =>
  (hasShared ? readFileSync(sharedPath('conformance', 'syntax', `${name}.jsonl`), 'utf8').split('\n') : [])
    .filter((line, i) => line !== '' && i % 20 === 0)
    .map((line) => (JSON.parse(line) as { sql: string }).sql))
const STATEMENTS = [...SAMPLES, ...CORPUS].filter((s) => s.length < 5000)

/** Parses; anything but a tree or a syntax error fails the test. */
function check(text: string): void {
  for (const read of [parse, parseMany]) {
    try {
      read(text)
    } catch (e) {
      if (!(e instanceof OxbowError) || ![1064, 1314, 1367].includes(e.errno)) throw new Error(`${String(e)} for ${JSON.stringify(text)}`, { cause: e })
    }
  }
}

/** Levels of nodes in a tree. */
function height(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0
  return 1 + Math.max(0, ...Object.values(node).map(height))
}

describe('texts that are no SQL end in a syntax error', () => {
  it('truncated statements', () => {
    const random = numbers(1)
    for (const sql of STATEMENTS) {
      check(sql.slice(0, random.next().value % sql.length))
      check(sql.slice(random.next().value % sql.length))
    }
    for (const sql of SAMPLES) for (let end = 0; end < sql.length; end++) check(sql.slice(0, end))
  })

  it('statements with noise in them', () => {
    const random = numbers(2)
    for (const sql of STATEMENTS) {
      const units = [...sql]
      for (let n = 0; n < 3; n++) units[random.next().value % units.length] = String.fromCharCode(random.next().value % (n === 2 ? 65_536 : 128))
      check(units.join(''))
    }
  })

  it('statements with a token dropped, doubled or replaced', () => {
    const random = numbers(3)
    for (const sql of STATEMENTS) {
      const tokens = sql.split(/\b/)
      const at = random.next().value % tokens.length
      const change = random.next().value % 3
      tokens.splice(at, 1, ...(change === 0 ? [] : change === 1 ? [tokens[at], tokens[at]] : [` ${WORDS[random.next().value % WORDS.length]} `]))
      check(tokens.join(''))
    }
  })

  it('soups of tokens', () => {
    const random = numbers(4)
    const others = ['a', '`b`', "'c'", '1', '2.5', '1e3', "x'4a'", '@d', '@@e', '?', '*', '(', ')', ',', '.', ';']
    for (let n = 0; n < 5000; n++) {
      const tokens = ['select', 'create', 'alter table', 'insert into t', 'create procedure p() begin', 'grant', 'show', 'set', 'drop', 'with'].slice(random.next().value % 10).slice(0, 1)
      for (let length = random.next().value % 20; length > 0; length--) {
        const r = random.next().value
        tokens.push(r % 3 === 0 ? others[(r >>> 2) % others.length] : WORDS[(r >>> 2) % WORDS.length])
      }
      check(tokens.join(' '))
    }
  })

  it('texts nested ten thousand deep', () => {
    for (const [open, close] of [
      ['select (', ')'], ['(', 'select 1)'], ['select * from (', ')'], ['select not ', ''], ['select -', ''], ['select !', ''], ['select f(', ')'], ['select case ', ''],
      ['select a in (', ''], ['select exists (select ', ')'], ['select a between 1 and ', ''], ['select interval ', ''], ['select binary ', ''], ['select @a := ', ''],
      ['select a || ', ''], ['select a -> ', ''], ['select a = ', ''], ['select a + ', ''], ['select 1 union ', ''], ['with a as (', ''], ['select * from a join ', ''],
      ['select * from a natural join ', ''], ['explain ', ''], ['select * from json_table(a, "$" columns (nested "$" columns (', ''], ['begin ', ''], ['/*! ', ''],
    ]) {
      const [first, ...rest] = open.split(' ')
      const again = rest.length > 0 && first === 'select' && rest.join(' ') !== '' ? rest.join(' ') : open
      check(open + again.repeat(10_000) + '1' + close.repeat(10_000))
      check(open.repeat(10_000) + '1' + close.repeat(10_000))
    }
    check(`create procedure p() ${'begin '.repeat(10_000)}${'end; '.repeat(10_000)}`)
    check(`create procedure p() ${'if a then '.repeat(10_000)}`)
    check(`select * from ${'{oj '.repeat(10_000)}`)
    check(`select * from json_table(a, '$' ${"columns (nested '$' ".repeat(10_000)}`)
    expect(() => parse(`select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`)).toThrow(/nested too deep near '\(\(/)
  })

  it('trees are never high, but conditions may be long', () => {
    for (const [text, again] of [
      ['select 1', ' + 1'], ['select 1', ' ^ 1'], ['select 1', ' xor 1'], ['select 1', ' = 1'], ['select 1', ' is null'], ['select a', "->'$'"], ['select a', ' collate b'],
      ['select 1', ' union all select 1'], ['select 1', ' intersect select 1'], ['select 1 from a', ' join a'], ['select 1 from a', ', a'],
      ['select 1 from a', ' natural join a'],
    ]) {
      expect(height(parse(text + again.repeat(500)))).toBeLessThan(1200)
      expect(() => parse(text + again.repeat(2000))).toThrow(/nested too deep/)
    }
    for (const operator of ['and', 'or', '||']) {
      expect(height(parse(`select 1${` ${operator} a = 1`.repeat(50_000)}`))).toBeLessThan(60)
    }
    expect(height(parse('select (1 + 2) * (3 + 4), 5 + 6 from a join b on a.x = b.x and a.y + 1 = 2'))).toBeLessThan(30)
  })

  it('long texts take time in proportion', () => {
    const begin = performance.now()
    check(`select ${'a + '.repeat(100_000)}a`)
    check(`select ${"'a' ".repeat(100_000)}`)
    check(`insert into t values ${'(1, 2),'.repeat(100_000)}(1, 2)`)
    check(`select * from ${'a join '.repeat(20_000)}a`)
    check(`select * from a where b in (${'1, '.repeat(100_000)}1)`)
    check(`select ${'`a'.repeat(100_000)}`)
    check(`select ${'interval('.repeat(300)}1${', 2)'.repeat(300)}`)
    check(`select ${'interval('.repeat(300)}1${')'.repeat(300)} day`)
    expect(performance.now() - begin).toBeLessThan(10_000)
  })
})
