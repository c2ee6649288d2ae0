import { describe, expect, it } from 'vitest'
import { shapeOf } from './expression-shape-for-tests.ts'
import { parse } from './parser.ts'

/** Sources and their trees. Source of the order: MySQL manual, "Operator Precedence". */
const TREES: readonly (readonly [string, string])[] = [
  // logic
  ['a || b && c XOR d', '(or a (xor (and b c) d))'],
  ['a or b and c xor d', '(or a (xor (and b c) d))'],
  ['not a = b and c', '(and (not (= a b)) c)'],
  ['not not a', '(not (not a))'],
  ['!a = b', '(= (! a) b)'],
  ['not a in (1)', '(not (in a 1))'],
  ['a xor b xor c', '(xor (xor a b) c)'],
  // comparison and IS
  ['a = b IS NULL', '(is (= a b) null)'],
  ['a = b = c', '(= (= a b) c)'],
  ['a is null = b', '(= (is a null) b)'],
  ['a is not null is true', '(is (is not a null) true)'],
  ['a <> 1 or b != 2 or c <=> null', '(or (or (<> a 1) (<> b 2)) (<=> c null))'],
  ['a < b + 1', '(< a (+ b 1))'],
  ['a = any (select 1)', '(= any a query)'],
  ['a > all (select 1)', '(> all a query)'],
  ['a <= some (select 1)', '(<= any a query)'],
  // predicates
  ['a between b and c and d', '(and (between a b c) d)'],
  ['a not between 1 and 2 or b', '(or (not between a 1 2) b)'],
  ['a between 1 and 2 = b', '(= (between a 1 2) b)'],
  ['a like b + c', '(like a (+ b c))'],
  ["a not like 'x|%' escape '|'", '(not like a "x|%" escape "|")'],
  ['a in (1, b + 2)', '(in a 1 (+ b 2))'],
  ['a not in (select 1)', '(not in a query)'],
  ['a in ((select 1))', '(in a query)'],
  ['a in ((select 1), 2)', '(in a (query) 2)'],
  ["a regexp 'x' and b not rlike 'y'", '(and (regexp a "x") (not regexp b "y"))'],
  ['a sounds like b', '(sounds like a b)'],
  ["'a' member of ('[1]')", '(member of "a" "[1]")'],
  // arithmetic
  ['a & b | c << 1 + 2', '(| (& a b) (<< c (+ 1 2)))'],
  ['1 + 2 * 3 - 4', '(- (+ 1 (* 2 3)) 4)'],
  ['1 - 2 - 3', '(- (- 1 2) 3)'],
  ['5 DIV 2 MOD 3', '(% (div 5 2) 3)'],
  ['a % b div c', '(div (% a b) c)'],
  ['2 ^ 3 * 4', '(* (^ 2 3) 4)'],
  ['-2 ^ 2', '(^ -2 2)'],
  ['- a ^ 2', '(^ (- a) 2)'],
  ['~1 & 3', '(& (~ 1) 3)'],
  ['1--1', '(- 1 -1)'],
  ['1 - -1', '(- 1 -1)'],
  ['- - 1', '(- -1)'],
  ['-(-1)', '(- -1)'],
  ['-(-1.5)', '(- -1.5m)'],
  ['+1', '(+ 1)'],
  ['a - interval 1 day', '(- a (interval 1 day))'],
  ['interval 1 day + a', '(+ (interval 1 day) a)'],
  ["date_add(a, INTERVAL '1:2' MINUTE_SECOND)", 'date_add(a (interval "1:2" minute_second))'],
  ['interval(1, 2, 3) + 1', '(+ interval(1 2 3) 1)'],
  ['a + interval (1) + 2 day', '(+ a (interval (+ 1 2) day))'],
  ['a + interval if(b, 1, 2) day', '(+ a (interval if(b 1 2) day))'],
  // constants
  ['.5', '.5m'],
  ['1.', '1.m'],
  ['1.50', '1.50m'],
  ['1e300', '1e+300f'],
  ['1.5e-3', '0.0015f'],
  ['18446744073709551615', '18446744073709551615'],
  ['18446744073709551616', '18446744073709551616m'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9007199254740993', '9007199254740993'],
  ['true, FALSE, null', 'true, false, null'],
  ["b'101', B'101', 0b101, b''", 'bit:05, bit:05, bit:05, bit:'],
  ["x'4A', X'4a', 0x4a, 0xabc, x''", 'hex:4a, hex:4a, hex:4a, hex:0abc, hex:'],
  ["_utf8mb4'a'", '_utf8mb4"a"'],
  ["_binary 'a'", '_binary"a"'],
  ["_utf8mb4 x'61'", '_utf8mb4 hex:61'],
  ["N'a'", '"a"'],
  ["'it''s \\'q\\' \\n \\% \\Z'", '"it\'s \'q\' \\n \\\\% \\u001a"'],
  ['"dq\\"x" \'cat\' \'enated\'', '"dq\\"xcatenated"'],
  ["'a' 'b'\n'c'", '"abc"'],
  ["'', ''''", '"", "\'"'],
  ["'\\0\\b\\r\\t\\\\\\_\\x'", '"\\u0000\\b\\r\\t\\\\\\\\_x"'],
  ["date '2020-01-01', time '1:00', timestamp '2020-01-01 00:00:00'", 'date:2020-01-01, time:1:00, timestamp:2020-01-01 00:00:00'],
  ["{d '2020-01-01'}, {fn now()}", 'date:2020-01-01, now()'],
  // names
  ['a, t.a, db.t.a, t.*, `a b`.`c``d`', 'a, t.a, db.t.a, t.*, a b.c`d'],
  ['t.select, t.1a, 1a', 't.select, t.1a, 1a'],
  ['?, ? + 1', '?0, (+ ?1 1)'],
  ['@a, @`b c`, @\'d\', @A.b', '@a, @b c, @d, @a.b'],
  ['@@x, @@global.x, @@SESSION.y, @@persist.z', '@@x, @@global.x, @@session.y, @@persist.z'],
  ['@a := 5', '(:= @a 5)'],
  ['@a := @b := 1 + 2', '(:= @a (:= @b (+ 1 2)))'],
  // functions
  ['now(), current_timestamp, current_timestamp(6), curdate()', 'now(), current_timestamp(), current_timestamp(6), curdate()'],
  ['count(*), count(distinct a, b)', 'count(*), count(distinct a b)'],
  ['if(a, b, c), left(a, 1), replace(a, b, c), insert(a, 1, 2, b), database()', 'if(a b c), left(a 1), replace(a b c), insert(a 1 2 b), database()'],
  ['mod(a, 2), values(a), char(65, 66), repeat(a, 2)', 'mod(a 2), values(a), char(65 66), repeat(a 2)'],
  ['extract(day from a)', 'extract("day" a)'],
  ["trim(a), trim(leading 'x' from a), trim(both from a), trim('x' from a)",
    'trim(a), trim(a "x" "leading"), trim(a " " "both"), trim(a "x" "both")'],
  ['substring(a from 2 for 3), substr(a, 2)', 'substring(a 2 3), substring(a 2)'],
  ["position('a' in b)", 'locate("a" b)'],
  ['timestampdiff(sql_tsi_day, a, b)', 'timestampdiff("day" a b)'],
  ['db.f(1)', 'f(1)'],
  // casts
  ['CAST(a AS CHAR(10) CHARACTER SET latin1)', '(cast a CHAR(10) latin1)'],
  ['cast(a as signed integer), cast(a as unsigned), cast(a as decimal(10, 2)), cast(a as double precision)',
    '(cast a SIGNED), (cast a UNSIGNED), (cast a DECIMAL(10,2)), (cast a DOUBLE)'],
  ['convert(a, char), convert(a using utf8mb4)', '(cast a CHAR), (cast a using utf8mb4)'],
  ['binary a = b', '(= (binary a) b)'],
  ["a collate utf8mb4_bin = 'x'", '(= (collate a utf8mb4_bin) "x")'],
  ['- a collate utf8mb4_bin', '(- (collate a utf8mb4_bin))'],
  // JSON
  ["a->'$.b' = 1, a->>'$.b'", '(= (-> a "$.b") 1), (->> a "$.b")'],
  // the rest
  ['case a when 1 then 2 else 3 end', '(case a when 1 then 2 else 3)'],
  ['case when a then 1 when b then 2 end', '(case when a then 1 when b then 2)'],
  ['(1, 2) = row(1, 2)', '(= (row 1 2) (row 1 2))'],
  ['exists (select 1) and not exists (select 2)', '(and (exists query) (not (exists query)))'],
  ['((select 1) = 1 or (a))', '(or (= (query) 1) a)'],
  ['((select 1) union (select 2)) = 1', '(= (query) 1)'],
  ["match (a, b) against ('x' in boolean mode)", '(match a b against "x" boolean)'],
  ['default(a)', 'default(a)'],
  ['group_concat(distinct a order by b desc separator \'-\')', 'group_concat(distinct a)'],
  // comments
  ['1 /* one */ + /*+ hint */ 2 -- three\n + 4 # five', '(+ (+ 1 2) 4)'],
  ['1 /*!50110 + 2 */ /*!99999 + 3 */ /*! + 4 */', '(+ (+ 1 2) 4)'],
]

describe('expressions', () => {
  it.each(TREES)('%s', (source, tree) => {
    expect(shapeOf(source)).toBe(tree)
  })

  it('refuses numbers that no double can hold', () => {
    expect(() => shapeOf('1e400')).toThrow("Illegal double '1e400' value found during parsing")
  })

  it('reads "…" as a name under ANSI_QUOTES', () => {
    expect(shapeOf('"a""b" = \'c\'', { ansiQuotes: true })).toBe('(= a"b "c")')
    expect(shapeOf('"a"')).toBe('"a"')
  })

  it('reads || as concatenation, binding tight, under PIPES_AS_CONCAT', () => {
    expect(shapeOf("a || b = c || 'd'", { pipesAsConcat: true })).toBe('(= (|| a b) (|| c "d"))')
    expect(shapeOf('a || b * c', { pipesAsConcat: true })).toBe('(* (|| a b) c)')
    expect(shapeOf('a ^ b || c', { pipesAsConcat: true })).toBe('(^ a (|| b c))')
    expect(shapeOf('-a || !b || binary c', { pipesAsConcat: true })).toBe('(|| (|| (- a) (! b)) (binary c))')
    expect(shapeOf('a || b = c')).toBe('(or a (= b c))')
  })

  it('binds NOT like ! under HIGH_NOT_PRECEDENCE', () => {
    expect(shapeOf('not a between 1 and 2', { highNotPrecedence: true })).toBe('(between (not a) 1 2)')
    expect(shapeOf('not a + b = c and a not in (1)', { highNotPrecedence: true })).toBe('(and (= (+ (not a) b) c) (not in a 1))')
    expect(shapeOf('not a between 1 and 2')).toBe('(not (between a 1 2))')
  })

  it('keeps backslashes under NO_BACKSLASH_ESCAPES', () => {
    expect(shapeOf("'a\\n'", { noBackslashEscapes: true })).toBe('"a\\\\n"')
    expect(shapeOf("'a\\'", { noBackslashEscapes: true })).toBe('"a\\\\"')
  })

  it('names columns by their source', () => {
    const statement = parse('select  1  +  2 , `a` AS b')
    if (statement.kind !== 'query' || statement.query.kind !== 'select') throw new Error('no select')
    expect(statement.query.items.map((i) => [i.text, i.alias])).toEqual([['1  +  2', undefined], ['`a`', 'b']])
  })
})
