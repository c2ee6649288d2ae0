import { DoltDatabase } from '../../src/doltdb/database.ts'
import { pushRefs } from '../../src/doltdb/push-refs.ts'
import { branchRef, tagRef } from '../../src/doltdb/refs.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import { WritableRemote } from '../../src/replication/writable-remote.ts'
import { MemoryChunkStore } from '../../src/store/memory-chunk-store.ts'
import { MemoryObjectStore } from '../../src/store/remote/memory-object-store.ts'
import { MemoryHost, initialise } from './memory-host.ts'

/** A small remote with a branch `main`, a branch `hidden` that goes on from it, and a tag `secret` there. Plain data. */
export interface BranchesRemote {
  /** The remote's objects in base64, by name. */
  readonly objects: Readonly<Record<string, string>>
  /** Heads of the branches. */
  readonly main: string
  readonly hidden: string
}

/** On main, `t` holds 1; on hidden, 1 and 2. */
export async function branchesRemote(): Promise<BranchesRemote> {
  const host = new MemoryHost()
  const { db } = host.add('db', new MemoryChunkStore(nodePlatform))
  await initialise(db, 'main', 1)
  const session = host.session('db')
  for (const sql of [
    'create table t (a int primary key)', 'insert into t values (1)', "call dolt_commit('-Am', 'open')",
    "call dolt_checkout('-b', 'hidden')", 'insert into t values (2)', "call dolt_commit('-am', 'confidential')", "call dolt_tag('secret')",
  ]) await host.query(session, sql)
  const objects = new MemoryObjectStore()
  const remote = new DoltDatabase(new WritableRemote(objects, nodePlatform), nodePlatform)
  const refs = await db.run(db.refs())
  await pushRefs(db, remote, [branchRef('main'), branchRef('hidden'), tagRef('secret')].map((ref) => ({ ref, to: refs.get(ref)! })))
  const files: Record<string, string> = {}
  for await (const { key } of objects.list()) {
    const found = await objects.get(key)
    if (found !== null && 'body' in found) files[key] = Buffer.from(found.body).toString('base64')
  }
  return { objects: files, main: refs.get(branchRef('main'))!, hidden: refs.get(branchRef('hidden'))! }
}
