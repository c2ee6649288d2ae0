import { createHash, randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { startEdge } from './edge.ts'
import { freePort } from './free-port.ts'
import { HELP, parseStartOptions } from './options.ts'
import type { StartOptions } from './options.ts'
import { reachRemote } from './remote.ts'

/** What has been started, and must be stopped in the reverse order. */
const started: { stop(): Promise<void> }[] = []

async function main(): Promise<void> {
  let options: StartOptions | 'help'
  try {
    options = parseStartOptions(process.argv.slice(2))
  } catch (e) {
    console.error(`${(e as Error).message}\n\n${HELP}`)
    process.exitCode = 2
    return
  }
  if (options === 'help') {
    console.log(HELP)
    return
  }
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopAll())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  try {
    await run(options)
  } catch (e) {
    if (stopping === undefined) console.error(`oxbow: ${(e as Error).message}`)
    process.exitCode = 1
    await stop()
  }
}

async function run(options: StartOptions): Promise<void> {
  const data = resolve(options.data)
  const { database } = options
  const remote = options.remote === undefined ? undefined : await reachRemote(options.remote)
  if (remote !== undefined) started.push(remote)
  const edge = await startEdge({
    port: await freePort(options.port),
    vars: { REMOTE_URL: remote?.url ?? '', DATABASES: database },
    secrets: { SESSION_KEY: randomBytes(32).toString('hex'), REMOTE_TOKEN: randomBytes(32).toString('hex'), ...remote?.secrets },
    persistTo: join(data, 'edge', folderOf(options)),
    logLevel: options.logLevel,
  })
  started.push(edge)
  console.log(`edge    ${edge.url}`)
  const body = JSON.stringify({ database, sql: 'show tables' })
  console.log(`try     curl -s ${edge.url}/v1/sql -d '${body}'\n\nCtrl-C stops everything.`)
}

/** What an edge keeps belongs to one remote under one name. */
function folderOf({ remote, database }: StartOptions): string {
  return remote === undefined ? 'demo' : `${database}-${createHash('sha256').update(resolve(remote)).digest('hex').slice(0, 12)}`
}

async function stopAll(): Promise<void> {
  for (const part of started.toReversed()) await part.stop()
}

await main()
