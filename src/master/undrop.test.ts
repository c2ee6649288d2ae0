import { afterEach, beforeEach, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
let db: InProcessServer
beforeEach(async () => {
  at = new ReplicatedDirectories()
  db = at.openEmpty('data')
  await db.sql('create database One', 'use one', 'create table t (a int primary key)', "call dolt_commit('-Am', 'first')", 'insert into t values (7)')
})
afterEach(() => at.remove())

it('dolt_undrop takes a dropped database back, with all that it held', async () => {
  await expect(db.sql('call dolt_undrop()')).rejects.toThrow('no database name specified. there are no databases currently available to be undropped')
  await db.sql('drop database one')
  await expect(db.sql('call dolt_undrop()')).rejects.toThrow('no database name specified. available databases that can be undropped: One')
  await expect(db.sql("call dolt_undrop('nope')")).rejects.toThrow("no database named 'nope' found to undrop. available databases that can be undropped: One")
  await expect(db.sql("call dolt_undrop('One', 'x')")).rejects.toThrow('dolt_undrop called with too many arguments')
  expect(await db.sql("call dolt_undrop('ONE')")).toEqual([[0]])
  await db.sql('use One')
  expect(await db.sql('select a from t')).toEqual([[7]])
  expect(await db.sql("select count(*) from dolt_log where message = 'first'")).toEqual([[1]])
})

it('of several of one name, the last that was dropped comes back; a name that is taken again is refused', async () => {
  await db.sql('drop database one', 'create database One', 'use one', 'create table second (a int)', 'drop database one', 'create database ONE')
  await expect(db.sql("call dolt_undrop('one')")).rejects.toThrow("unable to undrop database 'One'; another database already exists with the same case-insensitive name")
  await db.sql('drop database one', "call dolt_undrop('One')", 'use one')
  expect(await db.sql('show tables')).toEqual([['second']])
})

it('dolt_purge_dropped_databases leaves none to take back', async () => {
  await expect(db.sql("call dolt_purge_dropped_databases('x')")).rejects.toThrow('dolt_purge_dropped_databases does not take any arguments')
  await db.sql('drop database one')
  expect(await db.sql('call dolt_purge_dropped_databases()')).toEqual([[0]])
  await expect(db.sql("call dolt_undrop('one')")).rejects.toThrow("no database named 'one' found to undrop. there are no databases currently available to be undropped")
})

it('dolt_reflog tells where refs have stood', async () => {
  await db.sql("call dolt_commit('-Am', 'second')", "call dolt_tag('v1')", "call dolt_branch('b')", "call dolt_reset('--hard', 'HEAD~1')", "call dolt_branch('-D', 'b')")
  expect(await db.sql('select ref, commit_message from dolt_reflog()')).toEqual([
    ['refs/heads/main', 'first'], ['refs/heads/b', 'second'], ['refs/tags/v1', 'second'], ['refs/heads/main', 'second'], ['refs/heads/main', 'first'],
    ['refs/heads/main', 'Initialize data repository'],
  ])
  expect(await db.sql("select count(*) from dolt_reflog('b') where ref_timestamp is not null")).toEqual([[1]])
  expect(await db.sql("select commit_message from dolt_reflog('refs/tags/V1')")).toEqual([['second']])
  expect(await db.sql("select count(*) from dolt_reflog('main', '--all')")).toEqual([[4]])
  await expect(db.sql("select * from dolt_reflog('a', 'b')")).rejects.toThrow('too many positional arguments')
})
