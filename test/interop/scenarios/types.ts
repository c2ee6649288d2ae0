import type { Scenario } from '../scenario.ts'

/** A table whose key and another column have a type, with its extremes and NULL. */
function typed(name: string, type: string, values: readonly string[]): Scenario {
  return {
    name: `type ${name}`,
    statements: [
      `create table t (k ${type} not null, v ${type}, n int, primary key (k), key by_v (v))`,
      `insert into t values ${values.map((value, i) => `(${value}, ${i % 3 === 2 ? 'null' : values[(i + 1) % values.length]}, ${i})`).join()}`,
      'select k, v, n from t order by k',
      'select n from t where v is null order by n',
      `select n from t where k = ${values[0]}`,
      `select n from t where v >= ${values[1]} order by v, n`,
      `update t set v = ${values[0]} where v is null`,
      `delete from t where k = ${values[1]}`,
      "call dolt_commit('-Am', 'typed')",
      'select n from t order by v desc, n',
    ],
  }
}

const quoted = (...texts: readonly string[]): string[] => texts.map((text) => `'${text}'`)

export const TYPES: readonly Scenario[] = [
  typed('tinyint', 'tinyint', ['-128', '127', '0', '-1', '1']),
  typed('tinyint unsigned', 'tinyint unsigned', ['0', '255', '128', '1']),
  typed('smallint', 'smallint', ['-32768', '32767', '0', '256', '-256']),
  typed('mediumint unsigned', 'mediumint unsigned', ['0', '16777215', '65536']),
  typed('int', 'int', ['-2147483648', '2147483647', '0', '-1']),
  typed('bigint', 'bigint', ['-9223372036854775808', '9223372036854775807', '0', '4294967296']),
  typed('bigint unsigned', 'bigint unsigned', ['0', '18446744073709551615', '9223372036854775808']),
  typed('float', 'float', ['0', '1.5', '-3.4e38', '3.4e38', '-1e-38', '0.1']),
  typed('double', 'double', ['-1.7976931348623157e308', '1.7976931348623157e308', '0', '5e-324', '0.1', '-2.5']),
  typed('decimal', 'decimal(65,30)', ['-99999999999999999999999999999999999.999999999999999999999999999999', '99999999999999999999999999999999999.999999999999999999999999999999', '0', '0.000000000000000000000000000001', '-1.5', '100']),
  typed('decimal without a fraction', 'decimal(10,0)', ['-9999999999', '9999999999', '0', '12']),
  typed('bit', 'bit(64)', ["b'0'", '18446744073709551615', "b'101'", "x'8000000000000000'"]),
  typed('year', 'year', ['1901', '2155', '0', '2000']),
  typed('date', 'date', quoted('1000-01-01', '9999-12-31', '1969-12-31', '2024-02-29')),
  typed('time', 'time(6)', quoted('-838:59:59', '838:59:59', '00:00:00', '-00:00:00.000001', '12:34:56.789')),
  typed('datetime', 'datetime', quoted('1000-01-01 00:00:00', '9999-12-31 23:59:59', '1969-12-31 23:59:59.6', '2024-02-29 12:00:00')),
  typed('datetime with microseconds', 'datetime(6)', quoted('1000-01-01 00:00:00.000001', '9999-12-31 23:59:59.999999', '2024-02-29 12:00:00.5')),
  typed('timestamp', 'timestamp(3)', quoted('1970-01-01 00:00:01', '2038-01-19 03:14:07.999', '2024-02-29 12:00:00.123')),
  typed('char', 'char(10)', quoted('', 'a', 'zzzzzzzzzz', 'ä', '😀', 'trail  ')),
  typed('varchar', 'varchar(200)', quoted('', 'a', 'A', 'zz', 'straße', '😀', 'a ', "it''s", 'nul\\0byte')),
  typed('binary', 'binary(4)', ["x'00000000'", "x'ffffffff'", "x'61'", "'abcd'"]),
  typed('varbinary', 'varbinary(100)', ["x''", "x'00'", "x'ff'", "x'6100'", "'abc'"]),
  typed('enum', "enum('small','medium','large','')", ["'small'", "'large'", "'medium'", "''"]),
  typed('set', "set('a','b','c','d')", ["''", "'a,b,c,d'", "'b'", "'a,d'"]),
]
