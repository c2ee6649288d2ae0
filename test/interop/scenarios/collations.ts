import type { Scenario } from '../scenario.ts'

const WORDS = ['a', 'B', 'äb', 'Z', 'ß', 'sz2', 'é1', 'zz', 'ñu', '_', '1', '😀', 'Ω', 'и', ' lead', '中', 'o´', 'ĳ']

/** Texts in the order of a collation: as a key, in an index, compared and grouped. */
function collated(collation: string, words: readonly string[] = WORDS, charset?: string): Scenario {
  const column = `varchar(20)${charset === undefined ? '' : ` character set ${charset}`} collate ${collation}`
  return {
    name: `collation ${collation}`,
    statements: [
      `create table t (k ${column} primary key, v ${column}, n int, key by_v (v), unique key by_n (n, v))`,
      `insert into t values ${words.map((word, i) => `('${word}', '${words[(i * 5 + 1) % words.length]}', ${i})`).join()}`,
      'select k, v, n from t order by k',
      'select v, n from t order by v desc, n',
      "insert into t values ('A', 'dup', 100)",
      "insert into t values ('a ', 'dup', 101)",
      "select n from t where k = 'A' order by n",
      "select n from t where v > 'b' order by n",
      "select k from t where k like 'Z%' order by n",
      'select count(distinct v), count(*) from t',
      "update t set k = 'b' where n = 1",
      "delete from t where k = 'Z'",
      "call dolt_commit('-Am', 'collated')",
      'show create table t',
    ],
  }
}

export const COLLATIONS: readonly Scenario[] = [
  collated('utf8mb4_0900_bin'), collated('utf8mb4_0900_ai_ci'), collated('utf8mb4_0900_as_cs'), collated('utf8mb4_general_ci'), collated('utf8mb4_unicode_ci'), collated('utf8mb4_bin'),
  collated('latin1_swedish_ci', ['a', 'B', 'ä', 'Z', 'ß', 'é1', 'zz', 'ñ', '_', '1'], 'latin1'), collated('utf8mb3_general_ci', ['a', 'B', 'äb', 'Z', 'ß', 'é1', 'zz', '中'], 'utf8mb3'), collated('ascii_general_ci', ['a', 'B', 'Z', 'zz', '_', '1'], 'ascii'),
  {
    name: 'collation of tables, columns and keys of several columns',
    statements: [
      'create table t (a varchar(10), b varchar(10) collate utf8mb4_0900_bin, c enum(\'x\',\'Y\') collate utf8mb4_general_ci, d text, primary key (a, b), key (d(4), a)) collate utf8mb4_0900_ai_ci',
      "insert into t values ('x', 'x', 'X', 'Hello'), ('X', 'X', 'y', 'hello'), ('y', '', 'x', null)",
      "insert into t values ('X', 'x', 'x', '')",
      "select a, b from t where a = 'X' order by b",
      "select a, b from t where d = 'HELLO' order by b",
      'alter table t collate utf8mb4_general_ci',
      'alter table t convert to character set utf8mb4 collate utf8mb4_0900_bin',
      'show create table t',
      "call dolt_commit('-Am', 'collations')",
      'select a, b from t order by a, b',
    ],
  },
]
