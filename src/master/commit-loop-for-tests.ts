import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'

/*
 * A process to be killed: commits one root after another and prints each when its commit has returned. Each root's
 * chunk names the root before it, so that what was acknowledged can be followed back.
 */
const store = LocalChunkStore.open(process.argv[2], nodePlatform, { create: true })
for (let n = 0; ; n++) {
  const last = store.root()
  for (let i = 0; i < 20; i++) store.put(Buffer.from(`${process.pid} ${n} ${i} ${'x'.repeat(200)}`))
  const next = store.put(Buffer.from(`root ${process.pid} ${n} after ${last}`))
  if (store.commitRoot(next, last)) process.stdout.write(`${next}\n`)
}
