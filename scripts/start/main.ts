import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { startEdge } from './edge.ts'
import { freePort } from './free-port.ts'
import { HELP, parseStartOptions } from './options.ts'
import type { StartOptions } from './options.ts'

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
  const edge = await startEdge({
    port: await freePort(options.port),
    vars: { REMOTE_URL: '', DATABASES: options.database },
    secrets: { SESSION_KEY: randomBytes(32).toString('hex'), REMOTE_TOKEN: randomBytes(32).toString('hex') },
    persistTo: join(data, 'edge'),
    logLevel: options.logLevel,
  })
  started.push(edge)
  console.log(`edge  ${edge.url}`)
}

async function stopAll(): Promise<void> {
  for (const part of started.toReversed()) await part.stop()
}

await main()
