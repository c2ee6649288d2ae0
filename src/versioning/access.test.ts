import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost, initialise } from '../../test/support/memory-host.ts'
import { nodePlatform } from '../master/platform.ts'
import type { Access, Right } from '../sql/access.ts'
import type { Session } from '../sql/session-state.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'

let host: MemoryHost
/** Commits by what they are: of main, of the hidden branch, and the one that both have. */
let commits: { shared: string; main: string; hidden: string; tagged: string }

async function rows(session: Session, sql: string): Promise<unknown[][]> {
  return (await host.query(session, sql)).rows.map((row) => [...row])
}

async function failure(session: Session, sql: string): Promise<{ errno: number; message: string }> {
  const { errno, message } = await host.query(session, sql).then(() => ({ errno: 0, message: 'it ran' }), (e: { errno: number; message: string }) => e)
  return { errno, message }
}

/** A ref without steps to ancestors. */
function bare(ref: string): string {
  return ref.replace(/~.*/, '')
}

function bounded(right: Right, refs: readonly string[] | undefined, databases = ['db']): Access {
  return {
    key: 'tim', user: 'tim@%', right, allDatabases: databases[0] === '*', seesDatabase: (name) => databases[0] === '*' || databases.includes(name),
    refs: refs === undefined ? undefined : { key: refs.join(), sees: (name) => refs.includes(name) },
  }
}

function sessionWith(access: Access, database: string | null = 'db'): Session {
  const session = host.session(database)
  session.access = access
  return session
}

beforeEach(async () => {
  host = new MemoryHost()
  for (const name of ['db', 'other']) {
    const store = new MemoryChunkStore(nodePlatform)
    await initialise(host.add(name, store).db, 'main', 1)
  }
  const all = host.session('db')
  for (const sql of [
    'create table t (a int primary key)', "call dolt_commit('-Am', 'shared')",
    "call dolt_checkout('-b', 'hidden')", 'insert into t values (2)', "call dolt_commit('-am', 'secret work')", "call dolt_tag('secret-tag')",
    "call dolt_branch('tagged', 'HEAD')", "call dolt_checkout('tagged')", 'insert into t values (3)', "call dolt_commit('-am', 'tagged')", "call dolt_tag('v1')",
    "call dolt_checkout('main')", "call dolt_branch('-D', 'tagged')", 'insert into t values (1)', "call dolt_commit('-am', 'main work')",
  ]) await host.query(all, sql)
  const [[shared, main, hidden, tagged]] = await rows(all, "select hashof('main~'), hashof('main'), hashof('hidden'), hashof('v1')")
  commits = { shared, main, hidden, tagged } as typeof commits
})

describe('a session that sees one branch', () => {
  it('finds what that branch leads to, by any name', async () => {
    const session = sessionWith(bounded('read', ['main']))
    expect(await rows(session, 'select * from t')).toEqual([[1]])
    expect(await rows(session, `select * from t as of '${commits.shared}'`)).toEqual([])
    expect(await rows(session, `select * from \`db/${commits.shared}\`.t`)).toEqual([])
    expect(await rows(session, "select hashof('main~1'), active_branch()")).toEqual([[commits.shared, 'main']])
    expect(await rows(session, 'select name from dolt_branches')).toEqual([['main']])
    expect(await rows(session, 'select message from dolt_log limit 2')).toEqual([['main work'], ['shared']])
  })

  it('is told of everything else what it is told of nothing', async () => {
    const session = sessionWith(bounded('read', ['main']))
    const nothing = 'v'.repeat(32)
    const asks = [
      (ref: string) => `select * from t as of '${ref}'`,
      (ref: string) => `select * from \`db/${ref}\`.t`,
      (ref: string) => `use \`db/${ref}\``,
      (ref: string) => `select hashof('${ref}')`,
      (ref: string) => `select has_ancestor('main', '${ref}')`,
      (ref: string) => `select dolt_merge_base('main', '${ref}')`,
      (ref: string) => `select * from dolt_diff('main', '${ref}', 't')`,
      (ref: string) => `select * from dolt_diff_stat('${ref}', 'main')`,
      (ref: string) => `select * from dolt_log('${ref}')`,
      (ref: string) => `select * from dolt_log('main..${ref}')`,
      (ref: string) => `show tables as of '${ref}'`,
      (ref: string) => `select * from dolt_commit_diff_t where from_commit = '${ref}' and to_commit = 'main'`,
    ]
    const hidden: [string, string][] = [
      ['hidden', 'absent'], ['secret-tag', 'absent-tag'], ['hidden~1', 'absent~1'], ['refs/heads/hidden', 'refs/heads/absent'],
      ['v1', 'v2'], ['internal/create', 'internal/absent'], [commits.hidden, nothing], [commits.tagged, nothing], [`${commits.hidden}~1`, `${nothing}~1`],
    ]
    for (const [there, absent] of hidden) {
      for (const ask of asks) {
        const told = await failure(session, ask(there))
        const expected = await failure(session, ask(absent))
        expect(told).toEqual({ ...expected, message: expected.message.replaceAll(bare(absent), bare(there)) })
        expect(told.errno).not.toBe(0)
      }
    }
  })

  it('sees no hidden name or commit in any list', async () => {
    const session = sessionWith(bounded('read', ['main', 'v1']))
    const lists = [
      'dolt_branches', 'dolt_tags', 'dolt_commits', 'dolt_commit_ancestors', 'dolt_log', 'dolt_remote_branches', 'dolt_diff', 'dolt_history_t', 'dolt_diff_t',
    ]
    for (const list of lists) {
      const text = JSON.stringify(await rows(session, `select * from ${list}`), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
      expect(text).not.toContain('secret-tag')
      expect(text).not.toContain('"hidden"')
      // The tag leads to the hidden branch's commit, so that one may be seen; not in what only main leads to.
      if (list !== 'dolt_tags') expect(text).not.toContain(commits.tagged)
    }
    expect(await rows(session, 'select tag_name from dolt_tags')).toEqual([['v1']])
    expect(await rows(session, `select count(*) from t as of '${commits.hidden}'`)).toEqual([[1]])
  })

  it('starts on what it sees where the default branch is hidden', async () => {
    const session = sessionWith(bounded('read', ['hidden']))
    expect(await rows(session, 'select active_branch(), a from t')).toEqual([['hidden', 2]])
    expect(await rows(session, "select table_name from information_schema.tables where table_schema = 'db'")).toEqual([['t']])
  })

  it('writes to that branch and no other', async () => {
    const session = sessionWith(bounded('write', ['main', 'mine']))
    await host.query(session, 'insert into t values (7)')
    await host.query(session, "call dolt_commit('-am', 'seven')")
    await host.query(session, "call dolt_checkout('-b', 'mine')")
    await host.query(session, 'insert into t values (8)')
    for (const sql of [
      "call dolt_branch('hidden')", "call dolt_branch('-f', 'hidden', 'main')", "call dolt_branch('-m', 'mine', 'new')", "call dolt_branch('new')", "call dolt_checkout('-b', 'new')",
      "call dolt_tag('secret-tag')", "call dolt_tag('other-tag')",
    ]) expect(await failure(session, sql)).toMatchObject({ errno: 1044, message: expect.stringContaining("Access denied for user 'tim'@'%' to database 'db/") as string })
    for (const sql of ["call dolt_branch('-D', 'hidden')", "call dolt_branch('-c', 'hidden', 'mine')"]) {
      expect(await failure(session, sql)).toEqual({ errno: 1105, message: (await failure(session, sql.replace('hidden', 'absent'))).message.replace('absent', 'hidden') })
    }
    const [[hidden]] = await rows(host.session('db'), "select hashof('hidden')")
    expect(hidden).toBe(commits.hidden)
  })

  it('gets AUTO_INCREMENT values that hidden branches have not used', async () => {
    const all = host.session('db')
    for (const sql of ['create table auto (id int primary key auto_increment, a int)', "call dolt_commit('-Am', 'auto')", "call dolt_checkout('-b', 'far')", 'insert into auto (a) values (1), (2)']) {
      await host.query(all, sql)
    }
    const session = sessionWith(bounded('write', ['main']))
    await host.query(session, 'insert into auto (a) values (1)')
    expect(await rows(session, 'select id from auto')).toEqual([[3]])
  })
})

describe('a session that sees everything', () => {
  it('is told that a commit is absent by whoever looked for it', async () => {
    const session = host.session('db')
    const nothing = 'v'.repeat(32)
    expect(await rows(session, `select * from dolt_log where commit_hash = '${nothing}'`)).toEqual([])
    for (const sql of [`select * from t as of '${nothing}'`, `select * from dolt_commit_diff_t where from_commit = '${nothing}' and to_commit = 'main'`]) {
      expect(await failure(session, sql)).toEqual({ errno: 1105, message: 'target commit not found' })
    }
  })
})

describe('a session that may only read', () => {
  it.each([
    'insert into t values (9)', 'update t set a = 9', 'delete from t', 'create table n (a int primary key)', 'drop table t', 'truncate t', 'create index i on t (a)',
    'create view v as select 1', "call dolt_branch('new')",
  ])('is refused %s', async (sql) => {
    const before = await rows(host.session('db'), 'select dolt_hashof_db()')
    expect([1044, 1370]).toContain((await failure(sessionWith(bounded('read', undefined)), sql)).errno)
    expect(await rows(host.session('db'), 'select dolt_hashof_db()')).toEqual(before)
  })

  it('may look at another branch', async () => {
    const session = sessionWith(bounded('read', undefined))
    await host.query(session, "call dolt_checkout('hidden')")
    expect(await rows(session, 'select a from t')).toEqual([[2]])
    expect((await failure(session, "call dolt_checkout('-b', 'new')")).errno).toBe(1044)
  })
})

describe('what needs the right admin', () => {
  it.each([
    ["call dolt_push('origin', 'main')", 1370], ["call dolt_fetch('origin')", 1370], ["call dolt_remote('add', 'o', 'memory://o')", 1370], ["call dolt_clone('memory://o')", 1370],
    ['set global sql_mode = 1', 1227], ['set persist dolt_replicate_to_remote = 1', 1227], ['create database n', 1044], ['drop database db', 1044],
  ])('%s', async (sql, errno) => {
    expect(await failure(sessionWith(bounded('write', undefined, ['*'])), sql)).toMatchObject({ errno })
  })

  it('reaches as far as the databases that go with it', async () => {
    const session = sessionWith(bounded('admin', undefined, ['db', 'new']))
    await host.query(session, 'create database new')
    await host.query(session, "call dolt_remote('add', 'o', 'memory://o')")
    for (const sql of ['create database other', 'create database third', 'drop database other']) expect((await failure(session, sql)).errno).toBe(1044)
    for (const sql of ["call dolt_clone('memory://o')", 'set global sql_mode = 1']) expect((await failure(session, sql)).errno).toBe(1227)
    await host.query(session, 'drop database new')
  })
})

describe('SHOW GRANTS', () => {
  it('says what the session may do', async () => {
    expect(await rows(sessionWith(bounded('read', undefined)), 'show grants')).toEqual([
      ['GRANT USAGE ON *.* TO `root`@`%`'], ['GRANT SELECT, EXECUTE ON `db`.* TO `root`@`%`'],
    ])
    expect(await rows(sessionWith(bounded('admin', undefined, ['*'])), 'show grants')).toContainEqual(['GRANT ALL PRIVILEGES ON `other`.* TO `root`@`%`'])
  })
})

describe('databases of others', () => {
  it('are not there', async () => {
    const session = sessionWith(bounded('write', undefined), null)
    expect(await rows(session, 'show databases')).toEqual([['db'], ['information_schema']])
    expect(JSON.stringify(await rows(session, 'select * from information_schema.schemata'))).not.toContain('other')
    expect(JSON.stringify(await rows(session, 'select * from information_schema.tables'))).not.toContain('other')
    for (const sql of ['use `?`', 'select * from `?`.t', 'use `?/main`', 'show tables from `?`', 'insert into `?`.t values (1)']) {
      const told = await failure(session, sql.replace('?', 'other'))
      expect(told.errno).toBe(1049)
      expect(told.message.replace('other', 'absent')).toBe((await failure(session, sql.replace('?', 'absent'))).message)
    }
  })
})
