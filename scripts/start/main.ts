import { createHash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { seedDemo } from './demo.ts'
import { startEdge } from './edge.ts'
import type { Running } from './edge.ts'
import { freePort } from './free-port.ts'
import { startMaster } from './master.ts'
import { HELP, parseStartOptions } from './options.ts'
import type { StartOptions } from './options.ts'
import { reachRemote } from './remote.ts'
import type { ReachableRemote } from './remote.ts'
import { sql } from './sql.ts'

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
  // npm passes a signal on to its shell, which ends without passing it on: then this process has another parent.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void stop()
  }, 500).unref()
  try {
    if (options.remote === undefined) await runDemo(options)
    else await runRemote(options, options.remote)
    console.log('\nBoth answer without access tokens (ACCESS=public), because only this machine reaches them.\nCtrl-C stops everything.')
  } catch (e) {
    // What fails because it was stopped is no failure.
    if (stopping === undefined) {
      console.error(`oxbow: ${(e as Error).message}`)
      process.exitCode = 1
    }
    await stop()
  }
}

async function runDemo(options: StartOptions): Promise<void> {
  const { database } = options
  const remoteToken = randomBytes(32).toString('hex')
  const sessionKey = randomBytes(32).toString('hex')
  const masterPort = await freePort(options.masterPort)
  const edge = await runEdge(options, undefined, { MASTER_URL: `http://127.0.0.1:${masterPort}` }, { REMOTE_TOKEN: remoteToken, SESSION_KEY: sessionKey })
  const mysqlPort = await freePort(options.mysqlPort)
  const master = await startMaster({ port: masterPort, mysqlPort, data: resolve(options.data, 'master'), remoteToken, sessionKey })
  started.push(master)
  await seedDemo(master.url, database, `oxbow+${edge.url}/remote/${database}`)
  // A push that failed does not fail its commit: whether it arrived shows here.
  await sql(edge.url, database, 'select count(*) from ships')
  console.log(`master  ${master.url}   pushes every commit to the edge's bucket`)
  console.log(`        mysql -h 127.0.0.1 -P ${mysqlPort} -u root ${database}`)
  console.log(`edge    ${edge.url}   pulls on read, hands writes to the master\n`)
  console.log(`Read at the edge:\n  ${curl(edge.url, database, 'select name, built from ships order by built')}`)
  console.log(`Write at the master, then read at the edge again:\n  ${curl(master.url, database, "insert into ships values (6, 'Kaskelot', 'Bristol', 1948)")}`)
  console.log(`  ${curl(master.url, database, "call dolt_commit('-am', 'One more ship')")}`)
  console.log(`Write through the edge:\n  ${curl(edge.url, database, "call dolt_branch('refit')")}`)
  console.log(`How replication stands:\n  curl -s '${edge.url}/v1/replication?database=${database}'\n  curl -s ${master.url}/v1/replication`)
}

async function runRemote(options: StartOptions, url: string): Promise<void> {
  const remote = await reachRemote(url)
  started.push(remote)
  const edge = await runEdge(options, remote, {}, { SESSION_KEY: randomBytes(32).toString('hex'), ...remote.secrets })
  console.log(`edge    ${edge.url}   reads ${url}\n`)
  console.log(`Try:\n  ${curl(edge.url, options.database, 'show tables')}`)
}

async function runEdge(
  options: StartOptions, remote: ReachableRemote | undefined, vars: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>,
): Promise<Running> {
  const edge = await startEdge({
    port: await freePort(options.port),
    // Only this machine reaches it.
    vars: { ACCESS: 'public', REMOTE_URL: remote?.url ?? '', DATABASES: options.database, ...vars },
    secrets,
    persistTo: resolve(options.data, 'edge', folderOf(options)),
    logLevel: options.logLevel,
  })
  started.push(edge)
  return edge
}

/** What an edge keeps belongs to one remote under one name. */
function folderOf({ remote, database }: StartOptions): string {
  return remote === undefined ? 'demo' : `${database}-${createHash('sha256').update(resolve(remote)).digest('hex').slice(0, 12)}`
}

/** A line for a shell. */
function curl(url: string, database: string, statement: string): string {
  const body = JSON.stringify({ database, sql: statement }).replaceAll("'", "'\\''")
  return `curl -s ${url}/v1/sql -d '${body}'`
}

async function stopAll(): Promise<void> {
  for (const part of started.toReversed()) await part.stop()
}

await main()
