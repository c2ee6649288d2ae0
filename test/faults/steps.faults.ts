import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkChunks } from '../../src/doltdb/check-chunks.ts'
import { createDatabase } from '../../src/master/create-database.ts'
import { DataDirectory } from '../../src/master/data-directory.ts'
import { MasterHost } from '../../src/master/master-host.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import { Engine } from '../../src/sql/engine.ts'
import { Session } from '../../src/sql/session-state.ts'
import { MAIN } from '../support/server-process.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-steps-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** What is made ready, and the statement that is killed. `{remote}` stands for the remote's URL. */
interface Operation {
  readonly name: string
  /** On the database itself, `db`, or on the one beside it that shares the remote, `other`. */
  readonly before: readonly (readonly [database: 'db' | 'other', sql: string])[]
  readonly sql: string
  /** A statement that does the first half of it, which may be all that was done. */
  readonly half?: string
}

const SHARED = [
  ['db', 'create table t (a int primary key, b varchar(200), index (b))'],
  ['db', "insert into t values (1, 'x'), (2, repeat('y', 150)), (3, 'z')"],
  ['db', "call dolt_commit('-Am', 'one')"],
  ['db', "call dolt_remote('add', 'origin', '{remote}')"],
  ['db', "call dolt_push('-u', 'origin', 'main')"],
  ['other', "call dolt_remote('add', 'origin', '{remote}')"],
  ['other', "call dolt_fetch('origin')"],
  ['other', "call dolt_reset('--hard', 'origin/main')"],
] as const

const THEIRS = [
  ['other', "insert into t values (10, 'ten'), (11, repeat('q', 190))"],
  ['other', 'alter table t add column c int default 7'],
  ['other', "call dolt_commit('-am', 'theirs')"],
  ['other', "call dolt_push('origin', 'main')"],
] as const
const OURS = [['db', "update t set b = 'ours' where a = 1"], ['db', "call dolt_commit('-am', 'ours')"]] as const
const UNCOMMITTED = [['db', "insert into t values (4, 'four')"], ['db', 'create table u (a int primary key)']] as const

const OPERATIONS: readonly Operation[] = [
  { name: 'a change of rows', before: SHARED, sql: "insert into t values (4, 'four')" },
  { name: 'a commit', before: [...SHARED, ...UNCOMMITTED], sql: "call dolt_commit('-Am', 'two')" },
  { name: 'a schema change', before: SHARED, sql: 'alter table t add column c int default 7, drop index b' },
  { name: 'a schema change that writes all rows anew', before: SHARED, sql: 'alter table t modify a bigint, modify b varchar(300)' },
  { name: 'a fetch', before: [...SHARED, ...THEIRS], sql: "call dolt_fetch('origin')" },
  { name: 'a pull', before: [...SHARED, ...THEIRS], sql: "call dolt_pull('origin', 'main')", half: "call dolt_fetch('origin')" },
  { name: 'a pull that merges', before: [...SHARED, ...THEIRS, ...OURS], sql: "call dolt_pull('origin', 'main')", half: "call dolt_fetch('origin')" },
  { name: 'a push', before: [...SHARED, ...OURS], sql: "call dolt_push('origin', 'main')" },
  { name: 'garbage collection', before: [...SHARED, ...UNCOMMITTED, ['db', 'drop table u']], sql: 'call dolt_gc()' },
  { name: 'a full garbage collection', before: [...SHARED, ['db', 'call dolt_gc()'], ...UNCOMMITTED, ['db', 'drop table u']], sql: "call dolt_gc('--full')" },
]

/** All that an operation may change, but for addresses that hold the time. */
const STATE = 'select dolt_hashof_db(), (select count(*) from dolt_status), (select group_concat(message order by commit_order) from dolt_log), '
  + '(select group_concat(name, latest_commit_message order by name) from dolt_remote_branches), (select group_concat(a, b order by a) from t)'

/** The directory that operations work on: both databases, and the remote. */
class Place {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get remote(): string {
    return pathToFileURL(join(this.path, 'remote')).href
  }

  /** Works on it within this process. */
  async open<T>(work: (host: MasterHost, query: (database: string, sql: string) => Promise<string>) => Promise<T>): Promise<T> {
    const data = new DataDirectory(join(this.path, 'data'))
    const host = new MasterHost({ data, log: () => {} })
    const engine = new Engine(host)
    const sessions = new Map(['db', 'other'].map((name) => [name, Object.assign(new Session(host, nodePlatform), { database: name })]))
    try {
      return await work(host, async (database, sql) => (await engine.query(sessions.get(database)!, sql.replace('{remote}', this.remote))).rows.join('\n'))
    } finally {
      await host.close()
      data.close()
    }
  }

  /** The operation's statement in a process of its own, which is killed at a change. @returns what it printed, and whether it ended by itself */
  async run(sql: string, change: number): Promise<{ readonly printed: string; readonly ended: boolean }> {
    return await new Promise((resolve, reject) => {
      const args = ['--import', pathToFileURL(join(import.meta.dirname, 'die-at-change.ts')).href, MAIN, '--data-dir', join(this.path, 'data', 'db'), 'sql', '-q', sql]
      execFile(process.execPath, args, { env: { ...process.env, DOLT_ROOT_PATH: this.path, DIE_AT_CHANGE: String(change) } }, (error, stdout, stderr) => {
        if (error !== null && error.signal !== 'SIGKILL') reject(new Error(`${sql} ended with ${error.code}: ${stderr}`))
        else resolve({ printed: stdout, ended: error === null })
      })
    })
  }

  /** What a server that starts again finds: the state, and what is wrong with any chunk of the database or the remote. */
  async found(): Promise<{ readonly state: string; readonly remote: string; readonly problems: readonly string[] }> {
    return await this.open(async (host, query) => {
      const state = await query('db', STATE)
      const { db } = host.databases().get('db')!
      const remote = await host.remotes.open(this.remote)
      const problems = [...(await checkChunks(db.store, nodePlatform)).problems, ...(await checkChunks(remote.store, nodePlatform)).problems]
      return { state, remote: remote.store.root(), problems }
    })
  }
}

describe('a process that is killed at each of its changes of files', () => {
  it.each(OPERATIONS)('$name: is done or not, whole, and can be done again', async ({ before, sql, half }) => {
    const place = new Place(join(base, 'place'))
    mkdirSync(join(place.path, '.dolt'), { recursive: true })
    mkdirSync(join(place.path, 'remote'))
    writeFileSync(join(place.path, '.dolt', 'config_global.json'), JSON.stringify({ 'user.name': 's', 'user.email': 's@x' }))
    for (const name of ['db', 'other']) await createDatabase(join(place.path, 'data', name), { branch: 'main', name: 's', email: 's@x' })
    await place.open(async (_, query) => {
      for (const [database, statement] of before) await query(database, statement)
    })
    const ready = join(base, 'ready')
    renameSync(place.path, ready)
    const reset = (): void => {
      rmSync(place.path, { recursive: true, force: true })
      cpSync(ready, place.path, { recursive: true })
    }
    reset()
    const old = await place.found()
    const states = [old.state]
    if (half !== undefined) {
      await place.open((_, query) => query('db', half))
      states.push((await place.found()).state)
      reset()
    }
    expect((await place.run(sql, Infinity)).ended).toBe(true)
    const done = await place.found()
    states.push(done.state)

    let changes = 0
    for (;;) {
      reset()
      const { ended, printed } = await place.run(sql, ++changes)
      if (ended) break
      const found = await place.found()
      expect(found.problems, `at change ${changes}`).toEqual([])
      // What was acknowledged stays.
      expect(printed === '' ? states : [done.state], `at change ${changes}`).toContain(found.state)
      if (found.state !== done.state || found.remote === old.remote) await place.open((_, query) => query('db', sql).catch(() => ''))
      expect((await place.found()).state, `again, after change ${changes}`).toBe(done.state)
    }
    expect(changes).toBeGreaterThan(3)
  })
})
