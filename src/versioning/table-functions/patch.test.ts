import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../../test/support/memory-host.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'

/** What is expected here was recorded from Dolt 2.3.1, but for what the tests themselves say. */

let host: MemoryHost
let session: Session

async function rows(sql: string): Promise<readonly (readonly Value[])[]> {
  return (await host.query(session, sql)).rows
}

async function patch(args: string): Promise<readonly Value[]> {
  return (await rows(`select statement from dolt_patch(${args})`)).map(([statement]) => statement)
}

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('db')
  session = host.session('db')
})

describe('dolt_patch', () => {
  it('prints values of all types', async () => {
    await rows(`create table t (id int primary key, e enum('a','b'), s set('x','y'), j json, tx text, d decimal(5,2), dt datetime(3), ti time,
      bin varbinary(10), f float, db double, y year, bo boolean, c char(3), v varchar(30), da date, ub bigint unsigned)`)
    await rows(`insert into t values (1,'a','x,y','{"a": "it''s"}','te''xt\\n"q"\\\\',1.50,'2020-01-02 03:04:05.678','-12:13:14',x'00ff',1.5,2.25,2020,
      true,'ab','v\\0z\\Zr','2020-02-03',18446744073709551615)`)
    const [, insert] = await patch("'HEAD', 'WORKING'")
    expect(insert).toBe("INSERT INTO `t` (`id`,`e`,`s`,`j`,`tx`,`d`,`dt`,`ti`,`bin`,`f`,`db`,`y`,`bo`,`c`,`v`,`da`,`ub`) VALUES (1,'a','x,y'," +
      "'{\\\"a\\\":\\\"it\\'s\\\"}','te\\'xt\\n\\\"q\\\"\\\\',1.50,'2020-01-02 03:04:05.678','-12:13:14.000000',0x00ff,1.5,2.25,'2020',1,'ab'," +
      "'v\\0z\\Zr','2020-02-03',18446744073709551615);")
  })

  it('prints bytes that are no text in hex, so that its statements can be run', async () => {
    await rows('create table t (id int primary key, b blob, bi bit(8), g point)')
    await rows("insert into t values (1, x'0061ff', 5, point(1, 2)), (2, 'plain', 1, null)")
    const inserts = (await patch("'HEAD', 'WORKING'")).slice(1)
    expect(inserts).toEqual([
      'INSERT INTO `t` (`id`,`b`,`bi`,`g`) VALUES (1,0x0061ff,5,0x000000000101000000000000000000f03f0000000000000040);',
      "INSERT INTO `t` (`id`,`b`,`bi`,`g`) VALUES (2,'plain',1,NULL);",
    ])
    await rows("call dolt_commit('-Am', 'both')")
    await rows('delete from t')
    for (const statement of inserts) await rows(String(statement))
    expect(await rows('select * from dolt_status')).toEqual([])
  })

  it('leads from one state to the other: dropped tables first, each table with its schema before its rows', async () => {
    await rows('create table t (id int primary key, v varchar(10))')
    await rows("insert into t values (1, 'a'), (2, 'b')")
    await rows('create table gone (a int primary key)')
    await rows('create table k (a int, b varchar(10))')
    await rows("insert into k values (1, 'a'), (1, 'a'), (2, null)")
    await rows("call dolt_commit('-Am', 'first')")
    await rows('update t set v = null where id = 1')
    await rows('delete from t where id = 2')
    await rows('insert into t (id) values (3)')
    await rows('drop table gone')
    await rows('delete from k where a = 1 limit 1')
    await rows('delete from k where a = 2')
    await rows("create table newt (a int primary key, b text comment 'x', foreign key (a) references t(id))")
    await rows("insert into newt values (3, 'x')")
    const columns = "statement_order, from_commit_hash = hashof('HEAD'), to_commit_hash, table_name, diff_type, statement"
    expect(await rows(`select ${columns} from dolt_patch('HEAD', 'WORKING')`))
      .toEqual([
        [1, 1, 'WORKING', 'gone', 'schema', 'DROP TABLE `gone`;'],
        // Dolt writes `b`=NULL, which is true of no row.
        [2, 1, 'WORKING', 'k', 'data', 'DELETE FROM `k` WHERE `a`=2 AND `b` IS NULL;'],
        [3, 1, 'WORKING', 'k', 'data', "DELETE FROM `k` WHERE `a`=1 AND `b`='a';"],
        [4, 1, 'WORKING', 'newt', 'schema', "CREATE TABLE `newt` (\n  `a` int NOT NULL,\n  `b` text COMMENT 'x',\n  PRIMARY KEY (`a`),\n" +
          '  CONSTRAINT `newt_ibfk_1` FOREIGN KEY (`a`) REFERENCES `t` (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;'],
        [5, 1, 'WORKING', 'newt', 'data', "INSERT INTO `newt` (`a`,`b`) VALUES (3,'x');"],
        [6, 1, 'WORKING', 't', 'data', 'UPDATE `t` SET `v`=NULL WHERE `id`=1;'],
        [7, 1, 'WORKING', 't', 'data', 'DELETE FROM `t` WHERE `id`=2;'],
        [8, 1, 'WORKING', 't', 'data', 'INSERT INTO `t` (`id`,`v`) VALUES (3,NULL);'],
      ])
    expect(await rows("select statement_order, table_name from dolt_patch('HEAD', 'WORKING') where diff_type = 'schema'")).toEqual([[1, 'gone'], [2, 'newt']])
  })

  it('follows a table that was renamed and changed its indexes', async () => {
    await rows('create table p (a int primary key, b int, c int, key ib (b))')
    await rows('insert into p values (1, 2, 3)')
    await rows("call dolt_commit('-Am', 'first')")
    await rows('rename table p to q')
    await rows('drop index ib on q')
    await rows('create index ic on q (c)')
    await rows('insert into q values (2, 3, 4)')
    const expected = [
      'RENAME TABLE `p` TO `q`;', 'ALTER TABLE `p` DROP INDEX `ib`;', 'ALTER TABLE `q` ADD INDEX `ic`(`c`);',
      'INSERT INTO `q` (`a`,`b`,`c`) VALUES (2,3,4);',
    ]
    expect(await patch("'HEAD', 'WORKING', 'p'")).toEqual(expected)
    expect(await patch("'HEAD..WORKING', 'q'")).toEqual(expected)
  })

  it('refuses what it cannot compare', async () => {
    await expect(patch("'HEAD', 'WORKING', 'nosuch'")).rejects.toThrow('table not found: nosuch')
    await expect(patch("'HEAD'")).rejects.toThrow("function 'dolt_patch' expected 2 or 3 arguments, 1 received")
  })
})
