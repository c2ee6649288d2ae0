import { env, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SqlRequest } from '../server/sql-request.ts'
import type { Env } from './env.ts'
import { openReplica } from './open-replica.ts'
import { Replica } from './replica.ts'

const objects = Object.entries(inject('branchesRemote').objects)
const request: SqlRequest = { sql: 'show tables', params: [], database: 'branches', readOnly: false, ndjson: false }

beforeAll(async () => {
  for (const [name, base64] of objects) await env.REMOTE.put(`branches/${name}`, Buffer.from(base64, 'base64'))
})

/** Asks an object once, then lets its alarms ring until none is set. @returns how many rang. */
async function ringOut(name: string, changes: Partial<Env>): Promise<number> {
  return await runInDurableObject(env.REPLICA.get(env.REPLICA.idFromName(name)), async (_object, state) => {
    const replica = new Replica(state, { ...env, ...changes })
    const response = await replica.fetch(new Request('https://replica/branches/sql', { method: 'POST', body: JSON.stringify(request) }))
    expect(response.status).toBe(200)
    let rang = 0
    while (await state.storage.getAlarm() !== null && rang < 20) {
      await state.storage.deleteAlarm()
      await replica.alarm()
      rang++
    }
    return rang
  })
}

describe('an eager replica', () => {
  it('copies everything by alarms, and answers from its storage when the bucket has gone', async () => {
    expect(await ringOut('eager', { EAGER: 'shop, branches' })).toBeGreaterThan(0)
    await runInDurableObject(env.REPLICA.get(env.REPLICA.idFromName('eager')), async (_object, state) => {
      const { responder, stats } = openReplica('branches', { ...env, EAGER: '*' }, state.storage, () => undefined)
      for (const ref of ['main', 'hidden']) {
        const answer = await (await responder.respond({ ...request, sql: 'select count(*) from t', ref })).json() as { meta: object }
        expect(answer.meta).toMatchObject({ chunksFetched: 0, servedFrom: 'cache' })
      }
      expect(stats().chunksFetched).toBe(0)
    })
  })

  it('is asleep when there is nothing new, and where EAGER names another database', async () => {
    expect(await ringOut('eager', { EAGER: '*' })).toBe(1)
    expect(await ringOut('lazy', { EAGER: 'shop' })).toBe(0)
  })
})
