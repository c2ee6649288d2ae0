import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAIN, ServerProcess } from '../support/server-process.ts'

/** The ways to say a statement: each must do the same. */
type Door = (...statements: string[]) => Promise<void>

let base = ''
let server: ServerProcess | undefined
let client: Connection | undefined
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-doors-'))
  mkdirSync(join(base, '.dolt'))
  mkdirSync(join(base, 'db'))
  writeFileSync(join(base, '.dolt', 'config_global.json'), JSON.stringify({ 'user.name': 'me', 'user.email': 'me@example.com' }))
  await oxbow('init')
  await oxbow('remote', 'add', 'origin', 'file://../rem')
})
afterEach(async () => {
  await client?.end()
  await server?.stop()
  client = server = undefined
  rmSync(base, { recursive: true, force: true })
})

const env = () => ({ ...process.env, DOLT_ROOT_PATH: base, HOME: base, OXBOW_TOKEN_KEY: '' })

async function oxbow(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: join(base, 'db'), env: env() })
  return stdout
}

const DOORS: Record<string, () => Promise<Door>> = {
  'the command line': async () => async (...statements) => {
    for (const statement of statements) await oxbow('sql', '-q', statement)
  },
  HTTP: async () => {
    const running = (server = await ServerProcess.start(['sql-server', '--data-dir', join(base, 'db')], { env: env() }))
    return async (...statements) => {
      for (const statement of statements) expect(await running.sql('db', statement)).not.toHaveProperty('error')
    }
  },
  "MySQL's protocol": async () => {
    server = await ServerProcess.start(['sql-server', '--data-dir', join(base, 'db')], { env: env() })
    const connection = (client = await createConnection({ host: '127.0.0.1', port: server.mysqlPort, user: 'root', database: 'db' }))
    return async (...statements) => {
      for (const statement of statements) await connection.query(statement)
    }
  },
}

describe.each(Object.keys(DOORS))('%s', (door) => {
  it('1, 2.1 sets the variables that last, and pushes what changes a ref', async () => {
    const run = await DOORS[door]()
    await run(
      "set persist dolt_replicate_to_remote = 'origin'", 'create table t (a int primary key)', "call dolt_commit('-Am', 'one')",
      "call dolt_branch('side')", "call dolt_tag('v1')", "call dolt_branch('gone')", "call dolt_branch('-D', 'gone')",
    )
    await client?.end()
    client = undefined
    await server?.stop()
    server = undefined
    expect(await oxbow('config', '--local', '--get', 'sqlserver.global.dolt_replicate_to_remote')).toBe('origin\n')
    await promisify(execFile)(process.execPath, [MAIN, 'clone', `file://${base}/rem`, 'copy'], { cwd: base, env: env() })
    const refs = await promisify(execFile)(process.execPath, [MAIN, 'sql', '-r', 'csv', '-q', 'select name, latest_commit_message from dolt_remote_branches union select tag_name, message from dolt_tags order by 1'], {
      cwd: join(base, 'copy'), env: env(),
    })
    expect(refs.stdout).toBe('name,latest_commit_message\nremotes/origin/main,one\nremotes/origin/side,one\nv1,""\n')
  })
})
