/** A table of three rows, committed: what histories begin with. */
export const START: readonly string[] = [
  'create table t (id int primary key, a int, b varchar(20), key (a))',
  "insert into t values (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three')",
  "call dolt_commit('-Am', 'start')",
]
