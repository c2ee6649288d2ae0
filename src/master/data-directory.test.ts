import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DoltDatabase } from '../doltdb/database.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import { ConfigFile } from './config-file.ts'
import { writeFirstCommit } from './create-database.ts'
import { DataDirectory, databaseNameOf } from './data-directory.ts'
import { nodePlatform } from './platform.ts'
import { RepoStateFile } from './repo-state.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-data-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const OPTIONS = { branch: 'main', name: 'A B', email: 'a@b.c' }

describe('a new database', () => {
  it('has the first commit that Dolt gives it', async () => {
    // `dolt init --name "A B" --email a@b.c --date 2024-01-02T03:04:05Z`, and what dolt_log said of it.
    const platform = { ...nodePlatform, now: () => Date.UTC(2026, 10, 23, 14, 4, 42, 17) }
    const db = new DoltDatabase(new MemoryChunkStore(platform), platform)
    await writeFirstCommit(db, { ...OPTIONS, date: Date.UTC(2024, 0, 2, 3, 4, 5) })
    const refs = await db.run(db.refs())
    expect([...refs.keys()]).toEqual(['refs/heads/main', 'refs/internal/create', 'workingSets/heads/main'])
    expect(refs.get('refs/heads/main')).toBe('llq80ofs99ukcjhatgpbep4e2pifv396')
    expect(refs.get('refs/internal/create')).toBe('llq80ofs99ukcjhatgpbep4e2pifv396')
  })

  it('is found again, with the others of its directory', async () => {
    const data = new DataDirectory(directory)
    expect(data.databases.size).toBe(0)
    const one = await data.create('One', OPTIONS)
    await data.create('my-db', { ...OPTIONS, branch: 'trunk' })
    await expect(data.create('ONE', OPTIONS)).rejects.toMatchObject({ errno: 1007, message: 'can\'t create database ONE; database exists' })
    await expect(data.create('../x', OPTIONS)).rejects.toThrow(/invalid database name/)
    await expect(data.create('bad', { ...OPTIONS, branch: 'a..b' })).rejects.toThrow(/invalid branch name/)
    expect(existsSync(join(directory, 'bad'))).toBe(false)
    const root = one.db.root()
    data.close()
    const again = new DataDirectory(directory)
    expect([...again.databases.keys()].toSorted()).toEqual(['my-db', 'one'])
    expect(again.databases.get('one')?.db.root()).toBe(root)
    expect(again.databases.get('my-db')?.defaultBranch).toBe('trunk')
    expect(again.own).toBeUndefined()
    again.drop('one')
    expect(() => again.drop('one')).toThrow(/database doesn't exist/)
    expect(existsSync(join(directory, '.dolt_dropped_databases', 'One', '.dolt', 'noms', 'manifest'))).toBe(true)
    again.close()
    const itself = new DataDirectory(join(directory, 'my-db'))
    expect([...itself.databases.keys()]).toEqual(['my-db'])
    expect(itself.own?.name).toBe('my-db')
    expect(() => itself.drop('my-db')).toThrow(/data directory itself/)
    itself.close()
  })

  it('leaves no trace when its clone is abandoned', () => {
    const data = new DataDirectory(directory)
    const database = data.createUnlisted('c')
    expect(data.databases.size).toBe(0)
    data.abandon(database)
    expect(existsSync(join(directory, 'c'))).toBe(false)
  })

  it('has the name of its folder, or a tamer one on demand', () => {
    expect(databaseNameOf('my-db 1')).toBe('my-db 1')
    process.env.DOLT_DBNAME_REPLACE = '1'
    try {
      expect(databaseNameOf(' a-b c--d')).toBe('a_b_c_d')
    } finally {
      delete process.env.DOLT_DBNAME_REPLACE
    }
  })
})

/** As Dolt left it after two `remote add` and a `push -u origin main`. */
const STATE = `{
  "head": "refs/heads/main",
  "remotes": {
    "origin": {
      "name": "origin",
      "url": "file:///srv/rem1",
      "fetch_specs": [
        "refs/heads/*:refs/remotes/origin/*"
      ],
      "params": {}
    },
    "s": {
      "name": "s",
      "url": "s3://b/p?endpoint=http://x\\u0026region=y",
      "fetch_specs": [
        "refs/heads/*:refs/remotes/s/*"
      ],
      "params": {}
    }
  },
  "backups": {},
  "branches": {
    "main": {
      "head": "refs/heads/main",
      "remote": "origin"
    }
  }
}`

describe('repo_state.json', () => {
  const remote = (name: string, url: string): Parameters<RepoStateFile['addRemote']>[0] =>
    ({ name, url, fetchSpecs: [`refs/heads/*:refs/remotes/${name}/*`], params: {} })

  it('is written as Dolt writes it', () => {
    const path = join(directory, 'repo_state.json')
    const state = new RepoStateFile(path)
    state.create('main')
    expect(readFileSync(path, 'utf8')).toBe('{\n  "head": "refs/heads/main",\n  "remotes": {},\n  "backups": {},\n  "branches": {}\n}')
    state.addRemote(remote('s', 's3://b/p?endpoint=http://x&region=y'))
    state.addRemote(remote('origin', 'file:///srv/rem1'))
    state.setUpstream('main', { remote: 'origin', head: 'refs/heads/main' })
    expect(readFileSync(path, 'utf8')).toBe(STATE)
    expect(state.upstream('main')).toEqual({ remote: 'origin', head: 'refs/heads/main' })
    expect(state.remotes().map((r) => r.name)).toEqual(['origin', 's'])
    state.removeRemote('origin')
    expect(state.upstream('main')).toBeUndefined()
    expect(state.mergeRef('main')).toBe('refs/heads/main')
    expect(state.remotes().map((r) => r.url)).toEqual(['s3://b/p?endpoint=http://x&region=y'])
    state.checkOut('b1')
    expect(state.branch).toBe('b1')
  })

  it('may lack what older versions did not write', () => {
    const path = join(directory, 'repo_state.json')
    writeFileSync(path, '{"head": "refs/heads/x", "branches": {"x": {"remote": "origin"}}}')
    const state = new RepoStateFile(path)
    expect(state.upstream('x')).toEqual({ remote: 'origin', head: 'refs/heads/x' })
    expect(state.mergeRef('x')).toBe('')
    expect(state.remotes()).toEqual([])
  })

  it('that is damaged is a clear error', () => {
    const path = join(directory, 'repo_state.json')
    for (const text of ['', '[]', '{}', '{"head": 1}', '{"head": "x", "remotes": {"a": 1}}', '{"head": "x", "remotes": {"a": {}}}', '{"head": "x", "branches": []}']) {
      writeFileSync(path, text)
      expect(() => new RepoStateFile(path).branch).toThrow(expect.objectContaining({ code: 'REPO_STATE_CORRUPT' }) as Error)
    }
  })
})

describe('a configuration file', () => {
  it('is one sorted line of strings', () => {
    const file = new ConfigFile(join(directory, 'sub', 'config.json'))
    expect(file.entries().size).toBe(0)
    file.update(new Map([['user.name', 'Jo'], ['a', '<b>']]))
    file.update(new Map([['c', '1']]), ['nothing'])
    expect(readFileSync(file.path, 'utf8')).toBe('{"a":"\\u003cb\\u003e","c":"1","user.name":"Jo"}')
    file.update(new Map(), ['a', 'c'])
    expect([...file.entries()]).toEqual([['user.name', 'Jo']])
  })

  it('that is damaged is a clear error', () => {
    mkdirSync(join(directory, 'x'))
    const file = new ConfigFile(join(directory, 'x', 'config.json'))
    for (const text of ['', '[]', 'null', '{"a": 1}']) {
      writeFileSync(file.path, text)
      expect(() => file.get('a')).toThrow(expect.objectContaining({ code: 'CONFIG_CORRUPT' }) as Error)
    }
  })
})
