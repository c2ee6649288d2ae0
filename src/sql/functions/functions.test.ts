import { describe, expect, it } from 'vitest'
import { ExecContext } from '../exec/context.ts'
import type { SqlSession } from '../session.ts'
import { evaluate, selectList, testContext } from './expression-for-tests.ts'
import { scalarFunction } from './registry.ts'

function answer(expression: string): string | null {
  const items = selectList(`select ${expression}`)
  if (items === undefined) throw new Error(expression)
  const { text } = evaluate(items[0], testContext(Date.UTC(2024, 1, 29, 13, 5, 9) * 1000))
  return text instanceof Uint8Array ? new TextDecoder().decode(text) : text
}

/** From MySQL's manual and from answers of real Dolt 2.3.1. */
const TABLE: readonly (readonly [expression: string, text: string | null])[] = [
  ['1 / 3 * 3', '1.0000'], ['1.0 / 3', '0.33333'], ['5 div 2', '2'], ['-7 % 3', '-1'], ['5.5 % 2', '1.5'], ['1 / 0', null], ["'12abc' + 1", '13'],
  ['9223372036854775806 + 1', '9223372036854775807'], ['18446744073709551615 - 1', '18446744073709551614'], ['- 9223372036854775808', '-9223372036854775808'],
  ['~0', '18446744073709551615'], ['1 << 63', '9223372036854775808'], ['1 << 64', '0'], ["x'ff' | x'0f'", '255'], ['bit_count(29)', '4'],
  ["'a' = 'A'", '0'], ["'a' collate utf8mb4_0900_ai_ci = 'A'", '1'], ["'a' < 'b'", '1'], ['null <=> null', '1'], ['1 <=> null', '0'], ["1 = '1.0'", '1'],
  ["2 between 1 and 3", '1'], ["null between 1 and 3", null], ["5 between 6 and null", '0'], ['greatest(2, 0)', '2'], ["least('b', 'a')", 'a'],
  ['interval(23, 1, 15, 17, 30, 44, 200)', '3'], ["strcmp('text', 'text2')", '-1'],
  ['null and 0', '0'], ['null or 1', '1'], ['null xor 1', null], ['not null', null], ['null is not true', '1'], ['2 is true', '1'],
  ["'David!' like 'David_'", '1'], ["'David!' like '%D%v%'", '1'], ["'a_b' like 'a|_b' escape '|'", '1'], ["'ab' like 'a'", '0'], ["'é' like '_'", '1'],
  ["'aXbXc' like 'a%b%c'", '1'], ["'abcabd' like '%abd'", '1'], ["'ab' not like '%c%'", '1'],
  ["case 2 when 1 then 'one' when 2 then 'two' end", 'two'], ["if(null, 1, 2)", '2'], ["ifnull(1/0, 'x')", 'x'], ['nullif(1, 1)', null], ['coalesce(null, null, 3)', '3'],
  ["substring('Sakila', -4, 2)", 'ki'], ["substring('Sakila', 0)", ''], ["substring_index('www.mysql.com', '.', -2)", 'mysql.com'], ["left('foobarbar', 5)", 'fooba'],
  ["insert('Quadratic', 3, 4, 'What')", 'QuWhattic'], ["elt(2, 'Aa', 'Bb')", 'Bb'], ["field('Bb', 'Aa', 'Bb')", '2'], ["find_in_set('b', 'a,b,c,d')", '2'],
  ["make_set(1 | 4, 'hello', 'nice', 'world')", 'hello,world'], ["export_set(5, 'Y', 'N', ',', 4)", 'Y,N,Y,N'], ["concat_ws(',', 'First name', null, 'Last Name')", 'First name,Last Name'],
  ["format(12332.123456, 4)", '12,332.1235'], ["format(12332.2, 2, 'de_DE')", '12.332,20'], ["trim(leading 'x' from 'xxxbarxxx')", 'barxxx'], ["trim(trailing 'xyz' from 'barxxyz')", 'barx'],
  ["lpad('hi', 1, '??')", 'h'], ["rpad('hi', 5, '?')", 'hi???'], ["repeat('MySQL', 3)", 'MySQLMySQLMySQL'], ["reverse('aé😀')", '😀éa'], ["char_length('😀é')", '2'], ["length('😀é')", '6'],
  ["locate('bar', 'foobarbar', 5)", '7'], ["instr('xbar', 'foobar')", '0'], ["ord('2')", '50'], ["quote('Don\\'t!')", "'Don\\'t!'"], ["soundex('Quadratically')", 'Q36324'],
  ["hex('abc')", '616263'], ['hex(255)', 'FF'], ["to_base64('abc')", 'YWJj'], ["from_base64('YWJj')", 'abc'], ["conv('a', 16, 2)", '1010'], ['conv(-17, 10, -18)', '-H'], ["oct(12)", '14'],
  ['round(-1.58)', '-2'], ['round(1.298, 1)', '1.3'], ['round(23.298, -1)', '20'], ['truncate(-1.999, 1)', '-1.9'], ['truncate(122, -2)', '100'], ['ceil(-1.23)', '-1'], ['floor(-1.23)', '-2'],
  ['mod(34.5, 3)', '1.5'], ['sqrt(-16)', null], ['ln(-2)', null], ['log(2, 65536)', '16'], ['atan(-2, 2)', '-0.7853981633974483'], ['crc32(\'MySQL\')', '3259397556'], ['sign(-32)', '-1'],
  ["md5('testing')", 'ae2b1fca515949e5d54fb22b8ed95575'], ["sha1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d'], ["sha2('abc', 224)", '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
  ["date_add('2018-12-31 23:59:59', interval 1 second)", '2019-01-01 00:00:00'], ["date_add('2100-12-31 23:59:59', interval '1:1' minute_second)", '2101-01-01 00:01:00'],
  ["date_sub('2025-01-01 00:00:00', interval '1 1:1:1' day_second)", '2024-12-30 22:58:59'], ["date_add('1900-01-01 00:00:00', interval '-1 10' day_hour)", '1899-12-30 14:00:00'],
  ["date_add('2024-01-30', interval 1 month)", '2024-02-29'], ["date_sub('1998-01-02', interval 31 day)", '1997-12-02'], ["datediff('2010-11-30 23:59:59', '2010-12-31')", '-31'],
  ["timestampdiff(month, '2003-02-01', '2003-05-01')", '3'], ["timestampdiff(minute, '2003-02-01', '2003-05-01 12:05:55')", '128885'], ["extract(day_minute from '2019-07-02 01:02:03')", '20102'],
  ["date_format('2009-10-04 22:23:00', '%W %M %Y')", 'Sunday October 2009'], ["date_format('1997-10-04 22:23:00', '%D %y %a %d %m %b %j')", '4th 97 Sat 04 10 Oct 277'],
  ["date_format('1999-01-01', '%X %V')", '1998 52'], ["str_to_date('May 1, 2013', '%M %d,%Y')", '2013-05-01'], ["str_to_date('09:30:17', '%h:%i:%s')", '09:30:17.000000'],
  ["str_to_date('200442 Monday', '%X%V %W')", '2004-10-18'], ["week('2008-02-20')", '7'], ["week('2008-02-20', 1)", '8'], ["week('2008-12-31', 1)", '53'], ["yearweek('1987-01-01')", '198652'],
  ["weekofyear('2008-02-20')", '8'], ["dayofyear('2007-02-03')", '34'], ["dayname('2007-02-03')", 'Saturday'], ["last_day('2003-03-32')", null], ["to_days('2007-10-07')", '733321'],
  ['from_days(730669)', '2000-07-03'], ['makedate(2011, 31)', '2011-01-31'], ['maketime(12, 15, 30)', '12:15:30.000000'], ['sec_to_time(2378)', '00:39:38.000000'], ["time_to_sec('22:23:00')", '80580'],
  ["addtime('01:00:00.999999', '02:00:00.999998')", '03:00:01.999997'], ["timediff('2008-12-31 23:59:59.000001', '2008-12-30 01:01:01.000002')", '46:58:57.999999'], ['period_add(200801, 2)', '200803'],
  ["period_diff(200802, 200703)", '11'], ["convert_tz('2004-01-01 12:00:00', '+00:00', '+10:00')", '2004-01-01 22:00:00.000000'], ["unix_timestamp('2015-11-13 10:20:19')", '1447410019'],
  ['now()', '2024-02-29 13:05:09'], ['curdate()', '2024-02-29'], ["date('2024-02-30')", null], ["hour('272:59:59')", '272'], ["get_format(date, 'usa')", '%m.%d.%Y'],
  ["json_extract('[10, 20, [30, 40]]', '$[1]', '$[0]')", '[20, 10]'], ["json_extract('{\"a\": {\"b\": 1}}', '$.a.b')", '1'], ["json_extract('[1,2,3,4]', '$[1 to last-1]')", '[2, 3]'],
  ["json_set('{ \"a\": 1, \"b\": [2, 3]}', '$.a', 10, '$.c', '[true, false]')", '{"a": 10, "b": [2, 3], "c": "[true, false]"}'], ["json_insert('[1]', '$[5]', 2)", '[1, 2]'],
  ["json_remove('[\"a\", [\"b\", \"c\"], \"d\"]', '$[1]')", '["a", "d"]'], ["json_array_append('[\"a\", [\"b\", \"c\"]]', '$[1]', 1)", '["a", ["b", "c", 1]]'],
  ["json_array_insert('[\"a\", {\"b\": [1, 2]}]', '$[1].b[0]', 'x')", '["a", {"b": ["x", 1, 2]}]'], ["json_merge_preserve('[1, 2]', '[true, false]')", '[1, 2, true, false]'],
  ["json_merge_patch('{ \"a\": 1, \"b\":2 }', '{ \"a\": 3, \"c\":4 }')", '{"a": 3, "b": 2, "c": 4}'], ["json_contains('{\"a\": 1, \"b\": 2}', '{\"a\": 1}')", '1'], ["json_depth('[10, {\"a\": 20}]')", '3'],
  ["json_search('[\"abc\", [{\"k\": \"10\"}, \"def\"], {\"x\":\"abc\"}]', 'all', 'abc')", '["$[0]", "$[2].x"]'], ["json_keys('{\"aa\": 1, \"b\": 2}')", '["b", "aa"]'], ["json_type('[1]')", 'ARRAY'],
  ["json_overlaps('[1,3,5,7]', '[2,5,7]')", '1'], ["17 member of('[23, \"abc\", 17, \"ab\", 10]')", '1'], ["json_unquote('\"\\\\t\\\\u0032\"')", '\t2'], ["json_valid('hello')", '0'],
  ["regexp_like('Michael!', '.*')", '1'], ["regexp_replace('abc def ghi', '[a-z]+', 'X', 1, 3)", 'abc def X'], ["regexp_substr('abc def ghi', '[a-z]+', 1, 3)", 'ghi'],
  ["regexp_instr('dog cat dog', 'dog', 2)", '9'], ["'a' regexp '[[:alpha:]]'", '1'], ["regexp_like('a\\nb', 'a.b', 'n')", '1'], ["regexp_like('ABC', 'abc', 'i')", '1'],
  ["cast('-5' as unsigned)", '18446744073709551611'], ['cast(1.55 as decimal(3, 1))', '1.6'], ['cast(1000 as decimal(3, 1))', '99.9'], ["cast('2020-01-01 12:34:56.789' as datetime(1))", '2020-01-01 12:34:56.8'],
  ["convert('é' using latin1)", 'é'], ["cast(x'ff' as char)", null], ["charset('a')", 'utf8mb4'], ["collation(uuid())", 'utf8mb3_general_ci'],
  ["inet_aton('10.0.5.9')", '167773449'], ['inet_ntoa(167773449)', '10.0.5.9'], ["inet6_ntoa(inet6_aton('fdfe::5a55:caff:fefa:9089'))", 'fdfe::5a55:caff:fefa:9089'], ["is_ipv6('::1')", '1'],
  ["bin_to_uuid(uuid_to_bin('6ccd780c-baba-1026-9564-5b8c656024db', 1), 1)", '6ccd780c-baba-1026-9564-5b8c656024db'], ["is_uuid('x')", '0'], ['name_const(\'a\', 14)', '14'],
  ["st_astext(st_geomfromtext('multipoint(1 1, (2 2))'))", 'MULTIPOINT((1 1),(2 2))'], ['st_x(point(56.7, 53.34))', '56.7'], ["st_area(st_geomfromtext('polygon((0 0,0 3,3 0,0 0),(1 1,1 2,2 1,1 1))'))", '4'],
  ["st_contains(st_geomfromtext('polygon((0 0,4 0,4 4,0 4,0 0))'), point(1, 1))", '1'], ["st_distance(point(0,0), st_geomfromtext('linestring(1 0,1 5)'))", '1'], ["st_asgeojson(point(1,2))", '{"type": "Point", "coordinates": [1, 2]}'],
  ["vector_to_string(string_to_vector('[1, 2.5]'))", '[1, 2.5]'], ["vec_distance('[1,2]', '[3,4]')", '8'],
]

describe('functions', () => {
  it.each(TABLE)('%s', (expression, text) => {
    expect(answer(expression)).toBe(text)
  })

  it.each([
    ['9223372036854775807 + 1', 1690], ['cast(1 as unsigned) - 2', 1690], ['exp(1000)', 1690], ["json_extract('{', '$')", 3141], ["json_extract('{}', '$.')", 3143],
    ["json_set('[]', '$[*]', 1)", 3149], ["json_object(null, 1)", 3158], ['json_object(1)', 1582], ['abs()', 1582], ['no_such_function(1)', 1305], ["regexp_like('a', '(')", 3685],
    ["cast('x' as json)", 3141], ["st_geomfromtext('nothing')", 3037], ["string_to_vector('[]')", 6138], ["'a' like 'b' escape 'xy'", 1210],
  ] as const)('%s fails with %d', (expression, errno) => {
    expect(() => answer(expression)).toThrowError(expect.objectContaining({ errno }))
  })

  it('are classed: what asks the session for more than the time is not called deterministic', () => {
    for (const [expression] of TABLE) {
      const asked = new Set<string | symbol>()
      const session = new Proxy(testContext().session, {
        get(target, property) {
          if (property !== 'warnings') asked.add(property)
          return target[property as keyof SqlSession]
        },
      })
      const cx = new ExecContext(session, 0, [], Date.UTC(2024, 1, 29) * 1000)
      evaluate(selectList(`select ${expression}`)![0], cx)
      // Today's date, which a TIME needs to become a DATETIME, marks the context itself.
      if (asked.size === 0 || cx.timeWasRead) continue
      const names = [...expression.matchAll(/\w+(?=\()/g)].map(([name]) => scalarFunction(name)?.volatility)
      expect(names.some((volatility) => volatility !== 'deterministic'), `${expression} asks for ${[...asked].map(String).join()}`).toBe(true)
    }
    expect(['now', 'rand', 'uuid', 'connection_id', 'last_insert_id', 'get_lock'].map((name) => scalarFunction(name)?.volatility)).toEqual(Array(6).fill('volatile'))
    expect(['user', 'database', 'from_unixtime'].map((name) => scalarFunction(name)?.volatility)).toEqual(Array(3).fill('session'))
  })
})
