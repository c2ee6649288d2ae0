import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signRequest } from '../../src/store/remote/sigv4.ts'
import { S3_KEY, startS3Server } from '../support/s3-server.ts'
import { Relay } from './relay.ts'

const dolt = process.env.DOLT_BIN
const server = dolt === undefined ? 'DOLT_BIN is not set' : await startS3Server()

const AWS = { AWS_ACCESS_KEY_ID: S3_KEY, AWS_SECRET_ACCESS_KEY: S3_KEY, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' }

/** Rows of every kind of place: in leaves, out of band, in a tree of JSON, in an index. */
const TABLE = 'create table t (id int primary key, s varchar(50), b longtext, j json, key (s))'
const rows = (from: number, to: number): string =>
  `insert into t with recursive n (i) as (select ${from} union all select i + 1 from n where i < ${to}) `
  + "select i, concat('s', i % 10), repeat(char(97 + i % 26), i * 20), json_object('i', i, 'text', repeat('j', i * 3)) from n"
const COUNT = "select concat(count(*), ' ', sum(length(b)), ' ', dolt_hashof_table('t')) from t"

describe.runIf(dolt !== undefined)(`remotes that dolt and oxbow share${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  let relay: Relay
  const before = { ...process.env }
  beforeAll(async () => {
    relay = new Relay(dolt!)
    Object.assign(process.env, AWS)
    if (typeof server === 'string') return
    const bucket = { method: 'PUT', url: new URL(`${server.endpoint}/oxbow`) }
    const credentials = { accessKeyId: S3_KEY, secretAccessKey: S3_KEY }
    await fetch(bucket.url, { method: 'PUT', headers: await signRequest(bucket, { credentials, region: 'us-east-1', service: 's3', now: Date.now() }) })
  })
  afterAll(async () => {
    for (const name of Object.keys(AWS)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    await relay?.remove()
    if (typeof server !== 'string') await server.stop()
  })

  const byDolt = (directory: string, ...args: string[]): string => relay.command(directory, args, undefined, AWS)
  const askDolt = (directory: string, sql: string): string => byDolt(directory, 'sql', '-r', 'csv', '-q', sql).trimEnd().split('\n').at(-1)!

  /** Pushes, clones and pulls in turns; both see the same rows, and nothing is wrong anywhere. */
  async function takeTurns(name: string, url: string): Promise<void> {
    const [ours, theirs] = [`${name}_ours`, `${name}_theirs`]
    await relay.create(ours, 'oxbow')
    await relay.oxbow(ours, TABLE, rows(1, 50), "call dolt_commit('-Am', 'fifty')", "call dolt_tag('v1')", `call dolt_remote('add', 'origin', '${url}')`, "call dolt_push('-u', 'origin', 'main')", "call dolt_push('origin', 'v1')")
    byDolt('', 'clone', url, theirs)
    let count = 50
    for (const round of [1, 2, 3]) {
      expect(askDolt(theirs, COUNT)).toBe(await relay.oxbow(ours, COUNT))
      byDolt(theirs, 'sql', '-q', `${rows(count + 1, count + 30)}; update t set s = 'theirs' where id = ${round}; call dolt_commit('-am', 'theirs ${round}')`)
      byDolt(theirs, 'push', 'origin', 'main')
      await relay.oxbow(ours, "call dolt_pull('origin', 'main')", `delete from t where id = ${count}`, rows(count + 31, count + 60), `call dolt_commit('-am', 'ours ${round}')`, `call dolt_branch('b${round}')`, "call dolt_push('origin', 'main')", `call dolt_push('origin', 'b${round}')`)
      byDolt(theirs, 'pull', 'origin', 'main')
      byDolt(theirs, 'fsck')
      count += 60
    }
    expect(askDolt(theirs, COUNT)).toBe(await relay.oxbow(ours, COUNT))
    expect(askDolt(theirs, 'select count(*) from dolt_log')).toBe('8')
    expect(await relay.problems(ours)).toBe('')
    expect(await relay.problems(theirs)).toBe('')
    byDolt('', 'clone', url, `${name}_fresh`)
    expect(askDolt(`${name}_fresh`, COUNT)).toBe(askDolt(theirs, COUNT))
    expect(await relay.problems(`${name}_fresh`)).toBe('')
    await relay.cloned(`${name}_ours_fresh`, url)
    expect(await relay.oxbow(`${name}_ours_fresh`, COUNT)).toBe(askDolt(theirs, COUNT))
    expect(await relay.problems(`${name}_ours_fresh`)).toBe('')
  }

  it('file://', { timeout: 120_000 }, () => takeTurns('file', `file://${join(relay.base, 'file_remote')}`))

  it.skipIf(typeof server === 'string')(`s3://${typeof server === 'string' ? ` (skipped: ${server})` : ''}`, { timeout: 120_000 }, () =>
    takeTurns('s3', `s3://oxbow/interop-${process.pid}?endpoint=${typeof server === 'string' ? '' : server.endpoint}&path-style=true&region=us-east-1`))

  it('file://, of which one branch is cloned, each way', { timeout: 120_000 }, async () => {
    const url = `file://${join(relay.base, 'deep_remote')}`
    await relay.create('deep', 'oxbow')
    await relay.oxbow(
      'deep', TABLE, rows(1, 20), "call dolt_commit('-Am', '1')", rows(21, 40), "call dolt_commit('-am', '2')", rows(41, 60), "call dolt_commit('-am', '3')", "call dolt_checkout('-b', 'side')", 'delete from t where id > 10',
      "call dolt_commit('-am', 'side')", `call dolt_remote('add', 'origin', '${url}')`, "call dolt_push('origin', 'main')", "call dolt_push('origin', 'side')",
    )
    byDolt('', 'clone', '--single-branch', '--branch', 'side', url, 'single_theirs')
    await relay.cloned('single_ours', url, '--single-branch', '--branch', 'side')
    const BRANCHES = 'select concat(active_branch(), (select count(*) from dolt_remote_branches))'
    expect(askDolt('single_theirs', BRANCHES)).toBe('side1')
    expect(askDolt('single_ours', BRANCHES)).toBe('side1')
    expect(await relay.oxbow('single_theirs', BRANCHES)).toBe('side1')
    expect(askDolt('single_ours', COUNT)).toBe(await relay.oxbow('single_theirs', COUNT))
    byDolt('single_theirs', 'sql', '-q', `${rows(61, 80)}; call dolt_commit('-am', '4'); call dolt_push('origin', 'side')`)
    await relay.oxbow('single_ours', "call dolt_pull('origin', 'side')", rows(81, 100), "call dolt_commit('-am', '5')", "call dolt_push('origin', 'side')")
    byDolt('single_theirs', 'pull', 'origin', 'side')
    expect(askDolt('single_theirs', COUNT)).toBe(await relay.oxbow('single_ours', COUNT))
    byDolt('', 'clone', url, 'deep_fresh')
    expect(askDolt('deep_fresh', "select count(*) from dolt_log('origin/side')")).toBe('7')
    expect(await relay.problems('deep_fresh')).toBe('')
  })

  it('file://, cloned by depth, each way', { timeout: 120_000 }, async () => {
    const url = `file://${join(relay.base, 'long_remote')}`
    await relay.create('long', 'oxbow')
    await relay.oxbow('long', TABLE, rows(1, 20), "call dolt_commit('-Am', '1')", rows(21, 40), "call dolt_commit('-am', '2')", rows(41, 60), "call dolt_commit('-am', '3')", 'delete from t where id = 7', "call dolt_commit('-am', '4')")
    await relay.oxbow('long', `call dolt_remote('add', 'origin', '${url}')`, "call dolt_push('origin', 'main')")
    byDolt('', 'clone', '--depth', '2', url, 'shallow_theirs')
    await relay.cloned('shallow_ours', url, '--depth', '2')
    const LOG = 'select group_concat(message) from (select message from dolt_log order by commit_order) as l'
    for (const directory of ['shallow_theirs', 'shallow_ours']) {
      expect(askDolt(directory, LOG)).toBe('"3,4"')
      expect(await relay.oxbow(directory, LOG)).toBe('3,4')
      expect(askDolt(directory, COUNT)).toBe(await relay.oxbow('long', COUNT))
      expect(await relay.oxbow(directory, COUNT)).toBe(await relay.oxbow('long', COUNT))
      expect(await relay.oxbow(directory, "select count(*) from t as of 'HEAD~1'")).toBe('60')
      await expect(relay.oxbow(directory, "select count(*) from t as of 'HEAD~2'")).rejects.toThrow('You are using a shallow clone')
      // Dolt's own fsck panics at the end of a shallow history.
      expect(await relay.problemsOfOxbow(directory)).toBe('')
    }
    // Both push what they add to a history of which they have a part.
    byDolt('shallow_ours', 'sql', '-q', `${rows(61, 80)}; call dolt_commit('-am', '5')`)
    byDolt('shallow_ours', 'push', 'origin', 'main')
    await relay.oxbow('shallow_theirs', "call dolt_pull('origin', 'main')", rows(81, 100), "call dolt_commit('-am', '6')", "call dolt_push('origin', 'main')")
    await relay.oxbow('shallow_ours', "call dolt_pull('origin', 'main')", rows(101, 110), "call dolt_commit('-am', '7')", 'call dolt_gc()', "call dolt_push('origin', 'main')")
    byDolt('shallow_theirs', 'pull', 'origin', 'main')
    expect(askDolt('shallow_theirs', COUNT)).toBe(await relay.oxbow('shallow_ours', COUNT))
    byDolt('', 'clone', url, 'long_fresh')
    expect(askDolt('long_fresh', LOG)).toBe('"Initialize data repository,1,2,3,4,5,6,7"')
    for (const directory of ['shallow_theirs', 'shallow_ours']) expect(await relay.problemsOfOxbow(directory)).toBe('')
    expect(await relay.problems('long_fresh')).toBe('')
    // A remote that lacks what a shallow clone lacks gets nothing that is broken.
    await expect(relay.oxbow('shallow_ours', `call dolt_remote('add', 'other', 'file://${join(relay.base, 'other_remote')}')`, "call dolt_push('other', 'main')")).rejects.toThrow('shallow clone')
  })

  it('file://, backups of each restored by the other', { timeout: 120_000 }, async () => {
    await relay.create('kept', 'dolt')
    const url = (name: string): string => `file://${join(relay.base, name)}`
    await relay.oxbow('kept', TABLE, rows(1, 30), "call dolt_commit('-Am', '1')", rows(31, 40), `call dolt_backup('sync-url', '${url('backup_ours')}')`)
    byDolt('', 'backup', 'restore', url('backup_ours'), 'restored_theirs')
    expect(askDolt('restored_theirs', COUNT)).toBe(await relay.oxbow('kept', COUNT))
    byDolt('restored_theirs', 'sql', '-q', rows(41, 50))
    byDolt('restored_theirs', 'backup', 'sync-url', url('backup_theirs'))
    await relay.oxbow('', `call dolt_backup('restore', '${url('backup_theirs')}', 'restored_ours')`)
    expect(await relay.oxbow('restored_ours', COUNT)).toBe(askDolt('restored_theirs', COUNT))
    expect(await relay.problems('restored_ours')).toBe('')
    expect(await relay.problems('restored_theirs')).toBe('')
  })

  it('collected by both in turns', { timeout: 120_000 }, async () => {
    await relay.create('collected', 'oxbow')
    await relay.oxbow('collected', TABLE, rows(1, 60), "call dolt_commit('-Am', '1')")
    for (let from = 61; from < 150; from += 20) {
      await relay.oxbow('collected', rows(from, from + 9), "call dolt_commit('-am', 'ours')", 'call dolt_gc()')
      byDolt('collected', 'sql', '-q', `${rows(from + 10, from + 19)}; call dolt_commit('-am', 'theirs')`)
      byDolt('collected', 'gc')
      expect(await relay.problems('collected')).toBe('')
    }
    expect(askDolt('collected', COUNT)).toBe(await relay.oxbow('collected', COUNT))
  })
})
