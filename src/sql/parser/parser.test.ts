import { describe, expect, it } from 'vitest'
import type { Expression, JoinedTable, QueryExpression, Statement, TableReference } from './ast.ts'
import { shape } from './expression-shape-for-tests.ts'
import { parse, parseEach, parseMany } from './parser.ts'

/** A table reference in few characters: `(left a b on (= x y))`. */
function from(t: TableReference): string {
  switch (t.kind) {
    case 'table': return `${t.database === undefined ? '' : `${t.database}.`}${t.name}${t.asOf === undefined ? '' : ` as of ${shape(t.asOf)}`}${t.alias === undefined ? '' : ` as ${t.alias}`}`
    case 'derived': return `${t.lateral ? 'lateral ' : ''}query as ${t.alias}`
    case 'tableFunction': return `${t.name}(${t.args.map(shape).join(' ')})${t.alias === undefined ? '' : ` as ${t.alias}`}`
    case 'jsonTable': return `json_table as ${t.alias}`
    case 'join': return `(${joinWords(t)} ${from(t.left)} ${from(t.right)}${t.on === undefined ? '' : ` on ${shape(t.on)}`}${t.using === undefined ? '' : ` using ${t.using.join()}`})`
  }
}

function joinWords(t: JoinedTable): string {
  return `${t.natural ? 'natural ' : ''}${t.straight ? 'straight ' : ''}${t.join}`
}

function queryOf(sql: string): QueryExpression {
  const statement = parse(sql)
  if (statement.kind !== 'query') throw new Error(`no query: ${sql}`)
  return statement.query
}

function fromOf(sql: string): string {
  const query = queryOf(sql)
  if (query.kind !== 'select' || query.from === undefined) throw new Error(`no FROM: ${sql}`)
  return from(query.from)
}

/** Set operations in few characters. */
function sets(q: QueryExpression): string {
  const tail = `${q.orderBy.length > 0 ? ' ordered' : ''}${q.limit === undefined ? '' : ` limit ${shape(q.limit)}`}${q.offset === undefined ? '' : ` offset ${shape(q.offset)}`}`
  if (q.kind === 'setOperation') return `(${q.operation}${q.all ? ' all' : ''} ${sets(q.left)} ${sets(q.right)}${tail})`
  if (q.kind === 'values') return `values${tail}`
  const nested = q.from?.kind === 'derived' ? ` of ${sets(q.from.query)}` : ''
  return `${q.items.map((i) => shape(i.expression)).join()}${nested}${tail}`
}

describe('tables in FROM', () => {
  it.each([
    ['select * from a, b join c on x', '(inner a (inner b c on x))'],
    ['select * from a join b on x left join c using (y, z)', '(left (inner a b on x) c using y,z)'],
    ['select * from a left join b join c on x on y', '(left a (inner b c on x) on y)'],
    ['select * from a join b join c on x on y', '(inner a (inner b c on x) on y)'],
    ['select * from a join b left join c on x', '(left (inner a b) c on x)'],
    ['select * from a join b join c', '(inner (inner a b) c)'],
    ['select * from a cross join b inner join c on x', '(inner (inner a b) c on x)'],
    ['select * from a join (b right join c on x)', '(inner a (right b c on x))'],
    ['select * from a natural left join b natural join c', '(natural inner (natural left a b) c)'],
    ['select * from a straight_join b on x', '(straight inner a b on x)'],
    ['select * from a full outer join b on x full join c on y', '(full (full a b on x) c on y)'],
    ['select * from (a, b) left join c on x', '(left (inner a b) c on x)'],
    ['select * from ((select 1) as a join b)', '(inner query as a b)'],
    ['select * from ((select 1) union (select 2)) as a', 'query as a'],
    ['select * from (((select 1))) a', 'query as a'],
    ['select * from a, lateral (select 1) b', '(inner a lateral query as b)'],
    ["select * from `db/branch`.t AS OF 'x' AS y", 'db/branch.t as of "x" as y'],
    ["select * from t as of timestamp('2020-01-01') join u as of @a", '(inner t as of timestamp("2020-01-01") u as of @a)'],
    ["select * from dolt_diff('a', 'b', 't') d", 'dolt_diff("a" "b" "t") as d'],
    ['select * from t partition (p) use index (i, primary) ignore key for order by (j) where x', 't'],
    ["select * from json_table('[]', '$' columns (a int path '$.a' default '1' on empty error on error, nested '$.b' columns (c for ordinality))) j", 'json_table as j'],
  ])('%s', (sql, tree) => {
    expect(fromOf(sql)).toBe(tree)
  })
  it('wants ON for outer joins', () => {
    expect(() => parse('select * from a left join b')).toThrow(/SQL syntax/)
  })
})

describe('set operations', () => {
  it.each([
    ['select 1 union select 2 intersect select 3 except select 4', '(except (union 1 (intersect 2 3)) 4)'],
    ['select 1 union all select 2 order by 1 limit 3 offset 4', '(union all 1 2 ordered limit 3 offset 4)'],
    ['(select 1 limit 1) union (select 2 order by 1) limit 2, 3', '(union 1 limit 1 2 ordered limit 3 offset 2)'],
    ['(select 1 limit 3) order by 1', '* of 1 limit 3 ordered'],
    ['((select 1) union select 2) except select 3', '(except (union 1 2) 3)'],
    ['values row(1, 2), row(3, 4) order by 1', 'values ordered'],
    ['table t limit 1', '* limit 1'],
  ])('%s', (sql, tree) => {
    expect(sets(queryOf(sql))).toBe(tree)
  })
})

/** Statements and part of their trees. */
const STATEMENTS: readonly (readonly [string, object])[] = [
  ['select a from t where b for update skip locked', { query: { where: { kind: 'column', name: 'b' } } }],
  ['select sql_calc_found_rows distinct a into @x, y from t group by a desc with rollup having b window w as (order by c)',
    { query: { distinct: true, calcFoundRows: true, into: ['@x', 'y'], rollup: true, having: { name: 'b' }, windows: [{ name: 'w' }] } }],
  ["select a from t into outfile 'f' fields terminated by ',' optionally enclosed by '\"' lines terminated by '\\n'",
    { query: { intoFile: { path: 'f', dump: false, format: { fieldsTerminatedBy: ',', optionallyEnclosed: true, enclosedBy: '"', linesTerminatedBy: '\n' } } } }],
  ['with recursive a (x) as (select 1), b as (select 2) select * from a', { query: { with: { recursive: true, tables: [{ name: 'a', columns: ['x'] }, { name: 'b' }] } } }],
  ['select sum(a) over (w partition by b order by c rows between 1 preceding and current row) from t', {
    query: { items: [{ expression: { over: { base: 'w', partitionBy: [{ name: 'b' }], frame: { unit: 'rows', start: { kind: 'preceding' }, end: { kind: 'currentRow' } } } } }] },
  }],
  ['INSERT INTO t (a, b) VALUES (1, DEFAULT) AS n (c, d) ON DUPLICATE KEY UPDATE a = n.c',
    { kind: 'insert', columns: ['a', 'b'], rows: [[{ value: 1 }, { kind: 'default' }]], rowAlias: 'n', columnAliases: ['c', 'd'], onDuplicate: [{ column: { name: 'a' }, value: { table: 'n', name: 'c' } }] }],
  ['insert ignore into db.t set a = 1, b = 2 returning a, b + 1 as c',
    { ignore: true, table: { database: 'db', name: 't' }, columns: ['a', 'b'], returning: [{ text: 'a' }, { alias: 'c' }] }],
  ['insert into t (select 1) union (select 2) on duplicate key update a = values(a)', { query: { kind: 'setOperation' }, onDuplicate: [{ value: { name: 'values' } }] }],
  ['with a as (select 1) insert into t select * from a', { kind: 'insert', with: { tables: [{ name: 'a' }] } }],
  ['replace t values (), ()', { replace: true, rows: [[], []] }],
  ['insert into t (database, user) values (1, 2)', { columns: ['database', 'user'] }],
  ['update a join b on x set a.c = 1, d = d + 1 where e order by f limit 2', { kind: 'update', tables: { kind: 'join' }, items: [{ column: { table: 'a' } }, { column: { name: 'd' } }], limit: { value: 2 } }],
  ['delete from t order by a limit 3 offset 1', { limit: { value: 3 }, offset: { value: 1 } }],
  ['select * from t use index (i, primary) force index for order by (), u partition (p, q) limit ?, ?', {
    query: {
      from: {
        left: { indexHints: [{ action: 'use', indexes: ['i', 'PRIMARY'] }, { action: 'force', for: 'order by', indexes: [] }] }, right: { partitions: ['p', 'q'] },
      },
      offset: { index: 0 }, limit: { index: 1 },
    },
  }],
  ['select * from t for share of t nowait for update', { query: { locking: [{ strength: 'share', of: ['t'], wait: 'nowait' }, { strength: 'update', wait: undefined }] } }],
  ['table db.t', { query: { from: { database: 'db', name: 't' } } }],
  ['select count(*) from first', { query: { from: { name: 'first' } } }],
  ['delete from t as u where a limit 1', { kind: 'delete', targets: [], tables: { name: 't', alias: 'u' } }],
  ['delete a, b.* from a join b on x', { targets: [{ name: 'a' }, { name: 'b' }], tables: { kind: 'join' } }],
  ['delete from a, b using a join b on x', { targets: [{ name: 'a' }, { name: 'b' }] }],
  ["load data local infile 'f' replace into table t character set utf8mb4 fields terminated by ',' enclosed by '\"' escaped by '' lines starting by '>' terminated by '\\n' ignore 1 lines (a, @b) set c = @b + 1", {
    kind: 'loadData', local: true, file: 'f', duplicates: 'replace', ignoreLines: 1, columns: ['a', '@b'], set: [{ column: { name: 'c' } }],
    format: { charset: 'utf8mb4', fieldsTerminatedBy: ',', enclosedBy: '"', escapedBy: '', linesStartingBy: '>', linesTerminatedBy: '\n' },
  }],
  // definitions
  ["create table if not exists t (a int unsigned not null auto_increment primary key comment 'c', b varchar(10) character set utf8mb4 collate utf8mb4_bin default 'x' on update now(), c int generated always as (a + 1) stored check (c > 0), constraint k unique (b(3) desc), foreign key (a) references u (x) on delete cascade on update set null, constraint ch check (a > 1) not enforced) engine=InnoDB, auto_increment 5 default charset utf8mb4", {
    kind: 'createTable', ifNotExists: true,
    elements: [
      { kind: 'column', column: { name: 'a', nullable: false, autoIncrement: true, primaryKey: true, comment: 'c', type: { name: 'INT', unsigned: true } } },
      { column: { type: { name: 'VARCHAR', numbers: [10], charset: 'utf8mb4', collation: 'utf8mb4_bin' }, default: { value: 'x' }, onUpdate: { name: 'now' } } },
      { column: { generated: { stored: true }, checks: [{ enforced: true }] } },
      { kind: 'index', index: { type: 'unique', name: 'k', columns: [{ name: 'b', length: 3, descending: true }] } },
      { kind: 'foreignKey', columns: ['a'], references: { table: { name: 'u' }, columns: ['x'], onDelete: 'cascade', onUpdate: 'set null' } },
      { kind: 'check', check: { name: 'ch', enforced: false } },
    ],
    options: new Map([['ENGINE', 'InnoDB'], ['AUTO_INCREMENT', '5'], ['CHARSET', 'utf8mb4']]),
  }],
  ["create table t (a int) auto_increment 0x1f, key_block_size = x'04'", { options: new Map([['AUTO_INCREMENT', '31'], ['KEY_BLOCK_SIZE', '4']]) }],
  ['create table t (pk varchar(10) primary key charset binary) toast_tuple_target=1024', { elements: [{ column: { primaryKey: true, type: { charset: 'binary' } } }], options: new Map([['TOAST_TUPLE_TARGET', '1024']]) }],
  ['create table t (a int invisible, index i (a) invisible) partition by range columns (a) (partition p values less than (1, maxvalue) comment = \'x\', partition q values less than maxvalue) ignore select 1', {
    elements: [{ column: { invisible: true } }, { index: { invisible: true } }], duplicates: 'ignore', query: { kind: 'select' },
    partitioning: {
      method: 'range', columns: ['a'],
      partitions: [{ name: 'p', lessThan: [{ value: 1 }, 'maxvalue'], options: new Map([['COMMENT', 'x']]) }, { name: 'q', lessThan: ['maxvalue'] }],
    },
  }],
  ['create table t (a int) partition by linear hash (a + 1) partitions 4 subpartition by key (b) subpartitions 2', {
    partitioning: { method: 'hash', linear: true, expression: { kind: 'binary' }, count: 4, sub: { method: 'key', columns: ['b'], count: 2 } },
  }],
  ['alter algorithm = merge definer = a sql security invoker view v as select 1 with check option',
    { kind: 'alterView', algorithm: 'merge', definer: { user: 'a' }, security: 'invoker', selectText: 'select 1', checkOption: 'cascaded' }],
  ['create temporary table a like b', { temporary: true, like: { name: 'b' } }],
  ['create table a (b int) as select 1 as b', { elements: [{}], query: { kind: 'select' } }],
  ['create unique index if not exists i on t (a, (b + 1))', { kind: 'createIndex', ifNotExists: true, index: { name: 'i', type: 'unique', columns: [{ name: 'a' }, { expression: { kind: 'binary' } }] } }],
  ['alter table t add column if not exists a int first, add index if not exists i (a), drop column b, drop index if exists j, rename constraint c to d, rename constraint foreign key e to f, auto_increment = 19.9', {
    actions: [
      { kind: 'addColumn', ifNotExists: true, position: 'first' }, { kind: 'add', element: { index: { ifNotExists: true } } }, { kind: 'dropColumn', name: 'b', ifExists: false },
      { kind: 'dropIndex', name: 'j', ifExists: true }, { kind: 'renameConstraint', from: 'c', to: 'd' }, { kind: 'renameForeignKey', from: 'e', to: 'f' },
      { kind: 'option', name: 'AUTO_INCREMENT', value: '19.9' },
    ],
  }],
  ['alter table t modify a bigint after b, change c d int, alter column e set default -1, rename to u, convert to character set utf8mb4 collate utf8mb4_bin', {
    actions: [
      { kind: 'modifyColumn', name: 'a', position: { after: 'b' } }, { kind: 'modifyColumn', name: 'c', column: { name: 'd' } }, { kind: 'setDefault', name: 'e' },
      { kind: 'renameTable', to: { name: 'u' } }, { kind: 'option', name: 'CHARSET' }, { kind: 'option', name: 'COLLATE' },
    ],
  }],
  ["create or replace algorithm=merge definer=`root`@`%` sql security definer view v (a) as select 1 with local check option", { kind: 'createView', orReplace: true, columns: ['a'], selectText: 'select 1' }],
  ['create database if not exists d default character set utf8mb4 collate utf8mb4_bin', { kind: 'createDatabase', ifNotExists: true, name: 'd', options: new Map([['CHARSET', 'utf8mb4'], ['COLLATE', 'utf8mb4_bin']]) }],
  ['alter database collate utf8mb4_bin', { kind: 'alterDatabase', name: undefined }],
  ['rename table a to b, c to d', { renames: [{ from: { name: 'a' }, to: { name: 'b' } }, { from: { name: 'c' } }] }],
  ['drop temporary table if exists a, b.c', { kind: 'dropTable', temporary: true, ifExists: true, tables: [{ name: 'a' }, { database: 'b', name: 'c' }] }],
  // sessions
  ['use mydb/branch', { kind: 'use', database: 'mydb/branch' }],
  ['use mydb/feature/a-1.2', { database: 'mydb/feature/a-1.2' }],
  ['use `mydb/h4jks5lomp9u41r6902knn0pfr7lsgth`', { database: 'mydb/h4jks5lomp9u41r6902knn0pfr7lsgth' }],
  ['use mydb/2jks5lomp9u41r6902knn0pfr7lsgth', { database: 'mydb/2jks5lomp9u41r6902knn0pfr7lsgth' }],
  ['SET PERSIST x = 5, @y = 1', { items: [{ kind: 'system', scope: 'persist', name: 'x', value: { value: 5 } }, { kind: 'user', name: 'y', value: { value: 1 } }] }],
  ['set @@global.a = on, session b := utf8mb4, names = 1', { items: [{ scope: 'global', name: 'a', value: { value: 'on' } }, { scope: 'session', value: { value: 'utf8mb4' } }, { kind: 'system', name: 'names' }] }],
  ["set names 'utf8mb4' collate utf8mb4_bin", { items: [{ kind: 'names', charset: 'utf8mb4', collation: 'utf8mb4_bin' }] }],
  ['set session transaction isolation level repeatable read, read only', { items: [{ kind: 'transaction', characteristics: ['REPEATABLE-READ', 'READ ONLY'] }] }],
  ["CALL p(1, @a) AS OF 'x'", { kind: 'callProcedure', name: 'p', args: [{ value: 1 }, { name: 'a' }], asOf: { value: 'x' } }],
  ['describe t as of x', { kind: 'describe', table: { name: 't' }, asOf: { name: 'x' } }],
  ["SHOW CREATE TABLE t AS OF 'x'", { what: 'createTable', table: { name: 't' }, asOf: { value: 'x' } }],
  ["show full tables from d as of 'x' like 'a%'", { what: 'tables', full: true, database: 'd', asOf: { value: 'x' }, like: 'a%' }],
  ["show grants for 'root'@'%'", { what: 'grants', account: { user: 'root', host: '%' } }],
  ['show create event e', { what: 'createEvent', table: { name: 'e' } }],
  ['explain format = tree select 1', { kind: 'explain', format: 'tree', statement: { kind: 'query' } }],
  ["prepare s from 'select 1'", { kind: 'prepare', name: 's', source: { text: 'select 1' } }],
  ['execute s using @a, @b', { kind: 'execute', using: ['a', 'b'] }],
  ['drop prepare s', { kind: 'deallocate', name: 's' }],
  ['commit work and chain no release', { action: 'commit', chain: true }],
  ['rollback release', { action: 'rollback', chain: undefined, release: true }],
  ['set transaction read only', { items: [{ kind: 'transaction', scope: 'session', next: true }] }],
  ['show count(*) warnings', { what: 'warningCount' }],
  ['show warnings limit 1, 2', { what: 'warnings', offset: { value: 1 }, limit: { value: 2 } }],
  ["show engine innodb status", { kind: 'unsupported', words: 'SHOW ENGINE' }],
  ['lock instance for backup', { kind: 'lockInstance' }],
  ["start replica sql_thread until source_log_file = 'f', source_log_pos = 5 user = 'u' for channel 'c'", {
    action: 'start replica',
    options: new Map([['THREADS', 'SQL_THREAD'], ['SOURCE_LOG_FILE', "'f'"], ['SOURCE_LOG_POS', '5'], ['USER', "'u'"], ['CHANNEL', 'c']]),
  }],
  ['start transaction with consistent snapshot, read only', { kind: 'transaction', action: 'begin', readOnly: true }],
  ['rollback to savepoint s', { action: 'rollbackTo', name: 's' }],
  ['lock tables a as b read local, c write', { action: 'lockTables', locks: [{ table: { name: 'a', alias: 'b' }, mode: 'read' }, { table: { name: 'c' }, mode: 'write' }] }],
  ['kill query 5', { kind: 'kill', query: true, id: 5 }],
  ['analyze table a, b', { kind: 'analyzeTable', tables: [{ name: 'a' }, { name: 'b' }] }],
  ["analyze table t update histogram on (a, b) using data '{}'", { histogram: { action: 'update', columns: ['a', 'b'], data: '{}' } }],
  ['flush tables a, b with read lock', { kind: 'flush', what: ['TABLES WITH READ LOCK'], tables: [{ name: 'a' }, { name: 'b' }] }],
  // accounts
  ["create user if not exists 'a'@'%' identified with caching_sha2_password by 'p', b@localhost default role r require ssl with max_user_connections 5 password expire never account lock", {
    kind: 'createUser', ifNotExists: true,
    users: [{ account: { user: 'a', host: '%' }, authentication: { plugin: 'caching_sha2_password', password: 'p' } }, { account: { user: 'b', host: 'localhost' } }],
    defaultRoles: [{ user: 'r' }], options: new Map([['SSL', ''], ['MAX_USER_CONNECTIONS', '5'], ['PASSWORD EXPIRE', 'NEVER'], ['ACCOUNT', 'LOCK']]),
  }],
  ['grant select (a, b), create routine, replication_slave_admin on db.* to u@h with grant option', {
    kind: 'grant', privileges: [{ name: 'SELECT', columns: ['a', 'b'] }, { name: 'CREATE ROUTINE' }, { name: 'REPLICATION_SLAVE_ADMIN' }], target: { kind: 'database', database: 'db' }, grantOption: true,
  }],
  ['grant all privileges on *.* to current_user()', { privileges: [{ name: 'ALL' }], target: { kind: 'global' }, to: [{ account: 'current' }] }],
  ['grant execute on procedure db.p to u', { target: { kind: 'procedure', object: { database: 'db', name: 'p' } } }],
  ["grant 'r'@'%', s to u with admin option", { kind: 'grantRole', roles: [{ user: 'r', host: '%' }, { user: 's' }], adminOption: true }],
  ['revoke if exists r from u ignore unknown user', { kind: 'revokeRole', ifExists: true, ignoreUnknownUser: true }],
  ['revoke all privileges, grant option from u', { kind: 'revoke', privileges: [{ name: 'ALL' }, { name: 'GRANT OPTION' }], target: undefined }],
  ["alter user u identified by 'p' replace 'q'", { kind: 'alterUser', users: [{ authentication: { password: 'p' } }] }],
  ['drop role if exists a, b', { kind: 'dropRole', ifExists: true, accounts: [{ user: 'a' }, { user: 'b' }] }],
  ["set password for u = 'p'", { kind: 'setPassword', account: { user: 'u' }, password: 'p' }],
  ['set default role all to u', { kind: 'setDefaultRole', roles: 'all' }],
  // bodies
  ['create definer=`a`@`b` trigger db.g before insert on t for each row follows h set new.a = old.b + 1, @c = d', {
    kind: 'createTrigger', definer: { user: 'a', host: 'b' }, trigger: { database: 'db', name: 'g' }, time: 'before', event: 'insert', order: { relation: 'follows', trigger: 'h' },
    body: { kind: 'set', items: [{ kind: 'row', row: 'new', column: 'a', value: { kind: 'binary' } }, { kind: 'user', name: 'c', value: { kind: 'column', name: 'd' } }] },
    bodyText: 'set new.a = old.b + 1, @c = d',
  }],
  ['create procedure p(in a int, out b varchar(10), inout c decimal(5, 2), d json) comment \'x\' not deterministic reads sql data sql security invoker select a into b', {
    kind: 'createProcedure', parameters: [{ mode: 'in', name: 'a', type: { name: 'INT' } }, { mode: 'out' }, { mode: 'inout', type: { numbers: [5, 2] } }, { mode: 'in', name: 'd' }],
    characteristics: { comment: 'x', deterministic: false, data: 'reads sql data', security: 'invoker' }, body: { kind: 'query', query: { into: ['b'] } },
  }],
  ['create function f(a int) returns int deterministic return a + 1', { kind: 'createFunction', function: { name: 'f' }, returns: { name: 'INT' }, body: { kind: 'return', value: { kind: 'binary' } } }],
  ["create event if not exists e on schedule every '1:2' minute_second starts '2020-01-01' ends '2021-01-01' + interval 1 day on completion not preserve disable comment 'c' do begin end", {
    kind: 'createEvent', schedule: { kind: 'every', unit: 'minute_second', interval: { value: '1:2' }, starts: { value: '2020-01-01' }, ends: { kind: 'binary' } },
    preserve: false, status: 'disable', comment: 'c', body: { kind: 'block', body: [] },
  }],
  ['alter event e on schedule at current_timestamp rename to f enable', { kind: 'alterEvent', schedule: { kind: 'at' }, renameTo: { name: 'f' }, status: 'enable' }],
  ['drop procedure if exists db.p', { kind: 'dropProcedure', ifExists: true, routine: { database: 'db', name: 'p' } }],
  ["signal sqlstate value '45000' set message_text = 'no', mysql_errno = 1644", { kind: 'signal', condition: { kind: 'sqlState', sqlState: '45000' }, items: [{ name: 'message_text', value: { value: 'no' } }, { name: 'mysql_errno' }] }],
  ['get stacked diagnostics condition 1 @a = message_text, b = returned_sqlstate', { kind: 'getDiagnostics', area: 'stacked', condition: { value: 1 }, items: [{ target: '@a', item: 'message_text' }, { target: 'b', item: 'returned_sqlstate' }] }],
  ['stop replica', { kind: 'replication', action: 'stop replica' }],
  ["change replication source to source_host = 'h', source_port = 1", { action: 'change source', options: new Map([['SOURCE_HOST', "'h'"], ['SOURCE_PORT', '1']]) }],
  ["xa start 'a'", { kind: 'unsupported', words: 'XA START' }],
]

describe('statements', () => {
  it.each(STATEMENTS)('%s', (sql, tree) => {
    expect(parse(sql)).toMatchObject(tree)
  })

  it('reads bodies with every compound statement', () => {
    const statement = parse(`create procedure p()
      outer_block: begin
        declare a, b int default 5;
        declare c condition for sqlstate '42S02';
        declare d cursor for select 1;
        declare continue handler for 1051, c, sqlwarning, not found, sqlexception begin end;
        open d;
        fetch next from d into a, b;
        close d;
        if a > 1 then set a = b; elseif a then leave outer_block; else begin end; end if;
        case a when 1 then select 1; else select 2; end case;
        case when a then select 1; end case;
        l: loop iterate l; end loop l;
        while a do set a = a - 1; end while;
        repeat set a = 1; until a = 1 end repeat;
        resignal set message_text = 'x';
      end outer_block`)
    if (statement.kind !== 'createProcedure' || statement.body.kind !== 'block') throw new Error('no block')
    expect(statement.body.label).toBe('outer_block')
    expect(statement.body.body.map((s: Statement) => s.kind)).toEqual([
      'declareVariables', 'declareCondition', 'declareCursor', 'declareHandler', 'open', 'fetch', 'close', 'if', 'caseStatement', 'caseStatement', 'loop', 'while', 'repeat', 'resignal',
    ])
    expect(statement.body.body[0]).toMatchObject({ names: ['a', 'b'], type: { name: 'INT' }, default: { value: 5 } })
    expect(statement.body.body[3]).toMatchObject({
      action: 'continue', conditions: [{ errno: 1051 }, { kind: 'name', name: 'c' }, { kind: 'sqlWarning' }, { kind: 'notFound' }, { kind: 'sqlException' }], body: { kind: 'block' },
    })
    expect(statement.body.body[7]).toMatchObject({ branches: [{ body: [{ kind: 'set', items: [{ bare: true, name: 'a', value: { kind: 'column', name: 'b' } }] }] }, { body: [{ kind: 'leave' }] }], otherwise: [{ kind: 'block' }] })
    expect(statement.body.body[10]).toMatchObject({ label: 'l', body: [{ kind: 'iterate', label: 'l' }] })
  })

  it('keeps some statements out of bodies', () => {
    for (const [sql, word] of [['use d', 'USE'], ['lock tables t read', 'LOCK'], ['unlock tables', 'UNLOCK'], ["load data infile 'f' into table t", 'LOAD DATA']]) {
      expect(() => parse(`create procedure p() begin ${sql}; end`)).toThrow(`${word} is not allowed in stored procedures`)
    }
  })

  it('keeps compound statements to bodies', () => {
    for (const sql of ['declare a int', 'leave l', 'return 1', 'if a then select 1; end if', 'create trigger g before insert on t for each row begin select 1 end']) {
      expect(() => parse(sql)).toThrow(/SQL syntax/)
    }
    expect(parse('begin')).toMatchObject({ kind: 'transaction', action: 'begin' })
  })

  it('counts parameters', () => {
    const found: number[] = []
    const walk = (e: Expression): void => {
      if (e.kind === 'parameter') found.push(e.index)
      else if (e.kind === 'binary') [e.left, e.right].forEach(walk)
    }
    const query = queryOf('select ? + ?, ?')
    if (query.kind === 'select') for (const item of query.items) walk(item.expression)
    expect(found).toEqual([0, 1, 2])
    expect(parse('with a as (select ?) select ?')).toMatchObject({ query: { items: [{ expression: { index: 1 } }] } })
  })
})

describe('parseMany', () => {
  it('reads statements that ; separates, with their sources', () => {
    expect(parseMany(' ;select 1;; select \';\' ;create procedure p() begin select 1; select 2; end; select 3').map((s) => s.sql)).toEqual([
      'select 1', "select ';'", 'create procedure p() begin select 1; select 2; end', 'select 3',
    ])
    expect(parseMany('-- nothing')).toEqual([])
  })
  it('gives what stands before an error', () => {
    const each = parseEach("select 1; select 2; select from 'x")
    expect([each.next().value?.sql, each.next().value?.sql]).toEqual(['select 1', 'select 2'])
    expect(() => each.next()).toThrow("near 'from 'x' at line 1")
  })
  it('counts parameters anew', () => {
    const [, second] = parseMany('select ?; select ?')
    expect(second.statement).toMatchObject({ query: { items: [{ expression: { index: 0 } }] } })
  })
})

describe('errors', () => {
  it('name the place as MySQL does', () => {
    expect(() => parse('select 1\nfrom from t')).toThrow(
      'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use ' +
      "near 'from t' at line 2")
    try {
      parse('selec 1')
      expect.unreachable()
    } catch (e) {
      expect(e).toMatchObject({ errno: 1064, sqlState: '42000' })
    }
  })
  it.each(['', ';', 'select', 'select 1 2 3', 'select 1; select 2', 'select (1', 'select 1)', 'insert into t', 'create', 'drop', 'alter', 'select * from', 'select a b c', 'create 5', 'use', 'use a/', 'create foo', 'drop foo a', 'alter foo', 'show foo', 'flush foo', 'xa',
    'create table t (a faketype)', 'create table t (a int default b)', 'create table t (a int default rand)', 'create table t (a int) as', 'select cast(a as foo)',
    'create table t (a int) partition by foo', 'create table t (a int) partition by linear range (a)', 'alter table t add partition foo', 'select function(a)',
    'select 1 limit -1', 'select 1 limit 1 + 1', 'delete from t limit -1', 'select * from t use index for (a)'])('refuses %j', (sql) => {
    expect(() => parse(sql)).toThrow(/SQL syntax/)
  })
})
