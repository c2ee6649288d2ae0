import type { Scenario } from '../scenario.ts'

const NUMBERS = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < 600) '

/** Texts and bytes of lengths around those at which a value leaves its row. */
const LENGTHS = [0, 1, 19, 20, 21, 31, 32, 100, 1000, 2000, 2040, 2048, 2100, 4000, 8000, 70_000]

export const VALUES: readonly Scenario[] = [
  {
    name: 'TEXT and BLOB in their rows and out of band',
    statements: [
      'create table t (id int primary key, a longtext, b longblob)',
      `insert into t values ${LENGTHS.map((n) => `(${n}, repeat('x', ${n}), repeat('y', ${n}))`).join()}`,
      'select id, length(a), length(b), md5(a) from t order by id',
      "update t set a = concat(a, '!') where id between 20 and 2048",
      'update t set b = left(b, 10) where id > 2000',
      'update t set a = null where id = 70000',
      "select id from t where a = repeat('x', 2100)",
      "call dolt_commit('-Am', 'large')",
      'select id, length(a), length(b) from t order by id',
    ],
  },
  {
    name: 'several adaptive values in one row',
    statements: [
      'create table t (id int primary key, a text, b text, c blob, d json, e varchar(500))',
      "insert into t values (1, repeat('a', 900), repeat('b', 900), repeat('c', 900), json_array(repeat('d', 900)), repeat('e', 500))",
      "insert into t values (2, repeat('a', 1500), repeat('b', 500), repeat('c', 100), null, 'e'), (3, repeat('a', 100), repeat('b', 100), repeat('c', 5000), json_array(repeat('d', 3000)), ''), (4, 'a', 'b', repeat('c', 2030), '1', null)",
      "update t set a = repeat('a', 2000) where id = 4",
      "update t set b = '', c = null where id = 2",
      "update t set e = 'shorter' where id = 1",
      'select id, length(a), length(b), length(c), length(d), length(e) from t order by id',
      "call dolt_commit('-Am', 'adaptive')",
    ],
  },
  {
    name: 'JSON documents, small',
    statements: [
      'create table t (id int primary key, j json)',
      `insert into t values (1, '{}'), (2, '[]'), (3, 'null'), (4, 'true'), (5, '"text"'), (6, '123'), (7, '-1.5e10'), (8, '{"b": 1, "a": [1, 2.0, {"c": null}], "long key": "ü\\\\u0000\\\\n"}'), (9, null), (10, '18446744073709551615'), (11, '0.1'), (12, '1e400')`,
      `insert into t values (13, '{"zz": 1, "a": 2, "bb": 3, "a": 4}'), (14, '[1.0, 1.10, 100000000000000000000]')`,
      'select id, j, json_type(j) from t order by id',
      "insert into t values (20, json_object('d', date('2020-01-01'), 'n', 1.5e0, 's', 'x')), (21, json_array(1.5e0, true, null, 3))",
      "update t set j = json_set(j, '$.a[1]', 'set', '$.new', json_array(1)) where id = 8",
      "update t set j = json_remove(j, '$.b') where id = 8",
      'select id, j from t where id in (8, 20, 21) order by id',
      'select id from t where j = cast(\'{}\' as json)',
      "call dolt_commit('-Am', 'json')",
    ],
  },
  {
    name: 'JSON documents, large, as trees',
    statements: [
      'create table t (id int primary key, j json)',
      `insert into t select 1, json_objectagg(concat('key', i), json_object('n', i, 'text', repeat('v', i % 50))) from (${NUMBERS}select i from n) as numbers`,
      `insert into t select 2, json_arrayagg(json_array(i, concat('item', i))) from (${NUMBERS}select i from n) as numbers`,
      "insert into t values (3, json_object('one', repeat('long ', 20000)))",
      'select id, json_length(j), length(cast(j as char)), md5(cast(j as char)) from t order by id',
      "select json_extract(j, '$.key500.n') from t where id = 1",
      "select j->>'$[300][1]' from t where id = 2",
      "call dolt_commit('-Am', 'large')",
      "update t set j = json_set(j, '$.key300.n', 'changed') where id = 1",
      "update t set j = json_array_append(j, '$', 'end') where id = 2",
      "update t set j = json_remove(j, '$.key1') where id = 1",
      'select id, json_length(j), md5(cast(j as char)) from t order by id',
      "call dolt_commit('-am', 'changed')",
    ],
  },
  {
    name: 'large values in keys and indexes',
    statements: [
      'create table t (k varchar(700) primary key, v varbinary(700), key (v))',
      "insert into t values (repeat('k', 700), repeat('v', 700)), (repeat('k', 699), repeat('v', 1)), ('', ''), (repeat('ü', 300), null)",
      `insert into t ${NUMBERS}select concat(i, repeat('p', 300)), concat(i % 10, repeat('q', 200)) from n where i < 200`,
      "update t set k = concat(k, 'z') where length(k) = 301",
      'select count(*), max(length(k)), sum(crc32(k)), sum(length(v)) from t',
      "call dolt_commit('-Am', 'keys')",
    ],
  },
  {
    name: 'numbers that are converted, rounded and refused',
    statements: [
      'create table t (id int auto_increment primary key, i tinyint, u int unsigned, d decimal(4,1), f float, y year, b bit(3))',
      "insert into t (i, u, d, f, y, b) values ('12', 1.5, 99.95, '1e3', 70, 5), (-1.5, 2.4999, '-0.05', 16777217, '99', b'111')",
      'insert into t (i) values (128)',
      'insert into t (u) values (-1)',
      'insert into t (d) values (1000)',
      "insert into t (i) values ('abc')",
      'insert into t (b) values (8)',
      'insert into t (y) values (1800)',
      'select * from t order by id',
      "call dolt_commit('-Am', 'numbers')",
    ],
  },
  {
    name: 'moments that are converted, rounded and refused',
    statements: [
      'create table t (id int auto_increment primary key, d date, dt datetime(2), ts timestamp, tm time)',
      "insert into t (d, dt, ts, tm) values ('2024-02-29', '2024-02-29 23:59:59.999', '2024-02-29 12:00:00.5', '10:11:12.06'), ('2024-01-01', '20240101123456', '2024-01-01', 101112), ('2024-01-03', '2024-01-01T01:02:03', '2024-01-01 00:00:00', '-5:00')",
      "insert into t (dt) values ('2024-13-01')",
      "insert into t (ts) values ('1969-01-01')",
      "insert into t (id, tm) values (9, '900:00:00')",
      'select * from t order by id',
      "call dolt_commit('-Am', 'moments')",
    ],
  },
  {
    name: 'blanks at the end of texts',
    statements: [
      'create table t (id int primary key, v varchar(2), c char(2))',
      "insert into t values (1, 'ab  ', 'x')",
      "insert into t values (2, 'ab', 'cd  ')",
      "insert into t values (3, 'a ', 'c ')",
      "select id, concat(v, '|', c, '|') from t order by id",
      "select id from t where v = 'a'",
      "select id from t where c = 'c'",
      "update t set v = 'abc'",
    ],
  },
  {
    name: 'GROUP_CONCAT, as long as its answer may be',
    statements: [
      'create table t (id int primary key, v varchar(20))',
      `insert into t ${NUMBERS}select i, concat('value', i) from n`,
      'select group_concat(v order by id) from t',
      "select length(group_concat(v order by id separator '')) from t",
      'select group_concat(v order by id desc) from t where id < 9',
    ],
  },
  {
    name: 'texts of several character sets, and more words for types',
    statements: [
      'create table t (id int primary key, a varchar(20) charset latin1, c tinytext, d mediumblob, e longtext collate utf8mb4_0900_ai_ci, h bool default false, j nchar(5), l dec(5,1), m numeric, p real, q double precision)',
      "insert into t values (1, 'ä', 'tiny', x'00ff', 'LONG', true, 'n', 1.5, 2.5, 3.5, 4.5)",
      'select * from t',
      'show create table t',
      "select id from t where e = 'long'",
      "select id from t where a = 'Ä'",
      "call dolt_commit('-Am', 'x')",
    ],
  },
]
