import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startNode } from './child.ts'
import type { Running } from './edge.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface MasterOptions {
  readonly port: number
  /** Of the MySQL protocol. */
  readonly mysqlPort: number
  /** Folder of the databases; made when it is absent. */
  readonly data: string
  /** What a push to `oxbow+http://` remotes sends. */
  readonly remoteToken: string
  /** Key of the sessions' signatures; an edge that hands writes on has the same. */
  readonly sessionKey?: string
}

/** How long a master may take until it answers, in milliseconds. */
const START_MS = 20_000

/** Starts `oxbow sql-server` on 127.0.0.1 and waits until it answers. */
export async function startMaster(options: MasterOptions): Promise<Running> {
  mkdirSync(options.data, { recursive: true })
  const child = startNode([
    join(ROOT, 'src', 'cli', 'main.ts'), 'sql-server', '--host', '127.0.0.1', '--http-port', String(options.port), '--port', String(options.mysqlPort),
    '--data-dir', options.data, '--loglevel', 'warn',
  ], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    // What SET PERSIST writes stays in this folder, and what the user's own configuration says stays out. Only this machine is answered.
    env: { ...process.env, DOLT_ROOT_PATH: options.data, OXBOW_TOKEN_KEY: '', OXBOW_REMOTE_TOKEN: options.remoteToken, ...(options.sessionKey === undefined ? undefined : { OXBOW_SESSION_KEY: options.sessionKey }) },
  })
  const url = `http://127.0.0.1:${options.port}`
  let ended = false
  void child.exited.then(() => {
    ended = true
  })
  for (const deadline = Date.now() + START_MS; ; await sleep(50)) {
    const healthy = await fetch(`${url}/health`).then((response) => response.ok, () => false)
    if (healthy) return { url, exited: child.exited, stop: child.stop }
    if (ended || Date.now() > deadline) {
      await child.stop()
      throw new Error(ended ? 'the master ended before it was ready' : 'the master does not answer')
    }
  }
}
