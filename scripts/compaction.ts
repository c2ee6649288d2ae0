import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDatabase } from '../src/master/create-database.ts'
import { DataDirectory } from '../src/master/data-directory.ts'
import { MasterHost } from '../src/master/master-host.ts'
import { nodePlatform } from '../src/master/platform.ts'
import { Engine } from '../src/sql/engine.ts'
import { Session } from '../src/sql/session-state.ts'
import { MemoryObjectStore } from '../src/store/remote/memory-object-store.ts'
import type { PutOptions } from '../src/store/remote/object-store.ts'
import { FakeClock } from '../test/support/fake-clock.ts'

const HELP = `usage: node scripts/compaction.ts

Pushes many small commits on write to a remote in memory, one every so many seconds of a clock that is turned by hand,
and prints how many objects the remote holds and how many bytes are written for each byte pushed.

  --pushes N    commits, each of which is pushed (1000)
  --every N     seconds from one to the next (10)
  --files N     dolt_replication_compact_files (64); 0 turns compaction off
  --grace N     dolt_replication_compact_grace_seconds (3600)
  --help        this text`

const { values } = parseArgs({
  options: {
    pushes: { type: 'string', default: '1000' }, every: { type: 'string', default: '10' }, files: { type: 'string', default: '64' },
    grace: { type: 'string', default: '3600' }, help: { type: 'boolean' },
  },
})
if (values.help === true) {
  console.log(HELP)
  process.exit(0)
}

/** A bucket that counts what is written, by what it is. */
class CountedBucket extends MemoryObjectStore {
  fileBytes = 0
  otherBytes = 0
  puts = 0

  override put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    this.puts++
    if (/^[0-9a-v]{32}/.test(key)) this.fileBytes += body.length
    else this.otherBytes += body.length
    return super.put(key, body, options)
  }

  async count(): Promise<number> {
    let count = 0
    for await (const { key } of this.list()) count += key === '' ? 0 : 1
    return count
  }
}

const base = mkdtempSync(join(tmpdir(), 'oxbow-compaction-'))
try {
  mkdirSync(join(base, 'm'))
  await createDatabase(join(base, 'm'), { branch: 'main', name: 'm', email: 'm@x' })
  const data = new DataDirectory(join(base, 'm'))
  const bucket = new CountedBucket()
  const clock = new FakeClock()
  const host = new MasterHost({ data, clock, longLived: true, openObjects: async () => bucket, log: () => undefined })
  const engine = new Engine(host)
  const session = new Session(host, nodePlatform)
  session.database = 'm'
  const sql = async (text: string): Promise<void> => void await engine.query(session, text)
  await sql(`set global dolt_replication_compact_files = ${Number(values.files)}`)
  await sql(`set global dolt_replication_compact_grace_seconds = ${Number(values.grace)}`)
  await sql("call dolt_remote('add', 'origin', 'memory://bucket')")
  await sql("set global dolt_replicate_to_remote = 'origin'")
  await sql('create table t (a int primary key, b varchar(200))')
  const pushes = Number(values.pushes)
  let most = 0
  for (let i = 1; i <= pushes; i++) {
    await sql(`insert into t values (${i}, repeat('${i} ', 20))`)
    await sql(`call dolt_commit('-Am', 'row ${i}')`)
    await clock.pass(Number(values.every) * 1000)
    const objects = await bucket.count()
    most = Math.max(most, objects)
    if (i % Math.max(1, Math.floor(pushes / 10)) === 0) console.log(`${String(i).padStart(6)} pushes: ${objects} objects`)
  }
  const { merges, bytesWritten: merged } = host.compaction('m')!
  const pushed = bucket.fileBytes - merged
  await clock.pass(Number(values.grace) * 1000 + 60_000)
  console.log(`most objects at once: ${most}; after the grace time: ${await bucket.count()}`)
  console.log(`pushed ${(pushed / 1e6).toFixed(2)} MB in ${pushes} pushes; compaction wrote ${(merged / 1e6).toFixed(2)} MB in ${merges} merges`)
  console.log(`files written / files pushed: ${(bucket.fileBytes / pushed).toFixed(2)}; manifests, lease, starters and lists: ${(bucket.otherBytes / 1e6).toFixed(2)} MB`)
  await host.close()
  data.close()
} finally {
  rmSync(base, { recursive: true, force: true })
}
