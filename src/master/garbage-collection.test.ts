import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkChunks } from '../doltdb/check-chunks.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { JOURNAL_NAME, parseManifest } from '../store/manifest.ts'
import { createDatabase } from './create-database.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

let base = ''
let data: DataDirectory
let host: MasterHost
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-gc-'))
  await createDatabase(join(base, 'db'), { branch: 'main', name: 'G', email: 'g@x' })
  open()
})
afterEach(async () => {
  await close()
  rmSync(base, { recursive: true, force: true })
})

function open(): void {
  data = new DataDirectory(base)
  host = new MasterHost({ data, log: () => {} })
}

async function close(): Promise<void> {
  await host.close()
  data.close()
}

/** A session, and its statements' rows. */
function client(): (...statements: readonly string[]) => Promise<unknown> {
  const engine = new Engine(host)
  const session = new Session(host, nodePlatform)
  session.database = 'db'
  return async (...statements) => {
    let rows: unknown
    for (const sql of statements) rows = (await engine.query(session, sql)).rows
    return rows
  }
}

const noms = (...path: string[]): string => join(base, 'db', '.dolt', 'noms', ...path)
const problems = async (): Promise<readonly string[]> => (await checkChunks(data.databases.get('db')!.store, nodePlatform)).problems
const bytesOf = (path: string): number => readdirSync(path).reduce((sum, name) => sum + (/^[0-9a-v]{32}/.test(name) ? readFileSync(join(path, name)).length : 0), 0)

describe('dolt_gc', () => {
  it('moves commits to the old generation and drops the rest, as Dolt names it', async () => {
    const sql = client()
    await sql('create table t (a int primary key, b text)', "insert into t values (1, 'x')", "call dolt_commit('-Am', 'one')", "call dolt_branch('gone')", "call dolt_tag('v1')")
    for (let i = 0; i < 20; i++) await sql(`insert into t values (${100 + i}, repeat('y', 100))`)
    const before = await sql('select dolt_hashof_db()')
    expect(await sql('call dolt_gc()')).toEqual([[0]])
    expect(existsSync(noms(JOURNAL_NAME))).toBe(false)
    const [young, old] = [parseManifest(readFileSync(noms('manifest'))), parseManifest(readFileSync(noms('oldgen', 'manifest')))]
    expect(young.gcGeneration).toBe(young.lock)
    expect([young.specs.length, old.specs.length]).toEqual([1, 1])
    expect(old.root).toBe('0'.repeat(32))
    expect(await sql('select dolt_hashof_db()')).toEqual(before)
    expect(await problems()).toEqual([])
    await sql("insert into t values (2, 'z')", 'call dolt_gc()', 'call dolt_gc()')
    await close()
    open()
    expect(await client()('select count(*) from t')).toEqual([[22]])
    expect(await problems()).toEqual([])
  })

  it('keeps what deleted branches had, unless it is full', async () => {
    const sql = client()
    await sql('create table t (a int primary key, b longtext)', "call dolt_commit('-Am', 'one')", "call dolt_checkout('-b', 'gone')",
      "insert into t values (1, repeat(uuid(), 5000))", "call dolt_commit('-am', 'much')", "call dolt_checkout('main')", 'call dolt_gc()', "call dolt_branch('-D', 'gone')")
    const before = bytesOf(noms('oldgen'))
    await sql('call dolt_gc()')
    expect(bytesOf(noms('oldgen'))).toBe(before)
    await sql("call dolt_gc('--full')")
    expect(bytesOf(noms('oldgen'))).toBeLessThan(before)
    expect(parseManifest(readFileSync(noms('oldgen', 'manifest'))).specs.length).toBe(1)
    expect(await problems()).toEqual([])
  })

  it('lets transactions go on that began before, with what they saw and wrote', async () => {
    const [one, two, three] = [client(), client(), client()]
    await one('create table t (a int primary key, b text)', "insert into t values (1, 'x'), (2, 'y')")
    await two('begin', "insert into t values (3, 'two')")
    await three('begin', 'select count(*) from t')
    await one('update t set b = uuid()', "call dolt_commit('-Am', 'one')", 'call dolt_gc()', 'delete from t where a = 1', 'call dolt_gc()')
    expect(await three('select count(*), max(b) from t')).toEqual([[2, 'y']])
    await two("insert into t values (4, 'more')", 'commit')
    expect(await one('select a from t order by a')).toEqual([[2], [3], [4]])
    expect(await problems()).toEqual([])
    await close()
    open()
    expect(await client()('select a from t order by a')).toEqual([[2], [3], [4]])
    expect(await problems()).toEqual([])
  })

  it('leaves commits alone that others make meanwhile', async () => {
    const [one, two] = [client(), client()]
    await one('create table t (a int primary key, b text)')
    for (let i = 0; i < 30; i++) await one(`insert into t values (${i}, repeat(uuid(), 200))`)
    const collecting = one('call dolt_gc()')
    for (let i = 100; i < 110; i++) await two(`insert into t values (${i}, 'meanwhile')`, `call dolt_commit('-Am', '${i}')`)
    await collecting
    expect(await two('select count(*) from t', 'select count(*) from dolt_log')).toEqual([[11]])
    expect(await problems()).toEqual([])
  })

  it('says what it does not know', async () => {
    const sql = client()
    await expect(sql("call dolt_gc('x')")).rejects.toThrow('error: gc does not take positional arguments, but found 1: x')
    await expect(sql("call dolt_gc('--shallow', '--full')")).rejects.toThrow('cannot supply both --shallow and --full to dolt_gc')
    await expect(sql("call dolt_gc('--archive-level', '7')")).rejects.toThrow('invalid value for archive-level: 7')
    expect(await sql("call dolt_gc('--shallow')")).toEqual([[0]])
  })

  it.skipIf(process.env.DOLT_BIN === undefined)('and dolt gc take turns on one directory (DOLT_BIN)', async () => {
    const dolt = (...argv: string[]): string =>
      execFileSync(process.env.DOLT_BIN!, argv, { cwd: join(base, 'db'), encoding: 'utf8', env: { ...process.env, HOME: base, DOLT_ROOT_PATH: base, NO_COLOR: '1' } })
    for (const [name, value] of [['user.name', 'D'], ['user.email', 'd@x'], ['metrics.disabled', 'true']]) dolt('config', '--global', '--add', name, value)
    await client()('create table t (a int primary key, b text)', "call dolt_commit('-Am', 'made')")
    for (let turn = 0; turn < 10; turn++) {
      await client()(`insert into t values (${2 * turn}, 'ours')`, `call dolt_commit('-Am', 'ours ${turn}')`, ...(turn % 3 === 0 ? ['call dolt_gc()'] : []))
      await close()
      dolt('sql', '-q', `insert into t values (${2 * turn + 1}, 'theirs'); call dolt_commit('-Am', 'theirs ${turn}')`)
      if (turn % 4 === 1) dolt('gc', ...(turn === 5 ? ['--full'] : []))
      open()
    }
    const hash = await client()('select dolt_hashof_db()')
    expect(await client()('select count(*) from t')).toEqual([[20]])
    expect(await problems()).toEqual([])
    await close()
    expect(dolt('sql', '-r', 'csv', '-q', 'select dolt_hashof_db() h')).toContain(String((hash as string[][])[0][0]))
    expect(dolt('fsck')).toContain('No problems found')
    open()
  })
})
