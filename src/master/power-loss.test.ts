import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RecordedFiles } from '../../test/support/recorded-files.ts'
import { checkChunks } from '../doltdb/check-chunks.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { createDatabase } from './create-database.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

const recorded = vi.hoisted((): { files: RecordedFiles | undefined } => ({ files: undefined }))
vi.mock('node:fs', async (original) => {
  const { RecordedFiles: Recorder } = await import('../../test/support/recorded-files.ts')
  recorded.files = new Recorder(await original())
  return { ...recorded.files.fs, default: recorded.files.fs }
})

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-power-'))
})
afterEach(() => {
  recorded.files!.onChange = () => {}
  rmSync(base, { recursive: true, force: true })
})

/** A moment at which the power may fail: the files that are left then, and how many statements were acknowledged. */
interface Moment {
  readonly files: ReadonlyMap<string, Buffer>
  readonly acknowledged: number
  readonly what: string
}

/** Each is acknowledged before the next is run. */
const STATEMENTS: readonly string[] = [
  'create table t (a int primary key, b varchar(200), index (b))',
  "insert into t values (1, 'x'), (2, 'y')",
  "call dolt_commit('-Am', 'one')",
  'insert into t values (3, repeat(uuid(), 5))',
  'alter table t add column c int default 7, drop index b',
  "call dolt_branch('side')",
  'insert into t (a) values (4)',
  'call dolt_gc()',
  'insert into t (a) values (5)',
  "call dolt_commit('-am', 'two')",
  'delete from t where a = 1',
  "call dolt_gc('--full')",
  'insert into t (a) values (6), (7)',
  "call dolt_branch('-D', 'side')",
]

/** What tells the states between statements apart. */
const STATE = "select (select group_concat(a order by a) from t), (select count(*) from information_schema.columns where table_name = 't'), "
  + '(select count(*) from dolt_branches), (select count(*) from dolt_log)'

interface Found {
  readonly state: string
  readonly problems: readonly string[]
}

/** Opens the files as a server does that starts again. */
async function foundIn(files: ReadonlyMap<string, Buffer>): Promise<Found> {
  const directory = join(base, 'left')
  rmSync(directory, { recursive: true, force: true })
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  const data = new DataDirectory(directory)
  const host = new MasterHost({ data, log: () => {} })
  try {
    const { problems } = await checkChunks(data.databases.get('db')!.store, nodePlatform)
    const session = new Session(host, nodePlatform)
    session.database = 'db'
    const state = await new Engine(host).query(session, STATE).then(({ rows }) => rows.join(), (e: unknown) => (e as Error).message)
    return { state, problems }
  } finally {
    await host.close()
    data.close()
  }
}

describe('a database whose process is killed, or whose machine loses power', () => {
  it('has what was acknowledged and nothing half-done, whenever it happens and whatever is left of what was not made durable', async () => {
    const { LOSSES } = await import('../../test/support/recorded-files.ts')
    const files = recorded.files!
    const live = join(base, 'live')
    files.watch(live)
    await createDatabase(join(live, 'db'), { branch: 'main', name: 'P', email: 'p@x' })
    const data = new DataDirectory(live)
    const host = new MasterHost({ data, log: () => {} })
    const engine = new Engine(host)
    const session = new Session(host, nodePlatform)
    session.database = 'db'

    const states: string[] = []
    const moments: Moment[] = []
    const state = async (): Promise<string> => await engine.query(session, STATE).then(({ rows }) => rows.join(), (e: unknown) => (e as Error).message)
    states.push(await state())
    files.onChange = () => {
      for (const loss of LOSSES) moments.push({ files: files.afterLoss(loss), acknowledged: states.length - 1, what: `${loss} left of ${STATEMENTS[states.length - 1]}` })
    }
    for (const sql of STATEMENTS) {
      await engine.query(session, sql)
      states.push(await state())
    }
    files.onChange = () => {}
    await host.close()
    data.close()

    const known = new Map<string, Found>()
    const wrong: string[] = []
    for (const { files: left, acknowledged, what } of moments) {
      const hash = createHash('sha1')
      for (const [path, bytes] of left) hash.update(path).update(bytes)
      const digest = hash.digest('hex')
      const found = known.get(digest) ?? (await foundIn(left))
      known.set(digest, found)
      // The statement that was under way may have taken place, too.
      const isRight = states.slice(acknowledged, acknowledged + 2).includes(found.state)
      if (!isRight || found.problems.length > 0) wrong.push(`${what}: ${found.state} ${found.problems.join()}`)
    }
    expect(wrong).toEqual([])
    expect(known.size).toBeGreaterThan(50)
  })
})
