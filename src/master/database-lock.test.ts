import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_HASH } from '../store/hash.ts'
import { DatabaseLock } from './database-lock.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-lock-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Another process that holds the lock until it is killed. */
async function holder(): Promise<{ kill(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'commit-loop-for-tests.ts'), directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

describe('DatabaseLock', () => {
  it('is shared inside a process, and freed by its last holder', () => {
    const one = DatabaseLock.take(directory)!
    expect(one.isShared).toBe(false)
    const two = DatabaseLock.take(directory)!
    expect(one.isShared).toBe(true)
    one.release()
    expect(two.isShared).toBe(false)
    two.release()
    DatabaseLock.take(directory)!.release()
  })

  it('keeps other processes from writing, who read and see each commit; a killed holder frees it', async () => {
    const other = await holder()
    expect(DatabaseLock.take(directory, 0)).toBeUndefined()
    const store = LocalChunkStore.open(directory, nodePlatform)
    expect(store.isLockedByOthers).toBe(true)
    const before = store.root()
    expect(store.has(before)).toBe(true)
    await expect.poll(() => (store.refresh(), store.root())).not.toBe(before)
    expect(store.has(store.root())).toBe(true)
    const root = store.put(Buffer.from('mine'))
    expect(() => store.commitRoot(root, store.root())).toThrow(expect.objectContaining({ message: 'cannot update manifest: database is read only' }) as Error)
    await other.kill()
    store.refresh()
    expect(store.commitRoot(root, store.root())).toBe(true)
    expect(store.isLockedByOthers).toBe(false)
    store.close()
    const again = LocalChunkStore.open(directory, nodePlatform)
    expect(again.root()).toBe(root)
    expect(again.root()).not.toBe(EMPTY_HASH)
    again.close()
  })

  it.skipIf(process.env.DOLT_BIN === undefined)('is the one that dolt takes (DOLT_BIN)', async () => {
    const database = join(directory, 'db')
    mkdirSync(database)
    const options = { cwd: database, encoding: 'utf8' as const, env: { ...process.env, HOME: directory, DOLT_ROOT_PATH: directory } }
    const dolt = (...argv: string[]): string => execFileSync(process.env.DOLT_BIN!, argv, { ...options, stdio: 'pipe' })
    for (const [name, value] of [['user.name', 'D'], ['user.email', 'd@x'], ['metrics.disabled', 'true']]) dolt('config', '--global', '--add', name, value)
    dolt('init')
    const noms = join(database, '.dolt', 'noms')
    const ours = LocalChunkStore.open(noms, nodePlatform)
    expect(() => dolt('sql', '-q', 'create table t (a int primary key)')).toThrow(/cannot update manifest: database is read only/)
    ours.close()
    dolt('sql', '-q', 'create table t (a int primary key)')

    const shell = spawn(process.env.DOLT_BIN!, ['sql'], { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
    shell.stdin.write('insert into t values (1);\nselect count(*) from t;\n')
    await once(shell.stdout, 'data')
    const store = LocalChunkStore.open(noms, nodePlatform)
    expect(store.isLockedByOthers).toBe(true)
    expect(() => store.commitRoot(store.root(), store.root())).toThrow(expect.objectContaining({ code: 'DATABASE_LOCKED' }) as Error)
    shell.stdin.end()
    await once(shell, 'exit')
    store.refresh()
    expect(store.commitRoot(store.root(), store.root())).toBe(true)
    store.close()
    expect(dolt('fsck')).toContain('No problems found')
  })
})
