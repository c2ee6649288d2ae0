import { beforeEach, describe, expect, it } from 'vitest'
import { WrittenRemote } from '../../test/support/replica-kinds.ts'
import { nodePlatform } from '../master/platform.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { HeadSelection } from './head-selection.ts'
import { ReplicaHost } from './replica-host.ts'

let remote: WrittenRemote
beforeEach(async () => {
  remote = await WrittenRemote.open()
  await remote.sql("call dolt_branch('Feature')", "call dolt_branch('release')", "call dolt_tag('v1')")
  await remote.push()
})

function open(heads?: HeadSelection, freshness?: string) {
  const store = new RemoteChunkStore(remote.objects, nodePlatform)
  const host = new ReplicaHost({ name: 'db', store, platform: nodePlatform, skipErrors: false, version: '2.3.1', heads, freshness })
  const engine = new Engine(host)
  const connect = (database = 'db') => {
    const session = new Session(host, nodePlatform)
    session.database = database
    return async (sql: string): Promise<readonly (readonly Value[])[]> => (await engine.query(session, sql)).rows
  }
  return { host, connect, sql: connect() }
}

const named = (heads: string): HeadSelection => ({ heads, allHeads: false, force: true })
const BRANCHES = 'select name from dolt_branches order by name'

describe('heads of a lazy replica', () => {
  it('2.4 are all branches and tags unless it is told otherwise', async () => {
    const { sql } = open()
    expect(await sql(BRANCHES)).toEqual([['Feature'], ['main'], ['release']])
    expect(await sql('select tag_name from dolt_tags')).toEqual([['v1']])
    expect(await sql('select @@dolt_replicate_all_heads, @@dolt_replicate_heads, @@dolt_read_replica_force_pull, @@read_only')).toEqual([[1, '', 1, 1]])
  })

  it('2.4 are those that are named or fit, without tags; the default branch is one of them', async () => {
    const { sql } = open(named('rel*,Feature'))
    expect(await sql(BRANCHES)).toEqual([['Feature'], ['release']])
    expect(await sql('select tag_name from dolt_tags')).toEqual([])
    expect(await sql('select active_branch()')).toEqual([['Feature']])
    expect(await sql('select @@dolt_replicate_all_heads, @@dolt_replicate_heads')).toEqual([[0, 'rel*,Feature']])
  })

  it('2.4 follow the remote: deleted branches go, moved tags move', async () => {
    const { sql } = open()
    expect(await sql(BRANCHES)).toEqual([['Feature'], ['main'], ['release']])
    await remote.sql("call dolt_tag('-d', 'v1')")
    await remote.commit()
    await remote.sql("call dolt_tag('v1')")
    await remote.push()
    await remote.delete('refs/heads/release')
    expect(await sql(BRANCHES)).toEqual([['Feature'], ['main']])
    expect(await sql("select count(*) from t as of 'v1'")).toEqual([[2]])
  })

  it('2.5 may be joined by one that is named in a statement; it stays as it was then', async () => {
    const { sql, connect } = open(named('main'))
    expect(await sql(BRANCHES)).toEqual([['main']])
    expect(await sql('select count(*) from `db/feature`.t')).toEqual([[1]])
    expect(await connect('db/FEATURE')('select active_branch()')).toEqual([['Feature']])
    expect(await sql(BRANCHES)).toEqual([['Feature'], ['main']])
    await remote.sql("call dolt_checkout('Feature')", "insert into t values (90, 'x')", "call dolt_commit('-am', 'x')")
    await remote.commit()
    expect(await sql('select count(*) from t')).toEqual([[2]])
    expect(await sql('select count(*) from `db/Feature`.t')).toEqual([[1]])
    await expect(sql('use `db/nope`')).rejects.toMatchObject({ errno: 1049, message: 'database not found: db/nope' })
  })

  it('2.6 its deployment\'s freshness holds for who says none; wrong settings are refused', async () => {
    const { sql } = open(undefined, 'max-staleness=600000')
    expect(await sql('select count(*) from t')).toEqual([[1]])
    await remote.commit()
    expect(await sql('select count(*) from t')).toEqual([[1]])
    expect(await sql('select @@dolt_replication_freshness')).toEqual([['max-staleness=600000']])
    await sql("set dolt_replication_freshness = 'strong'")
    expect(await sql('select count(*) from t')).toEqual([[2]])
    await expect(sql("set dolt_replication_freshness = 'weak'")).rejects.toMatchObject({ errno: 1231 })
    await expect(sql("set global dolt_replication_freshness = 'strong'")).rejects.toMatchObject({ errno: 1290 })
    expect(() => open({ heads: 'main', allHeads: true, force: true })).toThrow('cannot set both')
    expect(() => open(undefined, 'weak')).toThrow('freshness must be')
  })
})
