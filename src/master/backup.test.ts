import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'

let at: ReplicatedDirectories
let db: InProcessServer
beforeEach(async () => {
  at = new ReplicatedDirectories()
  db = at.openEmpty('data')
  await db.sql(
    'create database db', 'use db', 'create table t (a int primary key)', 'insert into t values (1)', "call dolt_commit('-Am', 'one')",
    "call dolt_branch('b')", "call dolt_tag('v1')", "call dolt_backup('add', 'b1', 'file://../bk1')",
  )
})
afterEach(() => at.remove())

async function errorOf(sql: string): Promise<string> {
  return await db.sql(sql).then(() => 'no error', (e: unknown) => (e as Error).message)
}

const url = (name: string): string => `file://${at.base}/data/${name}`
const PARAMS = "['--aws-region=<region>'], ['--aws-creds-type=<type>'], ['--aws-creds-file=<file>'], ['--aws-creds-profile=<profile>'])"

/** Root of a backup or database. */
function rootOf(...path: string[]): string {
  const store = LocalChunkStore.open(join(at.base, 'data', ...path), nodePlatform)
  try {
    return store.root()
  } finally {
    store.close()
  }
}

describe('3 dolt_backup', () => {
  it('3 adds and removes backups, and says how it is used', async () => {
    for (const [call, message] of [
      ['', "use 'dolt_backups' table to list backups"], ["'foo'", "unrecognized dolt_backup parameter 'foo'"],
      ["'add', 'b2'", `usage: dolt_backup('add', 'name', 'url', ${PARAMS}`], ["'rm'", "usage: dolt_backup('rm', 'name')"],
      ["'sync'", "usage: dolt_backup('sync', 'name')"], ["'sync-url'", `usage: dolt_backup('sync-url', 'remote_url', ${PARAMS}`],
      ["'restore', 'x'", `usage: dolt_backup('restore', 'remote_url', 'new_db_name', ['--force'], ${PARAMS}`],
      ["'add', 'b1', 'file://../bk2'", "backup 'b1' already exists"], ["'add', 'a b', 'file://../bk2'", "backup name 'a b' is invalid"],
      ["'rm', 'zz'", "backup 'zz' not found"], ["'sync', 'zz'", "backup 'zz' not found"],
      ["'add', 'b2', 'file://../bk1'", `address conflict with a remote: 'b1' -> ${url('bk1')}`],
    ]) expect(await errorOf(`call dolt_backup(${call})`)).toBe(message)
    expect(await errorOf("call dolt_remote('add', 'r', 'file://../bk1')")).toBe(`address conflict with a remote: 'b1' -> ${url('bk1')}`)
    await db.sql("call dolt_remote('add', 'origin', 'file://../r1')")
    expect(await errorOf("call dolt_backup('add', 'b2', 'file://../r1')")).toBe(`address conflict with a remote: 'origin' -> ${url('r1')}`)
    expect(await db.sql('select name, url, cast(params as char) from dolt_backups')).toEqual([['b1', url('bk1'), '{}']])
    expect(await db.sql("call dolt_backup('remove', 'b1')", 'select * from dolt_backups')).toEqual([])
  })

  it('3 copies the root, working sets included, and restores it', async () => {
    await db.sql('insert into t values (2)', "call dolt_backup('sync', 'b1')")
    expect(rootOf('bk1')).toBe(rootOf('db', '.dolt', 'noms'))
    expect(await errorOf(`call dolt_backup('restore', '${url('bk1')}', 'db')`)).toBe("database 'db' already exists, use '--force' to overwrite")
    await db.sql(`call dolt_backup('restore', '${url('bk1')}', 'copy')`, 'use copy')
    expect(await db.sql('select a from t')).toEqual([[1], [2]])
    expect(await db.sql('select table_name, status from dolt_status')).toEqual([['t', 'modified']])
    expect(await db.sql('select name from dolt_branches order by name')).toEqual([['b'], ['main']])
    expect(await db.sql('select tag_name from dolt_tags')).toEqual([['v1']])
    expect(await db.sql('select * from dolt_remotes')).toEqual([])
    expect(rootOf('copy', '.dolt', 'noms')).toBe(rootOf('bk1'))
  })

  it('3 follows later changes, deletions too, and overwrites when forced', async () => {
    await db.sql("call dolt_backup('sync', 'b1')", 'delete from t', "call dolt_commit('-am', 'none')", "call dolt_branch('-D', 'b')", "call dolt_tag('-d', 'v1')")
    await db.sql(`call dolt_backup('restore', '${url('bk1')}', 'copy')`, "call dolt_backup('sync', 'b1')")
    expect(rootOf('bk1')).toBe(rootOf('db', '.dolt', 'noms'))
    expect(await db.sql('select count(*) from copy.t')).toEqual([[1]])
    expect(await db.sql(`call dolt_backup('restore', '--force', '${url('bk1')}', 'copy')`, 'select count(*) from copy.t')).toEqual([[0]])
    await db.sql("call dolt_backup('sync-url', 'file://../bk2')")
    expect(rootOf('bk2')).toBe(rootOf('bk1'))
  })

  it('3 restores nothing from nothing', async () => {
    execFileSync('mkdir', [join(at.base, 'data', 'empty')])
    expect(await errorOf(`call dolt_backup('restore', '${url('empty')}', 'copy')`)).toBe('not found')
    expect(await db.sql('show databases')).toEqual([['db'], ['information_schema'], ['mysql']])
  })

  it.skipIf(process.env.DOLT_BIN === undefined)('3 is a backup that real Dolt restores, and restores one that real Dolt made (DOLT_BIN)', async () => {
    const dolt = (cwd: string, ...argv: string[]): string =>
      execFileSync(process.env.DOLT_BIN!, argv, { cwd: join(at.base, cwd), encoding: 'utf8', env: { ...process.env, HOME: at.base, DOLT_ROOT_PATH: at.base } })
    for (const [name, value] of [['user.name', 'D'], ['user.email', 'd@x'], ['metrics.disabled', 'true']]) dolt('.', 'config', '--global', '--add', name, value)
    await db.sql('insert into t values (2)', "call dolt_backup('sync', 'b1')")
    dolt('.', 'backup', 'restore', url('bk1'), 'theirs')
    expect(dolt('theirs', 'sql', '-r', 'csv', '-q', 'select a from t; select table_name from dolt_status; select tag_name from dolt_tags')).toBe(
      'a\n1\n2\ntable_name\nt\ntag_name\nv1\n')
    dolt('theirs', 'sql', '-q', 'insert into t values (3)')
    dolt('theirs', 'backup', 'sync-url', url('bk3'))
    expect(await db.sql(`call dolt_backup('restore', '${url('bk3')}', 'back')`, 'select a from back.t')).toEqual([[1], [2], [3]])
  })
})
