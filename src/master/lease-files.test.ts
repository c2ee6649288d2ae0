import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { LeaseHolder } from '../replication/lease-holder.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { LeaseFiles } from './lease-files.ts'
import { nodePlatform } from './platform.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-lease-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** One bucket, by the URL that it is known by now. */
function known(bucket: MemoryObjectStore, url: string): ObjectStore {
  return { url, get: (...args) => bucket.get(...args), put: (...args) => bucket.put(...args), list: (...args) => bucket.list(...args), delete: (...args) => bucket.delete(...args) }
}

function holder(objects: ObjectStore, folder = join(directory, 'a')): LeaseHolder {
  return new LeaseHolder({ objects, memory: new LeaseFiles(folder), clock: new FakeClock(), platform: nodePlatform, longLived: true, duration: () => null })
}

describe('what a server remembers of its lease', () => {
  it('outlives the process, and the URL that the remote was known by', async () => {
    const bucket = new MemoryObjectStore('memory://bucket')
    expect(await holder(known(bucket, 'memory://old')).hold()).toMatchObject({ epoch: 1 })
    expect(await holder(known(bucket, 'memory://old')).hold()).toMatchObject({ epoch: 1 })
    expect(await holder(known(bucket, 'memory://new')).hold()).toMatchObject({ epoch: 1 })
    // Another remote knows nothing of it.
    expect(await holder(new MemoryObjectStore('memory://other')).hold()).toMatchObject({ epoch: 1 })
    expect(await holder(known(bucket, 'memory://new')).hold()).toMatchObject({ epoch: 1 })
  })

  it('is no copy\'s: that is another server', async () => {
    const bucket = new MemoryObjectStore('memory://bucket')
    await holder(bucket).hold()
    cpSync(join(directory, 'a'), join(directory, 'b'), { recursive: true })
    await expect(holder(bucket, join(directory, 'b')).hold()).rejects.toMatchObject({ code: 'LEASE_HELD' })
  })
})
