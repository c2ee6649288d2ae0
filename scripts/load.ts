/**
 * Load: connections that mix reads and writes at `oxbow sql-server`, over MySQL's protocol. Whether each answer is right is known
 * (scripts/bench/transfers.ts); printed are throughput, p50 and p99 of each kind, and the server's memory over time.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ServerProcess } from '../test/support/server-process.ts'
import { quantile } from './bench/load.ts'
import { type Operation, runTransfers } from './bench/transfers.ts'

const HELP = `usage: npm run load -- [options]
  --seconds N          how long (default: 60)
  --connections N      clients at once (default: 64)
  --help               this text
Ends with 1 when an answer was wrong, or when the server's memory grew by more than half of what it had after the first third.`

/** Memory is looked at so many times. */
const SAMPLES = 12
/** The last third of the samples may have so much more than the middle one. */
const MAX_GROWTH = 1.5

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, connections: { type: 'string', default: '64' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const seconds = Number(values.seconds)
const connections = Number(values.connections)
if (!(seconds > 0) || !(connections >= 1)) {
  console.error(HELP)
  process.exit(2)
}

/** Mebibytes of memory that a process has. */
function memoryOf(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

const base = mkdtempSync(join(tmpdir(), 'oxbow-load-'))
const latencies = new Map<Operation, number[]>()
const memory: number[] = []
const server = await ServerProcess.start(['sql-server', '-H', '127.0.0.1', '--data-dir', base], { env: { HOME: base, DOLT_ROOT_PATH: base } })
let ok = false
try {
  let done = 0
  const sampler = setInterval(() => {
    memory.push(memoryOf(server.pid))
    console.error(`${memory.length} of ${SAMPLES}: ${done} operations, ${memory.at(-1)} MiB`)
  }, seconds * 1000 / SAMPLES)
  const report = await runTransfers({
    port: server.mysqlPort, connections, milliseconds: seconds * 1000,
    onDone: (operation, milliseconds) => {
      done++
      const list = latencies.get(operation)
      if (list === undefined) latencies.set(operation, [milliseconds])
      else list.push(milliseconds)
    },
  }).finally(() => clearInterval(sampler))
  console.log(`${connections} connections, ${seconds} s: ${(done / seconds).toFixed(0)} operations/s, ${report.transfers} transfers, ${report.conflicts} conflicts`)
  for (const [operation, list] of [...latencies].toSorted()) {
    const sorted = Float64Array.from(list).sort()
    console.log(`${operation.padEnd(10)} ${String(list.length).padStart(8)}  p50 ${quantile(sorted, 0.5).toFixed(2)} ms  p99 ${quantile(sorted, 0.99).toFixed(2)} ms`)
  }
  console.log(`memory, MiB: ${memory.join(' ')}`)
  for (const wrong of report.wrong.slice(0, 20)) console.log(`WRONG: ${wrong}`)
  const third = Math.floor(memory.length / 3)
  const isFlat = third === 0 || mean(memory.slice(-third)) <= MAX_GROWTH * mean(memory.slice(third, 2 * third))
  if (!isFlat) console.log('WRONG: memory grew')
  ok = report.wrong.length === 0 && isFlat
} finally {
  await server.stop()
  rmSync(base, { recursive: true, force: true })
}
process.exit(ok ? 0 : 1)
