import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEdge } from '../../scripts/start/edge.ts'
import type { Running } from '../../scripts/start/edge.ts'
import { freePort } from '../../scripts/start/free-port.ts'
import { reachRemote } from '../../scripts/start/remote.ts'
import type { ReachableRemote } from '../../scripts/start/remote.ts'
import { sql } from '../../scripts/start/sql.ts'
import { describeWithShared, sharedPath } from '../support/shared.ts'

/** Most dependent trips to the remote before a cold point select answers, the manifest's apart, and most bytes read for it. */
const COLD_TRIPS = 8
const COLD_BYTES = 384 * 1024

describeWithShared('flights, as real Dolt pushed it, behind wrangler dev', () => {
  let folder: string
  let remote: ReachableRemote
  let edge: Running

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oxbow-flights-'))
    remote = await reachRemote(sharedPath('fixtures', 'flights', 'remote'))
    edge = await startEdge({
      port: await freePort(0), vars: { ACCESS: 'public', REMOTE_URL: remote.url, DATABASES: 'flights' }, secrets: { SESSION_KEY: 'test', ...remote.secrets },
      persistTo: folder, logLevel: 'error',
    })
  })

  afterAll(async () => {
    await edge.stop()
    await remote.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = (statement: string, more?: object) => sql(edge.url, 'flights', statement, more)

  it('answers a first point select with few trips and little data, and another one with none', async () => {
    const first = await ask("select name from airports where faa = 'JFK'")
    expect(first.rows).toEqual([['John F Kennedy Intl']])
    expect(first.meta.objectTrips).toBeLessThanOrEqual(COLD_TRIPS + 1)
    expect(first.meta.bytesFetched).toBeLessThanOrEqual(COLD_BYTES)
    const second = await ask("select name from airports where faa = 'LGA'")
    expect(second.rows).toEqual([['La Guardia']])
    expect(second.meta).toMatchObject({ servedFrom: 'cache', chunksFetched: 0, objectTrips: 1 })
  })

  it('counts, groups, joins, and reads branches, tags and the past', async () => {
    expect((await ask('select count(*) from flights')).rows).toEqual([['336776']])
    expect((await ask('select carrier, count(*) c from flights group by carrier order by c desc limit 1')).rows).toEqual([['UA', '58665']])
    const joined = await ask(`select a.name, count(*) from flights f join airlines a on a.carrier = f.carrier
      where f.carrier = 'HA' group by a.name`)
    expect(joined.rows).toEqual([['Hawaiian Airlines Inc.', '342']])
    const [[branches]] = (await ask('select count(*) from dolt_branches')).rows
    expect(Number(branches)).toBeGreaterThan(1)
    expect((await ask('select count(*) from flights', { ref: 'feature1' })).rows).toEqual([['336774']])
    expect((await ask('select count(*) from `flights/feature1`.flights')).rows).toEqual([['336774']])
    const [[early]] = (await ask("select count(*) from flights as of 'h1'")).rows
    expect(Number(early)).toBeLessThan(336_776)
  })

  it('refuses writes', async () => {
    await expect(ask("insert into airlines values ('ZZ', 'x')")).rejects.toThrow('database server is set to read only mode (1290)')
  })
})
