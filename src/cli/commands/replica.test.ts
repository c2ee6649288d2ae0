import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ServerProcess } from '../../../test/support/server-process.ts'
import { runCli } from '../cli.ts'

let base = ''
const servers: ServerProcess[] = []
const environment = process.env.DOLT_ROOT_PATH
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-replica-'))
  process.env.DOLT_ROOT_PATH = base
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill()
  if (environment === undefined) delete process.env.DOLT_ROOT_PATH
  else process.env.DOLT_ROOT_PATH = environment
  rmSync(base, { recursive: true, force: true })
})

async function run(...argv: string[]): Promise<void> {
  let text = ''
  const note = (line = '') => {
    text += `${line}\n`
  }
  const code = await runCli(['--data-dir', join(base, 'db'), ...argv], { write: note, line: note, bytes: () => undefined, error: note })
  if (code !== 0) throw new Error(text)
}

async function start(remote: string): Promise<ServerProcess> {
  const server = await ServerProcess.start(['replica', '--cache', join(base, 'cache'), remote, 'db'])
  servers.push(server)
  return server
}

it('serves a remote, follows it, refuses writes, and keeps what it pulled when it is started again', async () => {
  for (const name of ['db', 'remote']) mkdirSync(join(base, name))
  const remote = pathToFileURL(join(base, 'remote')).href
  await run('config', '--global', '--add', 'user.name', 'R', 'user.email', 'r@x')
  await run('init')
  await run('sql', '-q', 'create table t (a int primary key); insert into t values (1), (2)')
  await run('add', '.')
  await run('commit', '-m', 'two')
  await run('remote', 'add', 'origin', remote)
  await run('push', 'origin', 'main')

  const first = await start(remote)
  expect(await first.sql('db', 'select count(*) from t')).toMatchObject({ rows: [['2']], meta: { servedFrom: 'remote' } })
  expect(await first.sql('db', 'insert into t values (3)')).toMatchObject({ error: { errno: 1290 } })
  await run('sql', '-q', 'insert into t values (3)')
  await run('commit', '-am', 'three')
  await run('push', 'origin', 'main')
  expect(await first.sql('db', 'select count(*) from t')).toMatchObject({ rows: [['3']] })
  expect(await first.stop()).toBe(0)

  const second = await start(remote)
  expect(await second.sql('db', 'select count(*) from t')).toMatchObject({ rows: [['3']], meta: { servedFrom: 'cache', chunksFetched: 0 } })
  expect(await second.stop()).toBe(0)
}, 60_000)
