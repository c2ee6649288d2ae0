import { describe, expect, it } from 'vitest'
import type { SqlRequest } from '../server/sql-request.ts'
import { chooseReplica, fleetOf } from './replicas.ts'

const request = (sql: string, more: Partial<SqlRequest> = {}): SqlRequest => ({ sql, params: [], database: 'db', readOnly: false, ndjson: false, ...more })
const berlin = { continent: 'EU', country: 'DE' } as const

describe('replicas of a database', () => {
  it('are named by database, region and shard', () => {
    expect(chooseReplica(fleetOf({ REGIONS: '', REPLICAS_PER_REGION: '1' }), 'db', request('select 1'), berlin)).toEqual({ name: 'db/weur/0', region: 'weur', shard: 0 })
    expect(chooseReplica(fleetOf({ REGIONS: ' enam, apac ', REPLICAS_PER_REGION: '1' }), 'db', request('select 1'), berlin).name).toBe('db/enam/0')
  })

  it('share the load, and get the same question again', () => {
    const fleet = fleetOf({ REGIONS: '', REPLICAS_PER_REGION: '4' })
    const counts = [0, 0, 0, 0]
    for (let id = 0; id < 4000; id++) {
      const { shard } = chooseReplica(fleet, 'db', request('select * from t where id = ?', { params: [id] }), berlin)
      counts[shard]++
      expect(chooseReplica(fleet, 'db', request('select * from t where id = ?', { params: [id] }), berlin).shard).toBe(shard)
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('keep their sessions, even when there are fewer than before', () => {
    const session = { database: 'db', variables: {}, userVariables: {}, shard: 3 }
    for (const sql of ['select 1', 'select 2', 'show tables']) {
      expect(chooseReplica(fleetOf({ REGIONS: '', REPLICAS_PER_REGION: '4' }), 'db', request(sql, { session }), berlin).shard).toBe(3)
      expect(chooseReplica(fleetOf({ REGIONS: '', REPLICAS_PER_REGION: '2' }), 'db', request(sql, { session }), berlin).shard).toBe(1)
    }
  })

  it('refuse a configuration that makes no sense', () => {
    expect(() => fleetOf({ REGIONS: 'mars', REPLICAS_PER_REGION: '1' })).toThrow('REGIONS names "mars"')
    for (const count of ['0', '-1', 'x', '1.5', '', '1000']) expect(() => fleetOf({ REGIONS: '', REPLICAS_PER_REGION: count })).toThrow('REPLICAS_PER_REGION')
  })
})
