import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
  await sql("create table t (id int primary key, n double, d decimal(5,2), s varchar(10), at datetime(3), b bool)")
  await sql("insert into t values (1, 3.14159, 10.40, 'abc', '2020-01-02 03:04:05.500', true), (2, null, null, null, null, null)")
})

/** Message of one test; empty where it passes. */
async function run(query: string, assertion: string, comparison: string, value: string | null): Promise<unknown> {
  await sql('delete from dolt_tests')
  await sql('set @q = ?, @v = ?', query, value)
  await sql(`insert into dolt_tests values ('one', null, @q, '${assertion}', '${comparison}', @v)`)
  const [[, , , status, message]] = await sql("select * from dolt_test_run('one')") as string[][]
  expect(status).toBe(message === '' ? 'PASS' : 'FAIL')
  return message
}

// Recorded from real Dolt.
describe('dolt_test_run', () => {
  it.each([
    ['select * from t', 'expected_rows', '==', '2', ''],
    ['select * from t', 'expected_rows', '>', '2', 'Assertion failed: expected_rows greater than 2, got 2'],
    ['select * from t', 'expected_rows', '==', 'x', 'cannot run assertion on non integer value: x'],
    ['select * from t', 'expected_rows', '==', null, 'null is not a valid assertion for expected_rows'],
    ['select id, n from t', 'expected_columns', '<=', '1', 'Assertion failed: expected_columns less than or equal to 1, got 2'],
    ['show tables;', 'expected_rows', '==', '1', ''],
    ["select ';' from t", 'expected_rows', '==', '2', ''],
    ['select n from t where id = 1', 'expected_single_value', '>', '3.2', 'Assertion failed: expected_single_value greater than 3.2, got 3.14159'],
    ['select d from t where id = 1', 'expected_single_value', '!=', '10.4', 'Assertion failed: expected_single_value not equal to 10.4, got 10.40'],
    ['select s from t where id = 1', 'expected_single_value', '==', 'abd', 'Assertion failed: expected_single_value equal to abd, got abc'],
    ['select at from t where id = 1', 'expected_single_value', '>', '2020-01-02', ''],
    ['select at from t where id = 1', 'expected_single_value', '<', '2020-01-02', 'Assertion failed: expected_single_value less than 2020-01-02, got 2020-01-02'],
    ['select at from t where id = 1', 'expected_single_value', '==', 'soon', 'soon does not appear to be a valid date'],
    ['select id from t where id = 1', 'expected_single_value', '==', 'x', "Could not compare non integer value 'x', with 1"],
    ['select b from t where id = 1', 'expected_single_value', '==', 'false', 'Assertion failed: expected_single_value equal to false, got true'],
    ['select b from t where id = 1', 'expected_single_value', '<', 'true', "< is not a valid comparison for boolean values. Only '==' and '!=' are supported"],
    ['select s from t where id = 2', 'expected_single_value', '==', null, ''],
    ['select s from t where id = 1', 'expected_single_value', '==', null, 'Assertion failed: expected_single_value equal to NULL, got abc'],
    ['select s from t where id = 7', 'expected_single_value', '==', 'a', 'expected_single_value expects exactly one cell. Received 0 rows'],
    ['select s from t', 'expected_single_value', '==', 'a', 'expected_single_value expects exactly one cell. Received multiple rows'],
    ['select s, id from t where id = 1', 'expected_single_value', '==', 'a', 'expected_single_value expects exactly one cell. Received multiple columns'],
    ['select 1; select 2', 'expected_rows', '==', '1', 'Can only run exactly one query'],
    ['create table x (a int)', 'expected_rows', '==', '1', 'Cannot execute write queries'],
    ["select * from dolt_test_run('one')", 'expected_rows', '==', '1', 'Cannot call dolt_test_run in dolt_tests'],
  ])('%s has %s %s %s: %s', async (query, assertion, comparison, value, message) => {
    expect(await run(query, assertion, comparison, value)).toBe(message)
  })

  it('says what is wrong with a query, and which tests there are', async () => {
    expect(await run('select nope from t', 'expected_rows', '==', '1')).toMatch(/^query error: .*nope/)
    await sql("insert into dolt_tests values ('two', 'g', 'select 1', 'expected_rows', '==', '1'), ('three', 'g', 'select 1', 'expected_rows', '==', '1')")
    expect((await sql('select test_name from dolt_test_run()') as string[][]).flat()).toEqual(['one', 'three', 'two'])
    expect((await sql("select test_name from dolt_test_run('g', 'one')") as string[][]).flat()).toEqual(['three', 'two', 'one'])
    await expect(sql("select * from dolt_test_run('h')")).rejects.toThrow('could not find tests for argument: h')
  })
})

describe('dolt_commit_verification_groups', () => {
  it('names the tests that a commit has to pass', async () => {
    await sql("insert into dolt_tests values ('two rows', 'unit', 'select * from t', 'expected_rows', '==', '2'), ('none', 'other', 'select * from t', 'expected_rows', '==', '0')")
    await sql("set global dolt_commit_verification_groups = 'unit'")
    await sql("call dolt_commit('-Am', 'passes')")
    await sql("set global dolt_commit_verification_groups = 'unit, other'")
    await sql('insert into t (id) values (3)')
    await expect(sql("call dolt_commit('-Am', 'fails')")).rejects.toThrow(
      'commit verification failed: two rows (Assertion failed: expected_rows equal to 2, got 3), none (Assertion failed: expected_rows equal to 0, got 3)')
    expect(await sql('select count(*) from dolt_log')).toEqual([['2']])
    await sql("call dolt_commit('-Am', 'not asked', '--skip-verification')")
    await sql("set global dolt_commit_verification_groups = 'nowhere'")
    await expect(sql("call dolt_commit('--allow-empty', '-m', 'x')")).rejects.toThrow('failed to run dolt_test_run for group nowhere: could not find tests for argument: nowhere')
  })

  // Recorded from real Dolt.
  it('holds up merges, picks and rebases until the tests pass', async () => {
    await sql("insert into dolt_tests values ('two rows', 'unit', 'select * from t', 'expected_rows', '==', '2')")
    await sql("call dolt_commit('-Am', 'start')")
    await sql("call dolt_checkout('-b', 'other')")
    await sql('insert into t (id) values (3)')
    await sql("call dolt_commit('-am', 'three')")
    await sql("call dolt_checkout('main')")
    await sql('create table u (a int)')
    await sql("call dolt_commit('-Am', 'u')")
    await sql("set global dolt_commit_verification_groups = '*'")
    const failure = 'commit verification failed: two rows (Assertion failed: expected_rows equal to 2, got 3)'

    expect(await sql("call dolt_merge('other')")).toEqual([['', '0', '0', failure]])
    expect(await sql("select staged from dolt_status where table_name = 't'")).toEqual([['1']])
    await sql("call dolt_merge('--abort')")

    await expect(sql("call dolt_cherry_pick('other')")).rejects.toThrow(failure)
    await sql("update dolt_tests set assertion_value = '3'")
    await sql("call dolt_add('.')")
    expect(await sql("call dolt_cherry_pick('--continue')")).toEqual([[expect.any(String), '0', '0', '0']])
    expect(await sql('select count(*) from dolt_status')).toEqual([['0']])

    await sql("call dolt_reset('--hard', 'HEAD~')")
    await sql("call dolt_checkout('other')")
    await expect(sql("call dolt_rebase('main')")).rejects.toThrow(failure)
    await sql("call dolt_rebase('--abort')")
    expect(await sql("call dolt_rebase('--skip-verification', 'main')")).toEqual([['0', 'Successfully rebased and updated refs/heads/other']])
    await sql("call dolt_checkout('main')")
    await sql("call dolt_commit('--allow-empty', '-m', 'apart')")
    expect(await sql("call dolt_merge('other', '--skip-verification')")).toEqual([[expect.any(String), '0', '0', 'merge successful']])
  })
})
