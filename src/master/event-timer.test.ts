import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

test('a server runs its events; a closed one no more', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'oxbow-events-'))
  vi.stubEnv('DOLT_ROOT_PATH', directory)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(directory, { recursive: true, force: true })
  })
  const clock = new FakeClock()
  const data = new DataDirectory(join(directory, 'data'))
  onTestFinished(() => data.close())
  const host = new MasterHost({ data, clock, longLived: true, log: () => undefined })
  await host.createDatabase('shop')
  await host.start()
  const engine = new Engine(host)
  const session = new Session(host, { ...nodePlatform, now: () => clock.wall() })
  session.database = 'shop'
  await engine.query(session, 'create table log (at datetime)')
  await engine.query(session, 'create event e on schedule every 10 second starts current_timestamp + interval 10 second do insert into log values (now())')
  const count = async (): Promise<unknown> => (await engine.query(session, 'select count(*) from log')).rows[0][0]
  await clock.pass(5000)
  expect(await count()).toBe(0)
  await vi.waitFor(async () => {
    await clock.pass(1000)
    expect(await count()).toBe(1)
  })
  await host.close()
  await clock.pass(30_000)
  expect(await count()).toBe(1)
})
