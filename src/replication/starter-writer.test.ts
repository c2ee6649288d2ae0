import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { CountingObjectStore } from '../../test/support/counting-object-store.ts'
import { MemoryHost } from '../../test/support/memory-host.ts'
import { DoltDatabase } from '../doltdb/database.ts'
import { pushRefs } from '../doltdb/push-refs.ts'
import { OxbowError } from '../error.ts'
import { FileObjectStore } from '../master/file-object-store.ts'
import { nodePlatform } from '../master/platform.ts'
import type { SqlSession } from '../sql/session.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { STARTER_KEY, parseStarter } from '../store/remote/starter.ts'
import { StarterWriter, writeStarter } from './starter-writer.ts'
import { WritableRemote } from './writable-remote.ts'

/** A database that can be written, and pushed to a remote. */
class Master {
  readonly host = new MemoryHost()
  readonly remote: DoltDatabase
  #session: SqlSession | undefined

  constructor(objects: ObjectStore) {
    this.remote = new DoltDatabase(new WritableRemote(objects, nodePlatform), nodePlatform)
  }

  get db(): DoltDatabase {
    return this.host.databases().get('db')!.db
  }

  async sql(...statements: string[]): Promise<void> {
    if (this.#session === undefined) {
      await this.host.createDatabase('db')
      this.#session = this.host.session('db')
    }
    for (const statement of statements) await this.host.engine.query(this.#session as Parameters<typeof this.host.engine.query>[0], statement)
  }

  async push(): Promise<void> {
    const refs = await this.db.run(this.db.refs())
    await pushRefs(this.db, this.remote, [{ ref: 'refs/heads/main', to: refs.get('refs/heads/main')! }])
  }
}

async function starterOf(objects: ObjectStore): Promise<ReturnType<typeof parseStarter>> {
  const got = await objects.get(STARTER_KEY)
  return got === null || got.notModified === true ? undefined : parseStarter(got.body)
}

describe('the writer of starters', () => {
  let objects: CountingObjectStore
  let puts: string[]
  let master: Master
  let clock: FakeClock
  let logged: string[]
  let writer: StarterWriter

  beforeEach(async () => {
    const memory = new MemoryObjectStore()
    objects = new CountingObjectStore(memory)
    puts = []
    objects.put = (key, ...rest) => {
      puts.push(key)
      return memory.put(key, ...rest)
    }
    master = new Master(objects)
    await master.sql('create table t (a int primary key)', "call dolt_commit('-Am', 'one')")
    await master.push()
    clock = new FakeClock()
    logged = []
    writer = new StarterWriter({ db: master.db, clock, log: (_level, event) => logged.push(event) })
  })

  it('writes one starter for many pushes, after them, and then leaves it for a while', async () => {
    for (let i = 0; i < 50; i++) writer.pushed(master.remote)
    expect(puts).not.toContain(STARTER_KEY)
    await clock.pass(2000)
    expect(puts.filter((key) => key === STARTER_KEY)).toHaveLength(1)
    const starter = await starterOf(objects)
    expect(starter?.chunks.has(master.remote.root())).toBe(true)
    writer.pushed(master.remote)
    await clock.pass(29_000)
    expect(puts.filter((key) => key === STARTER_KEY)).toHaveLength(1)
    await clock.pass(1000)
    expect(puts.filter((key) => key === STARTER_KEY)).toHaveLength(2)
    await clock.pass(3_600_000)
    expect(puts.filter((key) => key === STARTER_KEY)).toHaveLength(2)
  })

  it('describes each file once: a starter costs one read of each file that is new', async () => {
    writer.pushed(master.remote)
    await clock.pass(2000)
    for (let i = 0; i < 3; i++) {
      await master.sql(`insert into t values (${i})`, `call dolt_commit('-am', 'more')`)
      await master.push()
      objects.gets.length = 0
      writer.pushed(master.remote)
      await clock.pass(30_000)
      expect(objects.gets.filter(({ key }) => key !== 'manifest').length).toBeLessThanOrEqual(1)
      expect((await starterOf(objects))?.small).toHaveLength(i + 2)
    }
  })

  it('fails no push when the remote fails, says so, and comes back', async () => {
    const { put } = objects
    objects.put = () => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'it fails'))
    writer.pushed(master.remote)
    await clock.pass(2000)
    expect(logged).toEqual(['starter not written'])
    objects.put = put
    writer.pushed(master.remote)
    await clock.pass(30_000)
    expect(await starterOf(objects)).toBeDefined()
  })

  it('writes nothing once it is closed', async () => {
    writer.pushed(master.remote)
    await writer.close()
    await clock.pass(60_000)
    expect(puts).not.toContain(STARTER_KEY)
  })
})

const dolt = process.env.DOLT_BIN

describe.runIf(dolt !== undefined)(`a remote with a starter, to real Dolt${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  it('is cloned, checked and pushed to as if there were none', async () => {
    const base = mkdtempSync(join(tmpdir(), 'oxbow-starter-'))
    const call = (cwd: string, ...argv: string[]): string => execFileSync(
      dolt!, argv, { cwd: join(base, cwd), encoding: 'utf8', env: { ...process.env, HOME: base, DOLT_ROOT_PATH: base } })
    try {
      for (const [name, value] of [['user.name', 'D'], ['user.email', 'd@x'], ['metrics.disabled', 'true']]) {
        call('.', 'config', '--global', '--add', name, value)
      }
      const objects = new FileObjectStore(join(base, 'remote'))
      const master = new Master(objects)
      await master.sql('create table t (a int primary key)', 'insert into t values (1)', "call dolt_commit('-Am', 'one')")
      await master.push()
      await writeStarter(objects, master.db, master.remote)
      call('.', 'clone', pathToFileURL(join(base, 'remote')).href, 'd')
      expect(call('d', 'fsck')).toContain('No problems found.')
      call('d', 'sql', '-q', "insert into t values (2); call dolt_commit('-am', 'two')")
      call('d', 'push', 'origin', 'main')
      call('.', 'clone', pathToFileURL(join(base, 'remote')).href, 'e')
      expect(call('e', 'sql', '-r', 'csv', '-q', 'select * from t')).toBe('a\n1\n2\n')
      expect(await starterOf(objects)).toBeDefined()
    } finally {
      rmSync(base, { recursive: true, force: true })
    }
  }, 60_000)
})
