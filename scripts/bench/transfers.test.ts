import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ServerProcess } from '../../test/support/server-process.ts'
import { runTransfers } from './transfers.ts'

const base = mkdtempSync(join(tmpdir(), 'oxbow-transfers-'))
let server: ServerProcess | undefined
afterAll(async () => {
  await server?.stop()
  rmSync(base, { recursive: true, force: true })
})

it('clients that read and write at once get no wrong answer', async () => {
  server = await ServerProcess.start(['sql-server', '-H', '127.0.0.1', '--data-dir', base], { env: { HOME: base, DOLT_ROOT_PATH: base } })
  let done = 0
  const report = await runTransfers({ port: server.mysqlPort, connections: 8, milliseconds: 5000, onDone: () => done++ })
  expect(report.wrong).toEqual([])
  expect(report.transfers).toBeGreaterThan(10)
  expect(done).toBeGreaterThan(100)
}, 60_000)
