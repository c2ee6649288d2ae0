import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DoltDatabase } from '../src/doltdb/database.ts'
import { nodePlatform } from '../src/master/platform.ts'
import { writeStarter } from '../src/replication/starter-writer.ts'
import { WritableRemote } from '../src/replication/writable-remote.ts'
import { MemoryObjectStore } from '../src/store/remote/memory-object-store.ts'
import { STARTER_KEY } from '../src/store/remote/starter.ts'
import { coldAnswer } from '../test/support/cold-replica.ts'
import { FixtureStore } from '../test/support/fixture-store.ts'

const HELP = `usage: node scripts/cold-start.ts <directory of a remote> <query>...

Prints what the first answer of a replica that has nothing costs, for each query: dependent trips after the manifest's,
requests, and KiB read, without and with a starter beside the manifest. The remote is copied into memory first.

  --waves   print the requests of each trip
  --help    this text`

const { values, positionals: [folder, ...queries] } = parseArgs({ allowPositionals: true, options: { waves: { type: 'boolean' }, help: { type: 'boolean' } } })
if (values.help === true || folder === undefined || queries.length === 0) {
  console.log(HELP)
  process.exit(values.help === true ? 0 : 1)
}

const objects = new MemoryObjectStore()
const path = resolve(folder)
for (const entry of readdirSync(path, { withFileTypes: true })) {
  if (entry.isFile()) await objects.put(entry.name, new Uint8Array(readFileSync(join(path, entry.name))))
}

async function measure(mode: string, starter: boolean): Promise<void> {
  for (const query of queries) {
    const { trips, bytes, waves } = await coldAnswer(objects, 'db', query, { starter })
    const requests = waves.flat().length - 1
    console.log(`${mode.padEnd(16)} ${String(trips).padStart(3)} trips ${String(requests).padStart(4)} requests ${(bytes / 1024).toFixed(0).padStart(6)} KiB  ${query}`)
    if (values.waves !== true) continue
    for (const [i, wave] of waves.entries()) console.log(`  ${i}: ${wave.map(({ key, bytes: size }) => `${key.slice(0, 8)} ${size}`).join(', ')}`)
  }
}

await objects.delete(STARTER_KEY)
await measure('without starter', false)
await writeStarter(
  objects, new DoltDatabase(new FixtureStore(path), nodePlatform), new DoltDatabase(new WritableRemote(objects, nodePlatform), nodePlatform),
)
await measure('with starter', true)
