import { beforeAll, expect, it } from 'vitest'
import type { ReplicationStatus } from '../src/versioning/environment.ts'

/** A replica behind its HTTP door, and the bucket that it reads. */
export interface ReplicaDoor {
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Puts an object into the bucket; its key begins with the database's name. */
  put(key: string, body: Uint8Array): Promise<void>
  /** Takes the replica out of memory; what it keeps on disk stays. */
  evict(database: string): Promise<void>
}

interface Answer {
  readonly status: number
  readonly columns: { name: string; type: string }[]
  readonly rows: unknown[][]
  readonly meta: {
    commit: string; branch: string; bookmark: string; ageMs: number; servedFrom: string; chunksFetched: number; objectTrips: number
  }
  readonly error?: { code: string; errno: number; message: string }
  readonly session?: string
}

/**
 * What every replica must do, in workerd and in Node alike.
 * @param remote the objects of the fixture `types`, in base64 by name.
 */
export function replicaCases(remote: readonly (readonly [name: string, base64: string])[], door: ReplicaDoor): void {
  async function query(sql: string, more: object = {}): Promise<Answer> {
    const response = await door.fetch('https://edge/v1/sql', { method: 'POST', body: JSON.stringify({ sql, database: 'types', ...more }) })
    return { status: response.status, ...(await response.json() as Omit<Answer, 'status'>) }
  }

  beforeAll(async () => {
    for (const [name, base64] of remote) await door.put(`types/${name}`, Buffer.from(base64, 'base64'))
  })

  it('answers from what the bucket holds, and needs nothing of it a second time', async () => {
    const first = await query('show tables')
    expect(first.rows.length).toBeGreaterThan(3)
    expect(first.meta).toMatchObject({ branch: 'main', servedFrom: 'remote' })
    expect(first.meta.commit).toMatch(/^[0-9a-v]{32}$/)
    const second = await query('show tables')
    expect(second.rows).toEqual(first.rows)
    expect(second.meta).toMatchObject({ servedFrom: 'cache', chunksFetched: 0, objectTrips: 1, bookmark: first.meta.bookmark })
  })

  it('keeps what it pulled when its object is evicted', async () => {
    await query('show tables')
    await door.evict('types')
    expect((await query('show tables')).meta).toMatchObject({ servedFrom: 'cache', chunksFetched: 0 })
  })

  it('does not ask the bucket within the allowed staleness, nor for a bookmark that it has seen', async () => {
    const { meta } = await query('show tables')
    expect((await query('show tables', { freshness: 'max-staleness=60000' })).meta.objectTrips).toBe(0)
    expect((await query('show tables', { freshness: `bookmark=${meta.bookmark}` })).meta.objectTrips).toBe(0)
    expect((await query('show tables', { freshness: 'strong' })).meta.objectTrips).toBe(1)
  })

  it('asks the bucket for nothing that needs nothing of it', async () => {
    for (const sql of ['select 1', 'set @a = 1', "show variables like 'read_only'"]) expect((await query(sql)).meta.objectTrips).toBe(0)
  })

  it('reads any commit by its address', async () => {
    const { meta, rows } = await query('show tables')
    const pinned = await query('show tables', { ref: meta.commit })
    expect(pinned.rows).toEqual(rows)
    expect(pinned.meta.commit).toBe(meta.commit)
  })

  it('keeps a read transaction on its commit', async () => {
    const begun = await query('start transaction')
    expect(begun.session).toBeDefined()
    const inside = await query('show tables', { session: begun.session })
    expect(inside.meta.objectTrips).toBe(0)
    const ended = await query('commit', { session: inside.session })
    expect((await query('show tables', { session: ended.session })).meta.objectTrips).toBe(1)
  })

  it('refuses writes', async () => {
    for (const sql of ['create table t (a int primary key)', "call dolt_commit('-Am', 'x')", "call dolt_branch('x')", 'create database x']) {
      expect(await query(sql)).toMatchObject({ status: 403, error: { errno: 1290, message: 'database server is set to read only mode' } })
    }
  })

  it('tells what it has not', async () => {
    expect(await query('select * from nope')).toMatchObject({ status: 400, error: { errno: 1146 } })
    expect(await query('show tables', { ref: 'nope' })).toMatchObject({ status: 404, error: { errno: 1049 } })
    expect(await query('selec 1')).toMatchObject({ status: 400, error: { errno: 1064 } })
    for (const sql of ['show tables', 'select 1']) expect(await query(sql, { database: 'elsewhere' })).toMatchObject({ status: 404, error: { errno: 1049 } })
  })

  it('2.3 tells how it is replicated, by HTTP and by SQL', async () => {
    const { meta } = await query('show tables')
    const response = await door.fetch('https://edge/v1/replication?database=types')
    expect(response.status).toBe(200)
    const { databases: [status, ...others] } = await response.json() as { databases: ReplicationStatus[] }
    expect(others).toEqual([])
    expect(status).toMatchObject({
      database: 'types', role: 'replica', heads: '*', queue: [], lastError: null, lastPushAt: null, rescueBranches: [], copy: null,
      fetched: { refused: 0 }, settings: { dolt_replicate_all_heads: 1, dolt_skip_replication_errors: 0 },
    })
    expect(status.lagMs).toBeGreaterThanOrEqual(meta.ageMs)
    expect(status.lastCheckAt).toBeGreaterThanOrEqual(status.lastPullAt!)
    const { rows } = await query('select role, heads, last_error, lag_ms < 60000 from dolt_replication_status')
    expect(rows).toEqual([['replica', '*', null, 1]])
    expect((await door.fetch('https://edge/v1/replication?database=no%20name')).status).toBe(404)
  })

  it('serves a GET with an ETag', async () => {
    const url = `https://edge/v1/types/main?q=${encodeURIComponent('show tables')}`
    const first = await door.fetch(url)
    expect(first.status).toBe(200)
    const again = await door.fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('errs clearly when an object of the remote has gone, and recovers with it', async () => {
    const files = Object.fromEntries(remote)
    for (const [name, base64] of remote) if (name !== 'manifest') await door.put(`lost/${name}`, Buffer.from(base64, 'base64'))
    expect(await query('show tables', { database: 'lost' })).toMatchObject({ status: 404, error: { errno: 1049 } })
    await door.put('lost/manifest', Buffer.from('nonsense'))
    expect(await query('show tables', { database: 'lost' })).toMatchObject({ error: { code: 'MANIFEST_CORRUPT' } })
    await door.put('lost/manifest', Buffer.from(files.manifest, 'base64'))
    expect((await query('show tables', { database: 'lost' })).status).toBe(200)
  })
}
