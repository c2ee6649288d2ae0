import { describe, expect, it } from 'vitest'
import { parseExpressionText } from './expression-text.ts'
import { formatDefault, formatExpression, quoteName, quoteText } from './format.ts'

/** Expressions of CHECK constraints, and what real Dolt's SHOW CREATE TABLE made of them. */
const RECORDED: readonly (readonly [string, string])[] = [
  ['a + b * 2 > 3 and b < 4', '(((`a` + (`b` * 2)) > 3) AND (`b` < 4))'],
  ['a or b xor c', '(`a` OR (`b` XOR `c`))'],
  ['not a', '(NOT(`a`))'],
  ['!a', '(NOT(`a`))'],
  ['a <> 1', '(NOT((`a` = 1)))'],
  ['a <=> b', '(`a` <=> `b`)'],
  ['a is null', '`a` IS NULL'],
  ['a is not null', '(NOT(`a` IS NULL))'],
  ['a is true', '`a` IS TRUE'],
  ['a is not false', '(NOT(`a` IS FALSE))'],
  ['a between 1 and 2', '(`a` BETWEEN 1 AND 2)'],
  ['a not between 1 and 2', '(NOT((`a` BETWEEN 1 AND 2)))'],
  ['a in (1,2,3)', '(`a` IN (1, 2, 3))'],
  ['a not in (1,2)', '(NOT((`a` IN (1, 2))))'],
  ["s like 'x%'", "`s` LIKE 'x%'"],
  ["s not like 'x%'", "(NOT(`s` LIKE 'x%'))"],
  ["s regexp '^a'", "regexp_like(`s`,'^a')"],
  ["s not regexp 'b'", "(NOT(regexp_like(`s`,'b')))"],
  ['- (a + 1) > 0', '(-(`a` + 1) > 0)'],
  ['a - -1 > 0', '((`a` - -1) > 0)'],
  ['a div 2 = 1', '((`a` div 2) = 1)'],
  ['a mod 2 = 1', '((`a` % 2) = 1)'],
  ['a / 2 > 1', '((`a` / 2) > 1)'],
  ['a & b | c ^ 1 = 1', '(((`a` & `b`) | (`c` ^ 1)) = 1)'],
  ['a << 1 > 2', '((`a` << 1) > 2)'],
  ['case when a > 1 then true else false end', 'CASE  WHEN (`a` > 1) THEN true ELSE false END'],
  ['case a when 1 then 2 when 3 then 4 end > 1', '(CASE `a` WHEN 1 THEN 2 WHEN 3 THEN 4 END > 1)'],
  ['if(a > 1, b, c) > 0', '(if((`a` > 1),`b`,`c`) > 0)'],
  ['ifnull(a, 1) > 0', '(ifnull(`a`, 1) > 0)'],
  ['coalesce(a, b, c) > 0', '(coalesce(`a`,`b`,`c`) > 0)'],
  ['concat(s, \'x\', "y") = \'z\'', "(concat(`s`,'x','y') = 'z')"],
  ["cast(a as char(10)) = '1'", "(convert(`a`, char(10)) = '1')"],
  ['cast(a as signed) = 1', '(convert(`a`, signed) = 1)'],
  ['cast(a as decimal(10,2)) = 1.50', '(convert(`a`, decimal(10,2)) = 1.50)'],
  ["cast(s as datetime(3)) > '2020-01-01'", "(convert(`s`, datetime(3)) > '2020-01-01')"],
  ["convert(s using utf8mb4) = 'x'", "(CONVERT(`s` USING utf8mb4) = 'x')"],
  ["s collate utf8mb4_bin = 'x'", "(`s` COLLATE utf8mb4_bin = 'x')"],
  ["binary s = 'x'", "(BINARY(`s`) = 'x')"],
  ['s = \'it\'\'s \\\\ "q" \\n\'', '(`s` = \'it\'\'s \\\\ "q" \n\')'],
  ['a = 1.5', '(`a` = 1.5)'],
  ['a = 1e3', '(`a` = 1000)'],
  ['a = 1.5e-7', '(`a` = 1.5e-07)'],
  ['a = 1e20', '(`a` = 1e+20)'],
  ['a = 123456789e0', '(`a` = 1.23456789e+08)'],
  ['a = 1e-4', '(`a` = 0.0001)'],
  ["a = x'4a'", '(`a` = 0x4A)'],
  ["a = b'101'", '(`a` = 5)'],
  ['a > true', '(`a` > 1)'],
  ['coalesce(a, true)', 'coalesce(`a`,true)'],
  ['a = 18446744073709551615', '(`a` = 18446744073709551615)'],
  ['a = -9223372036854775808', '(`a` = -9223372036854775808)'],
  ['a = .5', '(`a` = 0.5)'],
  ['a = 1.', '(`a` = 1)'],
  ['a = +5', '(`a` = 5)'],
  ["d > date '2020-01-01'", "(`d` > '2020-01-01')"],
  ["d + interval 1 day > '2020-01-01'", "((`d` + INTERVAL 1 DAY) > '2020-01-01')"],
  ["date_add(d, interval 2 hour) > '2020-01-01'", "(date_add(`d`,INTERVAL 2 HOUR) > '2020-01-01')"],
  ["j->'$.a' = 1", "(json_extract(`j`, '$.a') = 1)"],
  ["j->>'$.a' = 'x'", "(json_unquote(json_extract(`j`, '$.a')) = 'x')"],
  ['(a, b) in ((1, 2), (3, 4))', '((`a`, `b`) IN ((1, 2), (3, 4)))'],
  ["trim(s) = 'x'", "(trim(both ' ' from `s`) = 'x')"],
  ["trim(leading 'x' from s) = 'x'", "(trim(leading 'x' from `s`) = 'x')"],
  ["substr(s, 2) = 'x'", "(SUBSTRING(`s`, 2) = 'x')"],
  ["left(s, 1) = 'x'", "(LEFT(`s`, 1) = 'x')"],
  ["position('a' in s) > 0", "(locate('a',`s`) > 0)"],
  ["timestampadd(day, 1, d) > '2020-01-01'", "(date_add(`d`,INTERVAL 1 DAY) > '2020-01-01')"],
  ['adddate(d, 3) > 1', '(date_add(`d`,INTERVAL 3 DAY) > 1)'],
  ['subdate(d, interval 1 month) > 1', '(date_sub(`d`,INTERVAL 1 MONTH) > 1)'],
  ['utc_timestamp() > d', '(UTC_TIMESTAMP(0) > `d`)'],
  ['pow(a, 2) > 0', '(power(`a`, 2) > 0)'],
  ['round(a) > 0', '(round(`a`,0) > 0)'],
  ["replace(s, 'a', 'b') = 'x'", "(replace(`s`, 'a', 'b') = 'x')"],
  ["lcase(s) = 'x'", "(lower(`s`) = 'x')"],
  ['st_x(point(1,2)) = 1', '(ST_X(point(1,2)) = 1)'],
  ["regexp_replace(s, 'a', 'b') = 'x'", "(regexp_replace(`s`,'a','b',1,0) = 'x')"],
  ["json_search(j, 'one', 'x') is null", "json_search(`j`, 'one', 'x', NULL, NULL) IS NULL"],
  ["json_value(j, '$.a') = 1", "(json_value(`j`, '$.a') = 1)"],
  ['mod(a, 2) = 0', '((`a` % 2) = 0)'],
  ['log(a) > 0', '(log(2.718281828459045,`a`) > 0)'],
  ['week(d) > 1', '(WEEK(`d`, 0) > 1)'],
  ['char(65, 66) = s', '(char(65, 66) = `s`)'],
  ['a and b and c', '((`a` AND `b`) AND `c`)'],
]

describe('formatExpression', () => {
  it.each(RECORDED)('%s', (source, text) => {
    expect(formatExpression(parseExpressionText(source))).toBe(text)
  })

  it.each(RECORDED)('comes to rest: %s', (_, text) => {
    expect(formatExpression(parseExpressionText(text))).toBe(text)
  })

  it('keeps the meaning where Dolt loses it', () => {
    const format = (source: string): string => formatExpression(parseExpressionText(source))
    expect(format("s like 'a|%' escape '|'")).toBe("`s` LIKE 'a|%' ESCAPE '|'")
    expect(format("json_length(j, '$.a')")).toBe("json_length(`j`,'$.a')")
    expect(format('st_astext(p)')).toBe('st_astext(`p`)')
    expect(format('-(-5)')).toBe('-(-5)')
  })

  it.each(['(select 1)', 'exists (select 1)', 'a in (select 1)', '?', '@a := 1', '*'])('refuses %s', (source) => {
    expect(() => formatExpression(parseExpressionText(source))).toThrow("can't be part of an expression in a schema")
  })
})

describe('formatDefault', () => {
  it.each([
    ['1', false, '1'], ['1', true, '(1)'], ['-1.50', false, '-1.50'], ['true', false, '1'], ['true', true, '(true)'], ["'it''s'", false, "'it''s'"],
    ['a + 1', true, '((`a` + 1))'], ['uuid()', true, '(uuid())'], ['null', false, 'NULL'],
  ])('%s, in parentheses: %s', (source, inParentheses, text) => {
    expect(formatDefault(parseExpressionText(source), inParentheses, false)).toBe(text)
  })
  it('leaves CURRENT_TIMESTAMP bare', () => {
    expect(formatDefault(parseExpressionText('now(6)'), true, true)).toBe('CURRENT_TIMESTAMP(6)')
  })
})

describe('quotes', () => {
  it('are doubled', () => {
    expect(quoteName('a`b')).toBe('`a``b`')
    expect(quoteText("a'b\\c")).toBe("'a''b\\\\c'")
  })
})
