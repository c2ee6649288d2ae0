import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
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
})
